"""What make refuses before it does anything."""

import os
import subprocess

from ops.engine.synthesis.stacks import PROJECT


def test_an_environment_as_a_target_is_refused_with_the_command() -> None:
    # A make that runs these tests hands its options on.
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(
        ["make", "--dry-run", "rehearse", "staging"],
        cwd=PROJECT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "staging is an environment, not a target" in done.stderr
    assert "ENVIRONMENT=staging make rehearse." in done.stderr
