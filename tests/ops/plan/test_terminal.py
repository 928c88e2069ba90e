from rich.console import Console

from ops.plan.changes import read_changes
from ops.plan.report import PlannedStack, PlanReport, UnplannedStack
from ops.plan.terminal import plan_view
from tests.ops.plan.plans import plan, resource


def _shown(*stacks: PlannedStack | UnplannedStack) -> str:
    console = Console(width=100, record=True, file=None, force_terminal=False)
    with console.capture() as capture:
        console.print(plan_view(PlanReport(environment="staging", commit="abc", stacks=stacks)))
    return capture.get()


def _stack(name: str, facts: dict[str, object]) -> PlannedStack:
    return PlannedStack(changes=read_changes(name, facts), fingerprint="f00d")


def test_nothing_to_do_is_one_line() -> None:
    assert _shown(_stack("app", plan())) == "staging: no changes\n"


def test_what_is_taken_away_stands_above_the_details() -> None:
    shown = _shown(_stack("app", plan(resource("a.db", "delete"), resource("a.web", "create"))))
    assert shown.index("1 of what exists would be taken away") < shown.index("+ create a.web")


def test_a_stack_that_cannot_be_planned_says_why() -> None:
    shown = _shown(UnplannedStack(name="app", reason="foundation is not applied"))
    assert "app: cannot be planned yet\n  foundation is not applied" in shown
