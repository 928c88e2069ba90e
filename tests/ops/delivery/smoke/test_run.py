import socket
import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from ops.delivery.smoke.checks import SmokeTarget
from ops.delivery.smoke.run import SmokeReport, smoke, wait_for_certificate
from tests.ops.delivery.smoke.site import Behaviour, site


def _smoke(target: SmokeTarget, *, deadline_seconds: float = 0.0) -> SmokeReport:
    return smoke(target, deadline_seconds=deadline_seconds, pause=lambda _: None)


def _failed(report: SmokeReport) -> dict[str, str]:
    return {result.name: result.detail for result in report.results if not result.passed}


def test_a_good_release_passes_every_check(tmp_path: Path) -> None:
    with site(tmp_path, Behaviour()) as target:
        report = _smoke(target)
    assert _failed(report) == {}
    assert {result.name for result in report.results} == {
        "frontend loads",
        "backend healthy",
        "certificate",
        "HTTP redirects",
    }


def test_a_page_that_is_not_there_fails(tmp_path: Path) -> None:
    behaviour = Behaviour()
    behaviour.pages["/"] = (500, "")
    with site(tmp_path, behaviour) as target:
        assert "HTTP 500" in _failed(_smoke(target))["frontend loads"]


def test_a_page_that_takes_too_long_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.delivery.smoke.checks.LOAD_SECONDS", 0.2)
    with site(tmp_path, Behaviour(delay_seconds=0.3)) as target:
        assert "expected less than" in _failed(_smoke(target))["frontend loads"]


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        ((503, ""), "HTTP 503, expected 200"),
        ((200, '{"status": "degraded"}'), "status degraded"),
        ((200, "<html>"), "the response has no status: is another server behind /api?"),
        ((200, "[]"), "the response has no status: is another server behind /api?"),
    ],
)
def test_an_unhealthy_backend_fails(tmp_path: Path, answer: tuple[int, str], detail: str) -> None:
    behaviour = Behaviour()
    behaviour.pages["/api/health"] = answer
    with site(tmp_path, behaviour) as target:
        assert _failed(_smoke(target)) == {"backend healthy": detail}


def test_a_certificate_that_is_about_to_end_fails(tmp_path: Path) -> None:
    with site(tmp_path, Behaviour(), certificate_days=5) as target:
        assert _failed(_smoke(target)) == {"certificate": "5 days left of 90, expected 15 or more"}


@pytest.mark.parametrize(
    ("lifetime", "left", "passes"),
    [(90, 15, True), (64, 10, True), (64, 9, False), (45, 7, True), (45, 6, False)],
)
def test_the_days_that_must_be_left_follow_from_the_lifetime(
    tmp_path: Path, lifetime: int, left: int, passes: bool
) -> None:
    """Let's Encrypt's lifetimes: cert-manager renews one of 45 days when 15 are left."""
    with site(tmp_path, Behaviour(), certificate_days=left, lifetime_days=lifetime) as target:
        assert ("certificate" not in _failed(_smoke(target))) is passes


def test_a_certificate_that_is_over_is_named(tmp_path: Path) -> None:
    with site(tmp_path, Behaviour(), certificate_days=-1) as target:
        failed = _failed(_smoke(target))
    assert failed["certificate"] == "certificate refused: certificate has expired"
    assert "certificate has expired" in failed["frontend loads"]


def test_a_certificate_of_a_stranger_is_refused(tmp_path: Path) -> None:
    with site(tmp_path, Behaviour()) as target:
        stranger = replace(target, trust=ssl.create_default_context())
        assert "certificate refused: self-signed certificate" in _failed(_smoke(stranger))["certificate"]


class Shown(list[str]):
    """A progress sink that keeps what was shown."""

    def update(self, doing: str) -> None:
        """Keep a message."""
        self.append(doing)


def test_the_first_certificate_is_waited_for_and_each_attempt_is_shown(tmp_path: Path) -> None:
    shown = Shown()
    pauses: list[float] = []
    with site(tmp_path, Behaviour()) as target:
        trust = ssl.create_default_context()

        def issued(seconds: float) -> None:
            pauses.append(seconds)
            trust.load_verify_locations(cafile=str(tmp_path / "site.pem"))

        result = wait_for_certificate(
            replace(target, trust=trust), deadline_seconds=600, progress=shown, pause=issued
        )
    assert (result.passed, result.attempts, len(pauses)) == (True, 2, 1)
    assert shown[0] == "certificate refused: self-signed certificate (after 0 of 600 s)"
    assert shown[1] == "90 days left (after 0 of 600 s)"


def test_a_first_certificate_that_does_not_come_ends_at_its_deadline(tmp_path: Path) -> None:
    with site(tmp_path, Behaviour()) as target:
        stranger = replace(target, trust=ssl.create_default_context())
        result = wait_for_certificate(
            stranger, deadline_seconds=0, progress=Shown(), pause=lambda _: pytest.fail("it went on")
        )
    assert not result.passed
    assert "self-signed certificate" in result.detail


@pytest.mark.parametrize("redirect_to", [None, "http://127.0.0.1/login", "https://other.example.com/"])
def test_plain_http_that_does_not_lead_to_https_fails(tmp_path: Path, redirect_to: str | None) -> None:
    with site(tmp_path, Behaviour(redirect_to=redirect_to)) as target:
        assert "expected a redirect to HTTPS" in _failed(_smoke(target))["HTTP redirects"]


def test_a_release_that_needs_a_moment_passes_within_the_deadline(tmp_path: Path) -> None:
    with site(tmp_path, Behaviour(failures_first=3)) as target:
        report = _smoke(target, deadline_seconds=30)
    assert report.passed
    assert sum(result.attempts for result in report.results) == 4 + 3


def test_a_server_that_is_not_there_is_a_finding() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        target = SmokeTarget(url=f"http://127.0.0.1:{port}", trust=ssl.create_default_context())
        failed = _failed(_smoke(target))
    assert set(failed) == {"frontend loads", "backend healthy"}
    assert all(detail.startswith("no answer: ") for detail in failed.values())
