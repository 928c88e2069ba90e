"""The check against a real API server on which the pinned charts are installed, with our values."""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from kubernetes import client

from ops.synthesis import PROJECT
from tests.components.helm import render
from tests.control_plane import ControlPlane, control_plane
from tests.control_plane.control_plane import NODES
from tests.support.synthesis import synthesized

INSTALLED_KINDS = ("CustomResourceDefinition", "Deployment", "Configuration")
READY_WITHIN_SECONDS = 60
GATEWAY_API = "gateway.networking.k8s.io"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    with control_plane(folder=tmp_path_factory.mktemp("control-plane")) as handle:
        _name_the_platform(handle)
        for release in synthesized("budget", "addons")["resource"]["helm_release"].values():
            _install(handle, release)
        _wait_until_ready(handle)
        yield handle


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


def _check(cluster: ControlPlane, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ops.addons_check", "--kubeconfig", str(cluster.kubeconfig), *arguments],
        cwd=PROJECT,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "160"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _statuses(cluster: ControlPlane) -> tuple[int, dict[str, str]]:
    result = _check(cluster, "--json")
    assert result.stderr == ""
    return result.returncode, {
        item["subject"]: item["status"] for item in json.loads(result.stdout)["checks"]
    }


def _trust_anchor() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cluster.local")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=364))
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _start_dapr(cluster: ControlPlane) -> None:
    """Do what sentry and injector do when they start: publish the trust anchor, enter the CA bundle."""
    core = client.CoreV1Api(cluster.api_client)
    anchor = _trust_anchor()
    name = client.V1ObjectMeta(name="dapr-trust-bundle")
    core.create_namespaced_config_map(
        "dapr-system", client.V1ConfigMap(metadata=name, data={"ca.crt": anchor})
    )
    encoded = base64.b64encode(anchor.encode()).decode()
    patch = [{"op": "add", "path": "/webhooks/0/clientConfig/caBundle", "value": encoded}]
    client.AdmissionregistrationV1Api(cluster.api_client).patch_mutating_webhook_configuration(
        "dapr-sidecar-injector", patch
    )


def _create_gateway(cluster: ControlPlane, *, programmed: bool) -> None:
    """Create class and gateway as the application does, and report on them as the controller does."""
    controller = synthesized("budget", "addons")["output"]["gateway_controller"]["value"]
    cluster.apply(
        [
            {
                "apiVersion": f"{GATEWAY_API}/v1",
                "kind": "GatewayClass",
                "metadata": {"name": "envoy"},
                "spec": {"controllerName": controller},
            },
            {
                "apiVersion": f"{GATEWAY_API}/v1",
                "kind": "Gateway",
                "metadata": {"name": "public", "namespace": "default"},
                "spec": {
                    "gatewayClassName": "envoy",
                    "listeners": [{"name": "http", "port": 80, "protocol": "HTTP"}],
                },
            },
        ]
    )
    custom = client.CustomObjectsApi(cluster.api_client)
    custom.patch_cluster_custom_object_status(
        GATEWAY_API, "v1", "gatewayclasses", "envoy", _status("Accepted", holds=True)
    )
    custom.patch_namespaced_custom_object_status(
        GATEWAY_API, "v1", "default", "gateways", "public", _status("Programmed", holds=programmed)
    )


def _status(condition: str, *, holds: bool) -> dict[str, Any]:
    return {
        "status": {
            "conditions": [
                {
                    "type": condition,
                    "status": "True" if holds else "False",
                    "reason": "Tested",
                    "message": "no address is assigned",
                    "lastTransitionTime": "2026-01-01T00:00:00Z",
                }
            ]
        }
    }


def test_addons_from_installation_to_a_gateway_without_address(cluster: ControlPlane) -> None:
    """One story on one cluster: not started yet, started, and with a gateway that lacks its address."""
    code, statuses = _statuses(cluster)
    assert code == 1
    assert {name for name, status in statuses.items() if status == "failed"} == {
        "Dapr trust anchor",
        "Dapr injector",
    }

    _start_dapr(cluster)
    code, statuses = _statuses(cluster)
    assert code == 0
    assert {name for name, status in statuses.items() if status == "absent"} == {
        "GatewayClass",
        "Gateway",
        "Issuer",
    }
    assert set(statuses.values()) == {"ok", "absent"}

    _create_gateway(cluster, programmed=False)
    result = _check(cluster)
    assert result.returncode == 1
    assert "not Programmed: no address is assigned" in result.stdout
    assert "kubectl -n default describe gateway public" in result.stdout


def test_a_person_without_a_valid_token_is_told_to_sign_in(
    cluster: ControlPlane, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = yaml.safe_load(cluster.kubeconfig.read_text())
    settings["users"][0]["user"]["token"] = "not-a-token"
    spoiled = tmp_path_factory.mktemp("spoiled") / "kubeconfig"
    spoiled.write_text(yaml.safe_dump(settings))
    result = subprocess.run(
        [sys.executable, "-m", "ops.addons_check", "--kubeconfig", str(spoiled)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 1
    assert "the cluster does not know you" in result.stderr
    assert "az login" in result.stderr
    assert "not-a-token" not in result.stdout + result.stderr
