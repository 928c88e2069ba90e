"""One platform for all tests of the workload; figures go to the terminal."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.end_to_end.workload.application import running_application
from tests.end_to_end.workload.frontend import Frontend
from tests.end_to_end.workload.platform import Platform, running_platform
from tests.end_to_end.workload.replica import BACKEND_PYTHON

Report = Callable[[str], None]


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    if not Path(BACKEND_PYTHON).exists():
        pytest.fail("the backend's environment is missing; run `make -C workload setup-backend`")
    with pytest.MonkeyPatch.context() as environment:
        # The broker lives for some minutes: compiling it thoroughly would cost more than it saves.
        environment.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        with running_platform(tmp_path_factory.mktemp("workload")) as platform:
            yield platform


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Frontend]:
    """Yield frontend and backend together, with the frontend's address."""
    with running_application(tmp_path_factory.mktemp("application")) as running:
        yield running


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Report:
    """Print a line of figures, whatever pytest captures."""

    def write(line: str) -> None:
        with capsys.disabled():
            print(f"\n  {line}", end="", flush=True)

    return write
