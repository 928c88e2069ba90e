"""The life of each construct in the simulated cloud: apply, a second plan without changes, destroy.

All examples of a provider are in one configuration, so that three runs of Terraform cover every construct.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
from constructs import Construct

from constructs_lib.azure.placement import Placement
from constructs_lib.kubernetes.namespace import BoundedNamespace
from constructs_lib.kubernetes.object_meta import ObjectMeta
from tests.constructs_lib.examples import addons, azure, dapr, events, kubernetes
from tests.support.constructs import synthesized_parts
from tests.support.terraform import Workspace, add_cluster, workspace

_REVISION = 7


@pytest.fixture
def terraform(tmp_path: Path) -> Iterator[Workspace]:
    with workspace(tmp_path) as made:
        yield made


def test_every_construct_in_azure(terraform: Workspace) -> None:
    _must_live(terraform, synthesized_parts(_build_azure))


def test_every_construct_on_a_cluster(terraform: Workspace) -> None:
    """Custom resources are planned only where their definitions are: the charts come first."""
    add_cluster(terraform.cloud)
    terraform.write(synthesized_parts(_build_addons))
    terraform.apply()
    _must_live(terraform, synthesized_parts(_build_cluster))


def test_every_construct_of_events(terraform: Workspace) -> None:
    _must_live(terraform, synthesized_parts(_build_events))


def _must_live(terraform: Workspace, configuration: dict[str, Any]) -> None:
    terraform.write(configuration)
    values = [f"-var={name}={_value(name)}" for name in configuration.get("variable", {})]
    terraform.apply(*values)
    managed = {f"{kind}.{name}" for kind, named in configuration["resource"].items() for name in named}
    assert set(terraform.state_list()) == managed
    assert terraform.changes(*values) == {}
    terraform.destroy(*values)
    assert terraform.state_list() == []


def _value(variable: str) -> str:
    if variable.endswith("_revision"):
        return str(_REVISION)
    return "registry.example.com/shop:1" if variable.endswith("_image") else "sample"


def _build_azure(scope: Construct) -> None:
    placement = azure.NOWHERE.placement
    group = ResourceGroup(scope, "group", name=placement.resource_group, location=placement.location)
    near = replace(
        azure.NOWHERE,
        placement=Placement(resource_group=group.name, location=placement.location, tags=placement.tags),
    )
    for name, example in azure.EXAMPLES.items():
        near = _with(near, name, example(scope, near))


def _with(near: azure.Azure, name: str, made: Any) -> azure.Azure:
    """Let the later examples refer to what is there now."""
    found: dict[str, Callable[[], dict[str, Any]]] = {
        "log_analytics": lambda: {"workspace": made.id},
        "virtual_network": lambda: {"node_subnet": made.node_subnet_id},
        "managed_identity": lambda: {"identity": made.id, "principal": made.principal_id},
        "action_group": lambda: {"action_group": made.id},
        "cluster": lambda: {"cluster": made.id},
    }
    return replace(near, **found[name]()) if name in found else near


def _build_addons(scope: Construct) -> None:
    for example in addons.EXAMPLES.values():
        example(scope)


def _build_cluster(scope: Construct) -> None:
    _build_addons(scope)
    namespace = kubernetes.namespace(scope)
    examples = {**kubernetes.EXAMPLES, **dapr.EXAMPLES}
    for name in sorted(examples.keys() - {"namespace", "certificate"}):
        examples[name](Construct(scope, f"the_{name}"), namespace.name)
    # A namespace has one certificate at most, and the gateway has one already.
    other = BoundedNamespace(scope, "other", metadata=ObjectMeta(name="other"), quota={})
    kubernetes.certificate(scope, other.name)


def _build_events(scope: Construct) -> None:
    cluster = events.redpanda_cluster(scope)
    events.topic(scope, cluster.api_url)
    events.kafka_user(scope, cluster.api_url)
