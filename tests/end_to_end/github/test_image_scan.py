"""The job that builds and scans an image, with the real `ops`: the image is read as Trivy reads it.

The steps are the workflow's. A program in the place of docker writes BuildKit's folder, and one on the
library that Trivy uses, go-containerregistry, reads it in Trivy's place and writes a report.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from contract.workloads import Role
from ops.commands.images.record import BuiltImage, NotScannedError
from ops.engine.synthesis.stacks import PROJECT
from tests.github.conftest import CONTEXTS
from tests.github.files import workflow
from tests.github.programs import Programs
from tests.github.runner import JobRun, Runner
from tests.support.oci_image import built_image, write_archive, write_layout
from tools.components.go_programs import PROGRAMS, program

DOCKER: Final = """
if "build" in sys.argv and "--output" in sys.argv:
    import shutil
    output = sys.argv[sys.argv.index("--output") + 1]
    shutil.copytree({layout!r}, dict(part.split("=") for part in output.split(","))["dest"])
"""
TRIVY: Final = """
import subprocess
report = sys.argv[sys.argv.index("--output") + 1]
read = subprocess.run([{reader!r}, sys.argv[sys.argv.index("--input") + 1]])
open(report, "w").write({report!r})
sys.exit(read.returncode)
"""
SYSTEM: Final = {"Class": "os-pkgs", "Packages": [{"Name": "zlib1g"}]}
FINDING: Final = {
    "VulnerabilityID": "CVE-2023-45853",
    "PkgName": "zlib1g",
    "InstalledVersion": "1:1.2.13",
    "Severity": "CRITICAL",
    "Status": "will_not_fix",
}


@pytest.fixture(scope="module")
def reader() -> Path:
    return program("image-reader")


def _job(folder: Path, reader: Path, *results: object) -> JobRun:
    write_layout(folder / "built", built_image())
    report = {"Metadata": {"OS": {"Family": "debian"}}, "Results": list(results)}
    programs = Programs(folder=folder / "bin")
    programs.add("docker", DOCKER.format(layout=str(folder / "built")))
    programs.add("trivy", TRIVY.format(reader=str(reader), report=json.dumps(report)))
    (folder / "runner").mkdir()
    runner = Runner(
        workspace=PROJECT,
        temp=folder / "runner",
        contexts={**CONTEXTS, "matrix": {"image": "backend"}},
        path=[programs.folder, Path(sys.executable).parent],
        environment={"RETRY_SECONDS": "0"},
        without=["Install what the cache does not have"],
    )
    return runner.run("deploy-production", "build-images")


def test_the_built_image_can_be_read_by_the_scan(tmp_path: Path, reader: Path) -> None:
    run = _job(tmp_path, reader, SYSTEM)

    assert run.passed, run.printed
    read = next(line for line in run.step("Scan").printed.splitlines() if line.startswith("{"))
    found = json.loads(read)
    built = built_image()
    assert found["format"] == "oci-layout"
    assert found["digest"] == built.image_digest
    assert found["layers"] == [built.layer]
    image = BuiltImage(role=Role.BACKEND, folder=tmp_path / "runner" / "images")
    image.require_scanned()
    assert image.build_record().digest == built.digest
    assert built.digest in run.summary


def test_an_image_with_a_critical_finding_is_not_pushed(tmp_path: Path, reader: Path) -> None:
    run = _job(tmp_path, reader, {**SYSTEM, "Vulnerabilities": [FINDING]})

    assert not run.passed
    assert "CVE-2023-45853" in run.printed
    assert "findings that block: backend 1" in run.printed
    assert "retry:" not in run.printed
    with pytest.raises(NotScannedError, match="did not pass"):
        BuiltImage(role=Role.BACKEND, folder=tmp_path / "runner" / "images").require_scanned()


def test_a_scan_that_saw_nothing_is_no_pass(tmp_path: Path, reader: Path) -> None:
    run = _job(tmp_path, reader)

    assert not run.passed
    assert "names no package" in run.printed


def test_an_archive_in_place_of_the_folder_cannot_be_read(tmp_path: Path, reader: Path) -> None:
    write_archive(tmp_path / "image.tar", built_image())

    read = subprocess.run(
        [reader, tmp_path / "image.tar"], capture_output=True, text=True, timeout=60, check=False
    )

    assert read.returncode == 1
    assert "manifest.json not found in tar" in read.stderr
    assert "not a directory" in read.stderr


def test_the_library_is_pinned_in_the_version_of_the_scanner() -> None:
    # aquasecurity/trivy v0.70.0, go.mod. A new scanner brings its version of the library along.
    (version,) = [
        step["with"]["version"]
        for step in workflow("deploy-production").jobs["build-images"].steps
        if str(step.get("uses")).startswith("aquasecurity/setup-trivy@")
    ]
    assert (version, PROGRAMS["image-reader"].version) == ("v0.70.0", "0.21.2")
