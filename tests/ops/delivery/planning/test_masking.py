"""Masking measured: every planted credential is masked, and no ordinary value."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.fingerprint import fingerprint
from ops.delivery.planning.text import change_lines
from ops.engine.terraform.redaction import MASK, Redactor
from tests.ops.delivery.planning.ordinary import ORDINARY
from tests.ops.delivery.planning.plans import plan, resource
from tests.ops.delivery.planning.planted import PLANTED, Planted


def _shown(facts: dict[str, Any], *, redactor: Redactor | None = None) -> str:
    """Return all that the views and `--json` can show of a plan."""
    changes = read_changes("app", facts, redactor=redactor)
    lines = [line for change in changes.planned for line in change_lines(change)]
    return "\n".join([*lines, json.dumps([str(change) for change in changes.planned], ensure_ascii=False)])


def _texts(tree: Any) -> Iterator[str]:
    match tree:
        case dict():
            for value in tree.values():
                yield from _texts(value)
        case list():
            for value in tree:
                yield from _texts(value)
        case str():
            yield tree
        case _:
            pass


def _other(tree: Any) -> Any:
    """Return the same tree with another value in each place."""
    match tree:
        case dict():
            return {key: value if key in ("name", "key") else _other(value) for key, value in tree.items()}
        case list():
            return [_other(value) for value in tree]
        case str():
            return "-"
        case _:
            return None


def _is_masked(planted: Planted) -> bool:
    return planted.secret not in _shown(plan(resource("x.new", "create", after=planted.after)))


def test_the_page_has_the_measured_figures() -> None:
    """Recall over the planted credentials, and false positives over every ordinary text."""
    found = sum(map(_is_masked, PLANTED))
    texts = sum(len(list(_texts(values))) for values in ORDINARY.values())
    wrong = sum(
        _shown(plan(resource("x.shop", "create", after=values))).count(MASK) for values in ORDINARY.values()
    )
    assert len(PLANTED) >= 100
    assert texts >= 120
    page = Path("docs/deployment/plan-review.md").read_text(encoding="utf-8")
    assert f"| planted credentials masked | {found} of {len(PLANTED)} |" in page
    assert f"| ordinary values masked | {wrong} of {texts} |" in page


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_a_planted_credential_is_masked_in_a_new_resource(planted: Planted) -> None:
    shown = _shown(plan(resource("x.new", "create", after=planted.after)))
    assert planted.secret not in shown
    assert MASK in shown


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_a_planted_credential_is_masked_on_both_sides_of_an_update(planted: Planted) -> None:
    for before, after in ((_other(planted.after), planted.after), (planted.after, _other(planted.after))):
        shown = _shown(plan(resource("x.old", "update", before=before, after=after)))
        assert planted.secret not in shown


@pytest.mark.parametrize("ordinary", ORDINARY.values(), ids=list(ORDINARY))
def test_no_ordinary_value_is_masked(ordinary: Mapping[str, Any]) -> None:
    for before in (None, _other(ordinary)):
        action = "create" if before is None else "update"
        shown = _shown(
            plan(resource("x.shop", action, before=before, after=ordinary)), redactor=Redactor(["rehearsal"])
        )
        masked = [line for line in shown.splitlines() if MASK in line and line[0] in "+!-"]
        assert masked == []
        assert MASK not in shown


def test_the_rest_of_a_document_stays_readable() -> None:
    values = "replicas: 2\nauth:\n  password: hunter2\n  username: app\n"
    shown = _shown(plan(resource("helm_release.x", "create", after={"values": [values]})))
    assert "replicas: 2" in shown
    assert f"  password: {MASK}" in shown
    assert "  username: app" in shown


def test_a_known_secret_is_masked_in_values_map_keys_and_addresses() -> None:
    secret = "kq:9-lamp/3"
    facts = plan(
        resource(
            f'x.y["{secret}"]',
            "update",
            before={"labels": {secret: "a"}, "note": "x"},
            after={"labels": {secret: "b"}, "note": f"is {secret}!"},
        )
    )
    assert secret in _shown(facts)
    assert secret not in _shown(facts, redactor=Redactor([secret]))


def test_what_the_plan_marks_as_sensitive_is_masked_where_it_is_not_marked() -> None:
    made = resource(
        "random_password.db", "create", after={"result": "w%8Lq!z2-x"}, after_sensitive={"result": True}
    )
    leaked = resource("x.config", "create", after={"data": {"motto": "to w%8Lq!z2-x"}})
    assert "w%8Lq!z2-x" not in _shown(plan(made, leaked))
    assert "w%8Lq!z2-x" in _shown(plan(leaked))


def test_a_sensitive_variable_of_the_plan_is_masked_wherever_it_stands() -> None:
    facts = {
        **plan(resource("x.config", "create", after={"data": {"motto": "to w%8Lq!z2-x"}})),
        "variables": {"secret": {"value": "w%8Lq!z2-x"}},
        "configuration": {"root_module": {"variables": {"secret": {"sensitive": True}}}},
    }
    assert "w%8Lq!z2-x" not in _shown(facts)


def test_a_change_of_a_masked_value_alone_is_still_shown() -> None:
    for before, after in (
        ({"password": "hunter1"}, {"password": "hunter2"}),
        ({"values": ["a: 1\npassword: hunter1\n"]}, {"values": ["a: 1\npassword: hunter2\n"]}),
    ):
        changes = read_changes("app", plan(resource("x.y", "update", before=before, after=after)))
        lines = list(change_lines(changes.planned[0]))
        assert any(MASK in line for line in lines[1:])


def test_masking_does_not_reach_the_fingerprint() -> None:
    one, two = (
        plan(resource("x.y", "update", before={"password": "a"}, after={"password": value}))
        for value in ("hunter1", "hunter2")
    )
    assert _shown(one) == _shown(two)
    assert fingerprint(one) != fingerprint(two)


@pytest.mark.parametrize(
    "settings",
    [
        lambda value: {"env": [{"name": "DB_PASSWORD", "value": value}]},
        lambda value: {"a": 1, "p": [{"key": "DB_PASSWORD", "value": value}, {"key": "B", "value": "1"}]},
        lambda value: {"setting": {"name": "DB_PASSWORD", "value": value}},
        lambda value: {"secrets": {"db": value, "b": "c"}},
        lambda value: {"args": ["serve", "--password", value]},
    ],
)
def test_a_credential_in_json_is_masked_when_it_alone_changes(
    settings: Callable[[str], dict[str, Any]],
) -> None:
    before, after = (json.dumps(settings(value)) for value in ("lamp-1x", "lamp-2x"))
    shown = _shown(plan(resource("x.y", "update", before={"v": before}, after={"v": after})))
    assert "lamp-1x" not in shown
    assert "lamp-2x" not in shown
    assert f"{MASK} -> {MASK}" in shown


def test_a_marked_number_and_the_keys_of_a_marked_map_are_masked_elsewhere() -> None:
    values = {"pin": 83920184, "m": {"T0psecret!x": "a"}}
    made = resource("x.p", "create", after=values, after_sensitive={"pin": True, "m": True})
    leaked = resource("x.y", "create", after={"a": "is 83920184", "b": 83920184, "c": "T0psecret!x"})
    shown = _shown(plan(made, leaked))
    assert "83920184" not in shown
    assert "T0psecret!x" not in shown


def test_an_import_id_and_a_reason_are_masked() -> None:
    imported = resource("x.db", "no-op", before={}, after={}, importing={"id": "postgres://a:lamp-1x@db/x"})
    gone = resource("x.y", "delete", before={"p": "Abc!defg12"}, before_sensitive={"p": True})
    gone["action_reason"] = "because of Abc!defg12"
    shown = _shown(plan(imported, gone))
    assert "lamp-1x" not in shown
    assert "Abc!defg12" not in shown
