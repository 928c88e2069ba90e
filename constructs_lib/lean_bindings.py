"""A way to load only those modules of the provider bindings that are used.

`cdktf_cdktf_provider_azurerm/__init__.py` imports its 1,500 resource modules whenever one of them is
wanted, which costs more than the whole synthesis. The package itself offers nothing that is needed: a
resource's module depends on its package's `_jsii` module alone. So the package is entered into
`sys.modules` beforehand, with the place of its modules but without running its `__init__`; from then on
`from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup` loads one module.

The same in Node, where jsii runs the bindings: `lean_modules.cjs` loads a module when it is first used.

It must be called before the first import of a construct, and of `cdktf`, which starts Node. It is optional:
with LEAN_BINDINGS=off everything works and takes longer. `bench/synthesis.py` measures what this saves.
"""

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import Final

BINDINGS: Final = (
    "cdktf_cdktf_provider_azurerm",
    "cdktf_cdktf_provider_helm",
    "cdktf_cdktf_provider_kubernetes",
    "imports.redpanda",
)
#: The variable that turns it off, with the value `off`.
SWITCH: Final = "LEAN_BINDINGS"
_NODE_OPTIONS: Final = "NODE_OPTIONS"
_LEAN_MODULES: Final = Path(__file__).with_name("lean_modules.cjs")


def load_submodules_on_demand(bindings: Sequence[str] = BINDINGS) -> None:
    """Enter each binding into `sys.modules` as a bare package; an imported one is left as it is.

    The Node that jsii starts later gets an option in NODE_OPTIONS. Raises ModuleNotFoundError for bindings
    that are not installed.
    """
    if os.environ.get(SWITCH) == "off":
        return
    _add_to_node_options(f'--require "{_quoted(_LEAN_MODULES)}"')
    for name in bindings:
        if name in sys.modules:
            continue
        spec = find_spec(name)
        if spec is None:
            raise ModuleNotFoundError(
                f"the provider bindings {name} are not installed; run: make setup", name=name
            )
        sys.modules[name] = module_from_spec(spec)


def _add_to_node_options(option: str) -> None:
    given = os.environ.get(_NODE_OPTIONS, "")
    if option not in given:
        os.environ[_NODE_OPTIONS] = f"{given} {option}".strip()


def _quoted(path: Path) -> str:
    """Return a path for a value in double quotes (https://nodejs.org/api/cli.html#node_optionsoptions)."""
    return str(path).replace("\\", "\\\\").replace('"', '\\"')
