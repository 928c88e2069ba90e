"""Options and settings of all tests."""

import os
import signal
from pathlib import Path

import pytest

from contract.node import configure_jsii
from tests.support.environment_files import REFERENCE_ENVIRONMENTS, EnvironmentFile

# Before a test imports a construct, which starts Node.
configure_jsii(os.environ)

# The tests have their own environments, because those of the repository get the names of its user.
os.environ["ENVIRONMENTS_DIR"] = str(REFERENCE_ENVIRONMENTS)

# A developer's shell may configure Terraform: a registry's mirror, arguments, a subscription, inputs.
# OpenTofu even writes its warning of a configuration file that is not there before the JSON of a plan.
SHELL_SETTINGS = ("TF_", "TOFU_", "ARM_", "REDPANDA_")
for name in [each for each in os.environ if each.startswith(SHELL_SETTINGS)]:
    del os.environ[name]

# What a script starts in the background ignores Ctrl-C, and so does all that it starts in turn; the tests of
# interrupts need programs that hear it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-golden",
        action="store_true",
        help="write the golden files anew from what is synthesized now; review the difference with git diff",
    )


@pytest.fixture
def environment_file(tmp_path: Path) -> EnvironmentFile:
    """Return a valid environment file that the test may spoil."""
    return EnvironmentFile(tmp_path)
