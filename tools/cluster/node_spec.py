"""What the process outside of the node's namespaces and the one inside are told, as a file."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "node.json"


@dataclass(frozen=True, kw_only=True)
class NodeProgram:
    """A program of the node, restarted whenever it ends; with `needs_api` it waits for the API server."""

    name: str
    command: list[str]
    needs_api: bool


@dataclass(frozen=True, kw_only=True)
class NodeSpec:
    """A node: its number, the folder of everything it writes, and its programs.

    `packages` is a folder whose `usr` is seen over the host's, `path` the folders of what the programs start
    themselves. After `longest_life_s` seconds the node ends.
    """

    number: int
    folder: str
    packages: str
    path: list[str]
    programs: list[NodeProgram]
    longest_life_s: int

    def write(self) -> Path:
        """Write the file into the folder, and return its path."""
        path = Path(self.folder) / FILE
        path.write_text(json.dumps(asdict(self)))
        return path

    @classmethod
    def read(cls, path: Path) -> "NodeSpec":
        """Return what `write` has written."""
        found = json.loads(path.read_text())
        programs = [NodeProgram(**program) for program in found.pop("programs")]
        return cls(programs=programs, **found)
