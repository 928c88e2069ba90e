import pytest
from azure.storage.blob import ContainerClient

from ops.delivery.deployment.inventory import read_inventory
from ops.delivery.states.whole import DamagedStateBlobError
from tests.ops.commands.cleanup.states import resource, write_state


def test_managed_resources_are_counted_and_named_and_data_sources_are_not(container: ContainerClient) -> None:
    write_state(
        container,
        "counted/app.tfstate",
        resource("terraform_remote_state", "foundation", {"attributes": {}}, mode="data"),
        resource("azurerm_resource_group", "group", {"attributes": {"id": "/g", "name": "todo-rg"}}),
        resource(
            "kubernetes_service_v1",
            "each",
            {"attributes": {"id": "todo/a"}, "index_key": "a"},
            {"attributes": {"id": "todo/b"}, "index_key": 1},
        ),
    )
    found = read_inventory(container, "app", environment="counted")
    assert [one.address for one in found.resources] == [
        "azurerm_resource_group.group",
        'kubernetes_service_v1.each["a"]',
        "kubernetes_service_v1.each[1]",
    ]
    assert [one.name for one in found.resources] == ["todo-rg", "todo/a", "todo/b"]
    assert found.types == {"azurerm_resource_group": 1, "kubernetes_service_v1": 2}
    assert {one.type for one in found.in_cluster} == {"kubernetes_service_v1"}


def test_a_stack_that_was_never_applied_holds_nothing(container: ContainerClient) -> None:
    assert read_inventory(container, "app", environment="never").resources == ()
    container.upload_blob("locked/app.tfstate", b"")
    assert read_inventory(container, "app", environment="locked").resources == ()


def test_a_format_that_is_not_known_is_refused(container: ContainerClient) -> None:
    write_state(container, "newer/app.tfstate", version=5)
    with pytest.raises(DamagedStateBlobError, match=r"the state of app .* its format is version 5") as caught:
        read_inventory(container, "app", environment="newer")
    assert "ops state push app --environment newer --force FILE" in caught.value.remedy
