"""Whatever a plan marks, or the shell knows, is in no view: plain, in base64 or URL-encoded."""

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from ops.common.output import CommandOutput, show
from ops.delivery.planning import plan_file
from ops.delivery.planning.markdown import plan_comment
from ops.delivery.planning.plan_file import report_of_files
from ops.delivery.planning.review import as_document
from ops.delivery.planning.terminal import plan_view
from tests.ops.delivery.planning.plans import plan, resource

LONG = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x17F, exclude_categories=["C", "Z"]), min_size=8
)
# No run of one digit: a generated value could be found in it.
COMMIT = "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b"
SHORT = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=7)
# A marked plain word is masked as a word: letters beside it make another one.
BESIDE = st.sampled_from(["", " ", "x: ", "(", "a=", '"', "/", "-", "1", "\n", "@", "%"])


@pytest.fixture(autouse=True, scope="module")
def _no_git() -> Iterator[None]:
    """Leave out the process that reads the commit: it takes most of an example's time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan_file, "current_commit", lambda _: COMMIT)
        yield


def _views(facts: dict[str, Any], *, folder: Path, variables: dict[str, str] | None = None) -> str:
    """Return the comment, the terminal view and the JSON of a plan file."""
    file = folder / "plan.json"
    file.write_text(json.dumps(facts), encoding="utf-8")
    report = report_of_files([file], environment="production", variables=variables or {})
    screen = io.StringIO()
    show(CommandOutput(document=None, view=[plan_view(report)]), console=Console(file=screen, width=1_000))
    document = json.dumps(as_document(report), ensure_ascii=False)
    return "\n".join([plan_comment(report), screen.getvalue(), document])


def _forms(value: str) -> dict[str, str]:
    data = value.encode()
    return {
        "plain": value,
        "base64": base64.b64encode(data).decode(),
        "base64 in the middle": base64.b64encode(b"a:" + data + b"@h").decode(),
        "base64 of URLs": base64.urlsafe_b64encode(data).decode(),
        "URL": quote(value, safe=""),
        "query": quote_plus(value),
    }


def _leaks(value: str, *, front: str, back: str) -> list[dict[str, Any]]:
    """Return resources that repeat a value in each form: as a value, an old one, a document, and a key."""
    shown = {name: f"{front}{form}{back}" for name, form in _forms(value).items()}
    return [
        resource("x.new", "create", after={"notes": shown}),
        resource("x.old", "update", before={"notes": shown}, after={"notes": dict.fromkeys(shown, "-")}),
        resource("x.list", "create", after={"notes": list(shown.values())}),
        resource("x.json", "create", after={"notes": json.dumps({"a": shown})}),
    ]


def _marked(value: str, place: str) -> dict[str, Any]:
    """Return the part of a plan that marks a value in one place."""
    values, marks = {"result": value}, {"result": True}
    match place:
        case "after":
            return plan(resource("r.p", "create", after=values, after_sensitive=marks))
        case "before":
            gone = resource("r.p", "delete", before=values)
            gone["change"]["before_sensitive"] = marks
            return plan(gone)
        case "output":
            change = {"actions": ["create"], "before": None, "after": value, "after_sensitive": True}
            return {**plan(), "output_changes": {"o": change}}
        case "variable":
            configuration = {"root_module": {"variables": {"v": {"sensitive": True}}}}
            return {**plan(), "variables": {"v": {"value": value}}, "configuration": configuration}
        case "list":
            return plan(
                resource("r.p", "create", after={"l": ["a", value]}, after_sensitive={"l": [False, True]})
            )
        case _:
            state = {"resources": [{"address": "r.p", "values": values, "sensitive_values": marks}]}
            return {**plan(), "prior_state": {"values": {"root_module": {"child_modules": [state]}}}}


PLACES = st.sampled_from(["after", "before", "output", "variable", "list", "prior state"])


@settings(max_examples=30, deadline=None)
@given(value=LONG, place=PLACES, front=BESIDE, back=BESIDE)
def test_no_view_shows_what_the_plan_marks(
    tmp_path_factory: Any, value: str, place: str, front: str, back: str
) -> None:
    facts = _marked(value, place)
    facts["resource_changes"] = [*facts["resource_changes"], *_leaks(value, front=front, back=back)]
    shown = _views(facts, folder=tmp_path_factory.mktemp("plan"))
    assert [name for name, form in _forms(value).items() if form in shown] == []


@settings(max_examples=25, deadline=None)
@given(value=LONG, front=BESIDE, back=BESIDE)
def test_no_view_shows_a_secret_of_the_shell(
    tmp_path_factory: Any, value: str, front: str, back: str
) -> None:
    # A known plain word is masked only as a whole value: a digit makes this one another.
    secret = f"{value}7"
    facts = plan(*_leaks(secret, front=front, back=back))
    shown = _views(
        facts, folder=tmp_path_factory.mktemp("plan"), variables={"TF_VAR_better_auth_secret": secret}
    )
    assert [name for name, form in _forms(secret).items() if form in shown] == []


@settings(max_examples=25, deadline=None)
@given(value=SHORT, place=PLACES)
def test_a_short_value_is_never_looked_for_elsewhere(tmp_path_factory: Any, value: str, place: str) -> None:
    facts = _marked(value, place)
    there = [*facts["resource_changes"]]
    facts["resource_changes"] = [*there, resource("x.new", "create", after={"note": f"a {value} b"})]
    unmarked = plan(resource("x.new", "create", after={"note": f"a {value} b"}))
    folder = tmp_path_factory.mktemp("plan")
    line = next(line for line in _views(unmarked, folder=folder).splitlines() if "note: " in line)
    assert line in _views(facts, folder=folder).splitlines()


def test_without_a_mark_the_same_values_are_shown(tmp_path: Path) -> None:
    """Show that the properties can fail."""
    value = "correct-horse-battery-9"
    shown = _views(plan(*_leaks(value, front="", back="")), folder=tmp_path)
    assert value in shown
    assert base64.b64encode(value.encode()).decode() in shown
