import pytest

from environments import load_environment
from ops.commands.cleanup.leftovers import leftovers
from tests.support.environment_files import REFERENCE_ENVIRONMENTS, EnvironmentFile


def test_the_states_stay_and_the_one_command_that_removes_them_is_named() -> None:
    found = leftovers(load_environment("production", folder=REFERENCE_ENVIRONMENTS), variables={})
    assert "hackathontodotfstate" in found[-1].what
    assert found[-1].how.endswith("az group delete --name hackathon-todo-state-rg")


def test_the_dns_record_of_a_custom_host_comes_first(environment_file: EnvironmentFile) -> None:
    environment_file.set("exposure.host", "todo.example.com")
    first = leftovers(environment_file.load(), variables={})[0]
    assert "todo.example.com" in first.what
    assert "answer in your name" in first.why


@pytest.mark.parametrize(
    ("name", "stays", "made_by_us"),
    [("production", "Redpanda organisation", "DATABASE_URL"), ("budget", "DATABASE_URL", "Redpanda")],
)
def test_only_what_the_environment_uses_is_named(name: str, stays: str, made_by_us: str) -> None:
    listed = " ".join(
        one.what for one in leftovers(load_environment(name, folder=REFERENCE_ENVIRONMENTS), variables={})
    )
    assert stays in listed
    assert made_by_us not in listed


def test_the_vault_in_use_is_named_with_the_purge() -> None:
    found = leftovers(
        load_environment("production", folder=REFERENCE_ENVIRONMENTS), variables={"OPS_VAULT": "todo-vault"}
    )
    (vault,) = (one for one in found if "todo-vault" in one.what)
    assert "az keyvault purge --name todo-vault" in vault.how
