"""The start, the end and the errors of a command line, for `ops` and `rehearse`."""

import errno
import io
import os
import signal
import stat
import sys
from types import FrameType
from typing import Any, Final, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from ops.common.errors import FREE_SPACE, ExitCode, NoSpaceError, UserError, notes_of
from ops.common.named_environment import environment_hint
from ops.common.visible_text import UNENCODABLE, register_plain_output, visible

# The streams that were replaced.
_FIRST_STREAMS: Final[list[io.TextIOWrapper]] = []


def print_error(console: Console, error: UserError) -> None:
    """Print an error: what, where, remedy. The text is not parsed as markup and not shortened."""
    console.print(Text.assemble(("error: ", "bold red"), visible(error.what)), soft_wrap=True)
    if error.where:
        console.print(Text.assemble(("  where: ", "dim"), visible(error.where)), soft_wrap=True)
    if error.remedy:
        console.print(Text.assemble((" remedy: ", "bold green"), visible(error.remedy)), soft_wrap=True)
    hints = [hint] if (hint := environment_hint(error.remedy)) else []
    for note in (*notes_of(error), *hints):
        console.print(Text.assemble(("   also: ", "dim"), visible(note)), soft_wrap=True)


def print_warning(console: Console, text: str) -> None:
    """Print a warning in one line. The text is not parsed as markup and not shortened."""
    console.print(Text.assemble(("warning: ", "bold yellow"), visible(text)), soft_wrap=True)


def run(app: typer.Typer, *, errors: Console) -> NoReturn:
    """Run a command line. An error of the user ends with a message and an exit code, without a traceback."""
    _outlive_readers()
    _accept_any_character()
    # A closed terminal or a supervisor stops a command as Ctrl-C does.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        app()
    except UserError as error:
        print_error(errors, error)
        sys.exit(error.exit_code)
    except SystemExit as ended:
        # typer ends with this code, and without a word, for Ctrl-C.
        if ended.code == ExitCode.INTERRUPTED and isinstance(_origin(ended), KeyboardInterrupt):
            print_error(errors, _stopped())
        raise
    except OSError as error:
        shown = _of_the_system(error)
        if shown is None:
            raise
        print_error(errors, shown)
        sys.exit(shown.exit_code)
    sys.exit(0)


class _OutliveReaders(io.RawIOBase):
    """A stream whose reader may end before the command: `ops deploy | head -1` deploys to its end."""

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__()
        self._raw = raw
        self._closed_by_reader = False

    def write(self, data: Any, /) -> int | None:
        """Write, or drop what nobody reads."""
        if not self._closed_by_reader:
            try:
                return self._raw.write(data)
            except BrokenPipeError:
                self._closed_by_reader = True
        return len(data)

    def writable(self) -> bool:
        """Whether it can be written."""
        return True

    def fileno(self) -> int:
        """Return the number of the stream, for what asks about the terminal."""
        return self._raw.fileno()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._raw.isatty()


def _outlive_readers() -> None:
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        buffer = getattr(stream, "buffer", None)
        # With PYTHONUNBUFFERED there is no buffer between.
        raw = getattr(buffer, "raw", buffer)
        if isinstance(stream, io.TextIOWrapper) and isinstance(raw, io.FileIO) and _is_pipe(raw):
            stream.flush()
            guarded = _OutliveReaders(raw)
            kept: Any = guarded if raw is buffer else io.BufferedWriter(guarded)
            replacement = io.TextIOWrapper(
                kept,
                encoding=stream.encoding,
                errors=stream.errors,
                line_buffering=stream.line_buffering,
                write_through=stream.write_through,
            )
            setattr(sys, name, replacement)
            # The first wrapper closes the file when nothing refers to it.
            _FIRST_STREAMS.append(stream)


def _is_pipe(stream: io.FileIO) -> bool:
    return stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode)


def _accept_any_character() -> None:
    """Print what the terminal's encoding cannot hold in another form: output never ends a command."""
    register_plain_output()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=UNENCODABLE)


def _of_the_system(error: OSError) -> UserError | None:
    """Return the error for a file or a disk that the system refuses; None for anything else."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        found: UserError = disk_full(error)
    elif error.filename is not None:
        found = UserError(
            f"{str(error.strerror or error).lower()}",
            where=str(error.filename),
            remedy="check that the file or folder exists and that you may write it; "
            "OPS_HOME and REHEARSAL_HOME name other folders",
        )
    else:
        return None
    for note in notes_of(error):
        found.add_note(note)
    return found


def disk_full(error: OSError) -> NoSpaceError:
    """Return the error for a write to a full disk. Nothing that was applied is lost."""
    return NoSpaceError(
        f"the disk is full: {error.strerror}",
        where=str(error.filename or "the folder of this command"),
        remedy=FREE_SPACE,
    )


def _stopped() -> UserError:
    return UserError(
        "stopped by Ctrl-C or a signal",
        remedy="run the same command again: what it finished is not repeated",
    )


def _origin(error: BaseException) -> BaseException:
    """Return the first error in a chain."""
    while (earlier := error.__cause__ or error.__context__) is not None:
        error = earlier
    return error


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
