"""The database's connections: Azure's limits, and shares that fit at full scale with a rolling update."""

from typing import Any

import pytest

from contract.workloads import SURGE_PODS
from environments import EnvironmentFileError, load_environment
from environments.connections import UnknownConnectionLimitError, connection_budget, connection_limit
from environments.database import ExternalDatabase, ManagedDatabase
from environments.database_sizes import DATABASE_SIZES
from tests.support.environment_files import EnvironmentFile
from tests.support.synthesis import ENVIRONMENTS, synthesized


def _managed(sku: str) -> ManagedDatabase:
    return ManagedDatabase(provider="managed", server_name="db-for-test", sku=sku)


@pytest.mark.parametrize(
    ("sku", "limit"),
    [("B_Standard_B1ms", 35), ("B_Standard_B2s", 414), ("B_Standard_B2ms", 844), ("B_Standard_B20ms", 4985)],
)
def test_a_burstable_server_has_azures_limit_for_users(sku: str, limit: int) -> None:
    assert connection_limit(_managed(sku)) == limit


@pytest.mark.parametrize("sku", ["GP_Standard_D2ds_v5", "MO_Standard_E4ds_v5"])
def test_a_larger_server_has_the_clients_of_pgbouncer(sku: str) -> None:
    assert connection_limit(_managed(sku)) == 5000


def test_every_size_that_a_file_may_name_has_a_known_limit() -> None:
    assert all(connection_limit(_managed(size)) >= 35 for size in DATABASE_SIZES)


def test_a_size_without_a_known_limit_is_refused() -> None:
    unlisted = _managed("B_Standard_B1ms").model_copy(update={"sku": "GP_Standard_X1"})
    with pytest.raises(UnknownConnectionLimitError, match="GP_Standard_X1 has no known limit"):
        connection_limit(unlisted)


@pytest.mark.parametrize("limit", range(12, 200, 7))
@pytest.mark.parametrize("replicas", [1, 3, 5])
def test_what_is_shared_is_never_more_than_there_is_unless_it_does_not_fit(limit: int, replicas: int) -> None:
    database = ExternalDatabase(provider="external", connections=limit)
    budget = connection_budget(database, backends=replicas, frontends=replicas)
    pods = replicas + SURGE_PODS
    assert budget.needed == pods * (budget.backend + budget.sidecar + budget.frontend) + 2
    assert budget.fits or (budget.backend, budget.frontend) == (2, 1)


def test_the_smallest_server_carries_production_at_full_scale() -> None:
    budget = connection_budget(_managed("B_Standard_B1ms"), backends=5, frontends=5)
    assert budget.fits
    assert (budget.backend, budget.frontend, budget.sidecar, budget.needed) == (2, 1, 2, 32)


def test_more_replicas_than_the_server_has_connections_for_are_refused(
    environment_file: EnvironmentFile,
) -> None:
    environment_file.set("application.frontend.replicas.maximum", 9)
    with pytest.raises(EnvironmentFileError, match="need 36 connections during an update") as error:
        environment_file.load()
    assert "the database has 35: lower them, or choose a larger database.sku" in str(error.value)


def test_an_external_database_says_how_many_it_has(environment_file: EnvironmentFile) -> None:
    environment_file.set("database", {"provider": "external", "connections": 20})
    with pytest.raises(EnvironmentFileError, match=r"or raise database\.connections if its plan has more"):
        environment_file.load()


def _variables(app: dict[str, Any], workload: str) -> dict[str, str]:
    spec = app["kubernetes_deployment_v1"][f"{workload}_deployment"]["spec"]
    assert spec["strategy"]["rolling_update"]["max_surge"] == str(SURGE_PODS)
    (container,) = spec["template"]["spec"]["container"]
    return {each["name"]: each["value"] for each in container["env"] if "value" in each}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_stacks_set_the_shares(environment: str) -> None:
    budget = load_environment(environment).connections
    app = synthesized(environment, "app")["resource"]
    assert _variables(app, "todo_backend")["DATABASE_POOL_SIZE"] == str(budget.backend)
    assert _variables(app, "todo_frontend")["AUTH_DATABASE_POOL_SIZE"] == str(budget.frontend)
