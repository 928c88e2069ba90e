from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ops.commands.secrets.status import SecretStatus, statuses
from ops.delivery.releases.release import Outcome, Release
from ops.delivery.secrets.secret import Secret
from ops.delivery.secrets.vault import Vault
from tests.ops.clients.azure.resource_manager import Api, running_api

KEY = b"key of the test"
SECRET = "marker-" + "x" * 32
RELEASED = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    with running_api(tmp_path, Api()) as running:
        yield running


def release(value: str) -> Release:
    secret = Secret(name="better_auth_secret", value=value, source="")
    return Release(
        id="20261120T000000Z-0123abc",
        environment="production",
        commit="0123abc",
        images={},
        revisions={"better_auth_secret_revision": secret.revision(KEY)},
        fingerprints={},
        by="ada",
        started_at=RELEASED,
        outcome=Outcome.PASSED,
    )


def status(environment: dict[str, str], *, last: Release | None, vault: Vault | None = None) -> SecretStatus:
    [found] = statuses(["better_auth_secret"], environment=environment, vault=vault, key=KEY, last=last)
    assert SECRET not in repr(found)
    return found


@pytest.mark.parametrize(
    ("last", "released"),
    [
        (None, "not released yet"),
        (release(SECRET), "as in 20261120T000000Z-0123abc"),
        (release("another"), "changed since 20261120T000000Z-0123abc"),
    ],
)
def test_a_variable_is_compared_with_the_last_release_by_its_revision(
    last: Release | None, released: str
) -> None:
    found = status({"BETTER_AUTH_SECRET": SECRET}, last=last)
    assert (found.source, found.released, found.usable) == ("BETTER_AUTH_SECRET", released, True)


def test_a_secret_that_is_nowhere_is_not_usable() -> None:
    found = status({}, last=None)
    assert (found.source, found.usable) == ("", False)


def test_a_value_of_the_wrong_shape_is_not_usable() -> None:
    found = status({"BETTER_AUTH_SECRET": "short"}, last=None)
    assert not found.usable
    assert "must have 32" in found.problems[0]


@pytest.mark.parametrize(
    ("days", "released"),
    [(-1, "as in 20261120T000000Z-0123abc"), (1, "changed since 20261120T000000Z-0123abc")],
)
def test_a_vaults_secret_is_compared_by_time_and_never_read(api: Api, days: int, released: str) -> None:
    updated = int(RELEASED.timestamp()) + days * 86_400
    api.resources["/secrets"] = {
        "value": [
            {
                "id": f"{api.url}/secrets/better-auth-secret",
                "attributes": {"enabled": True, "updated": updated},
            }
        ]
    }
    found = status({}, last=release("whatever"), vault=Vault("todo-vault", api.secrets()))
    assert (found.source, found.released) == ("vault todo-vault, better-auth-secret", released)
    assert [call.path for call in api.calls] == ["/secrets"]


def test_a_secret_that_is_disabled_in_the_vault_is_not_usable(api: Api) -> None:
    api.resources["/secrets"] = {
        "value": [
            {"id": f"{api.url}/secrets/better-auth-secret", "attributes": {"enabled": False, "updated": 1}}
        ]
    }
    found = status({}, last=None, vault=Vault("todo-vault", api.secrets()))
    assert found.problems == ("is disabled in the vault",)
