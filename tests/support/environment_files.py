"""Environment files that a test makes up: one of the reference environments, with changes."""

from pathlib import Path
from typing import Any

import yaml

from environments import Environment, load_environment

#: The environments of the tests, golden files and pictures. Their names are nobody's.
REFERENCE_ENVIRONMENTS = Path(__file__).parents[1] / "environments" / "reference"
_TEMPLATE = REFERENCE_ENVIRONMENTS / "production.yaml"


class EnvironmentFile:
    """A file `<folder>/sample.yaml`, at first the same as production but for its name."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "sample.yaml"
        self._values: dict[str, Any] = yaml.safe_load(_TEMPLATE.read_text())
        self._values["name"] = "sample"

    def set(self, key: str, value: object) -> None:
        """Set a value; `key` is a path such as `cluster.nodes.size`."""
        section, name = self._section(key)
        section[name] = value

    def remove(self, key: str) -> None:
        """Remove a key."""
        section, name = self._section(key)
        del section[name]

    def write(self) -> None:
        """Write the file as it is now."""
        self.path.write_text(yaml.safe_dump(self._values))

    def load(self) -> Environment:
        """Write the file unless a test has, and load it."""
        if not self.path.exists():
            self.write()
        return load_environment("sample", folder=self.path.parent)

    def _section(self, key: str) -> tuple[dict[str, Any], str]:
        *parents, name = key.split(".")
        section = self._values
        for parent in parents:
            section = section[parent]
        return section, name
