"""The tests do not depend on the shell that they are started from."""

import os
import subprocess
import sys

from tests.conftest import SHELL_SETTINGS

LISTED = "import os, tests.conftest; print(*sorted(os.environ))"


def test_settings_of_terraform_in_the_developers_shell_do_not_reach_the_tests() -> None:
    settings = {f"{prefix}SETTING": "of the shell" for prefix in SHELL_SETTINGS}
    command = [sys.executable, "-c", LISTED]
    listed = subprocess.run(
        command, env={**os.environ, **settings, "KEPT": "yes"}, capture_output=True, text=True, check=True
    ).stdout.split()
    assert "KEPT" in listed
    assert not [name for name in listed if name.startswith(SHELL_SETTINGS)]
