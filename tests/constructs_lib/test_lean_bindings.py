import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from constructs_lib import lean_bindings
from constructs_lib.lean_bindings import BINDINGS, SWITCH
from contract.node import NODE

ROOT = Path(__file__).parents[2]
LEAN = "from constructs_lib.lean_bindings import load_submodules_on_demand as lean; lean()"


LEAN_MODULES = ROOT / "constructs_lib" / "lean_modules.cjs"


def _modules_loaded_by(statement: str, **variables: str) -> set[str]:
    program = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return set(result.stdout.split())


def _node(program: str, **variables: str) -> str:
    """Return what a program in Node prints."""
    run = subprocess.run(
        [NODE, "-e", program],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return run.stdout.strip()


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


def test_ordinary_bindings_are_one_variable_away() -> None:
    loaded = _modules_loaded_by(f"{LEAN}\nimport cdktf_cdktf_provider_helm.provider", **{SWITCH: "off"})
    assert "cdktf_cdktf_provider_helm.release" in loaded


@pytest.fixture
def bindings(tmp_path: Path) -> Path:
    """Return an index.js as bindings for Node have it, with two modules that say when they are loaded."""
    folder = tmp_path / "node_modules" / "@cdktf" / "provider-some" / "lib"
    folder.mkdir(parents=True)
    (folder / "index.js").write_text(
        '"use strict";\nexports.one = require("./one");\nexports.two = require("./two");\n'
    )
    for name in ("one", "two"):
        (folder / f"{name}.js").write_text(f'console.log("{name}"); exports.name = "{name}";\n')
    return folder / "index.js"


def test_node_loads_a_module_of_the_bindings_when_it_is_used(bindings: Path) -> None:
    program = f"""
        const all = require({json.dumps(str(bindings))});
        console.log(Object.keys(all).join(), "two" in all, all.two.name, all.two === all.two);
    """
    assert _node(program, NODE_OPTIONS="") == "one\ntwo\none,two true two true"
    assert _node(program, NODE_OPTIONS=f"--require {LEAN_MODULES}") == "two\none,two true two true"


def test_other_files_are_left_as_they_are(bindings: Path) -> None:
    other = bindings.with_name("other.js")
    bindings.rename(other)
    program = f"require({json.dumps(str(other))})"
    assert _node(program, NODE_OPTIONS=f"--require {LEAN_MODULES}") == "one\ntwo"


def test_options_of_node_are_kept_and_the_module_is_added_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    odd = tmp_path / 'a "quoted" folder\\' / "lean.cjs"
    odd.parent.mkdir()
    odd.write_text("globalThis.lean = (globalThis.lean ?? 0) + 1;\n")
    monkeypatch.setattr(lean_bindings, "_LEAN_MODULES", odd)
    monkeypatch.setenv("NODE_OPTIONS", "--max-old-space-size=300")
    lean_bindings.load_submodules_on_demand()
    lean_bindings.load_submodules_on_demand()
    assert os.environ["NODE_OPTIONS"].startswith("--max-old-space-size=300 --require ")
    assert os.environ["NODE_OPTIONS"].count("--require") == 1
    assert _node("console.log(globalThis.lean)") == "1"
