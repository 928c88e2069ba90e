from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ops.commands.drift import detect as looking
from ops.commands.drift.detect import look
from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.report import PlannedStack, PlanReport
from ops.delivery.workspace import Workspace
from ops.engine.synthesis.stacks import Stack
from ops.engine.terraform.failures import TerraformError, TerraformInterruptedError
from ops.engine.terraform.product import OPENTOFU
from tests.ops.delivery.planning.plans import plan

WORKSPACE = cast(
    Workspace,
    SimpleNamespace(environment="production", stacks=(), engine=SimpleNamespace(product=OPENTOFU)),
)
STACKS = cast("list[Stack]", [SimpleNamespace(name=name) for name in ("foundation", "addons", "app")])

Plan = Callable[..., PlanReport]


def _broken(*names: str, error: type[TerraformError] = TerraformError) -> Plan:
    """Plans of stacks, of which some cannot be refreshed."""

    def plan_environment(workspace: Any, stacks: list[Stack], **options: Any) -> PlanReport:
        assert options["options"].refresh_only
        assert not options["options"].lock
        for stack in stacks:
            if stack.name in names:
                raise error(f"{stack.name} does not answer")
        planned = [
            PlannedStack(changes=read_changes(stack.name, plan()), fingerprint="f00d") for stack in stacks
        ]
        return PlanReport(environment="production", commit="abc", stacks=planned)

    return plan_environment


def test_a_stack_that_cannot_be_refreshed_does_not_hide_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "plan_environment", _broken("app"))
    report = look(WORKSPACE, STACKS)
    assert [stack.name for stack in report.planned] == ["foundation", "addons"]
    assert [(stack.name, stack.reason) for stack in report.unplanned] == [("app", "app does not answer")]
    assert report.product is OPENTOFU


@pytest.mark.parametrize("broken", [("foundation", "addons", "app"), ("foundation",)])
def test_when_nothing_can_be_seen_terraforms_error_is_told(
    monkeypatch: pytest.MonkeyPatch, broken: tuple[str, ...]
) -> None:
    monkeypatch.setattr(looking, "plan_environment", _broken(*broken))
    with pytest.raises(TerraformError, match="foundation does not answer"):
        look(WORKSPACE, STACKS[: len(broken)])


def test_who_stops_it_stops_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "plan_environment", _broken("addons", error=TerraformInterruptedError))
    with pytest.raises(TerraformInterruptedError):
        look(WORKSPACE, STACKS)
