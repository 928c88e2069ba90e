"""An examination: which questions a section needs answered, and what is said where an answer is missing."""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

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
from ops.commands.health.finding import Finding, Section, Status
from ops.commands.health.reading import Answers, Question, Unread, read
from ops.commands.health.topics import Topic, addon_deployments, addon_pods, questions
from ops.delivery.rollout.objects import NamespaceObjects
from ops.delivery.smoke.checks import Target

# A cluster that does not say its version within this will not say more in a minute either.
_VERSION_WITHIN_SECONDS: Final = 20.0
_VERSION: Final = "version"
_DAPR_DEPLOYMENTS: Final = addon_deployments(AddonNamespace.DAPR)


class Teller(Protocol):
    """A step that says what is going on, such as ops.common.progress.Step."""

    def update(self, doing: str) -> None:
        """Say what is going on just now."""


@dataclass(frozen=True, kw_only=True)
class Patient:
    """What is examined: a cluster, a namespace on it, and the public URL where one is known."""

    api: client.ApiClient
    namespace: str
    target: Target | None


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a judgement is made of: the answers, the time, and the API server's version (v1.34.2)."""

    answers: Answers
    now: datetime
    server_version: str = ""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One judgement. It is left out when one of `needs` was not read; `helps` may be missing."""

    section: Section
    needs: tuple[str, ...]
    judge: Callable[[Scene], list[Finding]]
    helps: tuple[str, ...] = ()


def examine(
    patient: Patient,
    sections: Collection[Section],
    *,
    now: datetime,
    within_seconds: float,
    step: Teller,
) -> list[Finding]:
    """Look at the sections of a cluster, all at once, and judge what was seen.

    Raises UnreachableError when the cluster says nothing at all: not even its version, or nothing within the
    time. A single part that cannot be read is a finding.
    """
    end = time.monotonic() + within_seconds
    checks = [check for check in CHECKS if check.section in sections]
    step.update(f"asking {patient.api.configuration.host}")
    version = "" if sections == {Section.URL} else _server_version(patient.api, within_seconds=within_seconds)
    asked = _asked(patient, checks)
    step.update(f"reading {len(asked)} lists and objects")
    answers = read(asked, within_seconds=max(1.0, end - time.monotonic()))
    _require_an_answer(patient.api, answers)
    return judge(checks, Scene(answers=answers, now=now, server_version=version))


def judge(checks: Sequence[Check], scene: Scene) -> list[Finding]:
    """Make every judgement for which there is enough, and say what could not be read."""
    found = [
        finding for check in checks if scene.answers.has(check.needs) for finding in _judged(check, scene)
    ]
    return [*found, *_unread(checks, scene.answers)]


def _judged(check: Check, scene: Scene) -> list[Finding]:
    """Make one judgement; an object without what every such object has must not hide all the others."""
    try:
        return check.judge(scene)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return [
            Finding(
                section=check.section,
                subject="Not judged",
                status=Status.UNREAD,
                detail=f"{', '.join(check.needs)}: an object is not as expected ({error})",
                remedy="look at them with kubectl; if they are in order, this is a mistake of ops health",
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
    of_cluster = [topic for topic in (*answers.read, *answers.unread) if topic != Topic.SMOKE]
    if of_cluster and all(topic in answers.unread for topic in of_cluster):
        raise _unreachable(api, answers.unread[of_cluster[0]])


def _unreachable(api: client.ApiClient, unread: Unread) -> UnreachableError:
    reason = unread.reason if "cluster" in unread.reason else f"the cluster gives {unread.reason}"
    return UnreachableError(reason, where=str(api.configuration.host), remedy=unread.remedy)


def _asked(patient: Patient, checks: Sequence[Check]) -> dict[str, Question]:
    known = questions(patient.api, namespace=patient.namespace)
    target = patient.target
    known[Topic.SMOKE] = (lambda: public_url.visit(target)) if target else (lambda: public_url.NOT_VISITED)
    wanted = dict.fromkeys(topic for check in checks for topic in (*check.needs, *check.helps))
    return {topic: known[topic] for topic in wanted}


def _unread(checks: Sequence[Check], answers: Answers) -> Iterator[Finding]:
    """Say once for each reason what could not be read because of it."""
    topics: dict[Unread, list[str]] = defaultdict(list)
    sections: dict[Unread, Section] = {}
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
            status=Status.UNREAD,
            detail=f"{', '.join(names)}: {reason.reason}",
            remedy=reason.remedy,
        )


def _judge_workloads(scene: Scene) -> list[Finding]:
    items = scene.answers.items
    return workloads.judge_workloads(
        NamespaceObjects(
            deployments=items(Topic.DEPLOYMENTS),
            replica_sets=items(Topic.REPLICA_SETS),
            jobs=items(Topic.JOBS),
            pods=items(Topic.PODS),
            events=items(Topic.EVENTS),
        )
    )


def _judge_sidecars(scene: Scene) -> list[Finding]:
    versions = addons.dapr_versions(scene.answers.items(_DAPR_DEPLOYMENTS))
    return dapr.judge_sidecars(
        scene.answers.items(Topic.PODS), dapr_version=versions[0] if len(versions) == 1 else ""
    )


def _parts(namespace: str) -> Check:
    deployments, its_pods = addon_deployments(namespace), addon_pods(namespace)
    return Check(
        section=Section.ADDONS,
        needs=(deployments,),
        helps=(its_pods,),
        judge=lambda scene: addons.judge_parts(
            namespace, scene.answers.items(deployments), scene.answers.items(its_pods)
        ),
    )


def _of_one(section: Section, topic: str, judge_it: Callable[[Any], list[Finding]]) -> Check:
    return Check(section=section, needs=(topic,), judge=lambda scene: judge_it(scene.answers[topic]))


CHECKS: Final[Sequence[Check]] = (
    Check(
        section=Section.NODES,
        needs=(Topic.NODES,),
        judge=lambda scene: nodes.judge_nodes(
            scene.answers.items(Topic.NODES), server_version=scene.server_version
        ),
    ),
    _of_one(Section.ADDONS, Topic.DEFINITIONS, addons.judge_definitions),
    *(_parts(namespace) for namespace in AddonNamespace),
    _of_one(Section.ADDONS, _DAPR_DEPLOYMENTS, addons.judge_dapr_version),
    _of_one(Section.ADDONS, Topic.DAPR_CONFIGURATION, addons.judge_mutual_tls),
    Check(
        section=Section.ADDONS,
        needs=(Topic.TRUST_BUNDLE,),
        judge=lambda scene: addons.judge_trust_anchor(scene.answers[Topic.TRUST_BUNDLE], now=scene.now),
    ),
    _of_one(Section.ADDONS, Topic.INJECTOR, addons.judge_injector),
    Check(section=Section.DAPR, needs=(Topic.PODS,), helps=(_DAPR_DEPLOYMENTS,), judge=_judge_sidecars),
    Check(
        section=Section.DAPR,
        needs=(Topic.COMPONENTS,),
        helps=(Topic.DEPLOYMENTS,),
        judge=lambda scene: dapr.judge_components(
            scene.answers.items(Topic.COMPONENTS), scene.answers.items(Topic.DEPLOYMENTS)
        ),
    ),
    Check(
        section=Section.DAPR,
        needs=(Topic.SUBSCRIPTIONS, Topic.COMPONENTS),
        judge=lambda scene: dapr.judge_subscriptions(
            scene.answers.items(Topic.SUBSCRIPTIONS), scene.answers.items(Topic.COMPONENTS)
        ),
    ),
    Check(
        section=Section.DAPR,
        needs=(Topic.CONFIGURATIONS, Topic.DEPLOYMENTS),
        judge=lambda scene: dapr.judge_configurations(
            scene.answers.items(Topic.CONFIGURATIONS), scene.answers.items(Topic.DEPLOYMENTS)
        ),
    ),
    Check(
        section=Section.WORKLOADS,
        needs=(Topic.DEPLOYMENTS, Topic.REPLICA_SETS, Topic.JOBS),
        helps=(Topic.PODS, Topic.EVENTS),
        judge=_judge_workloads,
    ),
    Check(
        section=Section.WORKLOADS,
        needs=(Topic.PODS,),
        judge=lambda scene: pods.judge_pods(scene.answers.items(Topic.PODS), now=scene.now),
    ),
    _of_one(Section.AUTOSCALERS, Topic.AUTOSCALERS, autoscalers.judge_autoscalers),
    _of_one(Section.GATEWAY, Topic.GATEWAY_CLASSES, gateway.judge_classes),
    _of_one(Section.GATEWAY, Topic.GATEWAYS, gateway.judge_gateways),
    _of_one(Section.GATEWAY, Topic.ROUTES, gateway.judge_routes),
    Check(
        section=Section.CERTIFICATES,
        needs=(Topic.CERTIFICATES,),
        judge=lambda scene: certificates.judge_certificates(
            scene.answers.items(Topic.CERTIFICATES), now=scene.now
        ),
    ),
    _of_one(Section.CERTIFICATES, Topic.ISSUERS, certificates.judge_issuers),
    _of_one(Section.URL, Topic.SMOKE, public_url.judge_visit),
)
