"""The quota of the namespace: the whole release twice, and a little more."""

from collections.abc import Mapping
from typing import Final

from environments.application import Application, Workload
from environments.quantity import mebibytes, millicores
from environments.scaling import Amounts

# Old pods that still finish their requests count beside the new ones.
_GENERATIONS: Final = 2
# Pods that prove a certificate, and a person's debugging pod, with room for each.
_OTHERS: Final = 4
_OTHER_CPU: Final = 200
_OTHER_MEMORY: Final = 128


def namespace_quota(application: Application) -> Mapping[str, str]:
    """Return the quota that no rollout reaches and that a runaway autoscaler or Job does."""
    parts = (application.backend, application.frontend)
    return {
        "pods": str(_OTHERS + sum(_pods(part) for part in parts)),
        "requests.cpu": _cores(_cpu(application, parts, kind="requests")),
        "requests.memory": _bytes(_memory(application, parts, kind="requests")),
        "limits.cpu": _cores(_cpu(application, parts, kind="limits")),
        "limits.memory": _bytes(_memory(application, parts, kind="limits")),
    }


def _pods(part: Workload) -> int:
    """Return both generations of replicas, and both of a migration that is being replaced."""
    return _GENERATIONS * (part.replicas.maximum + 1)


def _cpu(application: Application, parts: tuple[Workload, ...], *, kind: str) -> int:
    sidecar = millicores(_amounts(application.sidecar, kind).cpu)
    return _OTHERS * _OTHER_CPU + sum(
        _pods(part) * (millicores(_amounts(part, kind).cpu) + sidecar) for part in parts
    )


def _memory(application: Application, parts: tuple[Workload, ...], *, kind: str) -> int:
    sidecar = mebibytes(_amounts(application.sidecar, kind).memory)
    return _OTHERS * _OTHER_MEMORY + round(
        sum(_pods(part) * (mebibytes(_amounts(part, kind).memory) + sidecar) for part in parts)
    )


def _amounts(of: object, kind: str) -> Amounts:
    amounts: Amounts = getattr(of.resources, kind)  # type: ignore[attr-defined]
    return amounts


def _cores(amount: int) -> str:
    """Write a quantity as the API server returns it; otherwise every plan would show a change."""
    return str(amount // 1000) if amount % 1000 == 0 else f"{amount}m"


def _bytes(amount: int) -> str:
    return f"{amount // 1024}Gi" if amount % 1024 == 0 else f"{amount}Mi"
