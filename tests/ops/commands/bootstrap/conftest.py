import pytest

from ops.clients.azure.environment import AzureTarget
from tests.ops.clients.azure.resource_manager import Api
from tests.ops.commands.bootstrap.subscription import target_on
from tests.support.environment_files import EnvironmentFile


@pytest.fixture
def target(api: Api, environment_file: EnvironmentFile) -> AzureTarget:
    environment_file.set("azure.subscription_id", "33333333-3333-3333-3333-333333333333")
    environment_file.set("cluster.admin_group_ids", ["44444444-4444-4444-4444-444444444444"])
    return target_on(api, environment_file.load())
