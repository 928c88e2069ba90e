"""The judgement: what is right, what needs attention, what is wrong. Pure functions of an observation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from ops.addons_check.observations import Custom, Observation, Part

OLDEST_DAPR: Final = (1, 14)
# Dapr signs its own root for a year; renewing it restarts the control plane, so it wants a planned hour.
_RENEW_BEFORE: Final = timedelta(days=30)

PARTS: Final = {
    "dapr-system": ("dapr-operator", "dapr-sentry", "dapr-sidecar-injector"),
    "envoy-gateway-system": ("envoy-gateway",),
    "cert-manager": ("cert-manager", "cert-manager-cainjector", "cert-manager-webhook"),
}
# What the application stack makes resources of.
DEFINITIONS: Final = (
    "components.dapr.io/v1alpha1",
    "configurations.dapr.io/v1alpha1",
    "resiliencies.dapr.io/v1alpha1",
    "subscriptions.dapr.io/v2alpha1",
    "gatewayclasses.gateway.networking.k8s.io/v1",
    "gateways.gateway.networking.k8s.io/v1",
    "httproutes.gateway.networking.k8s.io/v1",
    "envoyproxies.gateway.envoyproxy.io/v1alpha1",
    "certificates.cert-manager.io/v1",
    "issuers.cert-manager.io/v1",
)
_ADDONS: Final = "cdktf deploy foundation addons --parallelism 1"
_MADE_BY_APP: Final = "none yet: the application stack makes it"


class Status(StrEnum):
    """How a check came out. Only FAILED makes the command fail."""

    OK = "ok"
    ATTENTION = "attention"
    ABSENT = "absent"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line of the table: what was looked at, how it is, and what to do where something is to be done."""

    subject: str
    status: Status
    detail: str
    remedy: str = ""


def check(observation: Observation, *, now: datetime) -> list[Finding]:
    """Judge everything; the order is that in which one thing depends on another."""
    return [
        *_definitions(observation),
        *_parts(observation),
        _dapr_version(observation.parts),
        _mutual_tls(observation.mutual_tls),
        _trust_anchor(observation.trust_anchor_ends, now=now),
        _injector(observation),
        *_accepted("GatewayClass", observation.gateway_classes, condition="Accepted"),
        *_accepted("Gateway", observation.gateways, condition="Programmed"),
        *_accepted("Issuer", observation.issuers, condition="Ready"),
    ]


def failed(findings: Iterable[Finding]) -> bool:
    """Say whether something is wrong."""
    return any(finding.status is Status.FAILED for finding in findings)


def _definitions(observation: Observation) -> list[Finding]:
    lacking = [name for name in DEFINITIONS if name not in observation.definitions]
    if lacking:
        return [
            Finding(
                subject="Definitions",
                status=Status.FAILED,
                detail=f"not served: {', '.join(lacking)}",
                remedy="install or upgrade them: docs/deployment/addons.md, Upgrades",
            )
        ]
    return [Finding(subject="Definitions", status=Status.OK, detail=f"all {len(DEFINITIONS)} are served")]


def _parts(observation: Observation) -> list[Finding]:
    found = {(part.namespace, part.name): part for part in observation.parts}
    return [
        _part(f"{namespace}/{name}", found.get((namespace, name)), observation)
        for namespace, names in PARTS.items()
        for name in names
    ]


def _part(subject: str, part: Part | None, observation: Observation) -> Finding:
    if part is None:
        return Finding(subject=subject, status=Status.FAILED, detail="not installed", remedy=_ADDONS)
    detail = f"{part.ready} of {part.wanted} ready"
    if part.ready >= part.wanted > 0:
        return Finding(subject=subject, status=Status.OK, detail=detail)
    reasons = sorted(
        f"{pod.name}: {pod.reason}"
        for pod in observation.unready_pods
        if pod.namespace == part.namespace and _belongs(pod.name, part.name)
    )
    return Finding(
        subject=subject,
        # One pod that serves is enough for the add-on to work.
        status=Status.ATTENTION if part.ready else Status.FAILED,
        detail="; ".join([detail, *reasons]),
        remedy=f"kubectl -n {part.namespace} describe deployment {part.name}",
    )


def _belongs(pod: str, deployment: str) -> bool:
    """Say whether a pod is the deployment's: it is named <deployment>-<template hash>-<random>."""
    return pod.rsplit("-", 2)[0] == deployment


def _dapr_version(parts: Sequence[Part]) -> Finding:
    versions = sorted({part.version for part in parts if part.name in PARTS["dapr-system"]})
    if not versions:
        return Finding(subject="Dapr version", status=Status.FAILED, detail="not installed", remedy=_ADDONS)
    if len(versions) > 1:
        return Finding(
            subject="Dapr version",
            status=Status.ATTENTION,
            detail=f"an upgrade is under way or got stuck: {', '.join(versions)}",
            remedy="kubectl -n dapr-system get pods; helm -n dapr-system history dapr",
        )
    oldest = ".".join(map(str, OLDEST_DAPR))
    if _numbers(versions[0]) < OLDEST_DAPR:
        return Finding(
            subject="Dapr version",
            status=Status.FAILED,
            detail=f"{versions[0]} is older than {oldest}",
            remedy=_ADDONS,
        )
    return Finding(subject="Dapr version", status=Status.OK, detail=versions[0])


def _numbers(version: str) -> tuple[int, ...]:
    """Return `1.16.0-rc.1` as (1, 16, 0); what is no number counts as zero."""
    parts = version.removeprefix("v").split("-")[0].split(".")
    return tuple(int(part) if part.isdecimal() else 0 for part in parts)


def _mutual_tls(enabled: bool | None) -> Finding:  # noqa: FBT001 - the only thing that is judged
    if enabled:
        return Finding(subject="Dapr mTLS", status=Status.OK, detail="on")
    detail = "off" if enabled is False else "Configuration dapr-system/daprsystem is absent"
    return Finding(subject="Dapr mTLS", status=Status.FAILED, detail=detail, remedy=_ADDONS)


def _trust_anchor(ends: datetime | None, *, now: datetime) -> Finding:
    subject, renew = "Dapr trust anchor", "docs/deployment/addons.md, Renewing Dapr's root certificate"
    if ends is None:
        return Finding(
            subject=subject,
            status=Status.FAILED,
            detail="ConfigMap dapr-system/dapr-trust-bundle has no certificate: sentry did not start",
            remedy="kubectl -n dapr-system logs deployment/dapr-sentry",
        )
    if ends <= now:
        return Finding(
            subject=subject, status=Status.FAILED, detail=f"ended on {ends:%Y-%m-%d}", remedy=renew
        )
    left = (ends - now).days
    detail = f"ends on {ends:%Y-%m-%d}, in {left} days"
    if ends - now < _RENEW_BEFORE:
        return Finding(subject=subject, status=Status.ATTENTION, detail=detail, remedy=renew)
    return Finding(subject=subject, status=Status.OK, detail=detail)


def _injector(observation: Observation) -> Finding:
    subject = "Dapr injector"
    if observation.injector is None:
        return Finding(subject=subject, status=Status.FAILED, detail="no webhook", remedy=_ADDONS)
    if not observation.injector.has_ca_bundle:
        return Finding(
            subject=subject,
            status=Status.FAILED,
            detail="its webhook has no CA bundle: pods start without their sidecar",
            remedy="kubectl -n dapr-system rollout restart deployment/dapr-sidecar-injector",
        )
    return Finding(subject=subject, status=Status.OK, detail="its webhook can be called")


def _accepted(kind: str, resources: Sequence[Custom], *, condition: str) -> list[Finding]:
    if not resources:
        return [Finding(subject=kind, status=Status.ABSENT, detail=_MADE_BY_APP)]
    return [_condition(resource, condition) for resource in resources]


def _condition(resource: Custom, condition: str) -> Finding:
    if resource.conditions.get(condition, False):
        return Finding(subject=resource.title, status=Status.OK, detail=condition)
    message = resource.messages.get(condition) or "its controller has not looked at it"
    namespace = f"-n {resource.namespace} " if resource.namespace else ""
    return Finding(
        subject=resource.title,
        status=Status.FAILED,
        detail=f"not {condition}: {message}",
        remedy=f"kubectl {namespace}describe {resource.kind.lower()} {resource.name}",
    )
