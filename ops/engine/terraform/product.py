"""The programs that can be the engine: Terraform, and OpenTofu, which takes the same configuration.

Sources: OpenTofu's `internal/command/views/version.go` and `internal/addrs/provider.go` (v1.12.6);
Terraform's `internal/command/version.go`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

#: The registry that an address without a host means in Terraform. The code names providers by it.
TERRAFORM_REGISTRY: Final = "registry.terraform.io"


@dataclass(frozen=True, kw_only=True)
class Product:
    """A program: its name, its command, and the registry that a provider's address without a host means."""

    name: str
    command: str
    registry: str

    def address(self, source: str) -> str:
        """Return its form of a provider's address, for instance registry.opentofu.org/hashicorp/helm.

        A configuration of ours never names a host, so that the default one is replaced.
        """
        host, _, rest = source.partition("/")
        return f"{self.registry}/{rest}" if host == TERRAFORM_REGISTRY else source


TERRAFORM: Final = Product(name="Terraform", command="terraform", registry=TERRAFORM_REGISTRY)
OPENTOFU: Final = Product(name="OpenTofu", command="tofu", registry="registry.opentofu.org")
PRODUCTS: Final = (TERRAFORM, OPENTOFU)


def product_of(facts: Mapping[str, Any]) -> Product:
    """Return the program that answered `version -json` with these facts.

    Both say `terraform_version`. Terraform always adds whether it is outdated; OpenTofu never does, and
    always lists the providers that it has selected.
    """
    if "provider_selections" in facts and "terraform_outdated" not in facts:
        return OPENTOFU
    return TERRAFORM


def product_of_plan(plan: Mapping[str, Any]) -> Product:
    """Return the program that wrote this JSON of a plan, known by the registry of its providers.

    Nothing else in a plan names it. One without providers counts as Terraform's.
    """
    entries = [*plan.get("resource_changes", []), *plan.get("resource_drift", [])]
    foreign = any(str(entry.get("provider_name")).startswith(f"{OPENTOFU.registry}/") for entry in entries)
    return OPENTOFU if foreign else TERRAFORM


def product_of_state(resources: Iterable[Mapping[str, Any]]) -> Product:
    """Return the program that applied a state's `resources` last, known by the registry of their providers.

    A state is OpenTofu's when one resource is: an apply that stopped half-way has changed some of them.
    """
    address = f'provider["{OPENTOFU.registry}/'
    # With a module or an alias, the address is neither the beginning nor the end.
    foreign = any(address in str(resource.get("provider")) for resource in resources)
    return OPENTOFU if foreign else TERRAFORM
