"""What make refuses before it does anything."""

import subprocess

from ops.engine.synthesis.stacks import PROJECT


def test_an_environment_as_a_target_is_refused_with_the_command() -> None:
    done = subprocess.run(
        ["make", "--dry-run", "rehearse", "staging"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "staging is an environment, not a target" in done.stderr
    assert "ENVIRONMENT=staging make rehearse." in done.stderr
