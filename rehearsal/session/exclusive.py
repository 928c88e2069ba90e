"""One `rehearse` at a time in a rehearsal's folder."""

import datetime
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

from ops.common.errors import ExitCode, UserError
from rehearsal.common.home import Home


class RehearsalBusyError(UserError):
    """Another `rehearse` runs in this folder."""

    exit_code = ExitCode.LOCKED


@contextmanager
def exclusive(home: Home, *, command: str) -> Iterator[None]:
    """Hold the rehearsal for one command. The lock ends with the process, however that ends.

    Raises RehearsalBusyError, which names the process that holds it.
    """
    home.root.mkdir(parents=True, exist_ok=True)
    with home.lock.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise _busy(file.read(), home) from None
        since = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "command": command, "since": since}))
        file.flush()
        yield


def _busy(record: str, home: Home) -> RehearsalBusyError:
    facts = json.loads(record) if record else {}
    pid = facts.get("pid", "unknown")
    return RehearsalBusyError(
        f"`rehearse {facts.get('command', '')}` is running here since {facts.get('since', 'just now')}"
        f" (process {pid})",
        where=str(home.root),
        remedy=f"wait, or stop it: kill -INT {pid}. For a second rehearsal: --name other",
    )
