"""Kubernetes quantities: CPU as `250m` or `2`, memory as `256Mi` or `1Gi`.

Source: Kubernetes documentation, "Resource Management for Pods and Containers".
"""

import re
from typing import Annotated

from pydantic import AfterValidator

_CPU = re.compile(r"(?P<milli>[1-9][0-9]*)m|(?P<cores>[0-9]+(\.[0-9]{1,3})?)")
_MEMORY = re.compile(r"(?P<amount>[1-9][0-9]*)(?P<unit>Ki|Mi|Gi)")
_BYTES = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30}


def millicores(cpu: str) -> int:
    """Return a CPU quantity in thousandths of a core; raise ValueError for anything else."""
    match = _CPU.fullmatch(cpu)
    amount = 0 if match is None else int(match["milli"] or round(float(match["cores"]) * 1000))
    if amount < 1:
        raise ValueError('must be an amount of CPU above zero, for instance "250m" or "1.5" (cores)')
    return amount


def mebibytes(memory: str) -> float:
    """Return a memory quantity in MiB; raise ValueError for anything else."""
    match = _MEMORY.fullmatch(memory)
    if match is None:
        raise ValueError('must be an amount of memory in Ki, Mi or Gi, for instance "256Mi"')
    return int(match["amount"]) * _BYTES[match["unit"]] / 2**20


def _checked_cpu(value: str) -> str:
    millicores(value)
    return value


def _checked_memory(value: str) -> str:
    mebibytes(value)
    return value


Cpu = Annotated[str, AfterValidator(_checked_cpu)]
Memory = Annotated[str, AfterValidator(_checked_memory)]
