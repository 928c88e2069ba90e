import json
import re
from collections.abc import Mapping
from typing import Any, Final

import pytest
from jsonschema import Draft7Validator

from constructs_lib.azure.workbook import Workbook
from stacks.foundation.workbook import workbook_items
from tests.support.constructs import PLACEMENT, resources

# The rules of the published schema for the kinds of items that we use. Its array `items` judges only the
# first item; here every item is judged. Source: github.com/microsoft/Application-Insights-Workbooks,
# schema/workbook.json.
_METRIC: Final = {
    "version": {"type": "string"},
    "title": {"type": "string"},
    "size": {"type": "integer"},
    "chartType": {"type": "integer"},
    "resourceType": {"type": "string"},
    "resourceIds": {"type": "array"},
    "metrics": {"type": "array", "items": {"type": "object"}},
}


def _item(kind: int, content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "content"],
        "properties": {
            "type": {"const": kind},
            "content": {"type": "object", "properties": content},
            "name": {"type": "string"},
            "customWidth": {"type": "string"},
        },
    }


_PARAMETERS: Final = {
    "version": {"type": "string"},
    "style": {"type": "string"},
    "queryType": {"type": "integer"},
}
SCHEMA: Final = Draft7Validator(
    {
        "type": "object",
        "required": ["version", "items"],
        "properties": {
            "version": {"type": "string"},
            "fallbackResourceIds": {"type": "array"},
            "$schema": {"type": "string"},
            "items": {
                "type": "array",
                "items": {
                    "anyOf": [
                        _item(1, {"json": {"type": "string"}}),
                        _item(3, {}),
                        _item(9, _PARAMETERS),
                        _item(10, _METRIC),
                    ]
                },
            },
        },
    }
)


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


def test_the_published_schema_accepts_it(workbook: dict[str, Any]) -> None:
    assert [error.message for error in SCHEMA.iter_errors(json.loads(workbook["data_json"]))] == []


@pytest.mark.parametrize(
    "planted",
    [
        {"type": 2, "content": {}},
        {"type": 1, "content": {"json": 5}},
        {"type": 3},
        {"type": 10, "content": []},
    ],
    ids=["unknown kind", "text that is a number", "no content", "content that is a list"],
)
def test_the_published_schema_refuses_a_wrong_item(workbook: dict[str, Any], planted: dict[str, Any]) -> None:
    content = json.loads(workbook["data_json"])
    content["items"].append(planted)
    assert not SCHEMA.is_valid(content)
