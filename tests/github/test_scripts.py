"""The scripts of .ci that the workflows call."""

import subprocess
from pathlib import Path

import pytest

from ops.engine.synthesis.stacks import PROJECT


def retry(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROJECT / ".ci" / "retry", *arguments],
        env={"PATH": "/usr/bin:/bin", "RETRY_SECONDS": "0"},
        capture_output=True,
        text=True,
        check=False,
    )


def _failing(tmp_path: Path, *, times: int, code: int) -> str:
    count = tmp_path / "count"
    return f"echo x >> {count}; [[ $(wc -l < {count}) -gt {times} ]] || exit {code}"


def test_a_command_is_run_again_until_it_succeeds(tmp_path: Path) -> None:
    done = retry("3", "bash", "-c", _failing(tmp_path, times=2, code=4))

    assert done.returncode == 0
    assert (tmp_path / "count").read_text() == "x\n" * 3
    assert "failed with exit code 4 (try 2 of 3)" in done.stderr


def test_the_exit_code_of_the_last_try_is_kept(tmp_path: Path) -> None:
    done = retry("2", "bash", "-c", _failing(tmp_path, times=9, code=4))

    assert done.returncode == 4
    assert (tmp_path / "count").read_text() == "x\n" * 2


@pytest.mark.parametrize(("code", "tries"), [(6, 3), (9, 1)])
def test_only_the_named_exit_code_is_tried_again(tmp_path: Path, code: int, tries: int) -> None:
    done = retry("--on", "6", "3", "bash", "-c", _failing(tmp_path, times=9, code=code))

    assert done.returncode == code
    assert (tmp_path / "count").read_text() == "x\n" * tries


def test_a_call_without_a_command_says_how_it_is_used() -> None:
    assert "usage: retry" in retry().stderr


def test_lint_and_workflows_name_a_missing_go(tmp_path: Path) -> None:
    done = subprocess.run(
        ["/bin/bash", PROJECT / ".ci" / "check-tools", "go"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 3
    assert "there is no go" in done.stderr
    assert "install Go 1.26" in done.stderr
