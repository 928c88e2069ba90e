"""The committed bindings belong to what cdktf.json declares.

That they are renewed to the same bytes is tested in tests/end_to_end/addons/test_imports.py.
"""

import json

import pytest

from constructs_lib.lean_bindings import BINDINGS
from ops.common.errors import UserError
from ops.engine.synthesis.document import RequiredProvider
from ops.engine.synthesis.stacks import PROJECT
from tools import bindings as imports
from tools.bindings import declared_providers

IMPORTS = PROJECT / "imports"


def test_the_bindings_are_of_the_providers_and_versions_in_cdktf_json() -> None:
    declared = {provider.source: provider.version for provider in declared_providers(PROJECT / "cdktf.json")}
    assert declared == {"registry.terraform.io/redpanda-data/redpanda": "2.1.0"}
    assert json.loads((IMPORTS / "versions.json").read_text()) == declared


def test_the_bindings_were_generated_by_the_pinned_cdktf() -> None:
    constraints = json.loads((IMPORTS / "constraints.json").read_text())
    pinned = json.loads((PROJECT / "package.json").read_text())["dependencies"]["cdktf-cli"]
    assert constraints["cdktf"] == pinned


def test_every_generated_package_is_imported_lean() -> None:
    generated = {f"imports.{folder.parent.name}" for folder in IMPORTS.glob("*/_jsii")}
    assert generated
    assert generated <= set(BINDINGS)


def test_a_version_that_is_not_exact_is_refused_before_anything_is_generated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        imports,
        "declared_providers",
        lambda _file: (RequiredProvider(source="registry.terraform.io/acme/rocket", version="latest"),),
    )
    with pytest.raises(UserError, match=r"acme/rocket: the version 'latest' is not exact"):
        imports.generate(IMPORTS)
