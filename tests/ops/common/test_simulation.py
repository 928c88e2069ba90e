"""The shell of a rehearsal: nothing in it reaches the real cloud or GitHub, and it says what it is."""

import sys

import pytest

from ops import cli
from ops.common.simulation import RehearsalShellError, refuse_in_rehearsal

IN_A_REHEARSAL = {"OPS_SIMULATED": "1", "REHEARSAL_HOME": "/home/me/rehearsed"}


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run `ops` in this process; a connection to another machine fails the test."""
    monkeypatch.setattr("sys.argv", ["ops", *arguments])
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: pytest.fail("an address was looked up"))
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a connection was made"))
    kept = sys.modules.get("aiohttp")
    with pytest.raises(SystemExit) as ended:
        cli.main()
    if kept is not None:
        sys.modules["aiohttp"] = kept
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    "line",
    [
        "bootstrap --check",
        "bootstrap",
        "context",
        "github configure --dry-run",
        "health",
        "rollout status",
        "images push",
        "power stop",
        "power status",
        "providers lock",
        "check --providers registry",
        "secrets set openai_api_key --vault a-vault",
        "secrets rotate better_auth_secret --generate --vault a-vault",
        "verify https://todo.example.com --yes",
        "load https://todo.example.com --yes-i-own todo.example.com",
        "notify success",
    ],
)
def test_what_would_reach_the_real_world_is_refused_and_says_how_to_leave(
    line: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, value in {
        **IN_A_REHEARSAL,
        "OPENAI_API_KEY": "x" * 40,
        "GH_TOKEN": "token",
        "GITHUB_REPOSITORY": "octo/shop",
        "SLACK_WEBHOOK_URL": "https://hooks.slack.example/x",
    }.items():
        monkeypatch.setenv(name, value)
    assert _run(monkeypatch, *line.split()) != 0
    said = capfd.readouterr().err
    assert "rehears" in said
    assert "OPS_SIMULATED" in said
    assert 'eval "$(rehearse env --unset)"' in said


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/api", "http://localhost:1", "127.0.0.1", "localhost"])
def test_a_server_on_this_machine_is_no_real_one(url: str) -> None:
    refuse_in_rehearsal("GitHub", url=url, variables=IN_A_REHEARSAL)


@pytest.mark.parametrize(
    "url", ["", "https://api.github.com", "http://127.0.0.1.example.com", "mail.example.com"]
)
def test_any_other_is_refused_with_the_rehearsal_that_this_shell_is_in(url: str) -> None:
    with pytest.raises(RehearsalShellError) as caught:
        refuse_in_rehearsal("GitHub", url=url, variables=IN_A_REHEARSAL)
    assert "/home/me/rehearsed" in caught.value.where
    refuse_in_rehearsal("GitHub", url=url, variables={})
