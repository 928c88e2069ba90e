"""User-assigned identities and their federated credentials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rehearsal.cloud.rules.azure.common import azure_rule, child_of, in_group, principal, tenant
from rehearsal.cloud.rules.base import Problem, Situation, made_up_uuid, matches
from rehearsal.cloud.values import Value

_IDENTIFY = in_group("Microsoft.ManagedIdentity/userAssignedIdentities")
_CREDENTIALS_PER_IDENTITY = 20


def _computed(situation: Situation) -> Mapping[str, Value]:
    arm_id = _IDENTIFY(situation)
    return {
        "client_id": made_up_uuid("client", arm_id),
        "principal_id": principal(situation, arm_id),
        "tenant_id": tenant(situation),
    }


def _one_audience(situation: Situation) -> Iterable[Problem]:
    audience = situation.get("audience")
    if isinstance(audience, list) and len(audience) > 1:
        yield Problem(summary="A federated credential has exactly one audience", path=("audience",))


def _subject_is_new(situation: Situation) -> Iterable[Problem]:
    """Check that issuer and subject are unique in an identity, which holds at most twenty credentials."""
    parent = situation.text("parent_id")
    held = [
        item
        for item in situation.cloud.list_objects(situation.type)
        if item.attributes.get("parent_id") == parent
    ]
    if len(held) >= _CREDENTIALS_PER_IDENTITY:
        yield Problem(
            summary=f"An identity holds at most {_CREDENTIALS_PER_IDENTITY} federated credentials",
            detail=parent,
        )
    wanted = (situation.text("issuer"), situation.text("subject"))
    if any((item.attributes.get("issuer"), item.attributes.get("subject")) == wanted for item in held):
        yield Problem(
            summary="Issuer and subject combination already exists for this Managed Identity",
            detail=wanted[1],
            path=("subject",),
        )


RULES = {
    "azurerm_user_assigned_identity": azure_rule(
        _IDENTIFY,
        computed=_computed,
        validate=(matches("name", r"[a-zA-Z0-9][\w-]{2,127}", "3-128 letters, digits, _ and -"),),
    ),
    "azurerm_federated_identity_credential": azure_rule(
        child_of("parent_id", "federatedIdentityCredentials"),
        parents=("parent_id",),
        validate=(_one_audience, matches("issuer", r"https://\S+", "the issuer is an https URL")),
        create=(_subject_is_new,),
    ),
}
