"""The add-ons on a test's cluster: the pinned charts' objects that are looked at, with our values."""

import base64
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from kubernetes import client

from tests.components.helm import render
from tests.control_plane import ControlPlane
from tests.control_plane.control_plane import NODES
from tests.support.certificates import root_certificate
from tests.support.synthesis import synthesized

INSTALLED_KINDS = ("CustomResourceDefinition", "Deployment", "Configuration")
READY_WITHIN_SECONDS = 120


def install_addons(cluster: ControlPlane, environment: str) -> None:
    """Install an environment's add-ons and wait until their pods are ready."""
    _name_the_platform(cluster)
    for release in synthesized(environment, "addons")["resource"]["helm_release"].values():
        _install(cluster, release)
    _wait_until_ready(cluster)


def start_dapr(cluster: ControlPlane) -> None:
    """Do what sentry and injector do when they start: publish the trust anchor, enter the CA bundle."""
    core = client.CoreV1Api(cluster.api_client)
    anchor = root_certificate(ends=datetime.now(UTC) + timedelta(days=364))
    name = client.V1ObjectMeta(name="dapr-trust-bundle")
    core.create_namespaced_config_map(
        "dapr-system", client.V1ConfigMap(metadata=name, data={"ca.crt": anchor})
    )
    encoded = base64.b64encode(anchor.encode()).decode()
    patch = [{"op": "add", "path": "/webhooks/0/clientConfig/caBundle", "value": encoded}]
    client.AdmissionregistrationV1Api(cluster.api_client).patch_mutating_webhook_configuration(
        "dapr-sidecar-injector", patch
    )


def _name_the_platform(cluster: ControlPlane) -> None:
    """Label the nodes as a kubelet does; the charts choose nodes by it."""
    core = client.CoreV1Api(cluster.api_client)
    labels = {"kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}
    for node in NODES:
        core.patch_node(node, {"metadata": {"labels": labels}})


def _install(cluster: ControlPlane, release: Mapping[str, Any]) -> None:
    """Create those objects of a release that the check looks at, and its webhook for sidecars."""
    core = client.CoreV1Api(cluster.api_client)
    core.create_namespace(client.V1Namespace(metadata=client.V1ObjectMeta(name=release["namespace"])))
    rendered = render(
        chart=release["chart"],
        version=release["version"],
        values=json.loads(release["values"][0]),
        namespace=release["namespace"],
        release=release["name"],
    )
    for kind in INSTALLED_KINDS:
        cluster.apply([item for item in rendered if item["kind"] == kind])
    injectors = [item for item in rendered if item["metadata"]["name"] == "dapr-sidecar-injector"]
    cluster.apply([item for item in injectors if item["kind"] == "MutatingWebhookConfiguration"])


def _wait_until_ready(cluster: ControlPlane) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while _unready(client.AppsV1Api(cluster.api_client)):
        assert time.monotonic() < deadline, "the pods of the add-ons do not become ready"
        time.sleep(0.2)


def _unready(apps: client.AppsV1Api) -> list[str]:
    deployments: Any = apps.list_deployment_for_all_namespaces()
    return [item.metadata.name for item in deployments.items if not item.status.ready_replicas]
