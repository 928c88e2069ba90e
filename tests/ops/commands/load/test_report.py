import json
import struct
from pathlib import Path
from typing import Any

import pytest

from ops.commands.load.picture import picture, title
from ops.commands.load.record import Record
from ops.commands.load.report import document, notes, page, write_report
from ops.commands.load.scaling import ClusterLook
from ops.commands.load.verdict import evaluate
from tests.ops.commands.load.records import looks, record, requests, scales, workload


def html(found: Record) -> str:
    return page(found, evaluate(found), image=b"png")


def size(image: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", image[16:24])
    return width, height


def test_the_report_is_a_page_a_picture_and_a_document(tmp_path: Path) -> None:
    found = record(requests=requests(failed=3))
    written = write_report(found, evaluate(found), folder=tmp_path)
    assert json.loads((tmp_path / "report.json").read_text()) == written
    assert size((tmp_path / "report.png").read_bytes())[0] == 1200
    assert "Load test failed: 3 requests failed" in (tmp_path / "report.html").read_text()


def test_a_page_needs_no_other_file() -> None:
    text = html(record())
    assert "data:image/png;base64,cG5n" in text
    assert "src=" not in text.replace('src="data:', "")
    assert "<link" not in text
    assert "<script" not in text


def test_each_criterion_is_a_row_with_measurement_limit_and_result() -> None:
    text = html(record(requests=requests(1.42)))
    for cell in ("1.42 s", "below 1 s", '<td class="failed">failed</td>', "within 60 s of full load"):
        assert cell in text


def test_what_failed_has_a_remedy_and_what_passed_has_none() -> None:
    assert "What to do" not in html(record())
    text = html(record(looks=looks(scales(up_at=150))))
    assert "kubectl describe hpa and kubectl get pods" in text
    assert "The slowest requests are in the table below" not in text


def test_what_a_server_answered_is_no_markup() -> None:
    failing = requests()[0]
    spoiled = type(failing)(at=1, name="page", seconds=0.1, failure="<script>alert(1)</script>")
    text = html(record(requests=(spoiled,)))
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>" not in text


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"stopped": True}, "stopped by hand"),
        ({"busiest_percent": 97.0}, "used 97% of a CPU"),
        ({"tasks_left": 12}, "24 accounts, ops-load-…@example.com, and 12 tasks named “ops load”"),
        (
            {"looks": (*looks(scales(), until=90), ClusterLook(at=91, failure="no"))},
            "did not answer from 91 s to 91 s",
        ),
        (
            {"looks": looks(lambda at: (workload(restarts=3 if at > 60 else 1),))},
            "Containers of todo-backend restarted 2 times",
        ),
    ],
)
def test_what_a_reader_must_know_is_a_note_on_the_page(facts: dict[str, Any], said: str) -> None:
    found = record(**facts)
    assert any(said in note for note in notes(found))
    assert said in html(found)


def test_a_run_without_anything_to_note_has_no_notes() -> None:
    assert list(notes(record(accounts=0))) == []


def test_the_title_says_verdict_reasons_and_that_it_was_stopped() -> None:
    slow = record(requests=requests(1.42, failed=2))
    assert title(slow, evaluate(slow)) == "Load test failed: p95: 1.42 s; 2 requests failed"
    stopped = record(stopped=True, looks=looks(scales(), until=200))
    assert title(stopped, evaluate(stopped)) == "Load test not measured (stopped): not measured: scaled down"


def test_without_a_cluster_there_are_two_panels_in_place_of_four() -> None:
    watched, alone = record(), record(watched=False, looks=())
    assert size(picture(watched, evaluate(watched)))[1] > 1.5 * size(picture(alone, evaluate(alone)))[1]


@pytest.mark.parametrize(
    "facts",
    [
        {"requests": (), "users": (), "ended": None, "looks": ()},
        {"requests": (), "looks": (ClusterLook(at=1, failure="no"),)},
        {"looks": looks(lambda _: (workload(cpu_percent=None, target_percent=None),))},
        {"looks": looks(lambda _: tuple(workload(f"workload-{number}") for number in range(6)))},
    ],
)
def test_a_run_in_which_little_was_seen_has_a_report_all_the_same(
    tmp_path: Path, facts: dict[str, Any]
) -> None:
    found = record(**facts)
    assert write_report(found, evaluate(found), folder=tmp_path)["result"] == "not measured"


def test_a_document_has_the_course_for_programs() -> None:
    found = document(record(), evaluate(record()))
    assert found["result"] == "passed"
    assert [one["name"] for one in found["criteria"]] == [
        "p95",
        "failed requests",
        "scaled up",
        "scaled down",
    ]
    assert found["workloads"]["todo-backend"][0]["ready"] == 2
    assert sum(one["requests"] for one in found["intervals"]) == found["requests"] == 180
