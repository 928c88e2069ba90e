from ops.delivery.planning.data_loss import data_loss


def test_data_comes_first_and_every_carrier_is_named() -> None:
    lost = data_loss(
        [
            ("azurerm_subnet", "nodes"),
            ("redpanda_topic", "task-events"),
            ("azurerm_container_registry", "acr"),
            ("azurerm_postgresql_flexible_server", "db"),
            ("redpanda_topic", "notifications"),
        ]
    )
    assert "the database server db" in lost[0]
    assert "its backups" in lost[0]
    assert "the registry acr" in lost[1]
    assert lost[2].startswith("2 topics with events")
    assert lost[2].endswith("task-events, notifications")


def test_a_database_is_named_where_its_server_stays() -> None:
    database = ("azurerm_postgresql_flexible_server_database", "todo")
    assert data_loss([database])[0].startswith("the database todo with all user data")
    assert len(data_loss([database, ("azurerm_postgresql_flexible_server", "db")])) == 1


def test_what_carries_no_data_is_no_loss() -> None:
    assert data_loss([("azurerm_subnet", "nodes")]) == []
