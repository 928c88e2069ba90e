import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from azure.keyvault.secrets import SecretClient

from ops.clients.azure.management import client_options
from ops.common.errors import ExitCode, MissingInputError
from ops.delivery.secrets.shapes import SecretShapeError
from ops.delivery.secrets.sources import collect
from ops.delivery.secrets.vault import Vault, VaultError, open_vault
from tests.ops.clients.azure.resource_manager import Api, SignedIn, refused, running_api

URL = "postgresql://todo:pw-marker@db.example.com:5432/todo?sslmode=require"
KEY = "k" * 30


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    with running_api(tmp_path, Api()) as running:
        yield running


@pytest.fixture
def vault(api: Api) -> Vault:
    return Vault("todo-vault", api.secrets())


def test_a_secret_is_written_under_its_name_with_hyphens_and_read_back(api: Api, vault: Vault) -> None:
    vault.set("database_url", URL)
    assert api.resources == {"/secrets/database-url": {"value": URL}}
    found = vault.get(["database_url", "openai_api_key"])
    assert {name: (one.value, one.source) for name, one in found.items()} == {
        "database_url": (URL, "vault todo-vault, database-url")
    }


def test_when_a_secret_changed_is_known_without_reading_it(api: Api, vault: Vault) -> None:
    api.resources["/secrets"] = {
        "value": [
            {
                "id": "https://todo-vault.vault.azure.net/secrets/database-url",
                "attributes": {"enabled": True, "updated": 1_764_000_000},
            }
        ]
    }
    versions = vault.versions()
    assert versions["database_url"].changed_at == datetime.fromtimestamp(1_764_000_000, tz=UTC)
    assert [call.path for call in api.calls] == ["/secrets"]


def test_a_vault_that_refuses_names_the_role(api: Api, vault: Vault) -> None:
    api.respond.append(lambda _: refused(403, "Forbidden", "Caller is not authorized"))
    with pytest.raises(VaultError, match="Caller is not authorized") as caught:
        vault.set("database_url", URL)
    assert caught.value.remedy == "you need the role Key Vault Secrets Officer on it"
    assert URL not in str(caught.value)


def test_a_vault_that_cannot_be_reached_is_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        endpoint = f"https://127.0.0.1:{unused.getsockname()[1]}"
        vault = Vault(
            "todo-vault", SecretClient(endpoint, SignedIn(), **client_options(use_env_settings=False))
        )
        with pytest.raises(VaultError, match="no answer from") as caught:
            vault.get(["database_url"])
    assert caught.value.where == "key vault todo-vault"
    assert caught.value.exit_code == ExitCode.MISSING_INPUT


@pytest.mark.parametrize("name", ["https://todo.vault.azure.net", "ab", "1todo", "a--b", "x" * 25])
def test_a_name_that_no_vault_can_have_is_refused(name: str) -> None:
    with pytest.raises(VaultError, match="is not a valid name of a key vault"):
        open_vault(name, SignedIn())


def test_the_environment_comes_before_the_vault(api: Api, vault: Vault) -> None:
    vault.set("openai_api_key", KEY)
    found = collect(["database_url", "openai_api_key"], environment={"DATABASE_URL": URL}, vault=vault)
    assert [found[name].source for name in found] == ["DATABASE_URL", "vault todo-vault, openai-api-key"]
    assert not any(call.path.endswith("database-url") for call in api.calls)


def test_what_is_nowhere_is_named_with_the_command_that_sets_it(vault: Vault) -> None:
    with pytest.raises(MissingInputError, match="database_url") as caught:
        collect(["database_url"], environment={}, vault=vault)
    assert "ops secrets set database_url --vault todo-vault" in caught.value.remedy


def test_a_wrong_shape_is_refused_wherever_it_comes_from(vault: Vault) -> None:
    vault.set("openai_api_key", "marker")
    with pytest.raises(SecretShapeError, match="vault todo-vault, openai-api-key: must have 20") as caught:
        collect(["openai_api_key"], environment={}, vault=vault)
    assert "marker" not in str(caught.value)
