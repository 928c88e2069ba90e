"""Markdown files that a command writes where the user said."""

from pathlib import Path

from ops.common.errors import ExitCode, UserError


class MarkdownFileError(UserError):
    """A Markdown file that cannot be written."""

    exit_code = ExitCode.USAGE


def write_markdown(file: Path, text: str) -> None:
    """Write a Markdown file, and its folder where it is missing. Raises MarkdownFileError."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MarkdownFileError(
            f"the Markdown cannot be written: {error.strerror}",
            where=str(file),
            remedy="--markdown with a file in a folder that can be written",
        ) from error


def make_markdown_folder(folder: Path) -> None:
    """Create a folder for Markdown files unless it exists. Raises MarkdownFileError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MarkdownFileError(
            f"the folder cannot be created: {error.strerror}",
            where=str(folder),
            remedy="--markdown with a folder, or with a path that does not exist yet",
        ) from error
