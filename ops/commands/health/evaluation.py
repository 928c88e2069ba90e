"""The checks of `ops health`: which objects each one needs, and a finding for objects that cannot be read."""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from kubernetes import client

from contract.addons import AddonNamespace
from ops.clients.kubernetes.api import UnreachableError, answering, ask
from ops.commands.health import (
    addons,
    autoscalers,
    certificates,
    dapr,
    gateway,
    nodes,
    pods,
    public_url,
    workloads,
)
from ops.commands.health.finding import Area, Finding, Health
from ops.commands.health.reading import Answers, Question, Unread, read
from ops.commands.health.topics import Reading, addon_deployments, addon_pods, questions
from ops.common.progress import ProgressSink
from ops.delivery.rollout.objects import NamespaceObjects
from ops.delivery.smoke.checks import SmokeTarget

# A cluster that does not return its version in this time does not answer other requests either.
_VERSION_WITHIN_SECONDS: Final = 20.0
_VERSION: Final = "version"
_DAPR_DEPLOYMENTS: Final = addon_deployments(AddonNamespace.DAPR)


@dataclass(frozen=True, kw_only=True)
class HealthTarget:
    """A cluster, a namespace on it, and the public URL where one is known."""

    api: client.ApiClient
    namespace: str
    target: SmokeTarget | None


@dataclass(frozen=True, kw_only=True)
class CheckContext:
    """The input of a check: the answers, the time, and the API server's version (v1.34.2)."""

    answers: Answers
    now: datetime
    server_version: str = ""


@dataclass(frozen=True, kw_only=True)
class Check:
    """A check. It is skipped when one of `needs` was not read; `helps` may be missing."""

    section: Area
    needs: tuple[str, ...]
    evaluate: Callable[[CheckContext], list[Finding]]
    helps: tuple[str, ...] = ()


def run_checks(
    target: HealthTarget,
    sections: Collection[Area],
    *,
    now: datetime,
    within_seconds: float,
    step: ProgressSink,
) -> list[Finding]:
    """Read the objects of all sections at once, and run their checks.

    Raises UnreachableError when the cluster answers no request in time. A single object that cannot be read
    is a finding.
    """
    end = time.monotonic() + within_seconds
    checks = [check for check in CHECKS if check.section in sections]
    step.update(f"asking {target.api.configuration.host}")
    version = "" if sections == {Area.URL} else _server_version(target.api, within_seconds=within_seconds)
    asked = _asked(target, checks)
    step.update(f"reading {len(asked)} lists and objects")
    answers = read(asked, within_seconds=max(1.0, end - time.monotonic()))
    _require_an_answer(target.api, answers)
    return evaluate(checks, CheckContext(answers=answers, now=now, server_version=version))


def evaluate(checks: Sequence[Check], context: CheckContext) -> list[Finding]:
    """Run every check whose objects were read; add a finding for what could not be read."""
    found = [
        finding
        for check in checks
        if context.answers.has(check.needs)
        for finding in _evaluated(check, context)
    ]
    return [*found, *_unread(checks, context.answers)]


def _evaluated(check: Check, context: CheckContext) -> list[Finding]:
    """Run one check; a malformed object must not hide the other findings."""
    try:
        return check.evaluate(context)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return [
            Finding(
                section=check.section,
                subject="Not judged",
                status=Health.UNREAD,
                detail=f"{', '.join(check.needs)}: an object is not as expected ({error})",
                remedy="look at them with kubectl; if they are correct, this is a bug in ops health",
            )
        ]


def _server_version(api: client.ApiClient, *, within_seconds: float) -> str:
    def question() -> Any:
        with answering(api):
            return ask(client.VersionApi(api).get_code)

    limit = min(within_seconds, _VERSION_WITHIN_SECONDS)
    answers = read({_VERSION: question}, within_seconds=limit)
    if _VERSION in answers.unread:
        raise _unreachable(api, answers.unread[_VERSION])
    return str(getattr(answers[_VERSION], "git_version", "") or "")


def _require_an_answer(api: client.ApiClient, answers: Answers) -> None:
    """Raise UnreachableError where every call to the cluster failed: one reason in place of many findings."""
    of_cluster = [topic for topic in (*answers.read, *answers.unread) if topic != Reading.SMOKE]
    if of_cluster and all(topic in answers.unread for topic in of_cluster):
        raise _unreachable(api, answers.unread[of_cluster[0]])


def _unreachable(api: client.ApiClient, unread: Unread) -> UnreachableError:
    reason = unread.reason if "cluster" in unread.reason else f"the cluster gives {unread.reason}"
    return UnreachableError(reason, where=str(api.configuration.host), remedy=unread.remedy)


def _asked(target: HealthTarget, checks: Sequence[Check]) -> dict[str, Question]:
    known = questions(target.api, namespace=target.namespace)
    visited = target.target
    known[Reading.SMOKE] = (
        (lambda: public_url.visit(visited)) if visited else (lambda: public_url.NOT_VISITED)
    )
    wanted = dict.fromkeys(topic for check in checks for topic in (*check.needs, *check.helps))
    return {topic: known[topic] for topic in wanted}


def _unread(checks: Sequence[Check], answers: Answers) -> Iterator[Finding]:
    """Yield one finding for each reason, with everything that could not be read because of it."""
    topics: dict[Unread, list[str]] = defaultdict(list)
    sections: dict[Unread, Area] = {}
    for check in checks:
        for topic in (*check.needs, *check.helps):
            reason = answers.unread.get(topic)
            if reason and topic not in topics[reason]:
                topics[reason].append(topic)
                sections.setdefault(reason, check.section)
    for reason, names in topics.items():
        yield Finding(
            section=sections[reason],
            subject="Not read",
            status=Health.UNREAD,
            detail=f"{', '.join(names)}: {reason.reason}",
            remedy=reason.remedy,
        )


def _evaluate_workloads(context: CheckContext) -> list[Finding]:
    items = context.answers.items
    return workloads.evaluate_workloads(
        NamespaceObjects(
            deployments=items(Reading.DEPLOYMENTS),
            replica_sets=items(Reading.REPLICA_SETS),
            jobs=items(Reading.JOBS),
            pods=items(Reading.PODS),
            events=items(Reading.EVENTS),
        )
    )


def _evaluate_sidecars(context: CheckContext) -> list[Finding]:
    versions = addons.dapr_versions(context.answers.items(_DAPR_DEPLOYMENTS))
    return dapr.evaluate_sidecars(
        context.answers.items(Reading.PODS), dapr_version=versions[0] if len(versions) == 1 else ""
    )


def _parts(namespace: str) -> Check:
    deployments, its_pods = addon_deployments(namespace), addon_pods(namespace)
    return Check(
        section=Area.ADDONS,
        needs=(deployments,),
        helps=(its_pods,),
        evaluate=lambda context: addons.evaluate_parts(
            namespace, context.answers.items(deployments), context.answers.items(its_pods)
        ),
    )


def _of_one(section: Area, topic: str, evaluate_it: Callable[[Any], list[Finding]]) -> Check:
    return Check(
        section=section, needs=(topic,), evaluate=lambda context: evaluate_it(context.answers[topic])
    )


CHECKS: Final[Sequence[Check]] = (
    Check(
        section=Area.NODES,
        needs=(Reading.NODES,),
        evaluate=lambda context: nodes.evaluate_nodes(
            context.answers.items(Reading.NODES), server_version=context.server_version
        ),
    ),
    _of_one(Area.ADDONS, Reading.DEFINITIONS, addons.evaluate_definitions),
    *(_parts(namespace) for namespace in AddonNamespace),
    _of_one(Area.ADDONS, _DAPR_DEPLOYMENTS, addons.evaluate_dapr_version),
    _of_one(Area.ADDONS, Reading.DAPR_CONFIGURATION, addons.evaluate_mutual_tls),
    Check(
        section=Area.ADDONS,
        needs=(Reading.TRUST_BUNDLE,),
        evaluate=lambda context: addons.evaluate_trust_anchor(
            context.answers[Reading.TRUST_BUNDLE], now=context.now
        ),
    ),
    _of_one(Area.ADDONS, Reading.INJECTOR, addons.evaluate_injector),
    Check(section=Area.DAPR, needs=(Reading.PODS,), helps=(_DAPR_DEPLOYMENTS,), evaluate=_evaluate_sidecars),
    Check(
        section=Area.DAPR,
        needs=(Reading.COMPONENTS,),
        helps=(Reading.DEPLOYMENTS,),
        evaluate=lambda context: dapr.evaluate_components(
            context.answers.items(Reading.COMPONENTS), context.answers.items(Reading.DEPLOYMENTS)
        ),
    ),
    Check(
        section=Area.DAPR,
        needs=(Reading.SUBSCRIPTIONS, Reading.COMPONENTS),
        evaluate=lambda context: dapr.evaluate_subscriptions(
            context.answers.items(Reading.SUBSCRIPTIONS), context.answers.items(Reading.COMPONENTS)
        ),
    ),
    Check(
        section=Area.DAPR,
        needs=(Reading.CONFIGURATIONS, Reading.DEPLOYMENTS),
        evaluate=lambda context: dapr.evaluate_configurations(
            context.answers.items(Reading.CONFIGURATIONS), context.answers.items(Reading.DEPLOYMENTS)
        ),
    ),
    Check(
        section=Area.WORKLOADS,
        needs=(Reading.DEPLOYMENTS, Reading.REPLICA_SETS, Reading.JOBS),
        helps=(Reading.PODS, Reading.EVENTS),
        evaluate=_evaluate_workloads,
    ),
    Check(
        section=Area.WORKLOADS,
        needs=(Reading.PODS,),
        evaluate=lambda context: pods.evaluate_pods(context.answers.items(Reading.PODS), now=context.now),
    ),
    _of_one(Area.AUTOSCALERS, Reading.AUTOSCALERS, autoscalers.evaluate_autoscalers),
    _of_one(Area.GATEWAY, Reading.GATEWAY_CLASSES, gateway.evaluate_classes),
    _of_one(Area.GATEWAY, Reading.GATEWAYS, gateway.evaluate_gateways),
    _of_one(Area.GATEWAY, Reading.ROUTES, gateway.evaluate_routes),
    Check(
        section=Area.CERTIFICATES,
        needs=(Reading.CERTIFICATES,),
        evaluate=lambda context: certificates.evaluate_certificates(
            context.answers.items(Reading.CERTIFICATES), now=context.now
        ),
    ),
    _of_one(Area.CERTIFICATES, Reading.ISSUERS, certificates.evaluate_issuers),
    _of_one(Area.URL, Reading.SMOKE, public_url.evaluate_visit),
)
