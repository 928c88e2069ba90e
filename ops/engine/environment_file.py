"""The environment file, with errors for the user."""

import os
from collections.abc import Mapping, Sequence
from itertools import pairwise

from environments import Environment, EnvironmentFileError, load_environment
from environments.loader import DEFAULT_ENVIRONMENT, environments_folder, load_own_environment
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


def before_command(arguments: Sequence[str], *, variables: Mapping[str, str] = os.environ) -> None:
    """Raise EnvironmentRefusedError for the file of the environment that a command line is about.

    What else is wrong with the arguments, a name without a file among it, is left to the command.
    """
    named = _named(arguments) or [variables.get("ENVIRONMENT") or DEFAULT_ENVIRONMENT]
    folder = environments_folder(variables)
    if not {"--help", "--from"} & set(arguments):
        require_good_environments(
            [name for name in named if (folder / f"{name}.yaml").is_file()], variables=variables
        )


def _named(arguments: Sequence[str]) -> list[str]:
    """Return the values of `-e NAME`, `--environment NAME` and `--environment=NAME`, the last one alone."""
    found = [value for option, value in pairwise(arguments) if option in ("-e", "--environment")]
    found += [each.partition("=")[2] for each in arguments if each.startswith("--environment=")]
    return found[-1:]
