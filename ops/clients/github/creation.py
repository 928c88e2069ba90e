"""Creating something on GitHub exactly once, also when an answer is lost."""

from collections.abc import Callable
from typing import Any

from ops.clients.github.answers import GitHubUncertainError


def make_once(make: Callable[[], Any], find: Callable[[], Any]) -> Any:
    """Make something; when it is not certain that it was made, look for it before it is made again."""
    try:
        return make()
    except GitHubUncertainError:
        return find() or make()
