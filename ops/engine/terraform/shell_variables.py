"""The variables of the shell that change what Terraform does, and are refused.

Source: https://developer.hashicorp.com/terraform/cli/config/environment-variables.
Decision: docs/decisions/0074-shell-variables.md.
"""

import os
from collections.abc import Mapping
from typing import Final

from ops.common.errors import ExitCode, UserError

# Another state; another folder of providers and of the backend; providers of a debugger; providers that no
# lock file names; OpenTofu's encryption of states, which `ops` reads.
_REFUSED: Final = (
    "TF_WORKSPACE",
    "TF_DATA_DIR",
    "TF_REATTACH_PROVIDERS",
    "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE",
    "TF_ENCRYPTION",
)
#: `TF_CLI_ARGS` adds arguments to every command, `TF_CLI_ARGS_plan` to one.
_REFUSED_PREFIX: Final = "TF_CLI_ARGS"


class ShellVariableError(UserError):
    """A variable of the shell that would change what Terraform plans and applies."""

    exit_code = ExitCode.USAGE


def require_neutral_shell(variables: Mapping[str, str] = os.environ) -> None:
    """Raise ShellVariableError with all variables that would change what Terraform plans and applies."""
    found = sorted(name for name, value in variables.items() if value and _is_refused(name))
    if found:
        raise ShellVariableError(
            f"set in this shell: {', '.join(found)}. The engine would plan and apply something else than the "
            "repository describes",
            where="environment variables",
            remedy=f"run `unset {' '.join(found)}`, then the same command again",
        )


def _is_refused(name: str) -> bool:
    return name in _REFUSED or name.startswith(_REFUSED_PREFIX)
