"""Facts from the synthesized stacks: the registry, the repository of each workload, the cluster's version."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from contract import names
from ops.engine.synthesis.stacks import Stack, SynthesisError


def registry_host(stacks: Sequence[Stack]) -> str:
    """Return the registry's host name; raise SynthesisError when no stack makes a registry."""
    for name in (facts["name"] for facts in _arguments(stacks, "azurerm_container_registry")):
        return names.registry_host(name)
    raise SynthesisError(
        "no stack has a container registry, so a tag alone names no image",
        remedy="pass the full name of each image: --image backend=registry/repository:tag",
    )


def repositories(stacks: Sequence[Stack]) -> dict[str, str]:
    """Return the repository of each image variable: the name of the Deployment that runs the image."""
    return {
        _variable(container["image"]): deployment["metadata"]["name"]
        for deployment in _arguments(stacks, "kubernetes_deployment_v1")
        for container in deployment["spec"]["template"]["spec"]["container"]
        if container["image"].startswith("${var.")
    }


def kubernetes_minor(stacks: Sequence[Stack]) -> str | None:
    """Return the minor version of the cluster; None where no stack makes one."""
    found = next(iter(_arguments(stacks, "azurerm_kubernetes_cluster")), None)
    return None if found is None else str(found["kubernetes_version"])


def _variable(reference: str) -> str:
    return reference.removeprefix("${var.").removesuffix("}")


def _arguments(stacks: Sequence[Stack], resource_type: str) -> Iterable[Mapping[str, Any]]:
    for stack in stacks:
        yield from stack.document.arguments_of(resource_type)
