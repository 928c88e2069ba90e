from typing import Any

import pytest

from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.machines.machine import cluster_of, database_of
from tests.ops.clients.azure.resource_manager import Api
from tests.ops.commands.bootstrap.subscription import target_of
from tests.support.environment_files import EnvironmentFile


@pytest.fixture
def target(api: Api, environment_file: EnvironmentFile) -> AzureTarget:
    """Return an environment whose cluster and database run, with nothing in the way."""
    found = target_of(api, environment_file.load())
    database = database_of(found)
    assert database
    running: dict[str, Any] = {
        cluster_of(found).path: {
            "properties": {"provisioningState": "Succeeded", "powerState": {"code": "Running"}}
        },
        database.path: {"properties": {"state": "Ready"}},
        f"{found.subscription}/providers/Microsoft.Authorization/locks": {"value": []},
        found.group: {"name": "group"},
        f"{found.group}/resources": {"value": []},
    }
    api.resources |= running
    return found
