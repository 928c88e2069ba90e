"""A difference is of a kind that the move explains, or it is an error."""

import json
from typing import Any

import pytest

from tools.successor.compare import Kind, differences


def document(**changes: Any) -> str:
    content = {
        "//": {"metadata": {"version": "0.21.0"}},
        "resource": {"azurerm_sample": {"one": {"name": "one", "rules": [], "tags": {}}}},
        "terraform": {
            "required_providers": {"kubernetes": {"source": "kubernetes", "version": "2.38.0"}},
        },
    }
    return json.dumps({**content, **changes}, indent=2)


def kinds(before: str, after: str) -> list[Kind]:
    return [difference.kind for difference in differences(before, after)]


def test_equal_files_do_not_differ() -> None:
    assert differences(document(), document()) == ()


def test_the_version_of_the_library_is_a_kind() -> None:
    (found,) = differences(document(), document(**{"//": {"metadata": {"version": "0.22.1"}}}))
    assert found.kind is Kind.LIBRARY_VERSION
    assert str(found) == 'library version: //.metadata.version: "0.21.0" -> "0.22.1"'


def test_version_and_source_of_a_provider_are_kinds() -> None:
    moved = {"required_providers": {"kubernetes": {"source": "hashicorp/kubernetes", "version": "2.39.0"}}}
    assert kinds(document(), document(terraform=moved)) == [Kind.PROVIDER_SOURCE, Kind.PROVIDER_VERSION]


def test_another_line_break_in_an_empty_list_is_a_kind() -> None:
    before = document().replace('"rules": []', '"rules": [\n        ]').replace("{}", "{\n        }")
    assert kinds(before, document()) == [Kind.LAYOUT]
    assert kinds(before, document(**{"//": {"metadata": {"version": "0.23.4"}}})) == [
        Kind.LIBRARY_VERSION,
        Kind.LAYOUT,
    ]


@pytest.mark.parametrize(
    "after",
    [
        document(resource={"azurerm_sample": {"one": {"name": "two", "rules": [], "tags": {}}}}),
        document(resource={"azurerm_sample": {"one": {"name": "one", "rules": [1], "tags": {}}}}),
        document(resource={"azurerm_sample": {"one": {"name": "one", "tags": {}, "rules": []}}}),
        document(resource={"azurerm_sample": {"one": {"name": "one", "rules": []}}}),
        document(resource={"azurerm_sample": {"one": {"name": 1, "rules": [], "tags": {}}}}),
        document(
            terraform={
                "required_providers": {"kubernetes": {"source": "acme/kubernetes", "version": "2.38.0"}}
            }
        ),
        document().replace('"name": "one"', '"name":  "one"'),
    ],
    ids=["value", "item", "order", "key", "type", "another provider", "layout of a value"],
)
def test_every_other_difference_is_an_error(after: str) -> None:
    assert kinds(document(), after) == [Kind.OTHER]
