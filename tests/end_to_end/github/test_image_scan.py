"""The scan of a built image: its archive is read as Trivy reads it.

The steps of the job are the workflow's. The test makes BuildKit's archive, and a program on the library that
Trivy uses, go-containerregistry, takes the place of Trivy.
"""

import json
import subprocess
from pathlib import Path
from typing import Final

import pytest

from ops.engine.synthesis.stacks import PROJECT
from tests.end_to_end.github.oci_archive import built_image, write_archive
from tests.github.conftest import CONTEXTS
from tests.github.files import actions
from tests.github.programs import Programs
from tests.github.runner import Runner
from tools.components.go_programs import PROGRAMS, program

MAKE_FOLDER: Final = 'mkdir "$RUNNER_TEMP/image"'
TRIVY: Final = """
reader, written = {reader!r}, sys.argv[sys.argv.index("--input") + 1]
os.execv(reader, [reader, written])
"""


@pytest.fixture(scope="module")
def reader() -> Path:
    return program("image-reader")


def test_the_built_image_can_be_read_by_the_scan(tmp_path: Path, reader: Path) -> None:
    built = built_image()
    folder = tmp_path / "runner" / "image"
    folder.mkdir(parents=True)
    write_archive(folder / "image.tar", built)
    programs = Programs(folder=tmp_path / "bin")
    programs.add("trivy", TRIVY.format(reader=str(reader)))
    runner = Runner(
        workspace=PROJECT,
        temp=tmp_path / "runner",
        contexts={**CONTEXTS, "matrix": {"image": "backend"}},
        path=[programs.folder],
        environment={"RETRY_SECONDS": "0"},
        outputs={"first": {"digest": built.digest}},
        without=[MAKE_FOLDER],
    )

    run = runner.run("deploy-production", "build-images")

    assert run.passed, run.printed
    found = json.loads(run.step("Scan").printed.splitlines()[-1])
    assert found["format"] == "oci-layout"
    assert found["digest"] == built.image_digest
    assert found["layers"] == [built.layer]
    assert (folder / "digest").read_text().strip() == built.digest


def test_the_archive_itself_cannot_be_read(tmp_path: Path, reader: Path) -> None:
    write_archive(tmp_path / "image.tar", built_image())

    read = subprocess.run(
        [reader, tmp_path / "image.tar"], capture_output=True, text=True, timeout=60, check=False
    )

    assert read.returncode == 1
    assert "manifest.json not found in tar" in read.stderr
    assert "not a directory" in read.stderr


def test_the_archive_is_written_as_it_is_read() -> None:
    steps = actions()["build-image"]["runs"]["steps"]
    written = [step["with"]["outputs"] for step in steps if "outputs" in step.get("with", {})]
    assert written == ["type=oci,dest=${{ inputs.archive }}"] * 2


def test_the_library_is_pinned_in_the_version_of_the_scanner() -> None:
    # aquasecurity/trivy v0.70.0, go.mod. A new scanner brings its version of the library along.
    (version,) = [
        step["with"]["version"]
        for step in actions()["build-image"]["runs"]["steps"]
        if str(step.get("uses")).startswith("aquasecurity/setup-trivy@")
    ]
    assert (version, PROGRAMS["image-reader"].version) == ("v0.70.0", "0.21.2")
