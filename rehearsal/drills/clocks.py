"""A wrong clock for one process and what it starts."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from ops.common.errors import MissingToolError

# Where the package keeps the library: its __init__.py, `_get_lib_path`.
_LIBRARY = "vendor/libfaketime/src/libfaketime.so.1"


def wrong_clock(*, days: int) -> Mapping[str, str]:
    """Return the variables with which a process sees a clock that is wrong by some days.

    It answers the calls to libc: Python, OpenSSL and Node. Terraform, written in Go, asks the kernel, and
    keeps the true time. Raises MissingToolError.
    """
    found = find_spec("libfaketime")
    library = Path(found.origin).parent / _LIBRARY if found and found.origin else None
    if library is None or not library.is_file():
        raise MissingToolError(
            "libfaketime is not installed", where=str(library), remedy="run `make setup` (Linux on x86-64)"
        )
    return {"LD_PRELOAD": str(library), "FAKETIME": f"{days:+d}d", "DONT_FAKE_MONOTONIC": "1"}
