"""Loads only those modules of the provider bindings that are used.

`cdktf_cdktf_provider_azurerm/__init__.py` imports its 1,500 resource modules whenever one of them is
wanted, which costs more than the whole synthesis. The package itself offers nothing that we need: a
resource's module depends on its package's `_jsii` module alone. So the package is entered into
`sys.modules` beforehand, knowing where its modules are but without running its `__init__`; from then on
`from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup` loads one module.

`bench/synthesis.py` measures what this saves.
"""

import sys
from importlib.util import find_spec, module_from_spec

BINDINGS = (
    "cdktf_cdktf_provider_azurerm",
    "cdktf_cdktf_provider_helm",
    "cdktf_cdktf_provider_kubernetes",
    "imports.redpanda",
)


def load_submodules_on_demand() -> None:
    """Enter each binding into `sys.modules` as a bare package; an imported one is left as it is."""
    for name in BINDINGS:
        if name in sys.modules:
            continue
        spec = find_spec(name)
        if spec is None:
            raise ModuleNotFoundError(
                f"the provider bindings {name} are not installed; run: make setup", name=name
            )
        sys.modules[name] = module_from_spec(spec)
