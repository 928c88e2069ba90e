"""Dapr beside the application: sidecars, and what they are configured with.

A Component has no status: whether it works shows at the sidecars, which end when one does not start. What can
be seen beforehand is a name that leads nowhere.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from ops.commands.health.conditions import Custom, describe, none_yet, title
from ops.commands.health.finding import Area, Finding, Health
from ops.delivery.rollout.objects import asks_for_sidecar, sidecar

_APP_ID: Final = "dapr.io/app-id"
_CONFIGURATION: Final = "dapr.io/config"
_DEPLOY: Final = "ops deploy app"


def evaluate_sidecars(pods: Sequence[Any], *, dapr_version: str) -> list[Finding]:
    """Judge each pod that asks for a sidecar: has it one, and is it of the control plane's version?

    `dapr_version` is the control plane's, empty where it is not known.
    """
    asking = [pod for pod in pods if asks_for_sidecar(pod) and not pod.metadata.deletion_timestamp]
    wrong = [finding for pod in asking if (finding := _sidecar(pod, dapr_version=dapr_version))]
    if not asking:
        return []
    having = sum(sidecar(pod) is not None for pod in asking)
    detail = f"{having} of {len(asking)} pods have theirs"
    status = Health.OK if having == len(asking) else Health.FAILED
    remedy = "" if status is Health.OK else "check the injector: ops health --only addons"
    count = Finding(section=Area.DAPR, subject="Sidecars", status=status, detail=detail, remedy=remedy)
    return [*wrong, count]


def _sidecar(pod: Any, *, dapr_version: str) -> Finding | None:
    container = sidecar(pod)
    name, namespace = pod.metadata.name, pod.metadata.namespace
    if container is None:
        return Finding(
            section=Area.DAPR,
            subject=f"Sidecar of {name}",
            status=Health.FAILED,
            detail="the pod asks for Dapr's sidecar and was admitted without it: no events, state or secrets",
            remedy=f"fix the injector, then: kubectl -n {namespace} delete pod {name}",
        )
    version = str(container.image or "").rpartition(":")[2]
    if dapr_version and version and version != dapr_version:
        return Finding(
            section=Area.DAPR,
            subject=f"Sidecar of {name}",
            status=Health.ATTENTION,
            detail=f"{version} beside a control plane of {dapr_version}",
            remedy=f"kubectl -n {namespace} rollout restart deployment",
        )
    return None


def evaluate_components(components: Sequence[Custom], deployments: Sequence[Any]) -> list[Finding]:
    """Judge each component: is it for an application that is there?"""
    apps = _annotated(deployments, _APP_ID)
    found = [_component(item, apps) for item in components]
    return found or none_yet(components, "Components", section=Area.DAPR)


def _component(item: Custom, apps: set[str]) -> Finding:
    spec, scopes = item["spec"], item.get("scopes") or []
    kind = f"{spec['type']} {spec.get('version', '')}".strip()
    if scopes and apps and not apps & set(scopes):
        return Finding(
            section=Area.DAPR,
            subject=title(item),
            status=Health.ATTENTION,
            detail=f"{kind}, for {', '.join(scopes)}: there is no such application",
            remedy=describe(item),
        )
    detail = f"{kind}, for {', '.join(scopes) or 'every application'}"
    return Finding(section=Area.DAPR, subject=title(item), status=Health.OK, detail=detail)


def evaluate_subscriptions(subscriptions: Sequence[Custom], components: Sequence[Custom]) -> list[Finding]:
    """Judge each subscription: does the component that it names exist?"""
    names = {item["metadata"]["name"] for item in components}
    return [_subscription(item, names) for item in subscriptions]


def _subscription(item: Custom, components: set[str]) -> Finding:
    spec = item["spec"]
    if spec["pubsubname"] in components:
        detail = f"topic {spec['topic']} on {spec['pubsubname']}"
        return Finding(section=Area.DAPR, subject=title(item), status=Health.OK, detail=detail)
    return Finding(
        section=Area.DAPR,
        subject=title(item),
        status=Health.FAILED,
        detail=f"its component {spec['pubsubname']} does not exist: no event is delivered",
        remedy=_DEPLOY,
    )


def evaluate_configurations(configurations: Sequence[Custom], deployments: Sequence[Any]) -> list[Finding]:
    """Find missing configurations that sidecars ask for: a sidecar does not start without one."""
    present = {item["metadata"]["name"] for item in configurations}
    return [
        Finding(
            section=Area.DAPR,
            subject=f"Configuration/{name}",
            status=Health.OK if name in present else Health.FAILED,
            detail="there" if name in present else "absent: the sidecars that name it do not start",
            remedy="" if name in present else _DEPLOY,
        )
        for name in sorted(_annotated(deployments, _CONFIGURATION))
    ]


def _annotated(deployments: Iterable[Any], annotation: str) -> set[str]:
    templates = [item.spec.template.metadata for item in deployments if item.spec.template.metadata]
    values = [(metadata.annotations or {}).get(annotation) for metadata in templates]
    return {value for value in values if value}
