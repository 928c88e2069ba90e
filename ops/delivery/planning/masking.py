"""The masking of a plan: by Terraform's marks, by known values, and by what looks like a credential.

Only what is shown is masked: fingerprints are made of the values themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from ops.delivery.planning.marks import credential_marks, marked_texts
from ops.delivery.planning.normal_form import same
from ops.delivery.planning.values import AttributeChange, changed_attributes
from ops.engine.terraform.credentials import MASK, has_secret_word, is_pair_value, masked_text
from ops.engine.terraform.redaction import Redactor


@dataclass(frozen=True, kw_only=True)
class Masking:
    """What is masked in the values of a plan. `redactor` knows the values of secrets."""

    redactor: Redactor = field(default_factory=Redactor)

    @classmethod
    def of_plan(cls, plan: Mapping[str, Any], redactor: Redactor | None = None) -> Self:
        """Return the masking of a plan: the values that it marks as sensitive are masked elsewhere, too."""
        marked = marked_texts(plan)
        return cls(redactor=(redactor or Redactor()).with_values(marked.values, keys=marked.keys))

    def name(self, text: str) -> str:
        """Return an address or a path with the known values masked."""
        return self.redactor.name(text)

    def text(self, text: str) -> str:
        """Return an id or a reason with the known values and the credentials masked."""
        return self.redactor.text(masked_text(text))

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
        return replace(change, path=self._path(change.path), before=before, after=after)

    def _path(self, path: str) -> str:
        """Return a path with the keys masked that are secrets."""
        if has_secret_word(path):
            path = ".".join(MASK if has_secret_word(part) else part for part in path.split("."))
        return self.name(path)


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
        "before_sensitive": credential_marks(before, after, change.get("before_sensitive")),
        "after_sensitive": credential_marks(after, before, change.get("after_sensitive")),
    }
