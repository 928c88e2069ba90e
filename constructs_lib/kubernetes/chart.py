"""The installation of a Helm chart, and values that charts have in common."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_helm.release import Release
from constructs import Construct

from constructs_lib.kubernetes.local_storage import with_limit, with_request

# A class that every cluster has: these pods are placed first and evicted last.
# Source: Kubernetes documentation, "Guaranteed Scheduling For Critical Add-On Pods".
PRIORITY_CLASS: Final = "system-cluster-critical"
_LONGEST_WAIT_SECONDS: Final = 600
_KEPT_REVISIONS: Final = 5


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One version of a chart.

    Attributes:
        repository: An `https://` index or an `oci://` registry path.
        name: The chart's name.
        version: The chart's version.
    """

    repository: str
    name: str
    version: str


def install(
    scope: Construct,
    *,
    release: str,
    namespace: str,
    chart: Chart,
    values: Mapping[str, Any],
    depends_on: Sequence[ITerraformDependable] = (),
) -> Release:
    """Install a chart into a namespace that it creates, and wait until every pod is ready.

    An installation or upgrade that fails or takes longer than ten minutes is undone as a whole.
    """
    return Release(
        scope,
        "Default",
        name=release,
        namespace=namespace,
        create_namespace=True,
        repository=chart.repository,
        chart=chart.name,
        version=chart.version,
        values=[json.dumps(values, indent=2)],
        atomic=True,
        cleanup_on_fail=True,
        wait=True,
        wait_for_jobs=True,
        timeout=_LONGEST_WAIT_SECONDS,
        max_history=_KEPT_REVISIONS,
        depends_on=list(depends_on) or None,
    )


def resources(*, cpu: str, memory: str, cpu_limit: str, memory_limit: str) -> Mapping[str, Mapping[str, str]]:
    """Return a container's `resources`, as charts take them."""
    return {
        "requests": with_request({"cpu": cpu, "memory": memory}),
        "limits": with_limit({"cpu": cpu_limit, "memory": memory_limit}),
    }


def spread_over_nodes(labels: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
    """Return topology constraints that keep the pods with these labels on different nodes if they can be."""
    return [
        {
            "maxSkew": 1,
            "topologyKey": "kubernetes.io/hostname",
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": dict(labels)},
        }
    ]
