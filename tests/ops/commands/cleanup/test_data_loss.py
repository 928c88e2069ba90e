from ops.commands.cleanup.data_loss import data_loss
from tests.ops.commands.cleanup.states import inventory


def test_data_comes_first_and_every_carrier_is_named() -> None:
    lost = data_loss(
        [
            inventory(
                "foundation", azurerm_container_registry=["acr"], azurerm_postgresql_flexible_server=["db"]
            ),
            inventory("addons", redpanda_topic=["task-events", "notifications"]),
        ]
    )
    assert "the database server db" in lost[0]
    assert "its backups" in lost[0]
    assert "the registry acr" in lost[1]
    assert lost[2].startswith("2 topics with their events")
    assert lost[2].endswith("task-events, notifications")


def test_what_carries_no_data_is_no_loss() -> None:
    assert data_loss([inventory("foundation", azurerm_subnet=["nodes"])]) == []
