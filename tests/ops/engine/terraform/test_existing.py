"""What exists already, read from Terraform's output."""

import json

from ops.engine.terraform.events import Diagnostic, Level
from ops.engine.terraform.existing import existing_objects, objects_of_applies

GROUP = "/subscriptions/0/resourceGroups/todo"


def error(summary: str, address: str, detail: str = "") -> Diagnostic:
    return Diagnostic(severity=Level.ERROR, summary=summary, detail=detail, address=address)


def completed(address: str, action: str, **identity: str) -> str:
    hook = {"resource": {"addr": address}, "action": action, **identity}
    return json.dumps({"type": "apply_complete", "hook": hook})


def test_the_provider_of_azure_names_the_id_and_the_others_do_not() -> None:
    found = existing_objects(
        [
            error(
                f'A resource with the ID "{GROUP}" already exists - to be managed via Terraform this '
                "resource needs to be imported into the State.",
                "azurerm_resource_group.one",
            ),
            error(
                "Existing Resource Error",
                "azurerm_x.two",
                f'A resource with the ID "{GROUP}/x" already exists',
            ),
            error('namespaces "todo" already exists', "kubernetes_namespace_v1.three"),
            error("cannot re-use a name that is still in use", "helm_release.four"),
            error("quota exceeded", "azurerm_x.five"),
            error(
                "unexpected status 409 (409 Conflict) with error: RoleAssignmentExists: The role assignment "
                "already exists. The ID of the existing role assignment is 716c4d159bc8476da3c16ccb70082517.",
                "azurerm_role_assignment.six",
            ),
            error("RoleAssignmentExists: The role assignment already exists.", "azurerm_role_assignment.six"),
            error('namespaces "elsewhere" already exists', ""),
        ]
    )
    assert found == {
        "azurerm_resource_group.one": GROUP,
        "azurerm_x.two": f"{GROUP}/x",
        "kubernetes_namespace_v1.three": "",
        "helm_release.four": "",
        "azurerm_role_assignment.six": "/providers/Microsoft.Authorization/roleAssignments/"
        "716c4d15-9bc8-476d-a3c1-6ccb70082517",
    }


def test_later_logs_count_and_what_was_deleted_is_gone() -> None:
    first = [
        completed("a.one", "create", id_key="id", id_value="/one"),
        completed("a.two", "create", id_key="id", id_value="/two"),
        completed("a.manifest", "create"),
        "cut off {",
        "[]",
    ]
    met = {"severity": "error", "summary": "a already exists", "address": "a.one"}
    second = [
        completed("a.two", "delete", id_key="id", id_value="/two"),
        json.dumps({"type": "diagnostic", "diagnostic": met}),
    ]
    assert objects_of_applies([first, second]) == {"a.one": "/one", "a.manifest": ""}
    assert objects_of_applies([second, first])["a.two"] == "/two"
