"""Rendering of Helm charts offline, out of the Go modules that they are published in.

A source tree's chart is not quite what its project publishes: release tooling fills in versions and image
tags. `Source` says for each chart which texts are filled in, so that the outcome is the published chart's.
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.components.cache import CannotBuildError
from tools.components.go_programs import PROGRAMS, build_environment, go, program

KUBERNETES_VERSION = PROGRAMS["kube-apiserver"].version
RENDER_TIMEOUT_S = 60

Manifest = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A text of a chart's file that the project's release tooling replaces.

    `file` is a glob in the chart's folder; in `new`, {version} stands for the chart's version. With `becomes`
    the outcome is written to that file name.
    """

    file: str
    old: str
    new: str
    becomes: str | None = None


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a chart lies: a folder in a Go module whose versions are the chart's."""

    module: str
    folder: str
    filled: tuple[Filled, ...]


SOURCES: Mapping[str, Source] = {
    "dapr": Source(
        module="github.com/dapr/dapr",
        folder="charts/dapr",
        filled=(
            Filled(file="Chart.yaml", old="'0.0.0'", new="'{version}'"),
            Filled(file="charts/*/Chart.yaml", old="0.0.0", new="{version}"),
            Filled(file="values.yaml", old="tag: 'edge'", new="tag: '{version}'"),
        ),
    ),
    "gateway-helm": Source(
        module="github.com/envoyproxy/gateway",
        folder="charts/gateway-helm",
        filled=(
            Filled(file="Chart.yaml", old="version: v0.0.0-latest", new="version: {version}"),
            Filled(file="Chart.yaml", old='appVersion: "latest"', new="appVersion: {version}"),
            Filled(
                file="values.tmpl.yaml",
                old="${GatewayImage}",
                new="docker.io/envoyproxy/gateway:{version}",
                becomes="values.yaml",
            ),
            Filled(file="values.yaml", old="${GatewayImagePullPolicy}", new="IfNotPresent"),
        ),
    ),
    "cert-manager": Source(
        module="github.com/cert-manager/cert-manager",
        folder="deploy/charts/cert-manager",
        filled=(
            Filled(file="Chart.yaml", old="version: v0.0.0", new="version: {version}"),
            Filled(file="Chart.yaml", old="appVersion: v0.0.0", new="appVersion: {version}"),
        ),
    ),
}


def render(
    *,
    chart: str,
    version: str,
    values: Mapping[str, Any],
    namespace: str,
    release: str | None = None,
    include_crds: bool = True,
) -> list[Manifest]:
    """Return the objects of a chart of `SOURCES` as Helm would apply them, hooks among them.

    `version` is the chart's as its repository knows it, with or without a leading v; `release` is the
    release's name (default: the chart's). Raises
    `CannotBuildError` when there is no such version or Helm refuses the values.
    """
    with tempfile.TemporaryDirectory(prefix="chart-") as folder:
        copied = _filled_copy(chart=chart, version=version, target=Path(folder) / chart)
        command = [str(program("helm")), "template", release or chart, str(copied), "--namespace", namespace]
        command += ["--kube-version", KUBERNETES_VERSION, "--values", "-"]
        result = subprocess.run(
            [*command, *(["--include-crds"] if include_crds else [])],
            # Values go in by standard input, so that none of them is in the argument list.
            input=json.dumps(values),
            capture_output=True,
            text=True,
            timeout=RENDER_TIMEOUT_S,
            check=False,
        )
    if result.returncode != 0:
        raise CannotBuildError(f"chart {chart} {version}: {result.stderr.strip()}")
    return [manifest for manifest in yaml.load_all(result.stdout, yaml.CSafeLoader) if manifest]


def custom_resource_definitions(*, chart: str, version: str, values: Mapping[str, Any]) -> list[Manifest]:
    """Return only the definitions that a chart brings; cert-manager wants `crds.enabled` for them."""
    rendered = render(chart=chart, version=version, values=values, namespace="default")
    return [manifest for manifest in rendered if manifest["kind"] == "CustomResourceDefinition"]


def _filled_copy(*, chart: str, version: str, target: Path) -> Path:
    source = SOURCES[chart]
    original = module_folder(source.module, f"v{version.removeprefix('v')}") / source.folder
    # The module cache is read-only, and so would be a copy that kept its modes.
    shutil.copytree(original, target, copy_function=shutil.copyfile)
    for path in [target, *target.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    for filled in source.filled:
        _fill(filled, version=version, folder=target)
    return target


def _fill(filled: Filled, *, version: str, folder: Path) -> None:
    paths = list(folder.glob(filled.file))
    for path in paths:
        text = path.read_text()
        if filled.old not in text:
            raise CannotBuildError(
                f"{path.relative_to(folder.parent)} no longer has {filled.old!r} to be filled in"
            )
        changed = text.replace(filled.old, filled.new.format(version=version))
        path.with_name(filled.becomes or path.name).write_text(changed)
    if not paths:
        raise CannotBuildError(f"chart {folder.name} has no {filled.file}")


def module_folder(module: str, version: str) -> Path:
    """Return where a module lies unpacked; Go checks what it downloads against its checksum database."""
    with tempfile.TemporaryDirectory(prefix="no-module-") as nowhere:
        result = subprocess.run(
            [go(), "mod", "download", "-json", f"{module}@{version}"],
            cwd=nowhere,
            env=build_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    answer = json.loads(result.stdout or "{}")
    if "Dir" not in answer:
        raise CannotBuildError(f"{module}@{version}: {answer.get('Error', result.stderr.strip())}")
    return Path(answer["Dir"])
