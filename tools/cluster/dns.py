"""CoreDNS as the cluster's DNS, with the objects of Kubernetes' own add-on.

Source: kubernetes/cluster/addons/dns/coredns/coredns.yaml.base. The labels are those that AKS's have and that
network policies select. There is one replica; it asks for more processor time than there, because everything
fails with it on a busy machine.
"""

from collections.abc import Mapping
from typing import Any

IMAGE = "todo.internal/coredns:1"
NAMESPACE = "kube-system"
NAME = "coredns"
_LABELS = {"k8s-app": "kube-dns"}


def dns_objects(*, address: str, hosts: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the objects; `hosts` are further names, which are not the cluster's, with their addresses."""
    rules = [
        {"apiGroups": [""], "resources": ["services", "namespaces"], "verbs": ["list", "watch"]},
        {
            "apiGroups": ["discovery.k8s.io"],
            "resources": ["endpointslices"],
            "verbs": ["list", "watch"],
        },
    ]
    ports = [
        {"name": "dns", "port": 53, "protocol": "UDP"},
        {"name": "dns-tcp", "port": 53, "protocol": "TCP"},
    ]
    service = {"selector": _LABELS, "clusterIP": address, "ports": ports}
    role = "system:coredns"
    subject = {"kind": "ServiceAccount", "name": NAME, "namespace": NAMESPACE}
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role}
    rbac = "rbac.authorization.k8s.io/v1"
    return [
        _object("v1", "ServiceAccount", NAME),
        _object(rbac, "ClusterRole", role, rules=rules),
        _object(rbac, "ClusterRoleBinding", role, roleRef=reference, subjects=[subject]),
        _object("v1", "ConfigMap", NAME, data={"Corefile": _settings(hosts)}),
        _object("v1", "Service", "kube-dns", spec=service),
        _object("apps/v1", "Deployment", NAME, spec=_deployment()),
    ]


def _object(version: str, kind: str, name: str, **content: Any) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": name}
    if not kind.startswith("Cluster"):
        metadata |= {"namespace": NAMESPACE, "labels": _LABELS}
    return {"apiVersion": version, "kind": kind, "metadata": metadata, **content}


def _settings(hosts: Mapping[str, str]) -> str:
    named = "".join(f"        {address} {name}\n" for name, address in hosts.items())
    return f""".:53 {{
    errors
    health
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {{
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
        ttl 30
    }}
    hosts {{
{named}        ttl 5
        fallthrough
    }}
    cache 30
}}
"""


def _deployment() -> dict[str, Any]:
    container = {
        "name": NAME,
        "image": IMAGE,
        "args": ["-conf", "/etc/coredns/Corefile"],
        "resources": {"requests": {"cpu": "200m", "memory": "70Mi"}, "limits": {"memory": "170Mi"}},
        "ports": [
            {"containerPort": 53, "name": "dns", "protocol": "UDP"},
            {"containerPort": 53, "name": "dns-tcp", "protocol": "TCP"},
        ],
        "readinessProbe": {"httpGet": {"path": "/ready", "port": 8181}, "periodSeconds": 1},
        "livenessProbe": {
            "httpGet": {"path": "/health", "port": 8080},
            "initialDelaySeconds": 60,
            "timeoutSeconds": 5,
            "failureThreshold": 5,
        },
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"add": ["NET_BIND_SERVICE"], "drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
            "runAsUser": 0,
        },
        "volumeMounts": [{"name": "settings", "mountPath": "/etc/coredns", "readOnly": True}],
    }
    pod = {
        "serviceAccountName": NAME,
        "priorityClassName": "system-cluster-critical",
        # Not the cluster's: it is the cluster's DNS itself.
        "dnsPolicy": "Default",
        "containers": [container],
        "volumes": [{"name": "settings", "configMap": {"name": NAME}}],
    }
    return {
        "replicas": 1,
        "selector": {"matchLabels": _LABELS},
        "template": {"metadata": {"labels": _LABELS}, "spec": pod},
    }
