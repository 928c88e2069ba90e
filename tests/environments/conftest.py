from pathlib import Path

import pytest

from tests.support.environment_files import EnvironmentFile


@pytest.fixture
def environment_file(tmp_path: Path) -> EnvironmentFile:
    """A valid environment file that the test may spoil."""
    return EnvironmentFile(tmp_path)
