import pytest

from ops.clients.azure.environment import AzureTarget
from ops.clients.azure.machines.machine import Machine, cluster_of, database_of
from tests.ops.clients.azure.resource_manager import Api
from tests.ops.commands.bootstrap.subscription import target_of
from tests.ops.commands.power.machines import Machines
from tests.support.environment_files import EnvironmentFile


@pytest.fixture
def machines(api: Api) -> Machines:
    return Machines(api=api)


@pytest.fixture
def target(api: Api, environment_file: EnvironmentFile) -> AzureTarget:
    """Return an environment with a managed database that may be stopped."""
    environment_file.set("may_be_stopped", True)
    return target_of(api, environment_file.load())


@pytest.fixture
def cluster(target: AzureTarget) -> Machine:
    return cluster_of(target)


@pytest.fixture
def database(target: AzureTarget) -> Machine:
    found = database_of(target)
    assert found
    return found
