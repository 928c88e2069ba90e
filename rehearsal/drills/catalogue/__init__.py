"""The catalogue of drills: a module for each, with `DRILL`. Its name is the module's, with hyphens."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from rehearsal.drills.drill import Drill


def all_drills() -> Mapping[str, Drill]:
    """Return the drills by name."""
    names = sorted(module.name for module in iter_modules(__path__))
    return {name.replace("_", "-"): import_module(f"{__name__}.{name}").DRILL for name in names}
