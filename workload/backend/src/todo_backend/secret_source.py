"""Where secret values come from: mounted files first, the environment second."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


class SecretMissingError(LookupError):
    """A secret is in no file and in no environment variable."""

    def __init__(self, key: str, directory: Path) -> None:
        super().__init__(f"secret {key} is missing: mount it as {directory}/<secret>/{key}, or set ${key}")
        self.key = key


@dataclass(frozen=True)
class SecretSource:
    """Reads a secret anew at each call, so that a rotated file is in use at once.

    The kubelet refreshes a mounted secret within about a minute and swaps the whole directory in one step;
    an environment variable keeps the value that the process started with. Hence files win.
    """

    directory: Path
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def read(self, key: str) -> str:
        """The value of `key`.

        Raises:
            SecretMissingError: no file `<directory>/<any secret>/<key>` and no such variable, or both empty.
        """
        for file in sorted(self.directory.glob(f"*/{key}")):
            value = file.read_text(encoding="utf-8").strip()
            if value:
                return value
        value = self.environment.get(key, "").strip()
        if not value:
            raise SecretMissingError(key, self.directory)
        return value
