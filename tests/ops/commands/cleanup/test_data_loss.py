from ops.commands.cleanup.data_loss import losses
from tests.ops.commands.cleanup.states import inventory


def test_data_comes_first_and_every_carrier_is_named() -> None:
    told = losses(
        [
            inventory(
                "foundation", azurerm_container_registry=["acr"], azurerm_postgresql_flexible_server=["db"]
            ),
            inventory("addons", redpanda_topic=["task-events", "notifications"]),
        ]
    )
    assert "the database server db" in told[0]
    assert "its backups" in told[0]
    assert "the registry acr" in told[1]
    assert told[2].startswith("2 topics with their events")
    assert told[2].endswith("task-events, notifications")


def test_what_carries_no_data_is_no_loss() -> None:
    assert losses([inventory("foundation", azurerm_subnet=["nodes"])]) == []
