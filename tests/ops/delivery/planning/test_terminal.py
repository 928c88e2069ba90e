from rich.console import Console

from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.report import PlannedStack, PlanReport, Refusal, Rehearsed, UnplannedStack
from ops.delivery.planning.terminal import plan_view
from tests.ops.delivery.planning.plans import plan, resource


def _shown(*stacks: PlannedStack | UnplannedStack, rehearsed: Rehearsed | None = None) -> str:
    console = Console(width=100, record=True, file=None, force_terminal=False)
    report = PlanReport(environment="staging", commit="abc", stacks=stacks, rehearsed=rehearsed)
    with console.capture() as capture:
        console.print(plan_view(report))
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


def test_a_rehearsal_says_what_it_stands_on_and_what_was_refused() -> None:
    refusal = Refusal(stack="app", reason="quota exceeded")
    rehearsed = Rehearsed(base="0123456789abcdef", notes=("The tree is edited.",), refusal=refusal)
    shown = _shown(_stack("app", plan(resource("a.web", "create"))), rehearsed=rehearsed)
    assert "f00d" not in shown
    assert shown.startswith("On top of 0123456789ab, in a simulated cloud\n  The tree is edited.\n")
    assert "app was refused:\n  quota exceeded" in shown


def test_lost_data_is_named_before_what_only_protects_it() -> None:
    facts = plan(
        resource("azurerm_management_lock.database", "delete"),
        resource("azurerm_postgresql_flexible_server.db", "delete"),
    )
    shown = _shown(_stack("foundation", facts))
    positions = [
        shown.index(f"- delete azurerm_{name}")
        for name in ("postgresql_flexible_server.db", "management_lock.database")
    ]
    assert positions == sorted(positions)
    assert "data lost: the database server azurerm_postgresql_flexible_server.db" in shown
