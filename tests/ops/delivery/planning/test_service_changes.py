import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from contract.service_changes import OWN_TAGS, READ_BACK, SERVICE_CHANGES
from environments.azure import Tags
from ops.delivery.deployment.gate import NotReviewedError, require_reviewed
from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.fingerprint import drift_fingerprint, fingerprint
from ops.delivery.planning.service_changes import without_service_changes
from tests.ops.delivery.planning.plans import plan, resource

RECORDINGS = Path(__file__).parents[3] / "recordings" / "first_refresh"
WEB = "kubernetes_deployment_v1.web"
CLUSTER = "azurerm_kubernetes_cluster.cluster"
DATABASE = "azurerm_postgresql_flexible_server.database"
GROUP = "azurerm_network_security_group.nodes"
NETWORK = "azurerm_virtual_network.network"
NAMED = {"name": "web", "namespace": "todo"}
AUTOSCALER = {
    "kubernetes_horizontal_pod_autoscaler_v2.web": {
        "metadata": [{"namespace": "todo"}],
        "spec": [
            {
                "min_replicas": 2,
                "max_replicas": 5,
                "scale_target_ref": [{"kind": "Deployment", "name": "web"}],
            }
        ],
    }
}
RESTARTED = "kubectl.kubernetes.io/restartedAt"


def _told(*drift: dict[str, Any], state: dict[str, Any] | None = None) -> list[tuple[str, list[str]]]:
    changes = read_changes("app", plan(drift=drift, state=AUTOSCALER if state is None else state)).outside
    return [(change.address, [attribute.path for attribute in change.attributes]) for change in changes]


def _spec(replicas: int, image: str = "a", version: str = "1") -> dict[str, Any]:
    return {
        "metadata": [{**NAMED, "resource_version": version}],
        "spec": [{"replicas": str(replicas), "image": image}],
    }


def _drift(address: str, before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return _told(resource(address, "update", before=before, after=after))


# Recorded with the real providers ---------------------------------------------------------------------------


def _recorded(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(lzma.decompress((RECORDINGS / f"{name}.json.xz").read_bytes()))
    return found


@pytest.mark.parametrize(("name", "listed"), [("foundation-first-refresh", 38), ("app-first-refresh", 29)])
def test_the_first_refresh_after_an_apply_is_no_drift(name: str, listed: int) -> None:
    recorded = _recorded(name)
    assert len(recorded["resource_drift"]) == listed
    assert read_changes("any", recorded).outside == ()


def test_of_four_changes_by_hand_the_label_and_the_opened_policy_are_drift() -> None:
    left = without_service_changes(_recorded("app-four-changes-by-hand"))["resource_drift"]
    policy, service = left
    assert policy["address"] == "kubernetes_network_policy_v1.deny_by_default"
    assert policy["change"]["before"]["spec"][0]["ingress"] == []
    assert policy["change"]["after"]["spec"][0]["ingress"] == [{"from": [], "ports": []}]
    assert service["address"] == "kubernetes_service_v1.todo_backend_service"
    assert service["change"]["after"]["metadata"][0]["labels"]["by"] == "hand"
    told = read_changes("app", _recorded("app-four-changes-by-hand")).outside
    assert [(one.address, [(at.path, at.before, at.after) for at in one.attributes]) for one in told] == [
        (policy["address"], [("spec.ingress", "[]", "{}")]),
        (service["address"], [("metadata.labels.by", None, "hand")]),
    ]


# Kubernetes -------------------------------------------------------------------------------------------------


def test_replicas_that_the_autoscaler_has_moved_are_no_change_of_anybody() -> None:
    assert _told(resource(WEB, "update", before=_spec(2), after=_spec(4, version="2"))) == []


def test_what_somebody_changed_besides_is_told_alone() -> None:
    assert _told(resource(WEB, "update", before=_spec(2), after=_spec(4, image="b"))) == [
        (WEB, ["spec.image"])
    ]


def test_replicas_of_what_no_autoscaler_rules_are_told() -> None:
    address = "kubernetes_stateful_set_v1.db"
    assert _told(resource(address, "update", before=_spec(2), after=_spec(4))) == [
        (address, ["spec.replicas"])
    ]


@pytest.mark.parametrize("replicas", [0, 1, 6])
def test_replicas_that_no_autoscaler_would_set_are_drift(replicas: int) -> None:
    assert _drift(WEB, _spec(2), _spec(replicas)) == [(WEB, ["spec.replicas"])]


def test_replicas_of_a_deployment_without_autoscaler_are_drift() -> None:
    moved = resource(WEB, "update", before=_spec(2), after=_spec(4))
    assert _told(moved, state={}) == [(WEB, ["spec.replicas"])]


def test_something_that_was_deleted_is_told() -> None:
    assert _told(resource(WEB, "delete", before=_spec(2))) != []


def _pods(annotations: dict[str, str] | None) -> dict[str, Any]:
    return {"metadata": [NAMED], "spec": [{"template": [{"metadata": [{"annotations": annotations}]}]}]}


@pytest.mark.parametrize("before", [None, {}, {"a": "1"}, {RESTARTED: "2026-01-01"}])
def test_a_restart_is_no_drift(before: dict[str, str] | None) -> None:
    assert _drift(WEB, _pods(before), _pods({**(before or {}), RESTARTED: "2026-11-27"})) == []


def test_another_annotation_beside_a_restart_is_drift() -> None:
    found = _drift(WEB, _pods({}), _pods({RESTARTED: "2026-11-27", "a": "1"}))
    assert found == [(WEB, ["spec.template.metadata.annotations.a"])]


def test_a_job_that_gets_another_value_than_none_is_drift() -> None:
    job = "kubernetes_job_v1.migration"
    assert _drift(job, {"metadata": [{"uid": ""}]}, {"metadata": [{"uid": "1"}]}) == []
    assert _drift(job, {"metadata": [{"uid": "1"}]}, {"metadata": [{"uid": "2"}]}) == [
        (job, ["metadata.uid"])
    ]


def test_finalizers_of_a_custom_resource_are_no_drift() -> None:
    def manifest(**metadata: object) -> dict[str, Any]:
        return {"object": {"metadata": metadata}}

    address = "kubernetes_manifest.gateway"
    assert _drift(address, manifest(finalizers=None), manifest(finalizers=["gateway/x"])) == []


@pytest.mark.parametrize(("before", "after"), [(None, []), (None, {})])
def test_null_that_is_read_back_as_empty_is_no_drift(before: object, after: object) -> None:
    assert (
        without_service_changes(
            plan(
                drift=(resource(GROUP, "update", before={"x": [{"y": before}]}, after={"x": [{"y": after}]}),)
            )
        )["resource_drift"]
        == []
    )


@pytest.mark.parametrize(
    ("address", "before", "after"),
    [
        (GROUP, [], [{}]),
        (GROUP, [], [{"from": []}]),
        (GROUP, None, ""),
        (GROUP, ["a"], []),
        ("kubernetes_manifest.policy", None, []),
    ],
)
def test_an_empty_block_is_drift(address: str, before: object, after: object) -> None:
    change = resource(address, "update", before={"x": before}, after={"x": after})
    assert without_service_changes(plan(drift=(change,)))["resource_drift"] == [change]


# Azure ------------------------------------------------------------------------------------------------------


def _cluster(version: str, *, channel: str | None = "patch", **more: object) -> dict[str, Any]:
    return {"automatic_upgrade_channel": channel, "kubernetes_version": version, **more}


def test_a_patch_version_under_an_upgrade_channel_is_no_drift() -> None:
    assert _drift(CLUSTER, _cluster("1.34"), _cluster("1.34.6")) == []
    assert _drift(CLUSTER, _cluster("1.34.6"), _cluster("1.34.7")) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_cluster("1.34"), _cluster("1.35.1")),
        (_cluster("1.3"), _cluster("1.34.1")),
        (_cluster("1.34", channel=None), _cluster("1.34.6", channel=None)),
        (_cluster("1.34", channel="node-image"), _cluster("1.34.6", channel="node-image")),
    ],
)
def test_another_version_is_drift(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert _drift(CLUSTER, before, after) == [(CLUSTER, ["kubernetes_version"])]


def test_the_plan_after_a_patch_upgrade_is_the_reviewed_one() -> None:
    patched = plan(resource(CLUSTER, "update", before=_cluster("1.34.6"), after=_cluster("1.34")))
    assert read_changes("foundation", patched).empty
    assert fingerprint(patched) == fingerprint(plan())
    require_reviewed("foundation", reviewed=[fingerprint(plan())], before=patched, release=patched)


def test_computed_values_of_a_patched_cluster_make_no_update() -> None:
    found = plan(
        resource(
            CLUSTER,
            "update",
            before=_cluster("1.34.6", current_kubernetes_version="1.34.6", pool=[{"a": 1, "b": None}]),
            after=_cluster("1.34", pool=[{"a": 1}]),
            unknown={"current_kubernetes_version": True, "pool": [{"b": True}]},
        )
    )
    configuration = {"kubernetes_version": {"constant_value": "1.34"}, "pool": [{"a": {"constant_value": 1}}]}
    found["configuration"] = {
        "root_module": {"resources": [{"address": CLUSTER, "expressions": configuration}]}
    }
    assert read_changes("foundation", found).empty
    configuration["pool"] = [{"a": {"constant_value": 1}, "b": {"references": ["azurerm_x.y"]}}]
    assert not read_changes("foundation", found).empty


@pytest.mark.parametrize(
    "after", [_cluster("1.35"), _cluster("1.34", sku_tier="Standard"), _cluster("1.34", channel=None)]
)
def test_a_change_of_the_environment_file_beside_a_patch_upgrade_is_reviewed(after: dict[str, Any]) -> None:
    found = plan(resource(CLUSTER, "update", before=_cluster("1.34.6"), after=after))
    assert not read_changes("foundation", found).empty
    assert fingerprint(found) != fingerprint(plan())
    with pytest.raises(NotReviewedError):
        require_reviewed("foundation", reviewed=[fingerprint(plan())], before=found, release=found)


def test_a_reviewed_change_has_the_same_fingerprint_after_a_patch_upgrade() -> None:
    after = _cluster("1.34", sku_tier="Standard")
    reviewed = plan(resource(CLUSTER, "update", before=_cluster("1.34", sku_tier="Free"), after=after))
    now = plan(resource(CLUSTER, "update", before=_cluster("1.34.6", sku_tier="Free"), after=after))
    assert fingerprint(now) == fingerprint(reviewed)


@pytest.mark.parametrize(("count", "drifts"), [(3, False), (9, True)])
def test_nodes_are_drift_beyond_the_range_of_the_pool(count: int, drifts: bool) -> None:
    def pool(count: int) -> dict[str, Any]:
        block = {"auto_scaling_enabled": True, "min_count": 2, "max_count": 5, "node_count": count}
        return {"default_node_pool": [block]}

    assert bool(_drift(CLUSTER, pool(2), pool(count))) is drifts


def test_a_database_that_failed_over_and_grew_is_no_drift() -> None:
    def database(zone: str, standby: str, storage: int, tier: str) -> dict[str, Any]:
        block = [{"mode": "ZoneRedundant", "standby_availability_zone": standby}]
        return {"zone": zone, "high_availability": block, "storage_mb": storage, "storage_tier": tier}

    small, large = database("1", "2", 32768, "P4"), database("2", "1", 65536, "P6")
    assert _drift(DATABASE, small, large) == []
    assert _drift(DATABASE, large, small) == [(DATABASE, ["storage_mb", "storage_tier"])]


def test_a_tag_of_a_policy_is_no_drift_and_no_plan() -> None:
    ours, both = {"tags": {"owner": "team"}}, {"tags": {"owner": "team", "created-by": "policy"}}
    assert _drift(GROUP, ours, both) == []
    assert read_changes("foundation", plan(resource(GROUP, "update", before=both, after=ours))).empty
    assert _drift(GROUP, {"tags": None}, {"tags": {"created-by": "policy"}}) == []


@pytest.mark.parametrize("tags", [{}, {"owner": "me"}, {"owner": "me", "created-by": "policy"}])
def test_our_tags_are_drift(tags: dict[str, str]) -> None:
    before = {"tags": {"environment": "staging", "owner": "team"}}
    after = {"tags": {"environment": "staging", **tags}}
    assert _drift(GROUP, before, after) == [(GROUP, ["tags.owner"])]


def test_the_own_tags_are_those_of_the_environment_files() -> None:
    assert {"environment", *Tags.model_fields} == OWN_TAGS


def _rules(*names: str) -> dict[str, Any]:
    rules = [{"name": name, "priority": 100} for name in names]
    return {"name": "nodes", "resource_group_name": "rg", "security_rule": rules}


def test_rules_that_are_read_back_into_their_group_are_no_drift() -> None:
    own = {"name": "web", "network_security_group_name": "nodes", "resource_group_name": "rg"}
    state = {"azurerm_network_security_rule.web": own}
    read_back = resource(GROUP, "update", before=_rules(), after=_rules("web"))
    assert _told(read_back, state=state) == []
    opened = resource(GROUP, "update", before=_rules("web"), after=_rules("web", "by-hand"))
    ((address, attributes),) = _told(opened, state=state)
    assert address == GROUP
    assert "security_rule.name" in attributes
    foreign = {"azurerm_network_security_rule.web": {**own, "network_security_group_name": "database"}}
    assert _told(read_back, state=foreign) != []


def test_one_that_becomes_true_beside_a_service_change_stays() -> None:
    def manifest(value: object, generation: int) -> dict[str, Any]:
        return {"manifest": {"v": value}, "object": {"metadata": {"generation": generation}}}

    before, after = manifest(True, 1), manifest(1, 2)
    assert _drift("kubernetes_manifest.x", before, after) == [("kubernetes_manifest.x", ["manifest.v"])]
    update = plan(resource("kubernetes_manifest.x", "update", before=before, after=after))
    assert fingerprint(update) != fingerprint(plan())
    assert not read_changes("app", update).empty


# The table --------------------------------------------------------------------------------------------------


def test_a_mark_that_comes_beside_a_service_change_stays() -> None:
    before = {"kubernetes_version": "1.36.6", "automatic_upgrade_channel": "patch", "note": "a"}
    after = {**before, "kubernetes_version": "1.36"}
    patched = plan(resource(CLUSTER, "update", before=before, after=after))
    marked = plan(resource(CLUSTER, "update", before=before, after=after, after_sensitive={"note": True}))
    assert read_changes("app", patched).empty
    (change,) = read_changes("app", marked).planned
    assert (change.address, change.attributes) == (CLUSTER, ())
    assert fingerprint(marked) != fingerprint(patched)


def test_a_mark_of_a_value_that_is_not_known_yet_does_not_stay() -> None:
    before = {"kubernetes_version": "1.36.6", "automatic_upgrade_channel": "patch", "keys": ["a"]}
    after = {"kubernetes_version": "1.36", "automatic_upgrade_channel": "patch"}
    marks = {"before_sensitive": {"keys": [True]}, "after_sensitive": {"keys": True}}
    entry = resource(CLUSTER, "update", before=before, after=after, unknown={"keys": True}, **marks)
    expressions: dict[str, Any] = {"kubernetes_version": {"constant_value": "1.36"}}
    configured = {"address": CLUSTER, "expressions": expressions}
    patched = {**plan(entry), "configuration": {"root_module": {"resources": [configured]}}}
    assert read_changes("app", patched).empty


def test_a_move_that_is_not_applied_yet_is_no_drift() -> None:
    values = {"name": "web"}
    moved = {
        **resource("a.new", "no-op", before=values, after=values),
        "previous_address": "a.old",
    }
    assert _told(moved) == []
    assert drift_fingerprint(plan(drift=(moved,))) == drift_fingerprint(plan())


def test_every_row_says_why_and_where_that_is_written() -> None:
    assert all(row.reason and row.source for row in SERVICE_CHANGES)
    assert {(row.types, row.path[0]) for row in SERVICE_CHANGES} >= READ_BACK.keys()
