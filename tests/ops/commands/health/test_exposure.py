"""Gateway, routes, certificates, issuers and the public URL."""

from datetime import timedelta
from typing import Any

import pytest

from ops.commands.health.certificates import evaluate_certificates, evaluate_issuers
from ops.commands.health.finding import Health
from ops.commands.health.gateway import CONTROLLER, evaluate_classes, evaluate_gateways, evaluate_routes
from ops.commands.health.public_url import NOT_VISITED, evaluate_visit
from ops.delivery.smoke.run import CheckResult, SmokeReport
from tests.ops.commands.health.objects import NOW, condition, custom

PROGRAMMED = condition("Programmed")
ADDRESS = [{"type": "IPAddress", "value": "192.0.2.10"}]


def gateway(*conditions: Any, **status: Any) -> Any:
    return custom("Gateway", *conditions, status={"addresses": ADDRESS, **status})


@pytest.mark.parametrize(
    ("found", "status", "detail"),
    [
        (gateway(PROGRAMMED), Health.OK, "Programmed at 192.0.2.10"),
        (gateway(PROGRAMMED, addresses=[]), Health.FAILED, "has no address"),
        (gateway(), Health.FAILED, "not Programmed: its controller has not reported"),
        (
            gateway(condition("Programmed", "False", message="no address is assigned")),
            Health.FAILED,
            "not Programmed: no address is assigned",
        ),
        (
            gateway(
                PROGRAMMED,
                listeners=[
                    {"name": "http", "conditions": [PROGRAMMED]},
                    {"name": "https", "conditions": [condition("Programmed", "False", message="no secret")]},
                ],
            ),
            Health.FAILED,
            "listener https is not Programmed: no secret",
        ),
    ],
)
def test_a_gateway_is_as_its_controller_says(found: Any, status: Health, detail: str) -> None:
    (finding,) = evaluate_gateways([found])
    assert (finding.status, finding.detail) == (status, detail)
    assert finding.remedy.startswith("kubectl -n todo describe gateway todo") is (status is not Health.OK)


def route(*parents: Any) -> Any:
    return custom("HTTPRoute", name="todo-api", status={"parents": list(parents)})


@pytest.mark.parametrize(
    ("found", "status", "detail"),
    [
        (
            route({"conditions": [condition("Accepted"), condition("ResolvedRefs")]}),
            Health.OK,
            "Accepted",
        ),
        (route(), Health.FAILED, "hangs on no gateway: none has taken it"),
        (
            route(
                {
                    "conditions": [
                        condition("Accepted"),
                        condition("ResolvedRefs", "False", message="Service not found"),
                    ]
                }
            ),
            Health.FAILED,
            "not ResolvedRefs: Service not found",
        ),
    ],
)
def test_a_route_has_to_be_taken_with_all_that_it_refers_to(found: Any, status: Health, detail: str) -> None:
    (finding,) = evaluate_routes([found])
    assert (finding.status, finding.detail) == (status, detail)


def test_only_the_class_of_our_controller_is_judged() -> None:
    other = custom("GatewayClass", name="other", namespace="", spec={"controllerName": "example.com/other"})
    ours = custom("GatewayClass", name="envoy", namespace="", spec={"controllerName": CONTROLLER})
    (finding,) = evaluate_classes([other, ours])
    assert (finding.subject, finding.status) == ("GatewayClass/envoy", Health.FAILED)
    assert finding.remedy == "kubectl describe gatewayclass envoy"
    assert [item.status for item in evaluate_classes([other])] == [Health.ABSENT]


def certificate(*conditions: Any, days: float | None = None, lifetime: int = 90) -> Any:
    if days is None:
        return custom("Certificate", *conditions)
    ends = NOW + timedelta(days=days)
    status = {
        "notBefore": (ends - timedelta(days=lifetime)).isoformat(),
        "notAfter": ends.isoformat(),
        "renewalTime": (ends - timedelta(days=lifetime / 3)).isoformat(),
    }
    return custom("Certificate", *conditions, status=status)


READY = condition("Ready")
LATE = condition("Ready", "False", message="order is pending")


@pytest.mark.parametrize(
    ("found", "status", "detail"),
    [
        (certificate(READY, days=60), Health.OK, "ends on 2027-01-23, 60 days left"),
        (certificate(READY, days=20), Health.ATTENTION, "20 days left, its renewal is due since 2026-11-14"),
        (certificate(READY, days=5), Health.FAILED, "5 days left: its renewal does not work"),
        (certificate(READY, days=16, lifetime=45), Health.OK, "16 days left"),
        (
            certificate(READY, days=10, lifetime=45),
            Health.ATTENTION,
            "10 days left, its renewal is due since",
        ),
        (certificate(READY, days=6, lifetime=45), Health.FAILED, "6 days left: its renewal does not work"),
        (certificate(READY, days=-1), Health.FAILED, "ended on 2026-11-23"),
        (certificate(LATE, days=60), Health.FAILED, "60 days left, not Ready: order is pending"),
        (certificate(LATE), Health.FAILED, "not issued: order is pending"),
        (certificate(), Health.FAILED, "not issued: its controller has not reported"),
    ],
)
def test_a_certificate_is_judged_by_its_days(found: Any, status: Health, detail: str) -> None:
    (finding,) = evaluate_certificates([found], now=NOW)
    assert finding.status is status
    assert detail in finding.detail
    assert bool(finding.remedy) is (status is not Health.OK)


def test_an_issuer_that_is_not_ready_has_failed() -> None:
    (finding,) = evaluate_issuers([custom("Issuer", condition("Ready", "False", message="no account"))])
    assert (finding.status, finding.detail) == (Health.FAILED, "not Ready: no account")


def test_before_the_application_its_resources_are_absent() -> None:
    findings = [
        *evaluate_gateways([]),
        *evaluate_routes([]),
        *evaluate_certificates([], now=NOW),
        *evaluate_issuers([]),
    ]
    assert {item.status for item in findings} == {Health.ABSENT}
    assert len(findings) == 4


def test_a_visit_is_judged_check_by_check() -> None:
    results = [
        CheckResult(name=name, passed=passed, detail="seen", attempts=1, seconds=0.1)
        for name, passed in (("frontend loads", True), ("backend healthy", False))
    ]
    well, ill = evaluate_visit(SmokeReport(url="https://todo.example.com", results=tuple(results)))
    assert (well.status, ill.status) == (Health.OK, Health.FAILED)
    assert ill.subject == "https://todo.example.com: backend healthy"


def test_without_a_url_nothing_is_visited_and_it_is_said() -> None:
    (finding,) = evaluate_visit(NOT_VISITED)
    assert finding.status is Health.ABSENT
