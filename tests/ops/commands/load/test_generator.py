import json
import sys
from pathlib import Path
from typing import Any

import pytest

from ops.commands.load import generator
from ops.commands.load.generator import GeneratorError, Heard, require_locust, running
from ops.commands.load.plan import LoadPlan
from ops.commands.load.requests import Request
from ops.common.errors import ExitCode, MissingToolError


def heard(*lines: dict[str, Any]) -> Heard:
    found = Heard()
    for line in lines:
        found.hear(line)
    return found


def request(at: float, *, leaving: bool = False) -> dict[str, Any]:
    return {
        "kind": "request",
        "at": at + 0.5,
        "began": at,
        "name": "page",
        "seconds": 0.5,
        "failure": "",
        "leaving": leaving,
    }


def test_moments_count_from_the_beginning() -> None:
    found = heard(
        {"kind": "begun", "at": 1000.0},
        {"kind": "users", "at": 1002.0, "users": 7},
        request(1003.0),
        {"kind": "leaving", "at": 1010.0, "users": 7},
    )
    assert found.users == [(2.0, 7), (10.0, 0)]
    assert found.requests == [Request(at=3.0, name="page", seconds=0.5)]
    assert found.ended == 10.0
    assert not found.gone


def test_users_who_clean_up_are_no_load() -> None:
    found = heard({"kind": "begun", "at": 0.0}, request(5.0, leaving=True))
    assert found.requests == []


def test_what_is_left_behind_is_known_at_the_end() -> None:
    found = heard(
        {"kind": "begun", "at": 0.0},
        {"kind": "busy", "at": 1.0, "cpu_percent": 95.0},
        {"kind": "busy", "at": 2.0, "cpu_percent": 92.0},
        {"kind": "gone", "at": 9.0, "accounts": 4, "tasks_left": 2},
    )
    assert (found.gone, found.accounts, found.tasks_left, found.busiest_percent) == (True, 4, 2, 95.0)


def test_without_locust_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "locust", None)
    with pytest.raises(MissingToolError, match="Locust is not installed") as raised:
        require_locust()
    assert raised.value.exit_code is ExitCode.MISSING_TOOL
    assert raised.value.remedy == "make setup"


def test_a_generator_that_cannot_start_is_told_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generator, "_MODULE", "ops.commands.load.no_such_module")
    with running("http://127.0.0.1:9", LoadPlan(), folder=tmp_path) as started:
        started.process.wait(60)
        with pytest.raises(
            GeneratorError, match=r"No module named ops\.commands\.load\.no_such_module"
        ) as raised:
            started.listen()
    assert raised.value.where == str(tmp_path / "generator.log")


def test_a_half_written_line_is_read_when_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generator, "_MODULE", "ops.commands.load.no_such_module")
    with running("http://127.0.0.1:9", LoadPlan(), folder=tmp_path) as started:
        started.process.wait(60)
        whole = json.dumps({"kind": "begun", "at": 3.0}) + "\n"
        said = tmp_path / "requests.jsonl"
        said.write_text(whole[:10])
        with pytest.raises(GeneratorError):
            started.listen()
        assert started.heard.began is None
        said.write_text(whole)
        with pytest.raises(GeneratorError):
            started.listen()
        assert started.heard.began == 3.0
