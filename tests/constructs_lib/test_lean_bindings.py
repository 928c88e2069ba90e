import subprocess
import sys
from pathlib import Path

import pytest

from constructs_lib.lean_bindings import BINDINGS

ROOT = Path(__file__).parents[2]
LEAN = "from constructs_lib.lean_bindings import load_submodules_on_demand as lean; lean()"


def _modules_loaded_by(statement: str) -> set[str]:
    program = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    return set(result.stdout.split())


def test_one_resource_loads_its_own_module_and_no_other() -> None:
    package = "cdktf_cdktf_provider_azurerm"
    loaded = _modules_loaded_by(f"{LEAN}\nfrom {package}.resource_group import ResourceGroup")
    submodules = {name.split(".")[1] for name in loaded if name.startswith(f"{package}.")}
    assert submodules == {"_jsii", "resource_group"}


def test_a_binding_that_is_imported_already_is_left_as_it_is() -> None:
    package = "cdktf_cdktf_provider_helm"
    loaded = _modules_loaded_by(f"import {package}\n{LEAN}\nassert {package}.__doc__")
    assert f"{package}.release" in loaded


def test_importing_the_library_changes_nothing() -> None:
    assert not _modules_loaded_by("import constructs_lib, constructs_lib.lean_bindings") & set(BINDINGS)


def test_the_stacks_load_lean_bindings_before_any_construct() -> None:
    loaded = _modules_loaded_by("import stacks.foundation")
    assert "cdktf_cdktf_provider_azurerm.resource_group" in loaded
    assert "cdktf_cdktf_provider_azurerm.linux_virtual_machine" not in loaded


@pytest.mark.parametrize("package", BINDINGS)
def test_a_resource_of_a_lean_binding_can_be_created(package: str) -> None:
    loaded = _modules_loaded_by(f"{LEAN}\nimport {package}.provider as p\nassert p.__file__")
    assert package in loaded
