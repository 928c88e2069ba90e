"""The add-ons: the control planes of Dapr, gateway and cert-manager, and the definitions that they bring."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography import x509

from contract.addons import ADDON_DEPLOYMENTS, AddonNamespace
from ops.commands.health.finding import Area, Finding, Health
from ops.commands.health.pods import is_ready, reason

OLDEST_DAPR: Final = (1, 14)
# Dapr signs its own root for a year; renewing it restarts the control plane, so it wants a planned hour.
_RENEW_BEFORE: Final = timedelta(days=30)
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
_DAPR: Final = AddonNamespace.DAPR
_DEFINE: Final = "install or upgrade them: docs/deployment/addons.md, Upgrades"
_ADDONS: Final = "ops deploy addons"
_VERSION_LABEL: Final = "app.kubernetes.io/version"


def evaluate_definitions(definitions: Iterable[Any]) -> list[Finding]:
    """Judge whether the API server serves every kind that the application is made of."""
    served = {
        f"{item.metadata.name}/{version.name}"
        for item in definitions
        for version in item.spec.versions
        if version.served
    }
    lacking = [name for name in DEFINITIONS if name not in served]
    if lacking:
        detail = f"not served: {', '.join(lacking)}"
        return [_failed("Definitions", detail, _DEFINE)]
    return [_ok("Definitions", f"all {len(DEFINITIONS)} are served")]


def evaluate_parts(namespace: str, deployments: Sequence[Any], pods: Sequence[Any]) -> list[Finding]:
    """Judge the Deployments of an add-on: those that it must have, and what else runs beside them."""
    found = {item.metadata.name: item for item in deployments}
    names = dict.fromkeys([*ADDON_DEPLOYMENTS[namespace], *found])
    return [_part(f"{namespace}/{name}", found.get(name), pods) for name in names]


def _part(subject: str, deployment: Any | None, pods: Sequence[Any]) -> Finding:
    if deployment is None:
        return _failed(subject, "not installed", _ADDONS)
    wanted = 1 if deployment.spec.replicas is None else deployment.spec.replicas
    ready = deployment.status.ready_replicas or 0
    detail = f"{ready} of {wanted} ready"
    if ready >= wanted > 0:
        return _ok(subject, detail)
    name, namespace = deployment.metadata.name, deployment.metadata.namespace
    reasons = sorted(
        f"{pod.metadata.name}: {reason(pod.status)}"
        for pod in pods
        if not is_ready(pod.status) and _belongs(pod.metadata.name, name)
    )
    return Finding(
        section=Area.ADDONS,
        subject=subject,
        # One pod that serves is enough for the add-on to work.
        status=Health.ATTENTION if ready else Health.FAILED,
        detail="; ".join([detail, *reasons]),
        remedy=f"kubectl -n {namespace} describe deployment {name}",
    )


def _belongs(pod: str, deployment: str) -> bool:
    """Say whether a pod is the deployment's: it is named <deployment>-<template hash>-<random>."""
    return pod.rsplit("-", 2)[0] == deployment


def evaluate_dapr_version(deployments: Iterable[Any]) -> list[Finding]:
    """Judge the version of Dapr's control plane."""
    subject, versions = "Dapr version", dapr_versions(deployments)
    if not versions:
        return [_failed(subject, "not installed", _ADDONS)]
    if len(versions) > 1:
        detail = f"an upgrade is under way or got stuck: {', '.join(versions)}"
        remedy = f"kubectl -n {_DAPR} get pods; helm -n {_DAPR} history dapr"
        return [_attention(subject, detail, remedy)]
    if _numbers(versions[0]) < OLDEST_DAPR:
        oldest = ".".join(map(str, OLDEST_DAPR))
        return [_failed(subject, f"{versions[0]} is older than {oldest}", _ADDONS)]
    return [_ok(subject, versions[0])]


def dapr_versions(deployments: Iterable[Any]) -> list[str]:
    """Return the versions that Dapr's Deployments have, as a rule one."""
    return sorted({_version(item) for item in deployments if item.metadata.name in ADDON_DEPLOYMENTS[_DAPR]})


def _version(deployment: Any) -> str:
    template = deployment.spec.template
    labels = (template.metadata.labels if template.metadata else None) or {}
    image = str(template.spec.containers[0].image or "")
    return labels.get(_VERSION_LABEL) or image.rpartition(":")[2]


def _numbers(version: str) -> tuple[int, ...]:
    """Return `1.16.0-rc.1` as (1, 16, 0); what is no number counts as zero."""
    parts = version.removeprefix("v").split("-")[0].split(".")
    return tuple(int(part) if part.isdecimal() else 0 for part in parts)


def evaluate_mutual_tls(configuration: Mapping[str, Any] | None) -> list[Finding]:
    """Judge Dapr's own configuration, None where it is absent."""
    if configuration is None:
        detail = f"Configuration {_DAPR}/daprsystem is absent"
        return [_failed("Dapr mTLS", detail, _ADDONS)]
    if configuration.get("spec", {}).get("mtls", {}).get("enabled", False):
        return [_ok("Dapr mTLS", "on")]
    return [_failed("Dapr mTLS", "off", _ADDONS)]


def evaluate_trust_anchor(bundle: Any | None, *, now: datetime) -> list[Finding]:
    """Judge the end of the root certificate of Dapr's mTLS; `bundle` is None where there is none."""
    subject, renew = "Dapr root", "docs/deployment/addons.md, Renewing Dapr's root certificate"
    text = (bundle.data or {}).get("ca.crt", "") if bundle else ""
    if not text:
        detail = f"ConfigMap {_DAPR}/dapr-trust-bundle has no certificate: sentry did not start"
        return [_failed(subject, detail, f"kubectl -n {_DAPR} logs deployment/dapr-sentry")]
    try:
        ends = min(item.not_valid_after_utc for item in x509.load_pem_x509_certificates(text.encode()))
    except ValueError:
        detail = f"ConfigMap {_DAPR}/dapr-trust-bundle holds what is no certificate"
        return [_failed(subject, detail, renew)]
    if ends <= now:
        return [_failed(subject, f"ended on {ends:%Y-%m-%d}", renew)]
    detail = f"ends on {ends:%Y-%m-%d}, in {(ends - now).days} days"
    return [_attention(subject, detail, renew) if ends - now < _RENEW_BEFORE else _ok(subject, detail)]


def evaluate_injector(webhook: Any | None) -> list[Finding]:
    """Judge the webhook that gives pods their sidecar. Without a CA bundle the API server cannot call it."""
    subject = "Dapr injector"
    if webhook is None or not webhook.webhooks:
        return [_failed(subject, "no webhook", _ADDONS)]
    if not all(item.client_config.ca_bundle for item in webhook.webhooks):
        detail = "its webhook has no CA bundle: pods start without their sidecar"
        remedy = f"kubectl -n {_DAPR} rollout restart deployment/dapr-sidecar-injector"
        return [_failed(subject, detail, remedy)]
    return [_ok(subject, "its webhook can be called")]


def _ok(subject: str, detail: str) -> Finding:
    return Finding(section=Area.ADDONS, subject=subject, status=Health.OK, detail=detail)


def _attention(subject: str, detail: str, remedy: str) -> Finding:
    return Finding(
        section=Area.ADDONS, subject=subject, status=Health.ATTENTION, detail=detail, remedy=remedy
    )


def _failed(subject: str, detail: str, remedy: str) -> Finding:
    return Finding(section=Area.ADDONS, subject=subject, status=Health.FAILED, detail=detail, remedy=remedy)
