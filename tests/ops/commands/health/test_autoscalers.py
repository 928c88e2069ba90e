"""Autoscalers: whether they can read, and whether they are at their end."""

from typing import Any

import pytest

from ops.commands.health.autoscalers import evaluate_autoscalers
from ops.commands.health.finding import Health
from tests.ops.commands.health.objects import condition
from tests.ops.delivery.rollout.objects import Json, parsed

ABLE, ACTIVE = condition("AbleToScale"), condition("ScalingActive")


def autoscaler(*conditions: Json, current: int = 2, minimum: int = 2, maximum: int = 5) -> Any:
    return parsed(
        "V2HorizontalPodAutoscaler",
        {
            "metadata": {"name": "api", "namespace": "todo"},
            "spec": {
                "minReplicas": minimum,
                "maxReplicas": maximum,
                "scaleTargetRef": {"kind": "Deployment", "name": "api"},
            },
            "status": {
                "currentReplicas": current,
                "desiredReplicas": current,
                "conditions": list(conditions),
            },
        },
    )


@pytest.mark.parametrize(
    ("found", "status", "detail"),
    [
        (autoscaler(ABLE, ACTIVE), Health.OK, "2 replicas (2 to 5)"),
        (autoscaler(), Health.ATTENTION, "its controller has not reported yet"),
        (autoscaler(ABLE), Health.ATTENTION, "its controller has not reported yet"),
        (
            autoscaler(condition("AbleToScale", "False", message="no such Deployment")),
            Health.FAILED,
            "cannot scale: no such Deployment",
        ),
        (
            autoscaler(ABLE, condition("ScalingActive", "False", reason="FailedGetResourceMetric")),
            Health.FAILED,
            "cannot read its metric: FailedGetResourceMetric",
        ),
        (
            autoscaler(ABLE, condition("ScalingActive", "False", reason="ScalingDisabled"), current=0),
            Health.ATTENTION,
            "is switched off",
        ),
        (
            autoscaler(ABLE, ACTIVE, condition("ScalingLimited", reason="TooManyReplicas"), current=5),
            Health.ATTENTION,
            "5 replicas (2 to 5), at its maximum, and wants more",
        ),
        (
            autoscaler(ABLE, ACTIVE, condition("ScalingLimited", reason="TooFewReplicas")),
            Health.OK,
            "2 replicas (2 to 5)",
        ),
        (autoscaler(ABLE, ACTIVE, current=5), Health.ATTENTION, "at its maximum"),
        (autoscaler(ABLE, ACTIVE, current=1, minimum=1, maximum=1), Health.OK, "1 replica (1 to 1)"),
    ],
)
def test_an_autoscaler_is_as_its_conditions_say(found: Any, status: Health, detail: str) -> None:
    (finding,) = evaluate_autoscalers([found])
    assert finding.status is status
    assert finding.detail.endswith(detail) or detail in finding.detail
    assert bool(finding.remedy) is (status is not Health.OK)


def test_none_is_absent() -> None:
    (finding,) = evaluate_autoscalers([])
    assert finding.status is Health.ABSENT
