"""The two workloads, as their code and their Dockerfiles dictate them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from contract.workloads import Role

APPLICATION: Final = "todo"


@dataclass(frozen=True, kw_only=True)
class WorkloadSpec:
    """One workload: its name (and Dapr app-id), its port, its image's user, how to migrate, and its sidecar.

    `sidecar_apis` are the APIs of the sidecar that its code calls.
    """

    role: str
    name: str
    port: int
    user: int
    migration: Sequence[str]
    sidecar_apis: Sequence[str]


BACKEND: Final = WorkloadSpec(
    role=Role.BACKEND,
    name=Role.BACKEND.workload,
    port=8000,
    user=10001,
    migration=("python", "-m", "todo_backend.migrate"),
    sidecar_apis=("publish", "state"),
)
FRONTEND: Final = WorkloadSpec(
    role=Role.FRONTEND,
    name=Role.FRONTEND.workload,
    port=3000,
    user=10001,
    migration=("node", "migrate.mjs"),
    # It calls none. An empty list would allow all of them, so it names the one that says least.
    sidecar_apis=("metadata",),
)
SPECS: Final = (BACKEND, FRONTEND)
