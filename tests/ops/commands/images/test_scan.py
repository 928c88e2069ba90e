import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ops.commands.images.accepted import Accepted, AcceptedFinding, AcceptedUnfixed
from ops.commands.images.scan import ScanError, Vulnerability, judge, read_findings, run_trivy
from ops.common.errors import MissingToolError
from tests.github.programs import Programs

TODAY = date(2026, 11, 28)
LATER = date(2027, 1, 1)
UNFIXED = AcceptedUnfixed(severity="HIGH", distribution="debian", statement="why", expired_at=LATER)


def _finding(**changes: str) -> Vulnerability:
    facts = {
        "id": "CVE-2026-1",
        "severity": "HIGH",
        "package": "libmount1",
        "installed": "2.41",
        "fixed": "",
        "status": "affected",
        "distribution": "debian",
        **changes,
    }
    return Vulnerability(**facts)


def _blocks(finding: Vulnerability, accepted: Accepted) -> tuple[bool, str]:
    [verdict] = judge([finding], accepted, today=TODAY)
    return verdict.blocks, verdict.reason


@pytest.mark.parametrize("fixed", ["", "2.42"])
@pytest.mark.parametrize("severity", ["HIGH", "CRITICAL"])
def test_a_finding_blocks_also_when_nobody_has_fixed_it(severity: str, fixed: str) -> None:
    assert _blocks(_finding(severity=severity, fixed=fixed), Accepted())[0] is True


def test_an_entry_accepts_its_finding_until_its_date() -> None:
    entry = AcceptedFinding(id="CVE-2026-1", statement="not called", expired_at=LATER)
    past = AcceptedFinding(id="CVE-2026-1", statement="not called", expired_at=TODAY)

    assert _blocks(_finding(), Accepted(findings=[entry])) == (False, "accepted until 2027-01-01: not called")
    assert _blocks(_finding(), Accepted(findings=[past])) == (True, "blocks: its entry ended on 2026-11-28")
    assert _blocks(_finding(id="CVE-2026-2"), Accepted(findings=[entry]))[0] is True


@pytest.mark.parametrize(
    ("changes", "blocks"),
    [
        ({}, False),
        ({"severity": "CRITICAL"}, True),
        ({"fixed": "2.42"}, True),
        ({"distribution": "alpine"}, True),
        ({"distribution": ""}, True),  # a package of Python or npm
    ],
)
def test_unfixed_findings_are_accepted_only_in_the_distribution_and_never_critical(
    changes: dict[str, str], *, blocks: bool
) -> None:
    assert _blocks(_finding(**changes), Accepted(unfixed=[UNFIXED]))[0] is blocks


def test_what_blocks_comes_first() -> None:
    found = [_finding(id="CVE-1"), _finding(id="CVE-2", fixed="3")]

    assert [one.finding.id for one in judge(found, Accepted(unfixed=[UNFIXED]), today=TODAY)] == [
        "CVE-2",
        "CVE-1",
    ]


# The report


def _report(path: Path, *results: dict[str, Any], family: str = "debian") -> Path:
    document = {"Metadata": {"OS": {"Family": family, "Name": "13.6"}}, "Results": list(results)}
    path.write_text(json.dumps(document))
    return path


def test_findings_are_read_with_the_distribution_of_system_packages(tmp_path: Path) -> None:
    found = {"VulnerabilityID": "CVE-1", "PkgName": "zlib1g", "InstalledVersion": "1", "Severity": "CRITICAL"}
    system = {"Class": "os-pkgs", "Packages": [{"Name": "zlib1g"}], "Vulnerabilities": [found]}
    python = {"Class": "lang-pkgs", "Vulnerabilities": [{**found, "FixedVersion": "2", "Status": "fixed"}]}

    findings = read_findings(_report(tmp_path / "report.json", system, python))

    assert [(one.distribution, one.fixed) for one in findings] == [("debian", ""), ("", "2")]


@pytest.mark.parametrize(
    "results",
    [[], [{"Class": "os-pkgs", "Packages": []}], [{"Class": "lang-pkgs", "Packages": [{"Name": "x"}]}]],
)
def test_a_report_that_saw_no_system_package_is_no_pass(
    tmp_path: Path, results: list[dict[str, Any]]
) -> None:
    with pytest.raises(ScanError, match="names no package"):
        read_findings(_report(tmp_path / "report.json", *results))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"Results": []}'])
def test_a_broken_report_is_no_pass(tmp_path: Path, text: str) -> None:
    (tmp_path / "report.json").write_text(text)

    with pytest.raises(ScanError, match="names no package"):
        read_findings(tmp_path / "report.json")


# The program


def test_trivy_reads_the_folder_and_leaves_the_verdict_to_us(programs: Programs, tmp_path: Path) -> None:
    programs.add("trivy")

    run_trivy(tmp_path / "layout", report=tmp_path / "report.json")

    assert programs.calls_of("trivy") == [
        [
            *("image", "--input", str(tmp_path / "layout"), "--scanners", "vuln"),
            *("--severity", "HIGH,CRITICAL", "--format", "json", "--list-all-pkgs"),
            *("--output", str(tmp_path / "report.json"), "--exit-code", "0"),
        ]
    ]


def test_a_trivy_that_fails_is_no_pass(programs: Programs, tmp_path: Path) -> None:
    programs.add("trivy", "\nsys.exit(1)")
    (tmp_path / "report.json").write_text("of an earlier scan")

    with pytest.raises(ScanError, match="trivy failed with exit code 1"):
        run_trivy(tmp_path / "layout", report=tmp_path / "report.json")
    assert not (tmp_path / "report.json").exists()


def test_without_trivy_nothing_is_scanned(programs: Programs, tmp_path: Path) -> None:
    with pytest.raises(MissingToolError, match="there is no trivy on the PATH"):
        run_trivy(tmp_path / "layout", report=tmp_path / "report.json")
