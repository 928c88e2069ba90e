"""Markdown files that a command writes where the user said."""

from pathlib import Path

from ops.common.text_file import OptionFileError, write_for_option


def write_markdown(file: Path, text: str) -> None:
    """Write the file of --markdown, and its folder where it is missing. Raises OptionFileError."""
    write_for_option(file, text, what="Markdown", option="--markdown")


def make_markdown_folder(folder: Path) -> None:
    """Create a folder for Markdown files unless it exists. Raises OptionFileError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OptionFileError(
            f"the folder cannot be created: {error.strerror}",
            where=str(folder),
            remedy="--markdown with a folder, or with a path that does not exist yet",
        ) from error
