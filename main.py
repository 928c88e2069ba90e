"""Synthesizes the three stacks of one environment: `ENVIRONMENT=staging cdktf synth`."""

import errno
import os
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

from contract.kubernetes_versions import warnings_of
from environments import Environment, EnvironmentFileError, selected_environment

# jsii reports what Node.js reports: `Error: ENOSPC: no space left on device, write`.
_FULL = re.compile(r"\b(?:ENOSPC|EDQUOT): ([^,\n]+)")


def warn(environment: Environment, *, today: date) -> None:
    """Print what is right today and will not be: a Kubernetes version near the end of its support."""
    for warning in warnings_of(environment.cluster.kubernetes_version, today=today):
        print(f"warning: environment {environment.name}: {warning}", file=sys.stderr)


def main() -> int:
    """Synthesize into CDKTF_OUTDIR (default `cdktf.out`); return the process's exit code.

    A full disk ends the process with EX_IOERR, which `ops` knows.
    """
    try:
        environment = selected_environment()
        out = Path(os.environ.get("CDKTF_OUTDIR") or "cdktf.out")
        out.mkdir(parents=True, exist_ok=True)
    except EnvironmentFileError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"CDKTF_OUTDIR={out}: {error.strerror}. Name a folder that can be written.", file=sys.stderr)
        return 1
    warn(environment, today=datetime.now(UTC).date())
    try:
        # jsii writes as soon as it is imported: it unpacks the bindings into its cache.
        from stacks.synthesis import synthesize

        synthesize(environment, out)
    except (OSError, RuntimeError) as error:
        if not (reason := full_disk(error)):
            raise
        _stop(f"CDKTF_OUTDIR={out}: {reason}. Free some space there, in TMPDIR and in ~/.cache.")
    return 0


def full_disk(error: Exception) -> str | None:
    """Return the system's words for a full disk, from an error of Python or of jsii; None for any other."""
    if isinstance(error, OSError):
        return error.strerror if error.errno in (errno.ENOSPC, errno.EDQUOT) else None
    found = _FULL.search(str(error))
    return found.group(1) if found else None


def _stop(message: str) -> NoReturn:
    """End at once: the destructor of jsii prints a traceback when its process could not start."""
    print(message, file=sys.stderr, flush=True)
    os._exit(os.EX_IOERR)


if __name__ == "__main__":
    sys.exit(main())
