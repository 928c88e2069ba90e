"""What is wrong, what needs attention and what is fine, for observations that a test makes up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from ops.addons_check.checks import DEFINITIONS, PARTS, Finding, Status, check, failed
from ops.addons_check.observations import Custom, Injector, Observation, Part, UnreadyPod

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def part(namespace: str, name: str, *, ready: int = 2, version: str = "1.16.0") -> Part:
    return Part(namespace=namespace, name=name, version=version, wanted=2, ready=ready)


def custom(kind: str, *, name: str = "public", namespace: str = "todo", **conditions: bool) -> Custom:
    return Custom(
        kind=kind,
        namespace=namespace,
        name=name,
        conditions=conditions,
        messages={condition: f"{condition}, says its controller" for condition in conditions},
    )


HEALTHY = Observation(
    parts=tuple(part(namespace, name) for namespace, names in PARTS.items() for name in names),
    unready_pods=(),
    mutual_tls=True,
    trust_anchor_ends=NOW + timedelta(days=200),
    injector=Injector(has_ca_bundle=True),
    definitions=frozenset(DEFINITIONS),
    gateway_classes=(custom("GatewayClass", name="envoy", namespace="", Accepted=True),),
    gateways=(custom("Gateway", Accepted=True, Programmed=True),),
    issuers=(custom("Issuer", name="letsencrypt", Ready=True),),
)


def finding(observation: Observation, subject: str) -> Finding:
    (found,) = [item for item in check(observation, now=NOW) if item.subject == subject]
    return found


def without(name: str) -> tuple[Part, ...]:
    return tuple(item for item in HEALTHY.parts if item.name != name)


def test_healthy_addons_are_all_ok() -> None:
    findings = check(HEALTHY, now=NOW)
    assert {item.status for item in findings} == {Status.OK}
    assert not failed(findings)
    assert not any(item.remedy for item in findings)


def test_before_the_application_its_resources_are_absent_and_nothing_is_wrong() -> None:
    findings = check(replace(HEALTHY, gateway_classes=(), gateways=(), issuers=()), now=NOW)
    absent = {item.subject for item in findings if item.status is Status.ABSENT}
    assert absent == {"GatewayClass", "Gateway", "Issuer"}
    assert not failed(findings)


@pytest.mark.parametrize("name", [name for names in PARTS.values() for name in names])
def test_a_part_that_is_not_installed_fails_with_what_to_run(name: str) -> None:
    findings = check(replace(HEALTHY, parts=without(name)), now=NOW)
    (found,) = [item for item in findings if item.detail == "not installed"]
    assert found.subject.endswith(f"/{name}")
    assert found.remedy.startswith("cdktf deploy foundation addons")
    assert failed(findings)


def test_a_part_without_a_ready_pod_fails_and_says_why_its_pods_are_not() -> None:
    broken = replace(
        HEALTHY,
        parts=(*without("cert-manager"), part("cert-manager", "cert-manager", ready=0)),
        unready_pods=(
            UnreadyPod(namespace="cert-manager", name="cert-manager-7d4b5-x2x4p", reason="ImagePullBackOff"),
            UnreadyPod(
                namespace="cert-manager", name="cert-manager-webhook-6c9-abcde", reason="CrashLoopBackOff"
            ),
        ),
    )
    found = finding(broken, "cert-manager/cert-manager")
    assert found.status is Status.FAILED
    assert found.detail == "0 of 2 ready; cert-manager-7d4b5-x2x4p: ImagePullBackOff"
    assert found.remedy == "kubectl -n cert-manager describe deployment cert-manager"


def test_a_part_that_lacks_one_of_its_pods_needs_attention_and_works() -> None:
    limping = (*without("dapr-sentry"), part("dapr-system", "dapr-sentry", ready=1))
    findings = check(replace(HEALTHY, parts=limping), now=NOW)
    assert finding(replace(HEALTHY, parts=limping), "dapr-system/dapr-sentry").status is Status.ATTENTION
    assert not failed(findings)


def test_a_part_that_is_scaled_to_nothing_fails() -> None:
    nothing = Part(namespace="dapr-system", name="dapr-sentry", version="1.16.0", wanted=0, ready=0)
    stopped = replace(HEALTHY, parts=(*without("dapr-sentry"), nothing))
    assert finding(stopped, "dapr-system/dapr-sentry").status is Status.FAILED


@pytest.mark.parametrize(
    ("version", "status"),
    [
        ("1.13.5", Status.FAILED),
        ("1.14.0", Status.OK),
        ("1.16.0-rc.1", Status.OK),
        ("edge", Status.FAILED),
    ],
)
def test_dapr_has_to_be_new_enough(version: str, status: Status) -> None:
    parts = tuple(replace(item, version=version) for item in HEALTHY.parts)
    assert finding(replace(HEALTHY, parts=parts), "Dapr version").status is status


def test_two_versions_of_dapr_are_an_upgrade_that_got_stuck() -> None:
    mixed = (*without("dapr-sentry"), part("dapr-system", "dapr-sentry", version="1.15.9"))
    found = finding(replace(HEALTHY, parts=mixed), "Dapr version")
    assert found.status is Status.ATTENTION
    assert "1.15.9, 1.16.0" in found.detail


@pytest.mark.parametrize(("enabled", "detail"), [(False, "off"), (None, "is absent")])
def test_sidecars_without_encryption_fail(enabled: bool | None, detail: str) -> None:
    found = finding(replace(HEALTHY, mutual_tls=enabled), "Dapr mTLS")
    assert found.status is Status.FAILED
    assert detail in found.detail


@pytest.mark.parametrize(
    ("ends", "status", "detail"),
    [
        (NOW + timedelta(days=31), Status.OK, "ends on 2026-12-25, in 31 days"),
        (NOW + timedelta(days=29), Status.ATTENTION, "in 29 days"),
        (NOW - timedelta(days=1), Status.FAILED, "ended on 2026-11-23"),
        (None, Status.FAILED, "has no certificate"),
    ],
)
def test_the_trust_anchor_is_announced_a_month_before_it_ends(
    ends: datetime | None, status: Status, detail: str
) -> None:
    found = finding(replace(HEALTHY, trust_anchor_ends=ends), "Dapr trust anchor")
    assert found.status is status
    assert detail in found.detail
    assert bool(found.remedy) is (status is not Status.OK)


@pytest.mark.parametrize(
    ("injector", "detail"), [(None, "no webhook"), (Injector(has_ca_bundle=False), "no CA bundle")]
)
def test_an_injector_that_cannot_be_called_fails(injector: Injector | None, detail: str) -> None:
    found = finding(replace(HEALTHY, injector=injector), "Dapr injector")
    assert found.status is Status.FAILED
    assert detail in found.detail


def test_definitions_that_are_not_served_are_named() -> None:
    lacking = HEALTHY.definitions - {"subscriptions.dapr.io/v2alpha1"}
    found = finding(replace(HEALTHY, definitions=lacking), "Definitions")
    assert found.status is Status.FAILED
    assert found.detail == "not served: subscriptions.dapr.io/v2alpha1"


def test_a_gateway_without_its_address_fails_with_its_controllers_message() -> None:
    waiting = replace(HEALTHY, gateways=(custom("Gateway", Accepted=True, Programmed=False),))
    found = finding(waiting, "Gateway/todo/public")
    assert found.status is Status.FAILED
    assert found.detail == "not Programmed: Programmed, says its controller"
    assert found.remedy == "kubectl -n todo describe gateway public"


def test_an_issuer_that_nobody_has_looked_at_fails() -> None:
    found = finding(
        replace(HEALTHY, issuers=(custom("Issuer", name="letsencrypt"),)), "Issuer/todo/letsencrypt"
    )
    assert found.status is Status.FAILED
    assert found.detail == "not Ready: its controller has not looked at it"
