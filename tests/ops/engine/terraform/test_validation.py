"""The place of a finding of `terraform validate`, from the byte that Terraform names."""

import json
from pathlib import Path

import pytest

from ops.engine.terraform.events import Level
from ops.engine.terraform.validation import ValidationProblem, path_at, problems

DOCUMENT = json.dumps(
    {
        "output": {"address": {"value": "x"}},
        "resource": {
            "azurerm_subnet": {
                'n"ödes': {"name": "marker-a", "rules": [{"port": 1}, {"port": "marker-b", "to": [1, 2]}]},
            },
            "azurerm_other": {"last": {"tags": {}, "size": "marker-c"}},
        },
    },
    indent=2,
    ensure_ascii=False,
).encode()


@pytest.mark.parametrize(
    ("marker", "path"),
    [
        (b'"marker-a"', 'resource azurerm_subnet n\\"ödes name'),
        (b'"marker-b"', 'resource azurerm_subnet n\\"ödes rules 1 port'),
        (b'"marker-c"', "resource azurerm_other last size"),
        (b'"size"', "resource azurerm_other last size"),
    ],
)
def test_a_byte_is_traced_to_its_keys(marker: bytes, path: str) -> None:
    assert " ".join(path_at(DOCUMENT, DOCUMENT.index(marker))) == path


def test_a_diagnostic_becomes_a_resource_and_an_argument(tmp_path: Path) -> None:
    (tmp_path / "cdk.tf.json").write_bytes(DOCUMENT)
    start = {"line": 21, "column": 17, "byte": DOCUMENT.index(b'"marker-c"')}
    diagnostics = [
        {
            "severity": "error",
            "summary": "no such size",
            "detail": "choose another",
            "range": {"filename": "cdk.tf.json", "start": start, "end": start},
        },
        {"severity": "warning", "summary": "of the whole stack"},
    ]
    first, second = problems({"diagnostics": diagnostics}, folder=tmp_path)
    assert first == ValidationProblem(
        severity=Level.ERROR,
        summary="no such size",
        detail="choose another",
        address="azurerm_other.last",
        argument="size",
        file=str(tmp_path / "cdk.tf.json"),
        line=21,
    )
    assert (second.severity, second.address, second.argument, second.line) == (Level.WARNING, "", "", 0)
