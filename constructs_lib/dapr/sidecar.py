"""The Dapr sidecar of a workload, as the annotations that ask for it."""

from collections.abc import Mapping
from typing import Final

# Source: docs.dapr.io, "Dapr arguments and annotations for daprd", and "Production guidelines on
# Kubernetes" for the resources and the Go memory limit that belongs to them.
_RESOURCES: Final = {
    "dapr.io/sidecar-cpu-request": "100m",
    "dapr.io/sidecar-cpu-limit": "300m",
    "dapr.io/sidecar-memory-request": "250Mi",
    "dapr.io/sidecar-memory-limit": "1000Mi",
    "dapr.io/env": "GOMEMLIMIT=900MiB",
}


def sidecar_annotations(*, app_id: str, app_port: int, log_level: str = "info") -> Mapping[str, str]:
    """Return the pod annotations with which Dapr's injector adds a sidecar for `app_id`."""
    return {
        "dapr.io/enabled": "true",
        "dapr.io/app-id": app_id,
        "dapr.io/app-port": str(app_port),
        "dapr.io/log-level": log_level,
        "dapr.io/log-as-json": "true",
        **_RESOURCES,
    }
