import json
import re
from typing import Any

import pytest

from constructs_lib.azure.workbook import Workbook
from stacks.foundation.workbook import workbook_items
from tests.support.constructs import PLACEMENT, resources


@pytest.fixture(scope="module")
def workbook() -> dict[str, Any]:
    made = resources(
        lambda scope: Workbook(
            scope,
            "workbook",
            title="todo",
            workspace_id="/Logs",
            items=workbook_items(cluster_id="/cluster"),
            placement=PLACEMENT,
        )
    )
    found: dict[str, Any] = made["azurerm_application_insights_workbook"]["workbook"]
    return found


def items(workbook: dict[str, Any]) -> dict[str, Any]:
    return {item["name"]: item for item in json.loads(workbook["data_json"])["items"]}


def test_azure_accepts_its_name_and_source(workbook: dict[str, Any]) -> None:
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", workbook["name"])
    assert workbook["source_id"] == '${lower("/Logs")}'


def test_it_shows_health_errors_times_resources_and_logs(workbook: dict[str, Any]) -> None:
    shown = items(workbook)
    assert {"pods", "error-rate", "times", "cpu", "memory", "disk", "search"} <= set(shown)
    assert all(percentile in shown["times"]["content"]["query"] for percentile in ("avg", "95", "99"))
    assert shown["cpu"]["content"]["resourceIds"] == ["/cluster"]


def test_logs_are_searched_by_the_parameters_that_it_offers(workbook: dict[str, Any]) -> None:
    shown = items(workbook)
    offered = {parameter["name"] for parameter in shown["parameters"]["content"]["parameters"]}
    search = shown["search"]["content"]
    used = set(re.findall(r"\{(\w+)\}", search["query"])) | {search["timeContextFromParameter"]}
    assert used == offered == {"time", "component", "severity"}
