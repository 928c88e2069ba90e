"""Options and settings of all tests."""

import os
from pathlib import Path

import pytest

from tests.support.environment_files import EnvironmentFile

# jsii warns of Node 20 at every start; which Node may be used is checked by `make setup`.
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-golden",
        action="store_true",
        help="write the golden files anew from what is synthesized now; review the difference with git diff",
    )


@pytest.fixture
def environment_file(tmp_path: Path) -> EnvironmentFile:
    """A valid environment file that the test may spoil."""
    return EnvironmentFile(tmp_path)
