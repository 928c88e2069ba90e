"""The versions of cdktn and its bindings that the check installs: pinned with hashes, one lock file a set."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
_PIN: Final = re.compile(r"^([a-z0-9][\w.-]*)==([\w.]+)", re.MULTILINE)


@dataclass(frozen=True)
class SuccessorSet:
    """A set of versions that belong together. `<name>.in` names them, `<name>.lock` pins them with hashes."""

    name: str

    @property
    def requirements(self) -> Path:
        """The file with the versions that were chosen."""
        return _HERE / f"{self.name}.in"

    @property
    def lock(self) -> Path:
        """The lock file."""
        return _HERE / f"{self.name}.lock"

    @property
    def chosen(self) -> Mapping[str, str]:
        """The chosen packages with their versions."""
        return dict(_PIN.findall(self.requirements.read_text(encoding="utf-8")))

    @property
    def locked(self) -> frozenset[str]:
        """The names of all packages that the lock file pins."""
        return frozenset(name for name, _ in _PIN.findall(self.lock.read_text(encoding="utf-8")))


#: The set that differs least from cdktf's, and the newest one that needs no change of a stack.
NEAREST: Final = SuccessorSet("nearest")
NEWEST: Final = SuccessorSet("newest")
SETS: Final = (NEAREST, NEWEST)
#: The bindings of azurerm 5, with the versions that they need. The stacks do not synthesize with them yet.
AZURERM_5: Final = SuccessorSet("azurerm-5")


def named(name: str) -> SuccessorSet:
    """Return a set by its name. Raises LookupError for a name that no set has."""
    for each in SETS:
        if each.name == name:
            return each
    raise LookupError(f"no set is called {name}: choose from {', '.join(each.name for each in SETS)}")
