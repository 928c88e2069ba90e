"""Which objects are imported: known from logs, or by their names in the plan."""

from typing import Any

import pytest

from ops.delivery.deployment.recovery import ExistingObject, existing_object, without_missing
from ops.engine.terraform.events import Diagnostic, Level
from ops.engine.terraform.existing import ROLE_ASSIGNMENTS
from ops.engine.terraform.failures import TerraformError


def change(address: str, after: dict[str, Any], actions: tuple[str, ...] = ("create",)) -> dict[str, Any]:
    type_ = address.partition(".")[0]
    return {"address": address, "type": type_, "change": {"actions": list(actions), "after": after}}


MANIFEST = {"apiVersion": "v1", "kind": "Thing", "metadata": {"name": "one", "namespace": "todo"}}


@pytest.mark.parametrize(
    ("planned", "id_"),
    [
        (change("kubernetes_service_v1.a", {"metadata": [{"name": "web", "namespace": "todo"}]}), "todo/web"),
        (change("kubernetes_namespace_v1.a", {"metadata": [{"name": "todo"}]}), "todo"),
        (
            change("kubernetes_manifest.a", {"manifest": MANIFEST}),
            "apiVersion=v1,kind=Thing,namespace=todo,name=one",
        ),
        (change("helm_release.a", {"name": "dapr", "namespace": "dapr-system"}), "dapr-system/dapr"),
    ],
)
def test_names_are_ids_in_a_cluster(planned: dict[str, Any], id_: str) -> None:
    found = existing_object(planned, {planned["address"]: ""})
    assert found == ExistingObject(address=planned["address"], id=id_, seen=True)


def test_only_a_creation_of_which_something_is_known_is_imported() -> None:
    service = change("kubernetes_service_v1.a", {"metadata": [{"name": "web", "namespace": "todo"}]})
    assert existing_object(service, {}) == ExistingObject(
        address="kubernetes_service_v1.a", id="todo/web", seen=False
    )
    nameless = change("kubernetes_service_v1.a", {"metadata": [{"generate_name": "web-"}]})
    assert existing_object(nameless, {}) is None
    group = change("azurerm_resource_group.a", {"name": "todo"})
    assert existing_object(group, {}) is None
    assert existing_object(group, {"azurerm_resource_group.a": "/todo"}) == ExistingObject(
        address="azurerm_resource_group.a", id="/todo", seen=True
    )
    assignment = change("azurerm_role_assignment.a", {"scope": "/todo"})
    part = {"azurerm_role_assignment.a": f"{ROLE_ASSIGNMENTS}1"}
    found = existing_object(assignment, part)
    assert found
    assert found.id == f"/todo{ROLE_ASSIGNMENTS}1"
    assert existing_object(change("azurerm_role_assignment.a", {}), part) is None
    update = change("azurerm_resource_group.a", {"name": "todo"}, actions=("update",))
    assert existing_object(update, {"azurerm_resource_group.a": "/todo"}) is None


def failed(*texts: str) -> TerraformError:
    errors = [Diagnostic(severity=Level.ERROR, summary=text) for text in texts]
    return TerraformError("plan failed", diagnostics=errors)


ONE = ExistingObject(address="kubernetes_service_v1.one", id="todo/one", seen=True)
GUESS = ExistingObject(address="kubernetes_manifest.two", id="kind=Thing,name=two", seen=False)


def test_what_does_not_exist_is_left_out() -> None:
    missing = failed('Cannot import: no object exists for "kubernetes_manifest.two"')
    assert without_missing([ONE, GUESS], missing) == (ONE,)


def test_names_without_evidence_are_left_out_when_the_error_names_nobody() -> None:
    assert without_missing([ONE, GUESS], failed("things.example.com is unknown")) == (ONE,)


def test_an_error_about_something_else_is_raised() -> None:
    for error in (failed("no sign-in"), failed("Cannot import kubernetes_service_v1.other")):
        with pytest.raises(TerraformError):
            without_missing([ONE], error)
