from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from azure.storage.blob import ContainerClient
from rich.console import Console

from ops.clients.azure.environment import AzureTarget
from ops.commands.bootstrap.run import BootstrapReport, bootstrap
from ops.commands.bootstrap.state import ACCOUNT_SETTINGS
from ops.common.progress import Steps
from ops.delivery.secrets.revision_key import revision_key
from tests.ops.clients.azure.resource_manager import Api
from tests.ops.commands.bootstrap.subscription import CALLER, assignment, target_of
from tests.support.environment_files import EnvironmentFile
from tests.support.state_store import running_container


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ContainerClient]:
    with running_container(tmp_path_factory.mktemp("state-store")) as found:
        yield found


def run(
    target: AzureTarget, container: ContainerClient, file: Path, *, dry_run: bool = False
) -> tuple[BootstrapReport, str]:
    shown = StringIO()
    report = bootstrap(
        target,
        container=container,
        file=file,
        today=date(2026, 12, 5),
        steps=Steps(Console(file=shown, width=200)),
        dry_run=dry_run,
    )
    return report, shown.getvalue()


def test_a_dry_run_says_everything_and_changes_nothing(
    api: Api, target: AzureTarget, container: ContainerClient, environment_file: EnvironmentFile
) -> None:
    before = environment_file.path.read_text()
    report, shown = run(target, container, environment_file.path, dry_run=True)
    assert len(report.made) == 7
    assert "would make storage account hackathontodotfstate" in shown
    assert "would make key of the secrets' revisions" in shown
    assert [path for _, path in api.writes() if not path.endswith("/checkNameAvailability")] == []
    assert environment_file.path.read_text() == before


def test_an_empty_subscription_gets_everything_and_a_second_run_finds_nothing_to_do(
    api: Api, target: AzureTarget, container: ContainerClient, environment_file: EnvironmentFile
) -> None:
    first, _ = run(target, container, environment_file.path)
    assert len(first.made) == 7
    assert api.resources[target.state_account]["properties"] == ACCOUNT_SETTINGS
    assert len(revision_key(container)) == 32
    assert environment_file.load().budgets.start_month == "2026-12"  # type: ignore[union-attr]
    [given] = [body for path, body in api.resources.items() if path.startswith(f"{target.state_container}/")]
    assert given["properties"]["principalId"] == CALLER.object_id

    roles = f"{target.state_container}/providers/Microsoft.Authorization/roleAssignments"
    api.resources[roles] = {
        "value": [assignment("Storage Blob Data Contributor", scope=target.state_container)]
    }
    target = target_of(api, environment_file.load())
    api.calls.clear()
    second, shown = run(target, container, environment_file.path)
    assert second.made == []
    assert shown.count("exists ") == 8
    assert api.writes() == []
