import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ops.cli import app
from ops.commands.images.command import FindingsError, NoRegistryError
from ops.commands.images.record import BuiltImage, NotScannedError
from ops.common.errors import ExitCode
from ops.common.simulation import SIMULATED_VARIABLE
from tests.github.programs import Programs

REPORT = {
    "Metadata": {"OS": {"Family": "debian"}},
    "Results": [{"Class": "os-pkgs", "Packages": [{"Name": "zlib1g"}], "Vulnerabilities": []}],
}
FINDING = {"VulnerabilityID": "CVE-2023-45853", "PkgName": "zlib1g", "Severity": "CRITICAL"}


def _scan(image: BuiltImage, programs: Programs, *findings: object) -> Exception | None:
    report = json.loads(json.dumps(REPORT))
    report["Results"][0]["Vulnerabilities"] = list(findings)
    body = f"\nopen(sys.argv[sys.argv.index('--output') + 1], 'w').write({json.dumps(report)!r})"
    programs.add("trivy", body)
    result = CliRunner().invoke(app, ["images", "scan", "backend", "--folder", str(image.folder)])
    return result.exception if isinstance(result.exception, Exception) else None


def test_a_clean_image_may_be_pushed(built: Callable[[], BuiltImage], programs: Programs) -> None:
    image = built()

    assert _scan(image, programs) is None
    image.require_scanned()


def test_a_critical_finding_ends_with_the_code_of_a_failed_check(
    built: Callable[[], BuiltImage], programs: Programs
) -> None:
    error = _scan(built(), programs, FINDING)

    assert isinstance(error, FindingsError)
    assert error.exit_code == ExitCode.CHECK_FAILED
    assert ".github/trivyignore.yaml" in error.remedy


def test_an_image_that_was_not_scanned_is_not_pushed(built: Callable[[], BuiltImage]) -> None:
    result = CliRunner().invoke(app, ["images", "push", "backend", "--folder", str(built().folder)])

    assert isinstance(result.exception, NotScannedError)


def test_a_rehearsal_has_no_registry_to_push_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIMULATED_VARIABLE, "1")

    result = CliRunner().invoke(app, ["images", "push", "--folder", str(tmp_path)])

    assert isinstance(result.exception, NoRegistryError)


def test_the_offline_check_of_this_repository_passes() -> None:
    assert CliRunner().invoke(app, ["images", "check"]).exit_code == 0
