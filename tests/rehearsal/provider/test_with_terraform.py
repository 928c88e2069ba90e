"""The output of the real Terraform with the stand-in providers."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.terraform import CLUSTER_HOST, SUBSCRIPTION, Workspace, add_cluster, workspace

_MARKER = "marker-4f1b2c"
_GROUP = {"resource": {"azurerm_resource_group": {"group": {"name": "shop", "location": "eastus"}}}}
_REGISTRY = {
    "name": "shopregistry",
    "location": "eastus",
    "resource_group_name": "${azurerm_resource_group.group.name}",
    "sku": "Basic",
}


@pytest.fixture
def terraform(tmp_path: Path) -> Iterator[Workspace]:
    with workspace(tmp_path, {"TF_VAR_password": _MARKER}) as made:
        yield made


@pytest.fixture
def cluster(terraform: Workspace) -> Workspace:
    add_cluster(terraform.cloud)
    return terraform


def _shop(image: str = "shop:1", revision: int | None = 1, replicas: str | None = None) -> dict[str, Any]:
    labels = {"app": "shop"}
    secret_key = {"name": "${kubernetes_secret_v1.login.metadata[0].name}", "key": "password"}
    container = {
        "name": "shop",
        "image": image,
        "env": [{"name": "PASSWORD", "value_from": [{"secret_key_ref": [secret_key]}]}],
    }
    template = {"metadata": [{"labels": labels}], "spec": [{"container": [container]}]}
    namespace = "${kubernetes_namespace_v1.shop.metadata[0].name}"
    metadata = [{"name": "shop", "namespace": namespace, "labels": labels}]
    job_template = [{"metadata": [{}], "spec": [{"container": [{"name": "migrate", "image": image}]}]}]
    return {
        "variable": {"password": {"type": "string", "ephemeral": True, "sensitive": True}},
        "resource": {
            "kubernetes_namespace_v1": {"shop": {"metadata": [{"name": "shop"}]}},
            "kubernetes_secret_v1": {
                "login": {
                    "metadata": [{"name": "login", "namespace": namespace}],
                    "data_wo": {"password": "${var.password}"},
                    "data_wo_revision": revision,
                }
            },
            "kubernetes_deployment_v1": {
                "shop": {
                    "metadata": metadata,
                    "spec": [
                        {
                            "selector": [{"match_labels": labels}],
                            "template": [template],
                            "replicas": replicas,
                        }
                    ],
                }
            },
            "kubernetes_job_v1": {
                "migrate": {
                    "metadata": [{"name": "migrate", "namespace": namespace}],
                    "spec": [{"template": job_template}],
                }
            },
        },
    }


def test_a_deleted_object_is_planned_again(terraform: Workspace) -> None:
    terraform.write(_GROUP)
    terraform.apply()
    (group,) = terraform.cloud.list_objects("azurerm_resource_group")

    terraform.cloud.delete(group.type, group.id)

    assert terraform.changes() == {"azurerm_resource_group.group": ["create"]}


def test_an_attribute_edited_by_hand_is_drift(cluster: Workspace) -> None:
    cluster.write(_shop())
    cluster.apply()

    cluster.cloud.edit(
        "kubernetes_deployment_v1", "shop/shop", "metadata.0.labels.app", "other", scope=CLUSTER_HOST
    )

    drifted = [change["address"] for change in cluster.plan("-refresh-only")["resource_drift"]]
    assert drifted == ["kubernetes_deployment_v1.shop"]
    assert cluster.changes() == {"kubernetes_deployment_v1.shop": ["update"]}


def test_replicas_moved_by_an_autoscaler_are_left_alone(cluster: Workspace) -> None:
    cluster.write(_shop())
    cluster.apply()

    cluster.cloud.edit("kubernetes_deployment_v1", "shop/shop", "spec.0.replicas", "4", scope=CLUSTER_HOST)

    assert cluster.changes() == {}


def test_a_new_image_updates_the_deployment_and_replaces_the_job(cluster: Workspace) -> None:
    cluster.write(_shop(image="shop:1"))
    cluster.apply()

    cluster.write(_shop(image="shop:2"))

    assert cluster.changes() == {
        "kubernetes_deployment_v1.shop": ["update"],
        "kubernetes_job_v1.migrate": ["delete", "create"],
    }


def test_a_new_revision_alone_writes_the_secret_anew(cluster: Workspace) -> None:
    cluster.write(_shop(revision=1))
    cluster.apply()
    cluster.write(_shop(revision=2))

    assert cluster.changes() == {"kubernetes_secret_v1.login": ["update"]}

    cluster.apply()
    secret = cluster.cloud.get("kubernetes_secret_v1", "shop/login", scope=CLUSTER_HOST)
    assert secret is not None
    assert secret.written == {"data_wo": 2}


def test_a_write_only_value_is_in_no_file(cluster: Workspace, tmp_path: Path) -> None:
    cluster.write(_shop())
    cluster.plan()
    cluster.apply()

    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any(file.name == "cloud.sqlite" for file in files)
    assert any(file.name == "plan" for file in files)
    assert [file for file in files if _MARKER.encode() in file.read_bytes()] == []
    assert _MARKER not in json.dumps(cluster.plan())


def test_a_secret_without_a_revision_is_empty_and_its_pods_cannot_start(cluster: Workspace) -> None:
    cluster.write(_shop(revision=None))

    said = cluster.refused("apply", "-auto-approve")

    assert "Secret shop/login: it is empty, because `data_wo` was set without `data_wo_revision`" in said


def test_a_missing_cluster_is_reported_as_an_unknown_host(terraform: Workspace) -> None:
    terraform.write(_shop())

    said = terraform.refused("apply", "-auto-approve")

    assert f"lookup {CLUSTER_HOST}: no such host" in said
    assert "Apply the foundation first" in said


def test_a_custom_resource_needs_its_definition_at_plan_time(cluster: Workspace) -> None:
    component = {
        "apiVersion": "dapr.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": "events", "namespace": "default"},
        "spec": {
            "type": "pubsub.kafka",
            "version": "v1",
            "metadata": [{"name": "brokers", "value": "b:9092"}],
        },
    }
    dapr = {
        "name": "dapr",
        "chart": "dapr",
        "version": "1.18.3",
        "namespace": "dapr",
        "create_namespace": True,
    }
    custom = {"kubernetes_manifest": {"events": {"manifest": component}}}

    cluster.write({"resource": custom})
    refused = cluster.refused("plan")
    cluster.write({"resource": {"helm_release": {"dapr": dapr}}})
    cluster.apply()
    cluster.write({"resource": {"helm_release": {"dapr": dapr}, **custom}})
    cluster.apply()

    assert "API did not recognize GroupVersionKind from manifest (CRD may not be installed)" in refused
    assert 'no matches for kind "Component" in group "dapr.io"' in refused
    assert cluster.changes() == {}
    changed = copy.deepcopy(component)
    changed["spec"]["metadata"][0]["value"] = "c:9092"  # type: ignore[index]
    cluster.write(
        {
            "resource": {
                "helm_release": {"dapr": dapr},
                "kubernetes_manifest": {"events": {"manifest": changed}},
            }
        }
    )
    assert cluster.changes() == {"kubernetes_manifest.events": ["update"]}
    changed["metadata"]["name"] = "other"  # type: ignore[index]
    cluster.write(
        {
            "resource": {
                "helm_release": {"dapr": dapr},
                "kubernetes_manifest": {"events": {"manifest": changed}},
            }
        }
    )
    assert cluster.changes() == {"kubernetes_manifest.events": ["delete", "create"]}


def test_a_chart_version_that_does_not_exist_is_refused_before_anything_changes(cluster: Workspace) -> None:
    release = {"name": "dapr", "chart": "dapr", "version": "9.9.9"}
    cluster.write({"resource": {"helm_release": {"dapr": release}}})

    assert 'chart "dapr" version "9.9.9" not found' in cluster.refused("plan")


def test_a_helm_upgrade_counts_the_revision_up(cluster: Workspace) -> None:
    release = {"name": "dapr", "chart": "dapr", "version": "1.18.3"}
    output = {"output": {"revision": {"value": "${helm_release.dapr.metadata.revision}"}}}
    cluster.write({"resource": {"helm_release": {"dapr": release}}, **output})
    cluster.apply()
    first = cluster.outputs()["revision"]
    cluster.write({"resource": {"helm_release": {"dapr": {**release, "version": "1.16.5"}}}, **output})
    cluster.apply()

    assert (first, cluster.outputs()["revision"]) == (1, 2)
    assert cluster.changes() == {}


def test_an_immutable_field_replaces_the_object(terraform: Workspace) -> None:
    terraform.write(_GROUP)
    terraform.apply()
    moved = copy.deepcopy(_GROUP)
    moved["resource"]["azurerm_resource_group"]["group"]["location"] = "westeurope"

    terraform.write(moved)

    assert terraform.changes() == {"azurerm_resource_group.group": ["delete", "create"]}


def test_a_taken_name_is_refused_and_nothing_is_created(terraform: Workspace) -> None:
    terraform.cloud.take_name("azurerm_container_registry", "shopregistry")
    terraform.write(
        _GROUP | {"resource": {**_GROUP["resource"], "azurerm_container_registry": {"r": _REGISTRY}}}
    )

    said = terraform.refused("apply", "-auto-approve")

    assert "The registry name 'shopregistry' is already in use" in said
    assert terraform.cloud.list_objects("azurerm_container_registry") == []


def test_a_rehearsed_fault_fails_once(terraform: Workspace) -> None:
    terraform.cloud.fail_create("azurerm_resource_group", "the region is out of capacity")
    terraform.write(_GROUP)

    said = terraform.refused("apply", "-auto-approve")
    terraform.apply()

    assert "the region is out of capacity" in said
    assert terraform.changes() == {}


def test_an_existing_object_is_imported(terraform: Workspace) -> None:
    terraform.write(_GROUP)
    terraform.apply()
    (group,) = terraform.cloud.list_objects("azurerm_resource_group")
    address = "azurerm_resource_group.group"
    assert terraform.run("state", "rm", address).returncode == 0

    again = terraform.refused("apply", "-auto-approve")
    assert terraform.run("import", address, group.id).returncode == 0

    assert "needs to be imported into the State" in again
    assert terraform.changes() == {}
    absent = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/absent"
    assert terraform.run("state", "rm", address).returncode == 0
    assert "Cannot import non-existent remote object" in terraform.refused("import", address, absent)


def test_data_sources_read_the_simulated_cloud(terraform: Workspace) -> None:
    configuration = {
        **_GROUP,
        "data": {
            "azurerm_client_config": {"me": {}},
            "azurerm_resource_group": {
                "group": {"name": "shop", "depends_on": ["azurerm_resource_group.group"]}
            },
        },
        "output": {
            "location": {"value": "${data.azurerm_resource_group.group.location}"},
            "subscription": {"value": "${data.azurerm_client_config.me.subscription_id}"},
        },
    }
    terraform.write(configuration)
    terraform.apply()

    assert terraform.outputs() == {"location": "eastus", "subscription": SUBSCRIPTION}


def test_a_data_source_that_finds_nothing_says_what_it_looked_for(terraform: Workspace) -> None:
    terraform.write({"data": {"azurerm_resource_group": {"absent": {"name": "absent"}}}})

    said = terraform.refused("plan")

    assert "azurerm_resource_group was not found" in said
    assert "name 'absent'" in said


def test_a_type_without_a_rule_works_by_its_schema(terraform: Workspace) -> None:
    zone = {"name": "example.com", "resource_group_name": "${azurerm_resource_group.group.name}"}
    search = {
        "name": "shop-search",
        "location": "eastus",
        "resource_group_name": "${azurerm_resource_group.group.name}",
        "sku": "basic",
    }
    types = {"azurerm_search_service": {"search": search}, "azurerm_dns_zone": {"zone": zone}}
    terraform.write({"resource": {**_GROUP["resource"], **types}})
    terraform.apply()

    assert terraform.changes() == {}
    terraform.destroy()
    assert terraform.cloud.list_objects() == []
