"""Objects as an API server sends them, for `ops health` to judge."""

from datetime import UTC, datetime
from typing import Any

from tests.ops.delivery.rollout.objects import Json, parsed

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LONG_AGO = "2026-01-01T00:00:00Z"


def condition(kind: str, status: str = "True", *, reason: str = "Reported", message: str = "") -> Json:
    return {
        "type": kind,
        "status": status,
        "reason": reason,
        "message": message,
        "lastTransitionTime": LONG_AGO,
    }


def node(
    *conditions: Json, name: str = "node-1", version: str = "v1.34.2", unschedulable: bool = False
) -> Any:
    info = dict.fromkeys(
        (
            "architecture",
            "bootID",
            "containerRuntimeVersion",
            "kernelVersion",
            "kubeProxyVersion",
            "machineID",
            "operatingSystem",
            "osImage",
            "systemUUID",
        ),
        "made up",
    )
    return parsed(
        "V1Node",
        {
            "metadata": {"name": name},
            "spec": {"unschedulable": unschedulable},
            "status": {
                "conditions": list(conditions) or [condition("Ready")],
                "nodeInfo": {**info, "kubeletVersion": version},
            },
        },
    )


def deployment(
    name: str,
    *,
    namespace: str = "todo",
    wanted: int = 2,
    ready: int = 2,
    version: str = "",
    image: str = "registry/main:1",
    annotations: dict[str, str] | None = None,
) -> Any:
    labels = {"app.kubernetes.io/version": version} if version else {}
    return parsed(
        "V1Deployment",
        {
            "metadata": {"name": name, "namespace": namespace},
            "spec": {
                "replicas": wanted,
                "selector": {},
                "template": {
                    "metadata": {"labels": labels, "annotations": annotations or {}},
                    "spec": {"containers": [{"name": "main", "image": image}]},
                },
            },
            "status": {"readyReplicas": ready, "availableReplicas": ready},
        },
    )


def custom(kind: str, *conditions: Json, name: str = "todo", namespace: str = "todo", **more: Any) -> Json:
    metadata = {"name": name, **({"namespace": namespace} if namespace else {})}
    status = {"conditions": list(conditions), **more.pop("status", {})}
    return {"kind": kind, "metadata": metadata, "status": status, **more}
