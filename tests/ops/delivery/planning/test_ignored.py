"""Settings that the lifecycle ignores: a plan says that they have no effect, and prices what exists."""

from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from ops.common.hidden_header import without_header
from ops.delivery.cost.change import cost_of_plan
from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.fingerprint import fingerprint
from ops.delivery.planning.ignored import IgnoredSetting, ignored_settings
from ops.delivery.planning.markdown import plan_comment
from ops.delivery.planning.report import PlannedStack, PlanReport
from ops.delivery.planning.review import as_document
from ops.delivery.planning.terminal import plan_view
from ops.engine.synthesis.document import StackDocument
from tests.ops.delivery.planning.plans import plan, resource

ADDRESS = "azurerm_postgresql_flexible_server.database"
GROWN = 65536


def _document(**arguments: Any) -> StackDocument:
    lifecycle = {"ignore_changes": ["zone", "storage_mb"]}
    server = {"sku_name": "B_Standard_B1ms", "lifecycle": lifecycle} | arguments
    return StackDocument(content={"resource": {"azurerm_postgresql_flexible_server": {"database": server}}})


def _facts(*actions: str) -> dict[str, Any]:
    server = {"sku_name": "B_Standard_B1ms", "storage_mb": GROWN, "location": "eastus", "zone": "2"}
    state = {
        "root_module": {
            "resources": [
                {
                    "mode": "managed",
                    "type": "azurerm_postgresql_flexible_server",
                    "address": ADDRESS,
                    "values": server,
                }
            ]
        }
    }
    facts = plan(resource(ADDRESS, *(actions or ("no-op",)), before=server, after=server))
    return {**facts, "planned_values": state, "prior_state": {"values": state}}


def _report(*, others: tuple[dict[str, Any], ...] = ()) -> PlanReport:
    facts = _facts()
    facts["resource_changes"] += others
    changes = read_changes("foundation", facts)
    ignored = ignored_settings(_document(storage_mb=131072), facts)
    stack = PlannedStack(changes=replace(changes, without_effect=ignored), fingerprint=fingerprint(facts))
    return PlanReport(environment="production", commit="0" * 40, stacks=[stack])


LINE = f"without effect: {ADDRESS} storage_mb is 131072 in the code, and 65536 stays (ignore_changes)"
UPDATE = resource("a.web", "update", before={"x": 1}, after={"x": 2})


def test_a_setting_that_the_plan_ignores_is_found() -> None:
    assert ignored_settings(_document(storage_mb=32768), _facts()) == (
        IgnoredSetting(address=ADDRESS, attribute="storage_mb", declared="32768", kept="65536"),
    )


@pytest.mark.parametrize(
    "document",
    [_document(storage_mb=GROWN), _document(), _document(storage_mb="${var.storage}"), _document(backup=1)],
)
def test_a_setting_that_is_in_effect_or_is_not_known_here_is_left_out(document: StackDocument) -> None:
    assert ignored_settings(document, _facts()) == ()


@pytest.mark.parametrize("actions", [("create",), ("delete", "create")])
def test_what_is_created_takes_every_setting(actions: tuple[str, ...]) -> None:
    assert ignored_settings(_document(storage_mb=32768), _facts(*actions)) == ()


@pytest.mark.parametrize("others", [(), (UPDATE,)])
def test_every_view_says_so_with_and_without_changes(others: tuple[dict[str, Any], ...]) -> None:
    report = _report(others=others)
    console = Console(width=200)
    with console.capture() as capture:
        console.print(plan_view(report))
    assert LINE in capture.get()
    assert without_header(plan_comment(report)).count(f"! {LINE}") == 1
    assert as_document(report)["stacks"][0]["changes"]["without_effect"][0]["kept"] == "65536"


def test_the_cost_is_that_of_what_exists() -> None:
    cost = cost_of_plan("production", "foundation", _facts())
    assert cost
    assert cost.unchanged
    assert cost.after == cost.before
    assert cost.after.expected > 0


@pytest.mark.parametrize(("name", "marks"), [("administrator_password", {}), ("note", {"note": True})])
def test_an_ignored_setting_that_is_sensitive_is_masked(name: str, marks: dict[str, bool]) -> None:
    document = _document(**{name: "hunter1-in-the-code"}, lifecycle={"ignore_changes": [name]})
    values = {name: "hunter2-in-the-cloud"}
    facts = plan(resource(ADDRESS, "no-op", before=values, after=values))
    facts["resource_changes"][0]["change"]["after_sensitive"] = marks
    (setting,) = ignored_settings(document, facts)
    assert (setting.declared, setting.kept) == ("(sensitive)", "(sensitive)")
