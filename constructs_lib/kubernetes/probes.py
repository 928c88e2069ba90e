"""When Kubernetes starts to watch a container, sends it traffic, and restarts it."""

from dataclasses import dataclass
from typing import Any

from constructs_lib.kubernetes.structs import PodStructs


@dataclass(frozen=True, kw_only=True)
class Probes:
    """Paths that answer 200 when the process lives (`liveness`) and when it can serve (`readiness`).

    Liveness asks about the process alone: restarting it would not mend a database, and would take the
    replica away from those who do not need it. It is patient, 30 s without an answer, because a restart
    under load makes the load of the others worse; readiness takes a replica out of traffic after 6 s.
    The start may take a minute, during which the other two wait.
    """

    liveness: str = "/health"
    readiness: str = "/ready"

    def arguments(self, struct: PodStructs, *, port: int) -> dict[str, Any]:
        """Return the three probes as arguments of a container."""
        return {
            "startup_probe": _probe(
                struct, "StartupProbe", self.liveness, port, period_seconds=2, failure_threshold=30
            ),
            "liveness_probe": _probe(
                struct, "LivenessProbe", self.liveness, port, period_seconds=10, failure_threshold=3
            ),
            "readiness_probe": _probe(
                struct, "ReadinessProbe", self.readiness, port, period_seconds=3, failure_threshold=2
            ),
        }


def _probe(struct: PodStructs, kind: str, path: str, port: int, **timing: int) -> Any:
    request = struct(f"Container{kind}HttpGet", path=path, port=str(port), scheme="HTTP")
    return struct(f"Container{kind}", http_get=request, timeout_seconds=2, success_threshold=1, **timing)
