"""The local Dapr resources, on which the end-to-end tests run, say what the application stack says."""

from pathlib import Path
from typing import Any

import yaml

from tests.support.synthesis import synthesized

DAPR = Path(__file__).parents[2] / "workload/dapr"
COMPARED = {"Resiliency", "Subscription"}


def local() -> dict[tuple[str, str], dict[str, Any]]:
    """The resources of workload/dapr, by kind and name."""
    resources = [
        resource for path in DAPR.glob("*.yaml") for resource in yaml.safe_load_all(path.read_text())
    ]
    return {(resource["kind"], resource["metadata"]["name"]): resource for resource in resources}


def deployed() -> dict[tuple[str, str], dict[str, Any]]:
    """The resources of the production environment's application stack, by kind and name."""
    manifests = synthesized("production", "app")["resource"]["kubernetes_manifest"].values()
    resources = [entry["manifest"] for entry in manifests]
    return {(resource["kind"], resource["metadata"]["name"]): resource for resource in resources}


def test_subscriptions_and_retries_are_those_of_production() -> None:
    here = {key: resource for key, resource in local().items() if key[0] in COMPARED}
    there = {key: resource for key, resource in deployed().items() if key[0] in COMPARED}
    assert len(here) == 3
    assert here.keys() == there.keys()
    for key, resource in here.items():
        assert resource["spec"] == there[key]["spec"]
        assert resource["scopes"] == there[key]["scopes"]
        assert resource["apiVersion"] == there[key]["apiVersion"]


def test_components_have_the_names_types_and_versions_of_production() -> None:
    for name in ("task-events-pubsub", "task-state"):
        here, there = local()["Component", name]["spec"], deployed()["Component", name]["spec"]
        assert (here["type"], here["version"]) == (there["type"], there["version"])
