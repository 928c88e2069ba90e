"""Programs that record how they were called and do what a test says, to put before the real ones."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

# Without site-packages a start takes a few milliseconds.
_RECORD = """#!{python} -IS
import json, os, sys
with open({calls!r}, "a") as file:
    file.write(json.dumps([{name!r}, *sys.argv[1:]]) + "\\n")
"""


@dataclass(frozen=True, kw_only=True)
class Programs:
    """A folder of programs for the PATH."""

    folder: Path

    def add(self, name: str, body: str = "") -> None:
        """Add a program; `body` is Python, in which `sys` and `os` are there, and runs after the record."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / name
        path.write_text(
            _RECORD.format(python=Path(sys.executable).resolve(), calls=str(self._calls), name=name) + body
        )
        path.chmod(0o755)

    @property
    def calls(self) -> list[list[str]]:
        """Every call, with the program's name first."""
        return (
            [json.loads(line) for line in self._calls.read_text().splitlines()]
            if self._calls.exists()
            else []
        )

    def calls_of(self, name: str) -> list[list[str]]:
        """Return the arguments of each call of one program."""
        return [call[1:] for call in self.calls if call[0] == name]

    @property
    def _calls(self) -> Path:
        return self.folder.parent / "calls"
