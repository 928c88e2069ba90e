"""The add-ons: what is wrong, what needs attention and what is fine."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from contract.addons import ADDON_DEPLOYMENTS as PARTS
from ops.commands.health.addons import (
    DEFINITIONS,
    evaluate_dapr_version,
    evaluate_definitions,
    evaluate_injector,
    evaluate_mutual_tls,
    evaluate_parts,
    evaluate_trust_anchor,
)
from ops.commands.health.finding import Finding, Health
from tests.ops.commands.health.objects import NOW, condition, deployment
from tests.ops.delivery.rollout.objects import container, parsed, pod, waiting
from tests.support.certificates import root_certificate


def definitions(names: Sequence[str] = DEFINITIONS) -> list[Any]:
    return [_definition(*name.split("/")) for name in names]


def _definition(name: str, version: str) -> Any:
    plural, _, group = name.partition(".")
    return parsed(
        "V1CustomResourceDefinition",
        {
            "metadata": {"name": name},
            "spec": {
                "group": group,
                "names": {"kind": "Kind", "plural": plural},
                "scope": "Namespaced",
                "versions": [{"name": version, "served": True, "storage": True}],
            },
        },
    )


def installed(namespace: str = "dapr-system", *, version: str = "1.16.0") -> dict[str, Any]:
    return {name: deployment(name, namespace=namespace, version=version) for name in PARTS[namespace]}


def named(findings: Sequence[Finding], end: str) -> Finding:
    (found,) = [item for item in findings if item.subject.endswith(end)]
    return found


def only(findings: Sequence[Finding]) -> Finding:
    (found,) = findings
    return found


def test_definitions_that_are_all_served_are_well() -> None:
    assert only(evaluate_definitions(definitions())).status is Health.OK


def test_definitions_that_are_not_served_are_named() -> None:
    lacking = [name for name in DEFINITIONS if name != "subscriptions.dapr.io/v2alpha1"]
    found = only(
        evaluate_definitions([*definitions(lacking), _definition("subscriptions.dapr.io", "v1alpha1")])
    )
    assert found.status is Health.FAILED
    assert found.detail == "not served: subscriptions.dapr.io/v2alpha1"
    assert "addons.md" in found.remedy


@pytest.mark.parametrize("namespace", PARTS)
def test_a_part_that_is_not_installed_fails_with_what_to_run(namespace: str) -> None:
    findings = evaluate_parts(namespace, [], [])
    assert [item.subject for item in findings] == [f"{namespace}/{name}" for name in PARTS[namespace]]
    assert {(item.status, item.detail) for item in findings} == {(Health.FAILED, "not installed")}
    assert {item.remedy for item in findings} == {"ops deploy addons"}


def test_a_part_without_a_ready_pod_fails_and_says_why_its_own_pods_are_not() -> None:
    parts = installed("cert-manager")
    parts["cert-manager"] = deployment("cert-manager", namespace="cert-manager", ready=0)
    pods = [
        parsed("V1Pod", pod("cert-manager-7d4b5-x2x4p", container(**waiting("ImagePullBackOff")))),
        parsed("V1Pod", pod("cert-manager-webhook-6c9-abcde", container(**waiting("CrashLoopBackOff")))),
    ]
    found = named(evaluate_parts("cert-manager", list(parts.values()), pods), "/cert-manager")
    assert found.status is Health.FAILED
    assert found.detail == "0 of 2 ready; cert-manager-7d4b5-x2x4p: ImagePullBackOff"
    assert found.remedy == "kubectl -n cert-manager describe deployment cert-manager"


def test_a_part_that_lacks_one_of_its_pods_needs_attention_and_works() -> None:
    parts = installed() | {"dapr-sentry": deployment("dapr-sentry", ready=1)}
    found = named(evaluate_parts("dapr-system", list(parts.values()), []), "dapr-sentry")
    assert (found.status, found.detail) == (Health.ATTENTION, "1 of 2 ready")


def test_a_part_that_is_scaled_to_nothing_fails() -> None:
    parts = installed() | {"dapr-sentry": deployment("dapr-sentry", wanted=0, ready=0)}
    found = named(evaluate_parts("dapr-system", list(parts.values()), []), "dapr-sentry")
    assert found.status is Health.FAILED


def test_the_gateways_proxies_are_looked_at_beside_its_controller() -> None:
    proxies = deployment("envoy-todo-todo-1a2b3c", namespace="envoy-gateway-system", ready=0)
    findings = evaluate_parts(
        "envoy-gateway-system", [*installed("envoy-gateway-system").values(), proxies], []
    )
    assert named(findings, "envoy-todo-todo-1a2b3c").status is Health.FAILED


@pytest.mark.parametrize(
    ("version", "status"),
    [
        ("1.13.5", Health.FAILED),
        ("1.14.0", Health.OK),
        ("1.16.0-rc.1", Health.OK),
        ("edge", Health.FAILED),
    ],
)
def test_dapr_has_to_be_new_enough(version: str, status: Health) -> None:
    assert only(evaluate_dapr_version(installed(version=version).values())).status is status


def test_two_versions_of_dapr_are_an_upgrade_that_got_stuck() -> None:
    mixed = installed() | {"dapr-sentry": deployment("dapr-sentry", image="ghcr.io/dapr/dapr:1.15.9")}
    found = only(evaluate_dapr_version(mixed.values()))
    assert found.status is Health.ATTENTION
    assert "1.15.9, 1.16.0" in found.detail


@pytest.mark.parametrize(
    ("configuration", "status", "detail"),
    [
        ({"spec": {"mtls": {"enabled": True}}}, Health.OK, "on"),
        ({"spec": {"mtls": {"enabled": False}}}, Health.FAILED, "off"),
        ({"spec": {}}, Health.FAILED, "off"),
        (None, Health.FAILED, "is absent"),
    ],
)
def test_sidecars_without_encryption_fail(
    configuration: dict[str, Any] | None, status: Health, detail: str
) -> None:
    found = only(evaluate_mutual_tls(configuration))
    assert found.status is status
    assert detail in found.detail


def bundle(text: str) -> Any:
    return parsed("V1ConfigMap", {"metadata": {"name": "dapr-trust-bundle"}, "data": {"ca.crt": text}})


@pytest.mark.parametrize(
    ("left", "status", "detail"),
    [
        (timedelta(days=31), Health.OK, "ends on 2026-12-25, in 31 days"),
        (timedelta(days=29), Health.ATTENTION, "in 29 days"),
        (timedelta(days=-1), Health.FAILED, "ended on 2026-11-23"),
    ],
)
def test_the_root_is_announced_a_month_before_it_ends(left: timedelta, status: Health, detail: str) -> None:
    found = only(evaluate_trust_anchor(bundle(root_certificate(ends=NOW + left)), now=NOW))
    assert found.status is status
    assert detail in found.detail
    assert bool(found.remedy) is (status is not Health.OK)


@pytest.mark.parametrize(
    ("found", "detail"),
    [(None, "has no certificate"), (bundle(""), "has no certificate"), (bundle("?"), "no certificate")],
)
def test_a_root_that_is_not_there_or_is_none_fails(found: Any, detail: str) -> None:
    finding = only(evaluate_trust_anchor(found, now=NOW))
    assert finding.status is Health.FAILED
    assert detail in finding.detail


def webhook(ca_bundle: str | None) -> Any:
    call = {
        "name": "sidecar-injector.dapr.io",
        "admissionReviewVersions": ["v1"],
        "sideEffects": "None",
        "clientConfig": {"caBundle": ca_bundle} if ca_bundle else {},
    }
    return parsed("V1MutatingWebhookConfiguration", {"metadata": {"name": "i"}, "webhooks": [call]})


@pytest.mark.parametrize(
    ("found", "status", "detail"),
    [
        (None, Health.FAILED, "no webhook"),
        (webhook(None), Health.FAILED, "no CA bundle"),
        (webhook("Y2E="), Health.OK, "can be called"),
    ],
)
def test_an_injector_that_cannot_be_called_fails(found: Any, status: Health, detail: str) -> None:
    finding = only(evaluate_injector(found))
    assert finding.status is status
    assert detail in finding.detail


def test_a_pod_that_is_ready_is_no_reason() -> None:
    ready = parsed("V1Pod", pod("dapr-sentry-1-2", container(), conditions=[condition("Ready")]))
    parts = installed() | {"dapr-sentry": deployment("dapr-sentry", ready=0)}
    found = named(evaluate_parts("dapr-system", list(parts.values()), [ready]), "dapr-sentry")
    assert found.detail == "0 of 2 ready"
