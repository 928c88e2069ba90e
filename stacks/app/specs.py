"""The two workloads, as their code and their Dockerfiles dictate them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from contract.workloads import Role

# Also in the names of the logins and of the folder of secrets, whatever the environment calls the release.
APPLICATION: Final = "todo"


@dataclass(frozen=True, kw_only=True)
class WorkloadSpec:
    """One workload: its role, its port, its image's user, how to migrate, and its sidecar.

    `sidecar_apis` are the APIs of the sidecar that its code calls.
    """

    role: Role
    port: int
    user: int
    migration: Sequence[str]
    sidecar_apis: Sequence[str]


BACKEND: Final = WorkloadSpec(
    role=Role.BACKEND,
    port=8000,
    user=10001,
    migration=("python", "-m", "todo_backend.migrate"),
    sidecar_apis=("publish", "state"),
)
FRONTEND: Final = WorkloadSpec(
    role=Role.FRONTEND,
    port=3000,
    user=10001,
    migration=("node", "migrate.mjs"),
    # It calls none. An empty list would allow all of them, so it names the one that says least.
    sidecar_apis=("metadata",),
)
#: Issuer and audience of the sign-in tokens, as the frontend's code writes them.
TOKEN_ISSUER: Final = "todo-frontend"  # noqa: S105 - a name
TOKEN_AUDIENCE: Final = "todo-backend"  # noqa: S105 - a name
SPECS: Final = (BACKEND, FRONTEND)
