"""The runner itself: it must not make the workflows look better than GitHub would."""

from typing import Any

import pytest

from tests.github.expressions import condition, evaluate, interpolate


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'it''s'", "it's"),
        ("github.event.number", 7),
        ("github.nothing.at.all", None),
        ("inputs.image-tag == ''", True),
        ("inputs.given == 'V7'", True),
        ("inputs.given != 'v7' || 'other'", "other"),
        ("true && inputs.given || 'other'", "v7"),
        ("!(inputs.given == 'v7')", False),
        ("needs.*.result", ["success", "skipped"]),
        ("join(needs.*.result, ' ')", "success skipped"),
        ("contains(fromJSON('[\"a\", \"b\"]'), 'B')", True),
        ("contains('abc', 'd')", False),
        ("github.event.number == '7'", True),
    ],
)
def test_expressions_mean_what_they_mean_on_github(expression: str, value: Any) -> None:
    contexts = {
        "github": {"event": {"number": 7}},
        "inputs": {"given": "v7"},
        "needs": {"one": {"result": "success"}, "two": {"result": "skipped"}},
    }

    assert evaluate(expression, contexts) == value


@pytest.mark.parametrize("expression", ["unknown()", "(true", "true true", "a ~ b"])
def test_what_is_not_understood_is_no_empty_text(expression: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        evaluate(expression, {})


@pytest.mark.parametrize(
    ("written", "failed", "runs"),
    [
        ("", False, True),
        ("", True, False),
        ("always()", True, True),
        ("failure()", False, False),
        ("failure()", True, True),
        ("${{ true }}", False, True),
        ("always() && github.nothing == 'x'", True, False),
    ],
)
def test_a_step_after_a_failure_runs_only_if_it_says_so(written: str, *, failed: bool, runs: bool) -> None:
    assert condition(written, {"github": {}}, failed=failed) is runs


def test_values_in_a_text_are_written_as_github_writes_them() -> None:
    assert interpolate("${{ true }}-${{ github.x }}-${{ 'a' }}", {"github": {}}) == "true--a"
