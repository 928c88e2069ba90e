"""The code map names paths, functions and layers that exist."""

import ast
import configparser
import re
from pathlib import Path
from typing import Final

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.docs.pages import prose, rows

MAP: Final = PROJECT / "docs" / "development" / "code-map.md"
ROOTS: Final = ("bench", "constructs_lib", "contract", "environments", "ops", "rehearsal", "stacks", "tools")
_STEP = re.compile(r"\]\(([^)]+\.py)\)$")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _steps() -> list[tuple[str, Path]]:
    found = []
    for cells in rows(prose(MAP)):
        file = _STEP.search(cells[-1])
        if len(cells) == 3 and file and re.match(r"\d+\. ", cells[0]):
            path = (MAP.parent / file[1]).resolve()
            found += [(name, path) for name in re.findall(r"`([^`]+)`", cells[1])]
    return found


def _names(file: Path) -> set[str]:
    found = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, _DEFINITIONS):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{item.name}" for item in node.body if isinstance(item, _DEFINITIONS)}
    return found


STEPS: Final = _steps()


@pytest.mark.parametrize(("name", "file"), STEPS, ids=[name for name, _ in STEPS])
def test_every_step_of_a_path_is_a_function_or_class_of_its_file(name: str, file: Path) -> None:
    assert name in _names(file)


def test_the_three_paths_are_followed_through_several_files() -> None:
    paths = prose(MAP).split("## Path ")[1:]

    assert len(paths) == 3
    assert len({file for _, file in STEPS}) > 20


def test_every_package_has_its_place_in_the_map() -> None:
    linked = {(MAP.parent / target).resolve() for target in re.findall(r"\]\(([^)]+)\)", prose(MAP))}
    packages = [path.parent for root in ROOTS for path in (PROJECT / root).rglob("__init__.py")]
    top = [package for package in packages if len(package.relative_to(PROJECT).parts) <= 3]

    assert [str(package.relative_to(PROJECT)) for package in top if not _placed(package, linked)] == []


def _placed(package: Path, linked: set[Path]) -> bool:
    """Return whether the map links to a package; a command of `rehearse` is named with all of them."""
    return package in linked or package.parent == PROJECT / "rehearsal" / "commands"


@pytest.mark.parametrize("package", ["ops", "rehearsal"])
def test_the_layers_are_those_that_lint_imports_checks(package: str) -> None:
    contracts = configparser.ConfigParser()
    contracts.read(PROJECT / ".importlinter")
    layers = contracts[f"importlinter:contract:{package}-layers"]["layers"].strip().splitlines()
    section = prose(MAP).split(f"## Layers of {package}\n")[1].split("\n## ")[0]
    named = [_modules(cells[1]) for cells in rows(section)]

    assert named == [_full(package, line) for line in layers]


def _modules(cell: str) -> set[str]:
    return {path.removesuffix(".py").replace("/", ".") for path in re.findall(r"\[([^]]+)\]", cell)}


def _full(package: str, layer: str) -> set[str]:
    names = [name.strip() for name in layer.split("|")]
    return {f"{package}.{name.removeprefix(f'{package}.')}" for name in names}
