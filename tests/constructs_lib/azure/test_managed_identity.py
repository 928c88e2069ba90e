from constructs import Construct

from constructs_lib.azure.managed_identity import ManagedIdentity
from tests.support.constructs import PLACEMENT, resources


def identity(scope: Construct) -> ManagedIdentity:
    return ManagedIdentity(scope, "identity", name="todo-identity", placement=PLACEMENT)


def test_it_trusts_one_subject_of_one_issuer() -> None:
    made = resources(
        lambda scope: identity(scope).grant_sign_in(
            "ci", issuer="https://issuer", subject="one", audience="azure"
        )
    )
    trust = made["azurerm_federated_identity_credential"]["identity_ci"]
    assert (trust["issuer"], trust["subject"], trust["audience"]) == ("https://issuer", "one", ["azure"])
    assert trust["parent_id"] == "${azurerm_user_assigned_identity.identity.id}"


def test_a_role_says_why_it_is_given() -> None:
    made = resources(
        lambda scope: identity(scope).grant_role("read", role="Reader", scope="/scope", reason="It reads")
    )
    grant = made["azurerm_role_assignment"]["identity_read"]
    assert (grant["role_definition_name"], grant["scope"]) == ("Reader", "/scope")
    assert grant["description"] == "It reads"
    assert grant["principal_type"] == "ServicePrincipal"
    assert not {"condition", "condition_version"} & set(grant)


def test_a_condition_has_its_version() -> None:
    made = resources(
        lambda scope: identity(scope).grant_role(
            "assign", role="Owner", scope="/scope", reason="why", condition="(true)"
        )
    )
    grant = made["azurerm_role_assignment"]["identity_assign"]
    assert (grant["condition"], grant["condition_version"]) == ("(true)", "2.0")
