"""The subject of GitHub's tokens against the one that the identities will trust."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from environments.delivery import GitHub
from ops.clients.azure.environment import AzureTarget
from ops.clients.github.environment import TOKEN_VARIABLES, connect
from ops.clients.github.subjects import SubjectMismatchError, read_token_subject, require_trusted
from ops.commands.bootstrap.preflight.outcome import NotCheckedError, PreflightCheck
from ops.common.errors import UserError


def subject_check(
    settings: GitHub,
    *,
    file: Path,
    trusted: Callable[[], Sequence[str]],
    variables: Mapping[str, str] = os.environ,
) -> PreflightCheck:
    """Return the check; optional, because a first deployment needs no workflow. `trusted` synthesizes."""

    def run(_: AzureTarget) -> str:
        return _check(settings, file=file, trusted=trusted, variables=variables)

    return PreflightCheck(name="GitHub subject", run=run, optional=True)


def _check(
    settings: GitHub, *, file: Path, trusted: Callable[[], Sequence[str]], variables: Mapping[str, str]
) -> str:
    if not any(variables.get(name) for name in TOKEN_VARIABLES):
        raise NotCheckedError(
            "there is no token for GitHub",
            where=" or ".join(TOKEN_VARIABLES),
            remedy="export GH_TOKEN=$(gh auth token), then run this command again",
        )
    try:
        found = read_token_subject(connect(variables, repository=settings.repository))
        subjects = trusted()
    except SubjectMismatchError:
        raise
    except UserError as error:
        raise NotCheckedError(error.what, where=error.where, remedy=error.remedy) from error
    require_trusted(found, subjects, file=str(file))
    return found.prefix
