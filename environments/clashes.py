"""Names that two environments must not share: what one creates, the other could not, or would take over.

They are looked for in what the files say, valid or not: a copied file is full of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final


@dataclass(frozen=True, kw_only=True)
class _UniqueName:
    """A key whose value is unique in a scope, together with the value of `within`."""

    key: str
    scope: str
    within: str = ""


_UNIQUE: Final = (
    _UniqueName(key="azure.resource_group", scope="a subscription", within="azure.subscription_id"),
    _UniqueName(key="registry.name", scope="all of Azure"),
    _UniqueName(key="network.public_dns_label", scope="a region", within="azure.location"),
    _UniqueName(key="database.server_name", scope="all of Azure"),
    _UniqueName(key="events.resource_group", scope="an organization of Redpanda Cloud"),
    _UniqueName(key="exposure.host", scope="the DNS"),
)


def clashes(values: object, others: Mapping[str, object]) -> Iterator[str]:
    """Yield a sentence for each name that another environment has too; `others` by file."""
    for unique in _UNIQUE:
        name = _text(values, unique.key)
        if name is None:
            continue
        for file, theirs in others.items():
            if _same(values, theirs, unique.key) and (
                not unique.within or _same(values, theirs, unique.within)
            ):
                yield (
                    f"{unique.key}: {name!r}: {file} has it too, and it is unique in {unique.scope}; "
                    "choose another"
                )


def _same(one: object, other: object, key: str) -> bool:
    """Return whether both say the same; Azure does not distinguish upper and lower case."""
    first, second = _text(one, key), _text(other, key)
    return first is not None and second is not None and first.lower() == second.lower()


def _text(values: object, key: str) -> str | None:
    found = reduce(_inside, key.split("."), values)
    return found if isinstance(found, str) else None


def _inside(values: Any, name: str) -> Any:
    return values.get(name) if isinstance(values, dict) else None
