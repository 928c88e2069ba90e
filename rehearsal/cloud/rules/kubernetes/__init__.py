"""Kubernetes' types, a module a family of objects."""

from __future__ import annotations

from rehearsal.cloud.rules.kubernetes import custom, objects, workloads
from rehearsal.cloud.rules.kubernetes.common import configure, namespaced

RULES = {**objects.RULES, **workloads.RULES, **custom.RULES}
# A look at an object goes by its resource type's rule.
DATA_RULES: dict[str, object] = {}
DEFAULT = namespaced()

__all__ = ["DATA_RULES", "DEFAULT", "RULES", "configure"]
