"""The program that builds an image: docker, podman or buildah.

Each writes the same thing: a folder with an OCI image layout, which the scan reads and which is pushed
byte for byte, so that the digest of the scanned image is the digest in the registry.

Sources of the arguments: docs.docker.com, "OCI and Docker exporters" (the driver `docker` has no OCI
exporter; `tar=false` writes a folder), "docker buildx create", "Build attestations"; docs.podman.io,
podman-build(1) and podman-save(1) (`oci-dir`); buildah-build(1) and buildah-push(1) (`oci:`),
github.com/containers/buildah, docs/.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.commands.images.source import ImageSource
from ops.common.errors import ExitCode, MissingToolError, UserError

PLATFORM: Final = "linux/amd64"
#: The BuildKit container that `docker buildx` builds in.
BUILDER: Final = "todo-deployment"
_PROBE_SECONDS: Final = 60


class EngineError(UserError):
    """A build that failed, or an engine that does not run."""


class UnknownEngineError(UserError):
    """An engine that `ops` does not know."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, kw_only=True)
class BuildEngine:
    """A program that builds images.

    `probes` succeed when it can build. `prepare` is a command to check with, and one that is run when the
    check fails. `reason` is shown with the choice.
    """

    name: str
    reason: str
    probes: Sequence[Sequence[str]]
    build: Callable[[ImageSource, str, Path], list[list[str]]]
    prepare: tuple[Sequence[str], Sequence[str]] | None = None


def _docker(source: ImageSource, reference: str, layout: Path) -> list[list[str]]:
    # The image is named when it is pushed; provenance and SBOM become a part of its index.
    del reference
    return [
        [
            *("docker", "buildx", "build", "--builder", BUILDER, "--platform", PLATFORM),
            *("--provenance", "mode=max", "--sbom", "true"),
            *("--output", f"type=oci,tar=false,dest={layout}"),
            *("--file", str(source.dockerfile), str(source.folder)),
        ]
    ]


def _podman(source: ImageSource, reference: str, layout: Path) -> list[list[str]]:
    return [
        [
            *("podman", "build", "--platform", PLATFORM, "--format", "oci", "--tag", reference),
            *("--file", str(source.dockerfile), str(source.folder)),
        ],
        ["podman", "save", "--format", "oci-dir", "--output", str(layout), reference],
    ]


def _buildah(source: ImageSource, reference: str, layout: Path) -> list[list[str]]:
    return [
        [
            *("buildah", "build", "--platform", PLATFORM, "--format", "oci", "--tag", reference),
            *("--file", str(source.dockerfile), str(source.folder)),
        ],
        ["buildah", "push", reference, f"oci:{layout}"],
    ]


#: In order of preference.
ENGINES: Final = (
    BuildEngine(
        name="docker",
        reason="as the workflow does: only BuildKit adds provenance and an SBOM",
        probes=(("docker", "info"), ("docker", "buildx", "version")),
        prepare=(
            ("docker", "buildx", "inspect", BUILDER),
            ("docker", "buildx", "create", "--name", BUILDER, "--driver", "docker-container"),
        ),
        build=_docker,
    ),
    BuildEngine(
        name="podman",
        reason="docker does not run here; podman needs no daemon",
        probes=(("podman", "info"),),
        build=_podman,
    ),
    BuildEngine(
        name="buildah",
        reason="neither docker nor podman runs here",
        probes=(("buildah", "info"),),
        build=_buildah,
    ),
)


def choose_engine(name: str | None) -> BuildEngine:
    """Return the named engine, or the first of ENGINES that runs.

    Raises UnknownEngineError, MissingToolError when there is none, EngineError when none of them runs.
    """
    names = [engine.name for engine in ENGINES]
    if name and name not in names:
        raise UnknownEngineError(
            f"'{name}' is not an engine", where="--with", remedy=f"engines: {', '.join(names)}"
        )
    candidates = [engine for engine in ENGINES if name in (None, engine.name)]
    there = [engine for engine in candidates if shutil.which(engine.name)]
    if not there:
        raise MissingToolError(
            f"there is no {name or 'docker, podman or buildah'} on the PATH",
            remedy="install Docker (https://docs.docker.com/engine/install) or podman, or buildah",
        )
    problems = []
    for engine in there:
        problem = _problem(engine)
        if problem is None:
            return engine
        problems.append(problem)
    raise EngineError(
        "no engine can build here:\n" + "\n".join(problems),
        where="PATH",
        remedy="start it (Docker: `sudo systemctl start docker`, or open Docker Desktop), or install another",
    )


def build_layout(engine: BuildEngine, source: ImageSource, *, reference: str, layout: Path) -> None:
    """Build an image into a folder with an OCI layout. The engine's output goes to standard error."""
    if layout.exists():
        shutil.rmtree(layout)
    layout.parent.mkdir(parents=True, exist_ok=True)
    if engine.prepare and _run(engine.prepare[0]).returncode != 0:
        _shown(engine, engine.prepare[1], source=source)
    for command in engine.build(source, reference, layout):
        _shown(engine, command, source=source)


def _shown(engine: BuildEngine, command: Sequence[str], *, source: ImageSource) -> None:
    code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.__stderr__, check=False).returncode
    if code != 0:
        raise EngineError(
            f"{' '.join(command[:3])} failed with exit code {code}; {engine.name}'s message is above",
            where=str(source.dockerfile),
            remedy="fix what it names; if a registry or package index did not answer, run it again",
        )


def _problem(engine: BuildEngine) -> str | None:
    """Return why an engine cannot build, in its own words; None when it can."""
    for probe in engine.probes:
        answer = _run(probe)
        if answer.returncode != 0:
            lines = [line.strip() for line in answer.stderr.splitlines() if line.strip()]
            return f"  {' '.join(probe)}: {lines[-1] if lines else f'exit code {answer.returncode}'}"
    return None


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PROBE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"no answer in {_PROBE_SECONDS} s")
    except OSError as error:
        return subprocess.CompletedProcess(command, 1, "", str(error))
