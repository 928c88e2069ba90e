"""The add-ons on a test's cluster: the pinned charts' objects, with our values.

Dapr's chart is installed whole, because its programs can be run; of the other two what `ops health` reads.
"""

import json
import time
from collections.abc import Iterable, Mapping
from typing import Any

from kubernetes import client

from contract.addons import AddonNamespace
from tests.components.helm import Manifest, render
from tests.control_plane import ControlPlane
from tests.control_plane.control_plane import NODES
from tests.support.synthesis import synthesized

INSTALLED_KINDS = ("CustomResourceDefinition", "Deployment")
READY_WITHIN_SECONDS = 120


def install_addons(cluster: ControlPlane, environment: str, *, sentry_port: int) -> None:
    """Install an environment's add-ons and wait until their pods are ready.

    Dapr's programs look for sentry at 127.0.0.1:`sentry_port`; in a cluster DNS leads them to its Service.
    """
    name_the_platform(cluster)
    for release in synthesized(environment, "addons")["resource"]["helm_release"].values():
        _install(cluster, release, sentry_port=sentry_port)
    _wait_until_ready(cluster)


def name_the_platform(cluster: ControlPlane) -> None:
    """Label the nodes as a kubelet does; the charts choose nodes by it."""
    core = client.CoreV1Api(cluster.api_client)
    labels = {"kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}
    for node in NODES:
        core.patch_node(node, {"metadata": {"labels": labels}})


def install_chart(cluster: ControlPlane, environment: str, release: str) -> None:
    """Install one chart's objects but for its hooks' Jobs, without waiting; `release` is the stack's name."""
    _create_namespace(cluster, _release(environment, release)["namespace"])
    rendered = [item for item in rendered_chart(environment, release) if item["kind"] != "Job"]
    for objects in _in_order(rendered, whole=True):
        cluster.apply(objects)


def rendered_chart(environment: str, release: str) -> list[Manifest]:
    """Return the objects of a chart with the values of an environment's add-ons."""
    deployed = _release(environment, release)
    return _rendered(deployed, json.loads(deployed["values"][0]))


def _release(environment: str, release: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = synthesized(environment, "addons")["resource"]["helm_release"][release]
    return found


def _install(cluster: ControlPlane, release: Mapping[str, Any], *, sentry_port: int) -> None:
    namespace = release["namespace"]
    _create_namespace(cluster, namespace)
    values = json.loads(release["values"][0])
    if namespace == AddonNamespace.DAPR:
        values["global"]["mtls"]["sentryAddress"] = f"127.0.0.1:{sentry_port}"
    for objects in _in_order(_rendered(release, values), whole=namespace == AddonNamespace.DAPR):
        cluster.apply(objects)


def _create_namespace(cluster: ControlPlane, name: str) -> None:
    core = client.CoreV1Api(cluster.api_client)
    core.create_namespace(client.V1Namespace(metadata=client.V1ObjectMeta(name=name)))


def _rendered(release: Mapping[str, Any], values: Mapping[str, Any]) -> list[Manifest]:
    return render(
        chart=release["chart"],
        version=release["version"],
        values=values,
        namespace=release["namespace"],
        release=release["name"],
    )


def _in_order(rendered: Iterable[Manifest], *, whole: bool) -> list[list[Manifest]]:
    """Return the objects to create, definitions before what they define."""
    definitions = [item for item in rendered if item["kind"] == "CustomResourceDefinition"]
    others = [item for item in rendered if item["kind"] != "CustomResourceDefinition"]
    return [definitions, [item for item in others if whole or item["kind"] in INSTALLED_KINDS]]


def _wait_until_ready(cluster: ControlPlane) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while _unready(client.AppsV1Api(cluster.api_client)):
        assert time.monotonic() < deadline, "the pods of the add-ons do not become ready"
        time.sleep(0.2)


def _unready(apps: client.AppsV1Api) -> list[str]:
    deployments: Any = apps.list_deployment_for_all_namespaces()
    return [item.metadata.name for item in deployments.items if not item.status.ready_replicas]
