"""The environment file, with errors for the user."""

import os
from collections.abc import Mapping, Sequence

from environments import Environment, EnvironmentFileError, load_environment
from environments.loader import environments_folder, load_own_environment
from ops.common.errors import ExitCode, UserError


class EnvironmentRefusedError(UserError):
    """An environment file that is missing or wrong."""

    exit_code = ExitCode.SYNTHESIS_FAILED


def environment_names(*, variables: Mapping[str, str] = os.environ) -> list[str]:
    """Return the names of all environments; raise EnvironmentRefusedError where there are none."""
    folder = environments_folder(variables)
    names = sorted(file.stem for file in folder.glob("*.yaml"))
    if not names:
        raise EnvironmentRefusedError(
            f"{folder}: there is no environment file in this folder",
            remedy="copy one of the repository's environments/*.yaml there, or correct ENVIRONMENTS_DIR",
        )
    return names


def environment_settings(environment: str, *, variables: Mapping[str, str] = os.environ) -> Environment:
    """Return an environment's file; raise EnvironmentRefusedError with the file's own message."""
    try:
        return load_environment(environment, folder=environments_folder(variables))
    except EnvironmentFileError as error:
        raise EnvironmentRefusedError(str(error)) from error


def require_good_environments(names: Sequence[str], *, variables: Mapping[str, str] = os.environ) -> None:
    """Raise EnvironmentRefusedError with the problems of all these files, and the names that they share.

    Commands that synthesize call it first: it takes a tenth of a second.
    """
    folder = environments_folder(variables)
    problems = []
    for index, name in enumerate(names):
        try:
            load_own_environment(name, folder=folder, besides=names[index + 1 :])
        except EnvironmentFileError as error:
            problems.append(str(error))
    if problems:
        raise EnvironmentRefusedError("\n".join(problems))
