"""The report of a load test: a page for people, a picture, and a document for programs."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from ops.commands.load.picture import picture, title
from ops.commands.load.record import Record
from ops.commands.load.requests import endpoints, failures, intervals, percentile
from ops.commands.load.scaling import gaps, histories
from ops.commands.load.verdict import FAILED_REQUESTS, P95, SCALED_DOWN, SCALED_UP, Result, Verdict

PAGE_FILE: Final = "report.html"
PICTURE_FILE: Final = "report.png"
DOCUMENT_FILE: Final = "report.json"
_BUSY_PERCENT: Final = 90.0
_REMEDIES: Final[Mapping[str, str]] = {
    P95: "The slowest requests are in the table below. Pods at their CPU limit: more or larger ones "
    "(environments/<name>.yaml). CPU idle: the database, its pool of connections, or the network.",
    FAILED_REQUESTS: "The table below says which and how. 429: more users an account, or sign-ups a "
    "minute, than the application allows. 5xx: the saved query “One request, from the gateway to the last "
    "component”.",
    SCALED_UP: "kubectl describe hpa and kubectl get pods in the namespace: no metrics, no room on the "
    "nodes, or a slow start. docs/deployment/scaling-and-probes.md",
    SCALED_DOWN: "kubectl describe hpa: is there other load? It takes one pod a minute after five minutes "
    "of low load.",
}


def write_report(record: Record, verdict: Verdict, *, folder: Path) -> dict[str, Any]:
    """Write page, picture and document into a folder, and return the document."""
    image = picture(record, verdict)
    found = document(record, verdict)
    (folder / PICTURE_FILE).write_bytes(image)
    (folder / PAGE_FILE).write_text(page(record, verdict, image=image), encoding="utf-8")
    (folder / DOCUMENT_FILE).write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return found


def document(record: Record, verdict: Verdict) -> dict[str, Any]:
    """Return the load test for programs: JSON types alone."""
    return {
        "url": record.origin,
        "begun": record.begun.isoformat(timespec="seconds"),
        "result": verdict.result.value,
        "summary": verdict.summary,
        "stopped": record.stopped,
        "criteria": [
            {**asdict(criterion), "result": criterion.result.value} for criterion in verdict.criteria
        ],
        "plan": asdict(record.plan),
        "limits": asdict(record.limits),
        "notes": list(notes(record)),
        "requests": len(record.requests),
        "p50": percentile((request.seconds for request in record.requests), 50),
        "p95": percentile((request.seconds for request in record.requests), 95),
        "endpoints": [asdict(endpoint) for endpoint in endpoints(record.requests)],
        "failures": [
            {"name": name, "failure": failure, "times": times}
            for name, failure, times in failures(record.requests)
        ],
        "intervals": [asdict(one) for one in intervals(record.requests, length=record.interval_length)],
        "workloads": {
            name: [{"at": moment.at, **asdict(moment.look)} for moment in moments]
            for name, moments in histories(record.looks).items()
        },
        "unseen": [{"since": since, "until": until} for since, until in gaps(record.looks)],
    }


def page(record: Record, verdict: Verdict, *, image: bytes) -> str:
    """Return the page: one HTML document that needs no other file."""
    templates = Environment(
        loader=PackageLoader("ops.commands.load"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    return templates.get_template("report.html").render(
        title=title(record, verdict),
        record=record,
        verdict=verdict,
        passed=verdict.result is Result.PASSED,
        remedies=[
            (criterion.name, _REMEDIES[criterion.name])
            for criterion in verdict.criteria
            if criterion.result is Result.FAILED
        ],
        notes=list(notes(record)),
        endpoints=endpoints(record.requests),
        failures=failures(record.requests),
        picture=base64.b64encode(image).decode(),
    )


def notes(record: Record) -> Iterator[str]:
    """Yield what a reader must know about the figures, and what the test has left behind."""
    if record.stopped:
        yield "The test was stopped by hand: what it had seen until then is here."
    if record.busiest_percent > _BUSY_PERCENT:
        yield (
            f"The load generator itself used {record.busiest_percent:.0f}% of a CPU: the response times may "
            "be its own. Use a machine with less to do, or fewer users."
        )
    for since, until in gaps(record.looks):
        yield f"The cluster did not answer from {since:.0f} s to {until:.0f} s."
    restarts = [_restarts(name, moments) for name, moments in histories(record.looks).items()]
    yield from (text for text in restarts if text)
    left = f", and {record.tasks_left} tasks named “ops load”" if record.tasks_left else ""
    if record.accounts:
        yield (
            f"Left behind on the target: {record.accounts} accounts, ops-load-…@example.com{left}. "
            "How to delete them: docs/deployment/load-test.md."
        )


def _restarts(name: str, moments: Any) -> str:
    count = max(moment.look.restarts for moment in moments) - moments[0].look.restarts
    return f"Containers of {name} restarted {count} times meanwhile." if count > 0 else ""
