"""Helm releases: the chart and its version exist, and the definitions in the chart become the cluster's.

The charts that the simulated cloud can reach are in charts.json; a version is added there when one is pinned.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rehearsal.cloud.rules.base import Problem, Rule, Situation
from rehearsal.cloud.rules.kubernetes.common import (
    NAMESPACE_TYPE,
    cluster_answers,
    cluster_scope,
    host_name,
    namespace_exists,
)
from rehearsal.cloud.rules.kubernetes.definitions import Definition, install
from rehearsal.cloud.store import CloudObject
from rehearsal.cloud.values import Value, blocks, known, lookup

_LONGEST_NAME = 53
_FIRST_DEPLOYED = 1767225600


def configure(config: Mapping[str, Value]) -> tuple[Mapping[str, Value], list[Problem]]:
    """Return the API server's address, from the provider's `kubernetes` attribute."""
    return {"host": host_name(known(config, "kubernetes.host", ""))}, []


@cache
def _charts() -> dict[str, dict[str, Any]]:
    charts: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "charts.json").read_text())
    return charts


def _chart_name(situation: Situation) -> str:
    return situation.text("chart").rpartition("/")[2]


def _version(situation: Situation) -> str:
    latest: str = _charts().get(_chart_name(situation), {}).get("versions", [""])[-1]
    return situation.text("version") or latest


def _namespace(situation: Situation) -> str:
    return situation.text("namespace") or "default"


def _chart_exists(situation: Situation) -> Iterable[Problem]:
    name, version = _chart_name(situation), situation.text("version")
    if not name:
        return
    chart = _charts().get(name)
    if chart is None:
        yield Problem(
            summary="could not download chart",
            detail=f'chart "{name}" not found in {situation.text("repository") or "the repositories"}. '
            "The simulated cloud "
            "knows the charts in rehearsal/cloud/rules/charts.json.",
            path=("chart",),
        )
    elif version and version.removeprefix("v") not in chart["versions"]:
        yield Problem(
            summary="could not download chart",
            detail=f'chart "{name}" version "{version}" not found in {chart["repository"]} repository. '
            "The simulated cloud "
            "knows the versions in rehearsal/cloud/rules/charts.json.",
            path=("version",),
        )


def _name_fits(situation: Situation) -> Iterable[Problem]:
    if len(situation.text("name")) > _LONGEST_NAME:
        yield Problem(
            summary=f"a release name has at most {_LONGEST_NAME} characters",
            detail=situation.text("name"),
            path=("name",),
        )


def _namespace_is_there(situation: Situation) -> Iterable[Problem]:
    name = _namespace(situation)
    if not situation.get("create_namespace") and not namespace_exists(
        situation.cloud, cluster_scope(situation), name
    ):
        yield Problem(
            summary=f'create: failed to create: namespaces "{name}" not found',
            detail="Set create_namespace = true, or create the namespace first.",
            path=("namespace",),
        )


def _computed(situation: Situation) -> Mapping[str, Value]:
    revision = int(lookup(situation.prior or {}, "metadata.revision") or 0) + 1
    version = _version(situation)
    return {
        "id": situation.text("name"),
        "version": version,
        "status": "deployed",
        "manifest": "",
        "resources": {},
        "description": "",
        "metadata": {
            "name": situation.text("name"),
            "namespace": _namespace(situation),
            "chart": _chart_name(situation),
            "version": version,
            "app_version": version.removeprefix("v"),
            "revision": revision,
            "first_deployed": _FIRST_DEPLOYED,
            "last_deployed": _FIRST_DEPLOYED + revision - 1,
            "notes": "",
            "values": "",
        },
    }


def _release(situation: Situation) -> None:
    """Create what a release needs beside its objects: the namespace and the definitions."""
    scope = cluster_scope(situation)
    namespace = _namespace(situation)
    if not namespace_exists(situation.cloud, scope, namespace):
        attributes = {"id": namespace, "metadata": [{"name": namespace}]}
        situation.cloud.put(
            CloudObject(
                provider="helm", type=NAMESPACE_TYPE, id=namespace, attributes=attributes, scope=scope
            )
        )
    chart = _charts().get(_chart_name(situation))
    if chart and not situation.get("skip_crds") and _wants_definitions(situation, chart):
        install(situation.cloud, scope, _definitions(chart))


def _wants_definitions(situation: Situation, chart: Mapping[str, Any]) -> bool:
    """Return whether the release installs the definitions: some charts do only when a value is set."""
    switches = chart.get("definitions_wanted_by")
    return switches is None or any(_chart_value(situation, switch) is True for switch in switches)


def _chart_value(situation: Situation, path: str) -> Value:
    """Return a chart value as the release sets it: `set` wins over `values`, later over earlier."""
    for _where, block in blocks(situation.values, "set"):
        if known(block, "name") == path:
            return known(block, "value") == "true"
    for document in reversed(situation.get("values") or []):
        found = lookup(_yaml(document), path)
        if found is not None:
            return found
    return None


def _yaml(document: Value) -> Value:
    import yaml

    return yaml.safe_load(document) if isinstance(document, str) else {}


def _definitions(chart: Mapping[str, Any]) -> Iterator[Definition]:
    for group, versions in chart["definitions"].items():
        served: dict[str, list[str]] = defaultdict(list)
        for version, kinds in versions.items():
            for kind in kinds:
                served[kind].append(version)
        yield from (
            Definition(group=group, kind=kind, versions=tuple(names)) for kind, names in served.items()
        )


RULES = {
    "helm_release": Rule(
        identify=lambda s: f"{_namespace(s)}/{s.text('name')}",
        has_id=False,
        scope=cluster_scope,
        computed=_computed,
        volatile=("metadata",),
        on_validate=(_name_fits,),
        on_plan=(_chart_exists,),
        on_read=(cluster_answers,),
        on_apply=(cluster_answers, _chart_exists, _namespace_is_there),
        on_delete=(cluster_answers,),
        after_apply=(_release,),
    ),
}
DATA_RULES: dict[str, Rule] = {}
DEFAULT = Rule()
