from datetime import date
from pathlib import Path

import pytest

from ops.commands.drift.rules import DriftRule, DriftRulesError, read_rules

TODAY = date(2026, 11, 24)
RULE = """
- address: kubernetes_deployment_v1.*
  attribute: metadata.annotations.*
  reason: the mesh's operator writes its annotations there
  until: 2027-01-31
"""


def _read(folder: Path, text: str) -> tuple[DriftRule, ...]:
    file = folder / "rules.yaml"
    file.write_text(text)
    return read_rules(file, today=TODAY)


def test_without_a_file_there_is_no_rule(tmp_path: Path) -> None:
    assert read_rules(tmp_path / "rules.yaml", today=TODAY) == ()
    assert _read(tmp_path, "# nothing is expected\n") == ()


def test_a_rule_covers_what_its_patterns_match(tmp_path: Path) -> None:
    (rule,) = _read(tmp_path, RULE)
    assert rule.covers("kubernetes_deployment_v1.web", "metadata.annotations.mesh")
    assert not rule.covers("kubernetes_deployment_v1.web", "metadata.labels.mesh")
    assert not rule.covers("kubernetes_service_v1.web", "metadata.annotations.mesh")


def test_a_rule_holds_on_its_last_day_and_is_refused_on_the_next(tmp_path: Path) -> None:
    assert len(_read(tmp_path, RULE.replace("2027-01-31", "2026-11-24"))) == 1
    with pytest.raises(DriftRulesError, match=r"rules have expired:\n.*until 2026-11-23") as error:
        _read(tmp_path, RULE.replace("2027-01-31", "2026-11-23"))
    assert error.value.where.endswith("rules.yaml")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (RULE.replace("reason", "because"), "0.reason: Field required"),
        (RULE + "  owner: me\n", "0.owner: Extra inputs are not permitted"),
        (RULE.replace("2027-01-31", "soon"), "0.until: Input should be a valid date"),
        (RULE.replace("the mesh's operator writes its annotations there", "mesh"), "at least 10 characters"),
        ("- [", "not valid YAML"),
        ("rules: none", "valid list"),
    ],
)
def test_a_wrong_rule_is_named(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(DriftRulesError, match=r"wrong|YAML") as error:
        _read(tmp_path, text)
    assert problem in error.value.what
