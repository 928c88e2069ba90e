"""Objects as an API server sends them: JSON that the `kubernetes` client has parsed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kubernetes import client

from ops.delivery.rollout.objects import NamespaceObjects, workloads
from ops.delivery.rollout.observations import WorkloadStatus

CREATED = "2026-01-01T00:00:00Z"
Json = dict[str, Any]


def parsed(kind: str, document: Mapping[str, Any]) -> Any:
    return client.ApiClient().deserialize(json.dumps(document), kind, "application/json")


def metadata(
    name: str, *, owner: str = "", annotations: Mapping[str, str] | None = None, **more: Any
) -> Json:
    owners = [{"apiVersion": "v1", "kind": "Owner", "name": owner, "uid": owner}] if owner else []
    return {
        "name": name,
        "uid": name,
        "creationTimestamp": CREATED,
        "generation": 2,
        "annotations": dict(annotations or {}),
        "ownerReferences": owners,
        **more,
    }


def deployment(name: str = "api", *, wanted: int = 2, available: int = 0, **status: Any) -> Json:
    return {
        "metadata": metadata(name, annotations={"deployment.kubernetes.io/revision": "2"}),
        "spec": {
            "replicas": wanted,
            "selector": {},
            "template": {"spec": {"containers": [{"name": "main"}]}},
        },
        "status": {
            "observedGeneration": 2,
            "replicas": wanted,
            "updatedReplicas": wanted,
            "availableReplicas": available,
            **status,
        },
    }


def replica_set(
    name: str = "api-new", *, owner: str = "api", revision: str = "2", ready: int = 0, **status: Any
) -> Json:
    return {
        "metadata": metadata(name, owner=owner, annotations={"deployment.kubernetes.io/revision": revision}),
        "spec": {"selector": {}},
        "status": {"replicas": 2, "readyReplicas": ready, **status},
    }


def job(name: str = "migrate", **status: Any) -> Json:
    return {
        "metadata": metadata(name),
        "spec": {"completions": 1, "template": {"spec": {"containers": [{"name": "migrate"}]}}},
        "status": status,
    }


def condition(kind: str, status: str, **more: str) -> Json:
    return {"type": kind, "status": status, **more}


def container(name: str = "main", **more: Any) -> Json:
    facts = {"name": name, "image": "registry/api:1", "imageID": "", "ready": False, "restartCount": 0}
    return {**facts, "state": {"running": {"startedAt": CREATED}}, **more}


def waiting(reason: str, message: str = "") -> Json:
    return {"state": {"waiting": {"reason": reason, "message": message}}}


def ended(exit_code: int, reason: str = "Error") -> Json:
    return {"terminated": {"exitCode": exit_code, "reason": reason}}


def pod(
    name: str = "api-new-1",
    *containers: Json,
    owner: str = "api-new",
    conditions: Sequence[Json] = (),
    annotations: Mapping[str, str] | None = None,
    init: Sequence[str] = (),
    **more: Any,
) -> Json:
    return {
        "metadata": metadata(name, owner=owner, annotations=annotations, **more),
        "spec": {
            "containers": [{"name": item["name"]} for item in containers] or [{"name": "main"}],
            "initContainers": [{"name": item} for item in init],
        },
        "status": {
            "phase": "Pending",
            "conditions": list(conditions),
            "containerStatuses": list(containers),
        },
    }


def event(
    about: str, reason: str, message: str, *, container: str = "", minute: int = 0, kind: str = "Warning"
) -> Json:
    involved = {"uid": about, "fieldPath": f"spec.containers{{{container}}}" if container else ""}
    return {
        "metadata": metadata(f"{about}.{reason}.{minute}"),
        "involvedObject": involved,
        "reason": reason,
        "message": message,
        "type": kind,
        "lastTimestamp": f"2026-01-01T00:{minute:02}:00Z",
    }


@dataclass(kw_only=True)
class Namespace:
    """A namespace with one Deployment in the middle of its second release, unless told otherwise."""

    deployments: Sequence[Json] = field(default_factory=lambda: [deployment()])
    replica_sets: Sequence[Json] = field(default_factory=lambda: [replica_set()])
    jobs: Sequence[Json] = ()
    pods: Sequence[Json] = ()
    events: Sequence[Json] = ()

    def observed(self) -> tuple[WorkloadStatus, ...]:
        return workloads(
            NamespaceObjects(
                deployments=[parsed("V1Deployment", item) for item in self.deployments],
                replica_sets=[parsed("V1ReplicaSet", item) for item in self.replica_sets],
                jobs=[parsed("V1Job", item) for item in self.jobs],
                pods=[parsed("V1Pod", item) for item in self.pods],
                events=[parsed("CoreV1Event", item) for item in self.events],
            )
        )


def job_alone(item: Json, *, pods: Sequence[Json] = (), events: Sequence[Json] = ()) -> Namespace:
    return Namespace(deployments=(), replica_sets=(), jobs=[item], pods=pods, events=events)
