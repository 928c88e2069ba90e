"""The lock files with the checksums of the providers: one for each stack, kept in the repository."""

from pathlib import Path
from typing import Final

#: What Terraform calls the lock file in the folder of a configuration.
LOCK_FILE: Final = ".terraform.lock.hcl"
#: Set to 1, `main.py` places no lock file: `ops` does it, and the stand-ins of a rehearsal have others.
WITHOUT_LOCK_FILES: Final = "SYNTH_WITHOUT_LOCK_FILES"

_STACKS: Final = Path(__file__).parents[1] / "stacks"


def kept_lock_file(stack: str) -> Path:
    """Return the path of a stack's lock file in the repository. It exists when it was renewed once."""
    return _STACKS / stack / LOCK_FILE
