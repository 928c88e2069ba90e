"""Text files: replaced in one step, or written where an option says."""

from pathlib import Path

from ops.common.errors import ExitCode, UserError


class OptionFileError(UserError):
    """A file or folder, named by an option, that cannot be written."""

    exit_code = ExitCode.USAGE


def replace_text(file: Path, text: str) -> None:
    """Write a text beside a file and move it there. Raises OSError."""
    unfinished = file.with_name(f"{file.name}.new")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)


def write_for_option(file: Path, text: str, *, what: str, option: str) -> None:
    """Write the file that an option names, and its folder where it is missing. Raises OptionFileError."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OptionFileError(
            f"the {what} cannot be written: {error.strerror}",
            where=str(file),
            remedy=f"{option} with a file in a folder that can be written",
        ) from error
