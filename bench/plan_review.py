"""The processor time of fingerprint and comment of 1,000 changes, against reading the plan's JSON.

Run: `.venv/bin/python -m bench.plan_review [runs]`. Half of them create, half update a
Deployment with two containers. As with the kubernetes provider, many attributes are null or empty.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from bench.pairs import Way, compare
from ops.delivery.planning.changes import read_changes
from ops.delivery.planning.fingerprint import fingerprint
from ops.delivery.planning.markdown import plan_comment
from ops.delivery.planning.report import PlannedStack, PlanReport

CHANGES = 1_000


def processor_seconds(work: Callable[[], object]) -> float:
    """Return the processor time of a piece of work."""
    before = time.process_time()
    work()
    return time.process_time() - before


def large_plan() -> str:
    """Return the JSON of a plan with 1,000 changes."""
    return json.dumps({"resource_changes": [_change(number) for number in range(CHANGES)]})


def _change(number: int) -> dict[str, Any]:
    created = number % 2 == 0
    before = None if created else _deployment(number, image="app:1")
    change = {
        "actions": ["create" if created else "update"],
        "before": before,
        "after": _deployment(number, image="app:2"),
        "after_unknown": {
            "id": True,
            "metadata": [{"annotations": {}, "uid": True}],
            "spec": [{"template": [{}]}],
        },
        "before_sensitive": {},
        "after_sensitive": {"metadata": [{}], "spec": [{"template": [{}]}]},
    }
    kind = "kubernetes_deployment_v1"
    return {"address": f"{kind}.web{number}", "type": kind, "mode": "managed", "change": change}


def _deployment(number: int, *, image: str) -> dict[str, Any]:
    pod = {
        "container": [_container(name, image=image) for name in ("app", "proxy")],
        "volume": [{"name": "tmp", "empty_dir": [{"medium": "", "size_limit": None}], "secret": []}],
        "affinity": [],
        "node_selector": None,
        "priority_class_name": "",
    }
    labels = {"app": f"web{number}", "tier": "front"}
    template = {"metadata": [{"labels": labels, "annotations": None}], "spec": [pod]}
    return {"metadata": [{"name": f"web{number}", "labels": labels}], "spec": [{"template": [template]}]}


def _container(name: str, *, image: str) -> dict[str, Any]:
    return {
        "name": name,
        "image": image,
        "args": None,
        "command": [],
        "env": [{"name": f"SETTING_{index}", "value": str(index), "value_from": []} for index in range(10)],
        "liveness_probe": [{"http_get": [{"path": "/", "port": "8080"}], "exec": [], "grpc": []}],
        "resources": [{"limits": {"cpu": "1"}, "requests": {"cpu": "100m"}}],
        "security_context": [{"capabilities": [{"add": [], "drop": ["ALL"]}], "run_as_user": ""}],
        "working_dir": None,
    }


def review(facts: dict[str, Any]) -> str:
    """Return the comment of a plan, as a pull request gets it."""
    stack = PlannedStack(changes=read_changes("app", facts), fingerprint=fingerprint(facts))
    return plan_comment(PlanReport(environment="production", commit="0" * 40, stacks=[stack]))


def main(runs: int) -> None:
    """Compare fingerprint and comment, and the fingerprint alone, with reading the plan."""
    text = large_plan()
    facts = json.loads(text)
    reading = Way(name="reading the JSON", seconds=lambda: processor_seconds(lambda: json.loads(text)))
    reviewing = Way(name="fingerprint and comment", seconds=lambda: processor_seconds(lambda: review(facts)))
    compare(reviewing, reading, runs=runs)
    alone = Way(name="fingerprint", seconds=lambda: processor_seconds(lambda: fingerprint(facts)))
    compare(alone, reading, runs=runs)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
