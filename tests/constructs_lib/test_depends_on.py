"""What a construct waits for, as Terraform reads it."""

from constructs import Construct

from constructs_lib.azure.log_analytics import LogWorkspace
from constructs_lib.azure.managed_identity import ManagedIdentity
from constructs_lib.events.topic import Topic
from constructs_lib.kubernetes.custom_resource import CustomResource
from constructs_lib.kubernetes.namespace import BoundedNamespace
from constructs_lib.kubernetes.object_meta import ObjectMeta
from tests.support.constructs import PLACEMENT, resources


def _chain(scope: Construct) -> None:
    """Each construct waits for the one before."""
    identity = ManagedIdentity(scope, "first", name="first", placement=PLACEMENT)
    logs = LogWorkspace(
        scope,
        "second",
        name="second",
        placement=PLACEMENT,
        retention_days=30,
        container_retention_days=7,
        daily_cap_gb=1,
        depends_on=[identity.resource],
    )
    namespace = BoundedNamespace(
        scope, "third", metadata=ObjectMeta(name="third"), quota={}, depends_on=[logs.resource]
    )
    custom = CustomResource(
        scope,
        "fourth",
        api_version="example.com/v1",
        kind="Sample",
        metadata=namespace.object_meta("fourth"),
        spec={},
        depends_on=[namespace.resource],
    )
    Topic(
        scope,
        "fifth",
        name="fifth",
        partitions=1,
        retention_days=1,
        cluster_api_url="https://example.com",
        depends_on=[custom.resource],
    )


def test_a_construct_waits_for_what_it_is_given() -> None:
    made = resources(_chain)
    waits = {
        (kind, name): resource["depends_on"]
        for kind, named in made.items()
        for name, resource in named.items()
        if "depends_on" in resource
    }
    assert waits == {
        ("azurerm_log_analytics_workspace", "second"): ["azurerm_user_assigned_identity.first"],
        ("kubernetes_namespace_v1", "third"): ["azurerm_log_analytics_workspace_table.second_container_logs"],
        ("kubernetes_manifest", "fourth"): ["kubernetes_namespace_v1.third"],
        ("redpanda_topic", "fifth"): ["kubernetes_manifest.fourth"],
    }
