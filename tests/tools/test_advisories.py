"""Pinned versions with a known advisory are named."""

from datetime import date

import pytest

from tools import advisories
from tools.advisories import ADVISORIES, PINNED, Advisory, affected, main

SAMPLE = Advisory(
    chart="dapr", title="sample", fixed=("1.16.12", "1.17.3"), source="here", read=date(2026, 11, 27)
)


def test_no_pinned_version_has_a_known_advisory() -> None:
    assert affected(PINNED) == []


def test_the_version_that_was_pinned_before_is_named_with_what_fixes_it() -> None:
    """The control: Dapr 1.16.0 was deployed until 2026-11-27."""
    found = affected({**PINNED, "dapr": "1.16.0"})
    (bypass,) = [line for line in found if line.startswith("dapr 1.16.0: CVE-2026-33186")]
    assert "fixed in 1.16.12, 1.17.3, 1.18.0" in bypass
    assert any("path traversal" in line for line in found)


@pytest.mark.parametrize(
    ("chart", "version", "expected"),
    [
        ("gateway-helm", "v1.9.0", ["GHSA-w42f-28h3-998w", "CVE-2026-47775"]),
        ("cert-manager", "v1.21.1", ["CVE-2026-84304"]),
        ("cert-manager", "v1.20.2", ["GHSA-8rvj-mm4h-c258", "CVE-2026-84304"]),
    ],
)
def test_the_patch_before_each_fix_is_named(chart: str, version: str, expected: list[str]) -> None:
    found = affected({**PINNED, chart: version})
    assert len(found) == len(expected)
    for line, title in zip(found, expected, strict=True):
        assert line.startswith(f"{chart} {version}: {title}")


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.15.99", True),
        ("1.16.11", True),
        ("1.16.12", False),
        ("v1.16.13", False),
        ("1.17.2", True),
        ("1.17.3", False),
        ("1.18.0", False),
        ("2.0.0", False),
    ],
)
def test_a_fix_counts_for_its_own_release_line(version: str, expected: bool) -> None:
    assert SAMPLE.affects(version) is expected


def test_every_advisory_is_about_a_chart_that_is_deployed() -> None:
    assert {advisory.chart for advisory in ADVISORIES} <= set(PINNED)


def test_the_command_fails_and_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main() == 0
    monkeypatch.setattr(advisories, "PINNED", {**PINNED, "dapr": "1.16.0"})
    assert main() == 1
    assert "stacks/charts.py" in capsys.readouterr().err
