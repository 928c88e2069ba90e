from typing import Any

import pytest
from constructs import Construct

from constructs_lib.azure.postgresql import Administrator, PostgresqlServer, PrivateNetwork, ServerSize
from constructs_lib.azure.virtual_network import VirtualNetwork
from constructs_lib.secret_variable import SecretVariable
from tests.support.constructs import PLACEMENT, resources


def server(scope: Construct, **settings: Any) -> PostgresqlServer:
    network = VirtualNetwork(
        scope,
        "network",
        name="todo",
        cidr="10.10.0.0/16",
        node_cidr="10.10.0.0/24",
        pod_cidr="10.244.0.0/16",
        placement=PLACEMENT,
    )
    password = SecretVariable(scope, "postgres_password", purpose="password")
    values = {
        "name": "todo-db",
        "version": "17",
        "size": size(),
        "network": PrivateNetwork(
            subnet_id=network.add_database_subnet(cidr="10.10.1.0/28"), network_id=network.id
        ),
        "administrator": Administrator(login="todo", password=password.value, revision=password.revision),
        "database": "todo",
        "maintenance_day": "Monday",
        "maintenance_hour": 8,
        "deletion_lock": True,
        **settings,
    }
    return PostgresqlServer(scope, "database", **values, placement=PLACEMENT)


def size(*, pgbouncer: bool = False, high_availability: bool = False) -> ServerSize:
    return ServerSize(
        sku="B_Standard_B1ms",
        storage_gb=32,
        backup_days=7,
        geo_redundant_backup=False,
        high_availability=high_availability,
        pgbouncer=pgbouncer,
    )


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return resources(server)


def test_the_password_is_written_and_never_read(made: dict[str, Any]) -> None:
    database = made["azurerm_postgresql_flexible_server"]["database"]
    assert database["administrator_password_wo"] == "${var.postgres_password}"
    assert database["administrator_password_wo_version"] == "${var.postgres_password_revision}"
    assert "administrator_password" not in database


def test_no_public_address_and_tls_only(made: dict[str, Any]) -> None:
    database = made["azurerm_postgresql_flexible_server"]["database"]
    assert database["public_network_access_enabled"] is False
    protection = "azurerm_subnet_network_security_group_association.network_database_protection"
    assert database["delegated_subnet_id"] == f"${{{protection}.subnet_id}}"
    settings = made["azurerm_postgresql_flexible_server_configuration"].values()
    assert {s["name"]: s["value"] for s in settings} == {
        "require_secure_transport": "on",
        "ssl_min_protocol_version": "TLSv1.2",
    }


def test_backups_storage_and_maintenance(made: dict[str, Any]) -> None:
    database = made["azurerm_postgresql_flexible_server"]["database"]
    assert (database["backup_retention_days"], database["storage_mb"]) == (7, 32768)
    assert database["auto_grow_enabled"] is True
    assert database["maintenance_window"] == {"day_of_week": 1, "start_hour": 8, "start_minute": 0}


def test_what_azure_moves_is_left_alone(made: dict[str, Any]) -> None:
    ignored = made["azurerm_postgresql_flexible_server"]["database"]["lifecycle"]["ignore_changes"]
    assert ignored == ["zone", "storage_mb"]


def test_the_server_waits_for_its_name_in_the_network(made: dict[str, Any]) -> None:
    database = made["azurerm_postgresql_flexible_server"]["database"]
    assert database["depends_on"] == ["azurerm_private_dns_zone_virtual_network_link.database_zone_link"]
    zone = made["azurerm_private_dns_zone"]["database_zone"]["name"]
    assert zone == "todo-db.private.postgres.database.azure.com"


def test_settings_are_made_one_after_the_other() -> None:
    made = resources(lambda scope: server(scope, size=size(pgbouncer=True)))
    settings = made["azurerm_postgresql_flexible_server_configuration"]
    assert settings["database_setting_pgbouncer_enabled"]["value"] == "true"
    waits = [len(setting.get("depends_on", [])) for setting in settings.values()]
    assert sorted(waits) == [0, 1, 1]


@pytest.mark.parametrize(("lock", "expected"), [(True, ["database_lock"]), (False, [])])
def test_a_lock_is_a_choice(lock: bool, expected: list[str]) -> None:
    made = resources(lambda scope: server(scope, deletion_lock=lock))
    assert list(made.get("azurerm_management_lock", {})) == expected


def test_a_destroy_removes_the_lock_before_what_it_covers(made: dict[str, Any]) -> None:
    lock = made["azurerm_management_lock"]["database_lock"]
    (_, last_setting) = sorted(lock["depends_on"], key=lambda address: "configuration" in address)
    assert "azurerm_postgresql_flexible_server_database.database_database" in lock["depends_on"]
    settings = made["azurerm_postgresql_flexible_server_configuration"]
    waited_for = {address for item in settings.values() for address in item.get("depends_on", [])}
    everything = {f"azurerm_postgresql_flexible_server_configuration.{name}" for name in settings}
    assert everything - waited_for == {last_setting}


def test_a_standby_s_zone_is_left_alone_too() -> None:
    made = resources(lambda scope: server(scope, size=size(high_availability=True)))
    database = made["azurerm_postgresql_flexible_server"]["database"]
    assert database["high_availability"] == {"mode": "ZoneRedundant"}
    assert "high_availability[0].standby_availability_zone" in database["lifecycle"]["ignore_changes"]
