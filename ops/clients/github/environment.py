"""What the environment says about GitHub: the repository, the token, the login and the workflow run.

Source of the variables: docs.github.com, "Variables reference", default environment variables.
"""

import os
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from ops.clients.github.answers import GitHubRefusedError
from ops.clients.github.client import API, GitHubClient
from ops.common.errors import ExitCode, MissingInputError, UserError
from ops.common.simulation import refuse_in_rehearsal

TOKEN_VARIABLES: Final = ("GITHUB_TOKEN", "GH_TOKEN")
#: The author of everything that a workflow writes with its default token.
ACTIONS_BOT: Final = "github-actions[bot]"
#: The bot's login, where the token belongs to another GitHub App.
LOGIN_VARIABLE: Final = "OPS_GITHUB_LOGIN"
_REPOSITORY: Final = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)


class BadSettingError(UserError):
    """An environment variable with an invalid value."""

    exit_code = ExitCode.USAGE


def connect(variables: Mapping[str, str] = os.environ, *, repository: str = "") -> GitHubClient:
    """Return a client for the repository that the environment names.

    Raises MissingInputError, BadSettingError, or RehearsalShellError in the shell of a rehearsal.
    """
    refuse_in_rehearsal("GitHub", url=variables.get("GITHUB_API_URL", ""), variables=variables)
    token = next((variables[name] for name in TOKEN_VARIABLES if variables.get(name)), None)
    if token is None:
        raise MissingInputError(
            "there is no token for GitHub",
            where=" or ".join(TOKEN_VARIABLES),
            remedy="in a workflow: env GITHUB_TOKEN: ${{ github.token }}; "
            "by hand: export GH_TOKEN=$(gh auth token)",
        )
    named = repository or variables.get("GITHUB_REPOSITORY", "")
    if not _REPOSITORY.fullmatch(named):
        raise MissingInputError(
            f"'{named}' is no repository" if named else "the repository is not named",
            where="GITHUB_REPOSITORY",
            remedy="for example: export GITHUB_REPOSITORY=octo/shop",
        )
    api = variables.get("GITHUB_API_URL") or API
    if urlsplit(api).scheme not in ("https", "http"):
        raise BadSettingError(
            f"'{api}' is no URL", where="GITHUB_API_URL", remedy=f"unset it to use the default, {API}"
        )
    return GitHubClient(token=token, repository=named, api=api)


def own_login(github: GitHubClient, variables: Mapping[str, str] = os.environ) -> str:
    """Return the login under which the token writes.

    A workflow's token may not ask GitHub for it: "Resource not accessible by integration".
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
    """Return whether this user wrote a comment or an issue; a deleted account wrote none.

    A hidden header is only a claim, which anyone can make. The author is what GitHub itself states.
    """
    return bool((item.get("user") or {}).get("login") == login)


def run_link(variables: Mapping[str, str]) -> str | None:
    """Return the URL of the current workflow run; None outside a workflow."""
    server, repository, run = (
        variables.get(name, "") for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")
    )
    return f"{server}/{repository}/actions/runs/{run}" if server and repository and run else None
