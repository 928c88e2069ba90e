"""The labels that are needed, and how one is made."""

from dataclasses import dataclass
from typing import Final

from ops.clients.github.client import GitHub


@dataclass(frozen=True, kw_only=True)
class Label:
    """A label: its name, its colour without the `#`, and what it says of an issue."""

    name: str
    colour: str
    about: str

    def missing(self, github: GitHub) -> bool:
        """Return whether the repository lacks it."""
        return github.find(f"/labels/{self.name}") is None

    def make(self, github: GitHub) -> None:
        """Make it."""
        github.post("/labels", {"name": self.name, "color": self.colour, "description": self.about})


#: On every issue about drift.
DRIFT: Final = Label(name="drift", colour="d93f0b", about="What stands in the cloud is not what was applied")
