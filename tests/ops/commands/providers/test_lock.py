"""The checksums are asked of the registry from which the engine installs."""

import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ops.commands.providers.lock import renewed
from ops.engine.synthesis.document import RequiredProvider
from ops.engine.terraform.product import PRODUCTS, Product
from ops.engine.terraform.runner import Terraform

# No version that the repository keeps checksums of.
REQUIRED = RequiredProvider(source="registry.terraform.io/hashicorp/helm", version="9.9.9")


class _Terraform(SimpleNamespace):
    """An engine that locks what its configuration requires."""

    def lock_providers(self, *, platforms: Sequence[str], mirror: str) -> None:
        assert (platforms, mirror) == (["linux_amd64"], "")
        configuration = json.loads((self.folder / "main.tf.json").read_text())
        [wanted] = configuration["terraform"]["required_providers"].values()
        (self.folder / ".terraform.lock.hcl").write_text(
            f'provider "{wanted["source"]}" {{\n  version = "{wanted["version"]}"\n'
            '  hashes = [\n    "zh:01",\n  ]\n}\n'
        )


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.command)
def test_the_addresses_are_those_of_the_engine(product: Product, tmp_path: Path) -> None:
    engine: Any = _Terraform(folder=tmp_path / "new", engine=SimpleNamespace(product=product))
    made = renewed(
        "addons",
        required=[REQUIRED],
        terraform=cast("Terraform", engine),
        platforms=["linux_amd64"],
        mirror="",
    )
    assert [entry.source for entry in made.entries] == [f"{product.registry}/hashicorp/helm"]
