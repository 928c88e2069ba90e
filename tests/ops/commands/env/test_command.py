"""`ops env` and `ops secrets check`: both look at what was released last, in a real state store."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
import typer
from azure.storage.blob import ContainerClient
from typer.testing import CliRunner, Result

from ops.commands.env import command as hand_run
from ops.commands.secrets import command as secret_values
from ops.common.errors import ExitCode, MissingInputError
from ops.delivery.releases.release import Outcome
from ops.delivery.releases.store import ReleaseStore
from ops.delivery.secrets.revision_key import ensure_revision_key
from ops.delivery.workspace import Workspace
from ops.engine.terraform.engine import find_engine
from tests.ops.commands.env.test_exports import APP, KEY, LAST
from tests.support.state_store import BACKEND, running_container

URL = "postgresql://todo:marker@db.example.com:5432/todo?sslmode=require"
GIVEN = {
    "DATABASE_URL": URL,
    "OPENAI_API_KEY": "marker-" + "k" * 20,
    "BETTER_AUTH_SECRET": "marker-" + "s" * 32,
}


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ContainerClient]:
    with running_container(tmp_path_factory.mktemp("state-store")) as found:
        ensure_revision_key(found, key=KEY)
        ReleaseStore(found, environment="production").save(
            LAST.model_copy(update={"outcome": Outcome.PASSED})
        )
        yield found


def ops(monkeypatch: pytest.MonkeyPatch, container: ContainerClient, *arguments: str, **given: str) -> Result:
    workspace = Workspace(
        environment="production",
        folder=Path("/none"),
        backend=BACKEND,
        stacks=(APP,),
        engine=find_engine(),
        variables=given,
    )
    monkeypatch.setattr(Workspace, "container", lambda _: nullcontext(container))
    app = typer.Typer()
    for part in (hand_run, secret_values):
        monkeypatch.setattr(part, "open_workspace", lambda **_: workspace)
        part.register(app)
    return CliRunner().invoke(app, list(arguments))


def test_env_prints_references_and_the_last_releases_images(
    monkeypatch: pytest.MonkeyPatch, container: ContainerClient
) -> None:
    result = ops(monkeypatch, container, "env", **GIVEN)
    assert result.exit_code == 0
    assert 'export TF_VAR_database_url="$DATABASE_URL"' in result.stdout
    assert f"export TF_VAR_backend_image={LAST.images['backend_image']}" in result.stdout
    assert "marker" not in result.output


def test_env_names_what_is_not_set(monkeypatch: pytest.MonkeyPatch, container: ContainerClient) -> None:
    result = ops(monkeypatch, container, "env", DATABASE_URL=URL)
    assert isinstance(result.exception, MissingInputError)
    assert "BETTER_AUTH_SECRET" in result.exception.what


def test_check_is_content_when_everything_can_be_deployed(
    monkeypatch: pytest.MonkeyPatch, container: ContainerClient
) -> None:
    result = ops(monkeypatch, container, "secrets", "check", **GIVEN)
    assert result.exit_code == 0
    assert "marker" not in result.output


def test_check_ends_with_an_exit_code_when_something_is_missing_or_wrong(
    monkeypatch: pytest.MonkeyPatch, container: ContainerClient
) -> None:
    result = ops(monkeypatch, container, "secrets", "check", "--json", DATABASE_URL="marker")
    assert result.exit_code == ExitCode.MISSING_INPUT
    found = {one["name"]: one for one in json.loads(result.stdout)}
    assert not found["openai_api_key"]["set"]
    assert "must start with postgresql://" in found["database_url"]["problems"]
    assert "marker" not in result.output
