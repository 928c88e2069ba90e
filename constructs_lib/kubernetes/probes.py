"""The probes of a container: when it has started, gets traffic, and is restarted."""

from dataclasses import dataclass

from constructs_lib.kubernetes.structs import PodStructs, Struct


@dataclass(frozen=True, kw_only=True)
class Probes:
    """Paths that answer 200 when the process is alive and when it can serve.

    Liveness asks about the process alone: a restart would not fix a database, and would take the replica
    away from requests that do not need one. It allows 30 s without an answer, because a restart under load
    makes the load of the others worse; readiness takes a replica out of traffic after 6 s. The start may
    take a minute, during which the other two wait.

    Attributes:
        liveness: Path for startup and liveness. Default: `/health`.
        readiness: Path for readiness. Default: `/ready`.
    """

    liveness: str = "/health"
    readiness: str = "/ready"

    def arguments(self, struct: PodStructs, *, port: int) -> dict[str, Struct]:
        """Return the three probes as arguments of a container."""
        return {
            "startup_probe": struct.http_probe(
                "StartupProbe", path=self.liveness, port=port, period_seconds=2, failure_threshold=30
            ),
            "liveness_probe": struct.http_probe(
                "LivenessProbe", path=self.liveness, port=port, period_seconds=10, failure_threshold=3
            ),
            "readiness_probe": struct.http_probe(
                "ReadinessProbe", path=self.readiness, port=port, period_seconds=3, failure_threshold=2
            ),
        }
