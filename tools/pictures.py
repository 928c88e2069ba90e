"""The pictures of the README: what commands print in a rehearsal, by Rich's own export.

Run: `make pictures`, on a machine without other load: the times are those of the run. Needs no account and no
network.
"""

import io
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from ops.engine.synthesis.stacks import PROJECT

FOLDER: Final = PROJECT / "docs" / "pictures"
_WIDTH: Final = 100
_BIN: Final = Path(sys.executable).parent
_WITHIN_SECONDS: Final = 600
# As Rich's own, without fonts from a network: each viewer has a monospaced one.
_FORMAT: Final = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: arial, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""  # noqa: E501


# A frame of a spinner, with what moves the cursor over the one before.
_SPINNER: Final = re.compile(r"^.*[\u2800-\u28ff].*\n|\x1b\[\?25[lh]|\r|\x1b\[2K|\x1b\[1A", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class TerminalPicture:
    """A picture: the file's name, the command as a person types it, and what is left out below a line."""

    name: str
    command: str
    until: str = ""


#: In the order in which they are made, in one rehearsal.
PICTURES: Final = (
    TerminalPicture(name="rehearsal", command="make rehearse", until="Stack "),
    TerminalPicture(name="plan", command="ops plan app"),
)
_COMMANDS: Final = {"make rehearse": "rehearse up"}
_CHANGE: Final = "rehearse cloud set kubernetes_service_v1 todo-backend spec.0.type NodePort"


def main() -> None:
    """Make every picture."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        try:
            for picture in PICTURES:
                text = _printed(_COMMANDS.get(picture.command, picture.command), home=home)
                _write(picture, text.partition(picture.until)[0] if picture.until else text)
                _printed(_CHANGE, home=home)
        finally:
            _printed("rehearse down --discard", home=home)


def _printed(command: str, *, home: str) -> str:
    """Run a command in the shell of a rehearsal; return what it prints, with its colors."""
    enter = 'eval "$(rehearse env 2>/dev/null)"; ' if command.startswith("ops ") else ""
    done = subprocess.run(
        ["/bin/bash", "-c", f"{enter}{command}"],
        cwd=PROJECT,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith(("TF_", "ARM_"))},
            "PATH": f"{_BIN}:/usr/bin:/bin",
            "REHEARSAL_HOME": home,
            "COLUMNS": str(2 * _WIDTH),  # a spinner that is wrapped cannot be recognised
            "FORCE_COLOR": "1",
        },
        capture_output=True,
        text=True,
        timeout=_WITHIN_SECONDS,
        check=True,
    )
    return _SPINNER.sub("", done.stdout).replace(home, ".rehearsal")


def _write(picture: TerminalPicture, printed: str) -> None:
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.assemble(("$ ", "dim"), (picture.command, "bold")))
    console.print(Text.from_ansi(printed.rstrip()))
    svg = console.export_svg(
        title=picture.command, theme=MONOKAI, code_format=_FORMAT, unique_id=f"picture-{picture.name}"
    )
    (FOLDER / f"{picture.name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
