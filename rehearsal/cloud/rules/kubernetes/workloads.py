"""Objects with pods: what the pods refer to has to exist before they can run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rehearsal.cloud.rules.base import Problem, Situation
from rehearsal.cloud.rules.kubernetes.common import find_object, metadata, name_of, namespace_of, namespaced
from rehearsal.cloud.values import Path, Value, blocks, known

_TEMPLATE = "spec.template"
_POD = f"{_TEMPLATE}.spec"
# The controller manager puts the cluster's authority into every namespace.
_IN_EVERY_NAMESPACE = frozenset({("config_map", "kube-root-ca.crt")})
_CONTAINERS = ("container", "init_container")
# What the API server sets on every pod template.
_POD_DEFAULTS: Mapping[str, Value] = {
    "scheduler_name": "default-scheduler",
    "container.*.image_pull_policy": "IfNotPresent",
    "container.*.termination_message_policy": "File",
    "init_container.*.image_pull_policy": "IfNotPresent",
    "init_container.*.termination_message_policy": "File",
}


def _computed(situation: Situation) -> Mapping[str, Value]:
    pod = "spec.0.template.0.spec.0"
    return {
        **metadata(situation, generation=1),
        "spec.0.replicas": "1",
        **{f"{pod}.{path}": value for path, value in _POD_DEFAULTS.items()},
    }


def _references(values: Mapping[str, Value]) -> Iterator[tuple[str, str, Path]]:
    """Yield the Secrets and ConfigMaps that a pod cannot start without: kind, name, where."""
    for container in _CONTAINERS:
        for kind in ("secret", "config_map"):
            yield from _named(values, f"{_POD}.{container}.env.value_from.{kind}_key_ref", kind)
            yield from _named(values, f"{_POD}.{container}.env_from.{kind}_ref", kind)
    yield from _named(values, f"{_POD}.volume.secret", "secret", "secret_name")
    yield from _named(values, f"{_POD}.volume.config_map", "config_map")
    for kind in ("secret", "config_map"):
        yield from _named(values, f"{_POD}.volume.projected.sources.{kind}", kind)


def _named(
    values: Mapping[str, Value], path: str, kind: str, attribute: str = "name"
) -> Iterator[tuple[str, str, Path]]:
    for where, block in blocks(values, path):
        name = known(block, attribute)
        is_there = (kind, name) in _IN_EVERY_NAMESPACE or known(block, "optional") in (True, "true")
        if name and not is_there:
            yield kind, name, (*where, attribute)


def _pods_can_start(situation: Situation) -> Iterable[Problem]:
    """Report a rollout that cannot finish, at once and with the reason."""
    namespace = namespace_of(situation)
    account = situation.text(f"{_POD}.service_account_name")
    if account not in ("", "default") and not find_object(situation, "service_account", account, namespace):
        yield _stuck(
            situation,
            f'error looking up service account {namespace}/{account}: serviceaccount "{account}" not found',
            ("spec", 0, "template", 0, "spec", 0, "service_account_name"),
        )
    for kind, name, path in _references(situation.values):
        found = find_object(situation, kind, name, namespace)
        label = kind.replace("_", "")
        if found is None:
            yield _stuck(situation, f'{label} "{name}" not found', path)
        elif "data_wo" in found.written and found.written["data_wo"] is None:
            yield _stuck(
                situation,
                f"couldn't find any key in Secret {namespace}/{name}: it is empty, because "
                "`data_wo` was set without "
                "`data_wo_revision`",
                path,
            )


def _stuck(situation: Situation, reason: str, path: Path) -> Problem:
    workload = f"{namespace_of(situation)}/{name_of(situation)}"
    return Problem(
        summary=f"Waiting for rollout to finish: 0 replicas of {workload} are available, {reason}",
        path=path,
    )


def _selector_matches(situation: Situation) -> Iterable[Problem]:
    wanted = situation.get("spec.selector.match_labels")
    labels = situation.get(f"{_TEMPLATE}.metadata.labels")
    if not isinstance(wanted, dict) or not isinstance(labels, dict):
        return
    if any(labels.get(name) != value for name, value in wanted.items() if isinstance(value, str)):
        yield Problem(
            summary=f'"{name_of(situation)}" is invalid: spec.template.metadata.labels: Invalid value',
            detail="`selector` does not match template `labels`",
            path=("spec", 0, "template", 0, "metadata"),
        )


_workload = namespaced(computed=_computed, apply=(_selector_matches,), waits_for=(_pods_can_start,))
_job = namespaced(computed=_computed, waits_for=(_pods_can_start,))

RULES = {
    **dict.fromkeys(
        (
            "kubernetes_deployment",
            "kubernetes_deployment_v1",
            "kubernetes_stateful_set",
            "kubernetes_stateful_set_v1",
            "kubernetes_daemonset",
            "kubernetes_daemon_set_v1",
        ),
        _workload,
    ),
    "kubernetes_job": _job,
    "kubernetes_job_v1": _job,
}
