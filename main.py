"""Synthesizes the three stacks of one environment: `ENVIRONMENT=staging cdktf synth`."""

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from contract.kubernetes_versions import warnings_of
from environments import Environment, EnvironmentFileError, selected_environment
from stacks.synthesis import synthesize


def warn(environment: Environment, *, today: date) -> None:
    """Print what is right today and will not be: a Kubernetes version near the end of its support."""
    for warning in warnings_of(environment.cluster.kubernetes_version, today=today):
        print(f"warning: environment {environment.name}: {warning}", file=sys.stderr)


def main() -> int:
    """Synthesize into CDKTF_OUTDIR (default `cdktf.out`); return the process's exit code."""
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
    synthesize(environment, out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
