"""Reading a cluster with the Kubernetes API, with the rights of the person who asks. Nothing is changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from cryptography import x509
from kubernetes import client

from ops.addons_check.checks import PARTS
from ops.addons_check.observations import Custom, Injector, Observation, Part, UnreadyPod
from ops.cluster_api import answering, ask

_DAPR: Final = "dapr-system"
_INJECTOR: Final = "dapr-sidecar-injector"
_VERSION_LABEL: Final = "app.kubernetes.io/version"
_CONTROLLER: Final = "gateway.envoyproxy.io/gatewayclass-controller"


def observe(api: client.ApiClient) -> Observation:
    """Read everything that is judged; raise UnreachableError when the cluster does not let us."""
    with answering(api):
        return _observe(api)


def _observe(api: client.ApiClient) -> Observation:
    custom = client.CustomObjectsApi(api)
    return Observation(
        parts=_parts(client.AppsV1Api(api)),
        unready_pods=_unready_pods(client.CoreV1Api(api)),
        mutual_tls=_mutual_tls(custom),
        trust_anchor_ends=_trust_anchor_ends(client.CoreV1Api(api)),
        injector=_injector(client.AdmissionregistrationV1Api(api)),
        definitions=_definitions(client.ApiextensionsV1Api(api)),
        gateway_classes=_gateway_classes(custom),
        gateways=_custom(custom, "gateway.networking.k8s.io", "gateways", kind="Gateway"),
        issuers=(
            *_custom(custom, "cert-manager.io", "clusterissuers", kind="ClusterIssuer"),
            *_custom(custom, "cert-manager.io", "issuers", kind="Issuer"),
        ),
    )


def _parts(api: client.AppsV1Api) -> tuple[Part, ...]:
    found = []
    for namespace in PARTS:
        answer = ask(api.list_namespaced_deployment, namespace)
        found += [_part(item) for item in (answer.items if answer else [])]
    return tuple(found)


def _part(deployment: Any) -> Part:
    labels = deployment.spec.template.metadata.labels or {}
    image = deployment.spec.template.spec.containers[0].image
    return Part(
        namespace=deployment.metadata.namespace,
        name=deployment.metadata.name,
        version=labels.get(_VERSION_LABEL) or image.rpartition(":")[2],
        wanted=1 if deployment.spec.replicas is None else deployment.spec.replicas,
        ready=deployment.status.ready_replicas or 0,
    )


def _unready_pods(api: client.CoreV1Api) -> tuple[UnreadyPod, ...]:
    found = []
    for namespace in PARTS:
        answer = ask(api.list_namespaced_pod, namespace)
        found += [
            UnreadyPod(namespace=namespace, name=pod.metadata.name, reason=_reason(pod.status))
            for pod in (answer.items if answer else [])
            if not _is_ready(pod.status)
        ]
    return tuple(found)


def _is_ready(status: Any) -> bool:
    # A pod of a job that is done is not ready, and need not be.
    if status.phase == "Succeeded":
        return True
    return any(item.type == "Ready" and item.status == "True" for item in status.conditions or [])


def _reason(status: Any) -> str:
    """Return why a pod is not ready: what a container waits for, else an unmet condition, else its phase."""
    waiting = [
        item.state.waiting.reason
        for item in status.container_statuses or []
        if item.state.waiting and item.state.waiting.reason
    ]
    unmet = [item.message for item in status.conditions or [] if item.status == "False" and item.message]
    return str((waiting or unmet or [status.phase])[0])


def _mutual_tls(api: client.CustomObjectsApi) -> bool | None:
    answer = ask(
        api.get_namespaced_custom_object, "dapr.io", "v1alpha1", _DAPR, "configurations", "daprsystem"
    )
    return None if answer is None else bool(answer.get("spec", {}).get("mtls", {}).get("enabled", False))


def _trust_anchor_ends(api: client.CoreV1Api) -> datetime | None:
    """Read the public copy of the trust anchor: the Secret beside it holds a private key."""
    answer = ask(api.read_namespaced_config_map, "dapr-trust-bundle", _DAPR)
    text = (answer.data or {}).get("ca.crt", "") if answer else ""
    if not text:
        return None
    return min(item.not_valid_after_utc for item in x509.load_pem_x509_certificates(text.encode()))


def _injector(api: client.AdmissionregistrationV1Api) -> Injector | None:
    answer = ask(api.read_mutating_webhook_configuration, _INJECTOR)
    if answer is None or not answer.webhooks:
        return None
    return Injector(has_ca_bundle=all(item.client_config.ca_bundle for item in answer.webhooks))


def _definitions(api: client.ApiextensionsV1Api) -> frozenset[str]:
    answer = ask(api.list_custom_resource_definition)
    return frozenset(
        f"{item.metadata.name}/{version.name}"
        for item in (answer.items if answer else [])
        for version in item.spec.versions
        if version.served
    )


def _gateway_classes(api: client.CustomObjectsApi) -> tuple[Custom, ...]:
    answer = ask(api.list_cluster_custom_object, "gateway.networking.k8s.io", "v1", "gatewayclasses")
    ours = [item for item in (answer or {}).get("items", []) if item["spec"]["controllerName"] == _CONTROLLER]
    return _customs(ours, kind="GatewayClass")


def _custom(api: client.CustomObjectsApi, group: str, plural: str, *, kind: str) -> tuple[Custom, ...]:
    answer = ask(api.list_cluster_custom_object, group, "v1", plural)
    return _customs((answer or {}).get("items", []), kind=kind)


def _customs(items: Sequence[Mapping[str, Any]], *, kind: str) -> tuple[Custom, ...]:
    return tuple(
        Custom(
            kind=kind,
            namespace=item["metadata"].get("namespace", ""),
            name=item["metadata"]["name"],
            conditions={entry["type"]: entry["status"] == "True" for entry in _conditions(item)},
            messages={entry["type"]: entry.get("message", "") for entry in _conditions(item)},
        )
        for item in items
    )


def _conditions(item: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = item.get("status", {}).get("conditions", [])
    return found
