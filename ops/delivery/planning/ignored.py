"""Settings of the code that a plan ignores, because the resource's lifecycle says `ignore_changes`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ops.engine.synthesis.document import DeclaredResource, StackDocument
from ops.engine.terraform.credentials import MASK, masked_text
from ops.engine.terraform.redaction import Redactor

_NOT_DECLARED: Final = object()


@dataclass(frozen=True, kw_only=True)
class IgnoredSetting:
    """A setting with one value in the code and another in the cloud, which stays."""

    address: str
    attribute: str
    declared: str
    kept: str


def ignored_settings(
    document: StackDocument, plan: Mapping[str, Any], *, redactor: Redactor | None = None
) -> tuple[IgnoredSetting, ...]:
    """Return the ignored settings of existing resources that differ from what the plan (JSON) keeps, masked.

    Only numbers, texts and booleans are compared: a block reads back with attributes that nobody declared.
    """
    kept = {
        entry["address"]: entry["change"]
        for entry in plan.get("resource_changes", ())
        if "create" not in entry["change"]["actions"]
    }
    return tuple(
        setting
        for resource in document.resources
        if resource.address in kept
        for setting in _ignored(resource, kept[resource.address], redactor or Redactor())
    )


def _ignored(
    resource: DeclaredResource, change: Mapping[str, Any], redactor: Redactor
) -> Iterator[IgnoredSetting]:
    kept, sensitive = change.get("after") or {}, change.get("after_sensitive")
    lifecycle = resource.arguments.get("lifecycle") or {}
    names = lifecycle.get("ignore_changes") or ()
    for name in resource.arguments if names == "all" else names:
        declared, standing = resource.arguments.get(name, _NOT_DECLARED), kept.get(name)
        marked = _marked(sensitive, name)
        if _is_literal(declared) and _is_literal(standing) and str(declared) != str(standing):
            yield IgnoredSetting(
                address=resource.address,
                attribute=name,
                declared=MASK if marked else redactor.text(masked_text(str(declared), name=name)),
                kept=MASK if marked else redactor.text(masked_text(str(standing), name=name)),
            )


def _marked(sensitive: object, name: str) -> bool:
    return sensitive is True or (isinstance(sensitive, dict) and bool(sensitive.get(name)))


def _is_literal(value: object) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and "${" not in value)
