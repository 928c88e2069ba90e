"""A whole environment on a test's cluster: add-ons, production's release, what their controllers report.

Real are API server, scheduler, quota, admission, Deployments, Jobs and autoscaler objects, and Dapr's control
plane; kwok plays the kubelets. What the controllers of gateway, certificates and autoscalers would report is
written by the test.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from kubernetes import client

from tests.control_plane import ControlPlane
from tests.support.kubernetes_objects import ApiServer, manifest
from tests.support.released_app import app_resources

NAMESPACE = "todo"
GATEWAY = ("gateway.networking.k8s.io", "v1")
CERTIFICATES = ("cert-manager.io", "v1")
LONG_AGO = "2026-01-01T00:00:00Z"


def release(cluster: ControlPlane) -> None:
    """Apply the production release."""
    server = ApiServer(cluster.kubeconfig)
    for kind, _, arguments in app_resources("production"):
        server.apply(manifest(server, kind, arguments), dry_run=False)


def report_all_well(cluster: ControlPlane) -> None:
    """Write what the controllers report when all is well."""
    custom = client.CustomObjectsApi(cluster.api_client)
    custom.patch_cluster_custom_object_status(
        *GATEWAY, "gatewayclasses", "envoy", {"status": {"conditions": [condition("Accepted")]}}
    )
    report_gateway(cluster)
    for name in ("todo-api", "todo-pages", "todo-sign-in", "todo-redirect"):
        report_route(cluster, name)
    report_issuer(cluster)
    report_certificate(cluster, days=60)
    for name in ("todo-backend", "todo-frontend"):
        report_autoscaler(cluster, name)


def report_gateway(cluster: ControlPlane, *, programmed: bool = True) -> None:
    """Report on the gateway; one that is not programmed lacks its address."""
    listener = {"attachedRoutes": 3, "supportedKinds": [], "conditions": [condition("Programmed")]}
    status = {
        "conditions": [condition("Programmed", holds=programmed, message="no address is assigned")],
        "addresses": [{"type": "IPAddress", "value": "192.0.2.10"}] if programmed else [],
        "listeners": [{"name": name, **listener} for name in ("http", "https")],
    }
    _report(cluster, GATEWAY, "gateways", "todo", status)


def report_route(cluster: ControlPlane, name: str) -> None:
    """Report that a gateway has taken a route."""
    parent = {
        "parentRef": {"name": "todo"},
        "controllerName": "gateway.envoyproxy.io/gatewayclass-controller",
        "conditions": [condition("Accepted"), condition("ResolvedRefs")],
    }
    _report(cluster, GATEWAY, "httproutes", name, {"parents": [parent]})


def report_issuer(cluster: ControlPlane, *, ready: bool = True) -> None:
    """Report on the issuer; one that is not ready could not register its account."""
    said = condition("Ready", holds=ready, message="failed to register an ACME account")
    _report(cluster, CERTIFICATES, "issuers", "todo", {"conditions": [said]})


def report_certificate(cluster: ControlPlane, *, days: int) -> None:
    """Report on a certificate that ends in so many days, and that is renewed thirty days before."""
    ends = datetime.now(UTC) + timedelta(days=days, hours=1)
    status = {
        "conditions": [condition("Ready")],
        "notBefore": _time(ends - timedelta(days=90)),
        "notAfter": _time(ends),
        "renewalTime": _time(ends - timedelta(days=30)),
    }
    _report(cluster, CERTIFICATES, "certificates", "todo", status)


def report_autoscaler(
    cluster: ControlPlane, name: str, *, replicas: int = 2, limited: Mapping[str, Any] | None = None
) -> None:
    """Report on an autoscaler that can read its metric, and scale as it would."""
    apps = client.AppsV1Api(cluster.api_client)
    apps.patch_namespaced_deployment_scale(name, NAMESPACE, {"spec": {"replicas": 2}})
    status = {
        "currentReplicas": replicas,
        "desiredReplicas": replicas,
        "conditions": [
            condition("AbleToScale"),
            condition("ScalingActive"),
            limited or condition("ScalingLimited", holds=False),
        ],
    }
    scaling = client.AutoscalingV2Api(cluster.api_client)
    scaling.patch_namespaced_horizontal_pod_autoscaler_status(name, NAMESPACE, {"status": status})


def condition(
    kind: str, *, holds: bool = True, reason: str = "Reported", message: str = "reported"
) -> dict[str, Any]:
    """Return a condition, as every controller writes them."""
    return {
        "type": kind,
        "status": "True" if holds else "False",
        "reason": reason,
        "message": message,
        "lastTransitionTime": LONG_AGO,
    }


def _report(
    cluster: ControlPlane, group: tuple[str, str], plural: str, name: str, status: Mapping[str, Any]
) -> None:
    custom = client.CustomObjectsApi(cluster.api_client)
    kind, version = group
    body = {"status": dict(status)}
    custom.patch_namespaced_custom_object_status(kind, version, NAMESPACE, plural, name, body)


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
