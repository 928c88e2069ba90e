"""The tests of Terraform's plan JSON and of its azurerm backend, with OpenTofu."""

import pytest

from ops.engine.terraform.engine import BINARY_VARIABLE, find_engine
from tests.end_to_end.review.test_plan_format import (  # noqa: F401 - pytest runs what is imported
    test_the_real_terraform_writes_no_key_that_is_unknown,
)
from tests.end_to_end.test_state_store import (  # noqa: F401 - pytest runs what is imported
    test_a_held_state_names_its_holder_and_the_command_that_breaks_the_lock,
    test_a_lease_without_terraforms_record_is_reported_as_such_and_broken_by_the_command_it_names,
    test_a_saved_plan_that_somebody_has_overtaken_is_refused_and_changes_nothing,
    test_a_state_that_its_store_did_not_take_is_kept_and_pushed_when_the_store_is_back,
    test_the_lock_of_a_dead_run_is_broken_by_the_command_that_the_error_names,
)
from tools.components.go_programs import PROGRAMS, program


@pytest.fixture(autouse=True)
def _opentofu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BINARY_VARIABLE, str(program("tofu")))


def test_the_engine_of_these_tests_is_opentofu() -> None:
    assert find_engine().title == f"OpenTofu {PROGRAMS['tofu'].version}"
