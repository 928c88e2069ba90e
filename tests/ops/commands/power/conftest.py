import pytest

from ops.clients.azure.environment import Target
from ops.clients.azure.machines.machine import Machine, cluster_of, database_of
from tests.ops.clients.azure.resource_manager import Api
from tests.ops.commands.bootstrap.subscription import CALLER
from tests.ops.commands.power.machines import Machines
from tests.support.environment_files import EnvironmentFile


@pytest.fixture
def machines(api: Api) -> Machines:
    return Machines(api=api)


@pytest.fixture
def target(api: Api, environment_file: EnvironmentFile) -> Target:
    """Return an environment with a managed database that may be stopped."""
    environment_file.set("may_be_stopped", True)
    return Target(environment=environment_file.load(), azure=api.client, caller=CALLER)


@pytest.fixture
def cluster(target: Target) -> Machine:
    return cluster_of(target)


@pytest.fixture
def database(target: Target) -> Machine:
    found = database_of(target)
    assert found
    return found
