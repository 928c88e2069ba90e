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
    _name_the_platform(cluster)
    for release in synthesized(environment, "addons")["resource"]["helm_release"].values():
        _install(cluster, release, sentry_port=sentry_port)
    _wait_until_ready(cluster)


def _name_the_platform(cluster: ControlPlane) -> None:
    """Label the nodes as a kubelet does; the charts choose nodes by it."""
    core = client.CoreV1Api(cluster.api_client)
    labels = {"kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}
    for node in NODES:
        core.patch_node(node, {"metadata": {"labels": labels}})


def _install(cluster: ControlPlane, release: Mapping[str, Any], *, sentry_port: int) -> None:
    core = client.CoreV1Api(cluster.api_client)
    namespace = release["namespace"]
    core.create_namespace(client.V1Namespace(metadata=client.V1ObjectMeta(name=namespace)))
    values = json.loads(release["values"][0])
    if namespace == AddonNamespace.DAPR:
        values["global"]["mtls"]["sentryAddress"] = f"127.0.0.1:{sentry_port}"
    rendered = render(
        chart=release["chart"],
        version=release["version"],
        values=values,
        namespace=namespace,
        release=release["name"],
    )
    for objects in _in_order(rendered, whole=namespace == AddonNamespace.DAPR):
        cluster.apply(objects)


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
