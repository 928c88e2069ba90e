"""The workloads of the application, as images, Deployments and Dapr know them."""

from enum import StrEnum
from typing import Final

#: Pods that a rolling update adds to a workload (`max_surge`), which the database must have connections for.
SURGE_PODS: Final = 1


class Role(StrEnum):
    """The roles of the workloads, as `--image` and the environment files name them."""

    BACKEND = "backend"
    FRONTEND = "frontend"


def workload_name(role: str, *, application: str) -> str:
    """Return the name of a role's Deployment, of its image's repository, and of the app at Dapr.

    `application` is `application.name` of the environment file.
    """
    return f"{application}-{role}"
