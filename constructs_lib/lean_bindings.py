"""A way to load only those modules of the provider bindings that are used.

`cdktf_cdktf_provider_azurerm/__init__.py` imports its 1,500 resource modules whenever one of them is
wanted, which costs more than the whole synthesis. The package itself offers nothing that is needed: a
resource's module depends on its package's `_jsii` module alone. So the package is entered into
`sys.modules` beforehand, with the place of its modules but without running its `__init__`; from then on
`from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup` loads one module.

It must be called before the first import of a construct. It is optional: without it, everything works and
takes longer.

`bench/synthesis.py` measures what this saves.
"""

import sys
from collections.abc import Sequence
from importlib.util import find_spec, module_from_spec
from typing import Final

BINDINGS: Final = (
    "cdktf_cdktf_provider_azurerm",
    "cdktf_cdktf_provider_helm",
    "cdktf_cdktf_provider_kubernetes",
    "imports.redpanda",
)


def load_submodules_on_demand(bindings: Sequence[str] = BINDINGS) -> None:
    """Enter each binding into `sys.modules` as a bare package; an imported one is left as it is."""
    for name in bindings:
        if name in sys.modules:
            continue
        spec = find_spec(name)
        if spec is None:
            raise ModuleNotFoundError(
                f"the provider bindings {name} are not installed; run: make setup", name=name
            )
        sys.modules[name] = module_from_spec(spec)
