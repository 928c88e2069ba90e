"""The environment that an option named, for commands that a message prints without it."""

import re
from contextvars import ContextVar
from typing import Final

_NAMED: ContextVar[str | None] = ContextVar("named_environment", default=None)
_COMMAND: Final = re.compile(r"\b(?:ops|rehearse|cdktf) [a-z]+")
_WITH_ENVIRONMENT: Final = re.compile(r"(?:--environment |-e |ENVIRONMENT=)[a-z0-9]")


def note_environment(name: str, *, usual: str) -> str:
    """Return the name; note it where commands would work on another, `usual`, without an option."""
    _NAMED.set(name if name != usual else None)
    return name


def environment_hint(remedy: str) -> str:
    """Return how the commands of a remedy reach the environment of this command; empty where they do."""
    name = _NAMED.get()
    if name is None or _WITH_ENVIRONMENT.search(remedy) or not _COMMAND.search(remedy):
        return ""
    return f"these commands work on '{name}' after: export ENVIRONMENT={name}"
