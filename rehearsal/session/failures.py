"""The early ends of a command of `rehearse`: stopped by the user, or on a full disk."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from ops.common.errors import ExitCode, UserError
from ops.engine.terraform.failures import TerraformError, TerraformInterruptedError
from rehearsal.common.home import Home
from rehearsal.session import record
from rehearsal.session.stop import stop_processes
from rehearsal.state_store.disk_space import no_space, require_space
from rehearsal.state_store.store import StateStoreError


class StoppedError(UserError):
    """The user stopped the command, with Ctrl-C or a signal."""

    exit_code = ExitCode.INTERRUPTED

    def __init__(self, *, remedy: str) -> None:
        super().__init__("stopped. Nothing is left running", remedy=remedy)


@contextmanager
def stop_store_on_interrupt(home: Home) -> Iterator[None]:
    """Leave no process behind when the block is interrupted; the next command starts the store again."""
    try:
        yield
    except (KeyboardInterrupt, TerraformInterruptedError) as error:
        found = record.load(home)
        stop_processes(home)
        again = f"{home.command('rehearse up')}{f' --environment {found.environment}' if found else ''}"
        raise StoppedError(remedy=f"run `{again}`: it continues from here") from error


@contextmanager
def report_full_disk(home: Home) -> Iterator[None]:
    """Raise NoSpaceError where a full disk made a step fail: Terraform only sees that the store refuses."""
    try:
        yield
    except (TerraformError, StateStoreError) as error:
        if not isinstance(error, TerraformInterruptedError):
            require_space(home.root, because=error)
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise no_space(home.root, str(error)) from error
        raise
