"""The masking of a plan: by Terraform's marks, by known values, and by what looks like a credential.

Only what is shown is masked: fingerprints are made of the values themselves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from ops.delivery.planning.normal_form import same
from ops.delivery.planning.values import AttributeChange, changed_attributes
from ops.engine.terraform.credentials import is_pair_value, label_of, masked_text
from ops.engine.terraform.redaction import MASK, Redactor


@dataclass(frozen=True, kw_only=True)
class Masking:
    """What is masked in the values of a plan. `redactor` knows the values of secrets."""

    redactor: Redactor = field(default_factory=Redactor)

    @classmethod
    def of_plan(cls, plan: Mapping[str, Any], redactor: Redactor | None = None) -> Self:
        """Return the masking of a plan: the values that it marks as sensitive are masked elsewhere, too."""
        return cls(redactor=(redactor or Redactor()).with_values(_marked_values(plan)))

    def name(self, text: str) -> str:
        """Return an address or a path with the known values masked."""
        return self.redactor.text(text)

    def attributes(self, change: Mapping[str, Any]) -> tuple[AttributeChange, ...]:
        """Return the changed attributes of a resource, masked."""
        if same(change.get("before"), change.get("after")) and not change.get("after_unknown"):
            return ()
        return tuple(self._masked(each) for each in changed_attributes(_with_marks(change)))

    def _masked(self, change: AttributeChange) -> AttributeChange:
        # A document is not marked as a whole: it stays readable, and its credentials are masked here.
        name, label = _names(change.path)
        before, after = (
            None if text is None else self.redactor.text(masked_text(text, name=name, label=label))
            for text in (change.before, change.after)
        )
        return replace(change, path=self.name(change.path), before=before, after=after)


def _names(path: str) -> tuple[str, str]:
    """Return the attribute's name, and the name of the entry that it is the value of."""
    parent, _, last = path.rpartition(".")
    name = last.partition("[")[0]
    if not is_pair_value(name):
        return name, ""
    entry = parent.rpartition("[")[2].removesuffix("]") if parent.endswith("]") else ""
    return name, "" if entry.isdigit() else entry


def _with_marks(change: Mapping[str, Any]) -> dict[str, Any]:
    """Return a change in which each text that looks like a credential is marked as sensitive."""
    before, after = change.get("before"), change.get("after")
    return {
        **change,
        "before_sensitive": _marks(before, after, change.get("before_sensitive")),
        "after_sensitive": _marks(after, before, change.get("after_sensitive")),
    }


def _marks(value: Any, other: Any, marks: Any, *, name: str = "", label: str = "") -> Any:
    """Return Terraform's marks with those of credentials added; what does not change is left as it is."""
    if marks is True or value == other:
        return marks
    if isinstance(value, str):
        return masked_text(value, name=name, label=label) == MASK or marks
    if isinstance(value, list):
        old = other if isinstance(other, list) else []
        given = marks if isinstance(marks, list) else []
        return [
            _marks(item, _at(old, index), _at(given, index), name=name) for index, item in enumerate(value)
        ]
    if isinstance(value, dict):
        old_values = other if isinstance(other, dict) else {}
        given_marks = marks if isinstance(marks, dict) else {}
        found = {}
        for key, inner in value.items():
            beside, above = (label_of(value), name) if is_pair_value(key) else ("", key)
            found[key] = _marks(
                inner, old_values.get(key), given_marks.get(key), name=above or key, label=beside
            )
        return found
    return marks


def _at(items: list[Any], index: int) -> Any:
    return items[index] if index < len(items) else None


def _marked_values(plan: Mapping[str, Any]) -> Iterator[str]:
    """Yield each text that the plan marks: in resources, outputs and variables."""
    for entry in (*plan.get("resource_changes", ()), *plan.get("resource_drift", ())):
        change = entry.get("change", {})
        for side in ("before", "after"):
            yield from _marked(change.get(side), change.get(f"{side}_sensitive"))
    for change in plan.get("output_changes", {}).values():
        for side in ("before", "after"):
            yield from _marked(change.get(side), change.get(f"{side}_sensitive"))
    root = (plan.get("configuration") or {}).get("root_module") or {}
    declared = root.get("variables") or {}
    for name, variable in (plan.get("variables") or {}).items():
        if (declared.get(name) or {}).get("sensitive"):
            yield from _texts((variable or {}).get("value"))


def _marked(value: object, marks: object) -> Iterator[str]:
    """Yield the texts under Terraform's marks."""
    if marks is True:
        yield from _texts(value)
    elif isinstance(marks, dict) and isinstance(value, dict):
        for name, mark in marks.items():
            yield from _marked(value.get(name), mark)
    elif isinstance(marks, list) and isinstance(value, list):
        for item, mark in zip(value, marks, strict=False):
            yield from _marked(item, mark)


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _texts(item)
        case dict():
            for item in value.values():
                yield from _texts(item)
        case _:
            pass
