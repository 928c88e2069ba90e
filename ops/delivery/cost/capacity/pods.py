"""What a pod requests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from environments.quantity import mebibytes, millicores


@dataclass(frozen=True, kw_only=True)
class Pod:
    """One pod: its name, thousandths of a core and MiB of memory, all its containers together."""

    name: str
    millicores: int
    memory_mib: float


def pod_of(name: str, containers: Iterable[Mapping[str, Any]]) -> Pod:
    """Return a pod whose containers have these `resources`; raise KeyError for one without requests."""
    requests = [container["requests"] for container in containers]
    return Pod(
        name=name,
        millicores=sum(millicores(request["cpu"]) for request in requests),
        memory_mib=sum(mebibytes(request["memory"]) for request in requests),
    )


def times(pod: Pod, count: int) -> list[Pod]:
    """Return `count` pods alike."""
    return [pod] * count


def total(pods: Sequence[Pod]) -> Pod:
    """Return what pods request together."""
    return Pod(
        name="all",
        millicores=sum(pod.millicores for pod in pods),
        memory_mib=sum(pod.memory_mib for pod in pods),
    )
