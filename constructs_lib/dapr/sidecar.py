"""The Dapr sidecar of a workload, as the annotations that request it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from constructs_lib.kubernetes.pod import ContainerResources
from constructs_lib.kubernetes.service_account import API_TOKEN_PATH, API_TOKEN_VOLUME

LogLevel = Literal["debug", "info", "warn", "error"]

# Share of the memory limit at which Go collects garbage more eagerly rather than be killed.
_GO_MEMORY_SHARE: Final = 0.9
# While the application drains, its sidecar must not stop before it: it takes no more events, serves the
# application for so long, and then stops within the other time. Both together fit into the pod's grace.
BLOCK_SECONDS: Final = 30
SHUTDOWN_SECONDS: Final = 10


@dataclass(frozen=True, kw_only=True)
class Sidecar:
    """The sidecar of one workload.

    Dapr's check of the application's health stays off: with it, a Kafka consumer may stay silent for ever
    after a restart of the application (docs/decisions/0030-outbox-and-idempotency.md). Retries and
    Kubernetes' own probes do its work.

    Attributes:
        app_id: The application's Dapr app-id.
        app_port: Port on which the application serves HTTP.
        configuration: Name of the sidecar's configuration.
        log_level: What it logs, as Dapr names it.
        resources: Its requests and limits.
        memory_limit_mib: The memory limit again, in MiB.
        reads_secrets: Whether it has a token for the Kubernetes API, to read secrets with. Without one the
            built-in secret store is off.
    """

    app_id: str
    app_port: int
    configuration: str
    log_level: LogLevel
    resources: ContainerResources
    memory_limit_mib: int
    reads_secrets: bool

    @property
    def annotations(self) -> Mapping[str, str]:
        """Return the pod annotations with which Dapr's injector adds this sidecar.

        Source: docs.dapr.io, "Dapr arguments and annotations for daprd, CLI, and Kubernetes".
        """
        return {
            "dapr.io/enabled": "true",
            "dapr.io/app-id": self.app_id,
            "dapr.io/app-port": str(self.app_port),
            "dapr.io/config": self.configuration,
            "dapr.io/log-level": self.log_level,
            "dapr.io/log-as-json": "true",
            "dapr.io/sidecar-seccomp-profile-type": "RuntimeDefault",
            **self._resources(),
            "dapr.io/enable-app-health-check": "false",
            "dapr.io/block-shutdown-duration": f"{BLOCK_SECONDS}s",
            "dapr.io/graceful-shutdown-seconds": str(SHUTDOWN_SECONDS),
            **self._api_access(),
        }

    def _resources(self) -> dict[str, str]:
        requests, limits = self.resources.requests, self.resources.limits
        return {
            "dapr.io/sidecar-cpu-request": requests["cpu"],
            "dapr.io/sidecar-cpu-limit": limits["cpu"],
            "dapr.io/sidecar-memory-request": requests["memory"],
            "dapr.io/sidecar-memory-limit": limits["memory"],
            "dapr.io/env": f"GOMEMLIMIT={int(self.memory_limit_mib * _GO_MEMORY_SHARE)}MiB",
        }

    def _api_access(self) -> dict[str, str]:
        if self.reads_secrets:
            return {"dapr.io/volume-mounts": f"{API_TOKEN_VOLUME}:{API_TOKEN_PATH}"}
        return {"dapr.io/disable-builtin-k8s-secret-store": "true"}
