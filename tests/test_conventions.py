"""The conventions of docs/development/style.md that ruff cannot check."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ops.engine.synthesis.stacks import PROJECT

PACKAGES: Final = ("constructs_lib", "contract", "environments", "ops", "rehearsal", "stacks", "tools")
# A section of the environment file and the construct that it configures share their noun.
SHARED: Final = {"Cluster", "Sidecar", "Topic", "Workload"}
# They hold a state that changes: progress, counters, timers.
STATEFUL: Final = {
    *(
        "ClusterWatch",
        "DrillGround",
        "Endurance",
        "Generator",
        "Heard",
        "LocustRun",
        "Place",
        "PodLogs",
        "RolloutWatch",
        "Scene",
        "Step",
        "StoreFront",
        "StuckTimer",
    ),
    *("Terraform", "_Node", "_Seen", "_Test"),
}


def _classes(source: str) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef))


def _product() -> Iterator[tuple[Path, ast.ClassDef]]:
    for package in PACKAGES:
        for file in sorted((PROJECT / package).rglob("*.py")):
            for node in _classes(file.read_text(encoding="utf-8")):
                yield file.relative_to(PROJECT), node


def _fields(node: ast.ClassDef) -> int:
    return sum(isinstance(statement, ast.AnnAssign) for statement in node.body)


def _is_in_style(node: ast.ClassDef) -> bool:
    """Return whether a class is no dataclass, or is frozen and, with several fields, keyword-only."""
    for decorator in map(ast.unparse, node.decorator_list):
        if decorator.partition("(")[0].endswith("dataclass"):
            keyword_only = "kw_only=True" in decorator or _fields(node) == 1
            return "frozen=True" in decorator and keyword_only
    return True


def test_a_class_name_means_one_thing() -> None:
    places = defaultdict(list)
    for file, node in _product():
        if not node.name.startswith("_"):
            places[node.name].append(str(file))
    repeated = {name: files for name, files in places.items() if len(files) > 1 and name not in SHARED}
    assert repeated == {}
    assert len(places) > 300


def test_a_dataclass_is_frozen_and_keyword_only_unless_its_state_changes() -> None:
    assert [
        f"{file}: {node.name}"
        for file, node in _product()
        if node.name not in STATEFUL and not _is_in_style(node)
    ] == []


def test_another_style_would_be_found() -> None:
    positional, mutable, right = _classes(
        "@dataclass(frozen=True)\nclass A:\n    a: int\n    b: int\n"
        "@dataclass(kw_only=True)\nclass B:\n    a: int\n"
        "@dataclass(frozen=True, kw_only=True, slots=True)\nclass C:\n    a: int\n    b: int\n"
    )
    assert [_is_in_style(node) for node in (positional, mutable, right)] == [False, False, True]


def test_nothing_that_a_workflow_builds_lies_in_tests() -> None:
    files = [file for file in (PROJECT / ".github").rglob("*.yml") if file.is_file()]
    assert len(files) > 5
    assert [str(file) for file in files if "tests/" in file.read_text(encoding="utf-8")] == []
