"""Who wrote a comment or an issue. A hidden header is a claim; only its author makes it a fact."""

import os
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from ops.clients.github.answers import GitHubRefusedError
from ops.clients.github.client import GitHub

#: Who writes what a workflow writes with its own token.
ACTIONS_BOT: Final = "github-actions[bot]"
#: Names the bot where the token is another GitHub App's.
LOGIN_VARIABLE: Final = "OPS_GITHUB_LOGIN"


def own_login(github: GitHub, variables: Mapping[str, str] = os.environ) -> str:
    """Return the login under which the token writes.

    The token of a workflow may not ask GitHub for it: "Resource not accessible by integration".
    Source: docs.github.com, "Troubleshooting the REST API".
    """
    if named := variables.get(LOGIN_VARIABLE):
        return named
    try:
        return str(github.user()["login"])
    except GitHubRefusedError as error:
        if error.status != HTTPStatus.FORBIDDEN:
            raise
        return ACTIONS_BOT


def wrote(login: str, item: Mapping[str, Any]) -> bool:
    """Return whether a comment or an issue is this user's. One of a deleted account is nobody's."""
    return bool((item.get("user") or {}).get("login") == login)
