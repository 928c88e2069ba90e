"""The environment file, with errors for the user."""

import os
from collections.abc import Mapping

from environments import Environment, EnvironmentFileError, load_environment
from environments.loader import environments_folder
from ops.common.errors import ExitCode, UserError


class EnvironmentRefusedError(UserError):
    """An environment file that is missing or wrong."""

    exit_code = ExitCode.SYNTHESIS_FAILED


def environment_settings(environment: str, *, variables: Mapping[str, str] = os.environ) -> Environment:
    """Return an environment's file; raise EnvironmentRefusedError with the file's own message."""
    try:
        return load_environment(environment, folder=environments_folder(variables))
    except EnvironmentFileError as error:
        raise EnvironmentRefusedError(str(error)) from error
