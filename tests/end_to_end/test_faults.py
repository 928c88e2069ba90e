"""What the cloud refuses in the middle of an apply: said plainly, nothing lost, and the next run goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from environments import load_environment
from ops.common.errors import ExitCode
from tests.support.rehearsals import Rehearsal, rehearsal

ENVIRONMENT = "budget"


@pytest.fixture
def budget(tmp_path: Path) -> Iterator[Rehearsal]:
    with rehearsal(tmp_path, ENVIRONMENT=ENVIRONMENT) as made:
        yield made


def test_a_registry_name_that_somebody_else_has_is_named(budget: Rehearsal) -> None:
    name = load_environment(ENVIRONMENT).registry.name
    assert budget.rehearse("cloud", "take-name", "azurerm_container_registry", name).returncode == 0
    done = budget.rehearse("up")
    assert done.returncode == ExitCode.FAILED
    said = " ".join(done.stderr.split())
    assert f"The registry name '{name}' is already in use" in said
    assert "azurerm_container_registry.registry" in said
    assert "Traceback" not in said


def test_a_creation_that_fails_once_is_made_up_for_by_the_next_run(budget: Rehearsal) -> None:
    message = "exceeded quota: namespace"
    assert budget.rehearse("cloud", "fail", "kubernetes_service_v1", message).returncode == 0
    failed = budget.rehearse("up")
    assert failed.returncode == ExitCode.FAILED
    assert message in " ".join(failed.stderr.split())
    again = budget.rehearse("up")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "no changes in 3 stacks" in again.stdout
