"""The shell of a rehearsal: how it is recognised, and what is refused in it."""

import ipaddress
import os
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from ops.common.errors import ExitCode, UserError

#: Set by `rehearse env`: the environment has no cluster and no public address.
SIMULATED_VARIABLE: Final = "OPS_SIMULATED"
#: The folder of the rehearsal.
REHEARSAL_VARIABLE: Final = "REHEARSAL_HOME"
#: The remedy of everything that a rehearsal's shell refuses.
LEAVE_REHEARSAL: Final = (
    'use another shell, or leave the rehearsal in this one: eval "$(rehearse env --unset)"'
)


class RehearsalShellError(UserError):
    """A command that would act on the real cloud or GitHub, in the shell of a rehearsal."""

    exit_code = ExitCode.USAGE


def is_simulated(variables: Mapping[str, str] = os.environ) -> bool:
    """Return whether this shell works on a rehearsal (`rehearse env`)."""
    return bool(variables.get(SIMULATED_VARIABLE))


def refuse_in_rehearsal(what: str, *, url: str = "", variables: Mapping[str, str] = os.environ) -> None:
    """Raise RehearsalShellError in the shell of a rehearsal, unless `url` is of this machine.

    `what` is the real thing that would be reached, as a noun: "Azure".
    """
    if is_simulated(variables) and not _is_loopback(url):
        raise RehearsalShellError(
            f"this shell works on a rehearsal, and {what} is real: nothing was sent",
            where=f"{SIMULATED_VARIABLE}; {simulated_world(variables)}",
            remedy=LEAVE_REHEARSAL,
        )


def simulated_world(variables: Mapping[str, str] = os.environ) -> str:
    """Return the rehearsal of this shell in words; empty in the shell of the real cloud."""
    return f"rehearsal in {variables.get(REHEARSAL_VARIABLE, '?')}" if is_simulated(variables) else ""


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname if "//" in url else url
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
