"""`kubernetes_manifest`: any object; the definition of a custom resource has to exist at plan time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rehearsal.cloud.rules.base import Problem, Rule, Situation
from rehearsal.cloud.rules.kubernetes.common import (
    cluster_answers,
    cluster_exists,
    cluster_scope,
    namespace_exists,
)
from rehearsal.cloud.rules.kubernetes.definitions import Definition, find_definition, install
from rehearsal.cloud.values import UNKNOWN, Path, Value, is_wholly_known, known, lookup

_BUILT_IN_GROUPS = frozenset({"apps", "batch", "autoscaling", "policy"})
_BUILT_IN_SUFFIX = ".k8s.io"
# Groups below k8s.io that are custom resources all the same.
_CUSTOM_GROUPS = frozenset({"gateway.networking.k8s.io", "gateway.networking.x-k8s.io"})
_IDENTITY = ("apiVersion", "kind", "metadata.name", "metadata.namespace")


def _group_and_version(situation: Situation) -> tuple[str, str]:
    group, _slash, version = situation.text("manifest.apiVersion").rpartition("/")
    return group, version


def _is_custom(group: str) -> bool:
    if group in _CUSTOM_GROUPS:
        return True
    return bool(group) and group not in _BUILT_IN_GROUPS and not group.endswith(_BUILT_IN_SUFFIX)


def _identify(situation: Situation) -> str:
    values = [situation.text(f"manifest.{path}") for path in ("apiVersion", "kind", "metadata.namespace")]
    named = zip(("apiVersion", "kind", "namespace"), values, strict=True)
    parts = [f"{name}={value}" for name, value in named if value]
    return ",".join([*parts, f"name={situation.text('manifest.metadata.name')}"])


def _has_definition(situation: Situation) -> Iterable[Problem]:
    group, version = _group_and_version(situation)
    kind = situation.text("manifest.kind")
    host = cluster_scope(situation)
    if not kind or not _is_custom(group) or not host:
        return
    if not cluster_exists(situation.cloud, host):
        yield from cluster_answers(situation)
    elif find_definition(situation.cloud, host, group, version, kind) is None:
        yield Problem(
            summary="API did not recognize GroupVersionKind from manifest (CRD may not be installed)",
            detail=f'no matches for kind "{kind}" in group "{group}"',
            path=("manifest",),
        )


def _namespace_exists(situation: Situation) -> Iterable[Problem]:
    namespace = situation.text("manifest.metadata.namespace")
    if namespace and not namespace_exists(situation.cloud, cluster_scope(situation), namespace):
        yield Problem(
            summary=f'namespaces "{namespace}" not found',
            detail="Create the namespace first.",
            path=("manifest",),
        )


def _planned(situation: Situation) -> Mapping[str, Value]:
    manifest = situation.values.get("manifest")
    return {"object": manifest if is_wholly_known(manifest) else UNKNOWN}


def _replaces(situation: Situation) -> Iterable[Path]:
    before = (situation.prior or {}).get("manifest")
    if any(known(before, path) != lookup(situation.values.get("manifest"), path) for path in _IDENTITY):
        yield ("manifest",)


def _installs_definition(situation: Situation) -> None:
    """Install the definition that a manifest contains."""
    if situation.text("manifest.kind") != "CustomResourceDefinition":
        return
    versions = tuple(str(version.get("name")) for version in situation.get("manifest.spec.versions") or [])
    definition = Definition(
        group=situation.text("manifest.spec.group"),
        kind=situation.text("manifest.spec.names.kind"),
        versions=versions,
    )
    install(situation.cloud, cluster_scope(situation), [definition])


RULES = {
    "kubernetes_manifest": Rule(
        identify=_identify,
        has_id=False,
        scope=cluster_scope,
        computed=lambda s: {"object": s.values.get("manifest")},
        planned=_planned,
        replaces=_replaces,
        on_plan=(_has_definition,),
        on_read=(cluster_answers,),
        on_apply=(cluster_answers, _has_definition, _namespace_exists),
        on_delete=(cluster_answers,),
        after_apply=(_installs_definition,),
    ),
}
