"""A state file, read without Terraform."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ops.common.errors import UserError

# The state format since Terraform 0.12.
_FORMAT: Final = 4


class DamagedStateError(UserError):
    """A file or blob that is not a state. `why` says what is wrong with it."""

    def __init__(self, why: str, *, where: str) -> None:
        super().__init__(
            f"this is not a state: {why}",
            where=where,
            remedy="take another copy; the versions in the state store: ops state show; see "
            "docs/runbooks/recover-state.md",
        )
        self.why = why


@dataclass(frozen=True, kw_only=True)
class StateFile:
    """A state.

    Attributes:
        lineage: The random name that a state has from its first version on.
        serial: The number of the version; each change has a higher one.
        addresses: The addresses of the managed resources.
        resources: All resources as they are in the file, with their values.
        empty: Whether there is neither a resource nor an output: nothing is lost with it.
        content: The whole file. It can contain secret values: never print it.
    """

    lineage: str
    serial: int
    addresses: frozenset[str]
    resources: Sequence[Mapping[str, Any]] = field(repr=False)
    empty: bool
    content: bytes = field(repr=False)

    @classmethod
    def parse(cls, content: bytes, *, where: str) -> "StateFile":
        """Return a state out of its JSON; raise DamagedStateError."""
        if not content.strip():
            raise DamagedStateError("it is empty (0 bytes)", where=where)
        try:
            facts = json.loads(content)
            if facts["version"] != _FORMAT:
                raise DamagedStateError(
                    f"its format is version {facts['version']!r}, not {_FORMAT}", where=where
                )
            resources = facts.get("resources") or []
            return cls(
                lineage=str(facts["lineage"]),
                serial=int(facts["serial"]),
                addresses=frozenset(address for address, _, _ in managed_instances(resources)),
                resources=resources,
                empty=not resources and not facts.get("outputs"),
                content=content,
            )
        except (KeyError, TypeError, AttributeError):
            raise DamagedStateError("it has no version, lineage or serial", where=where) from None
        except ValueError:
            raise DamagedStateError(
                f"it is not JSON, or cut off after {len(content)} bytes", where=where
            ) from None

    @classmethod
    def read(cls, path: Path) -> "StateFile":
        """Return the state in a file; raise DamagedStateError or OSError."""
        return cls.parse(path.read_bytes(), where=str(path))


def managed_instances(
    resources: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Yield address, resource and instance of everything that a state's `resources` manage."""
    for resource in resources:
        if resource["mode"] != "managed":
            continue
        module = f"{resource['module']}." if resource.get("module") else ""
        for instance in resource["instances"]:
            key = instance.get("index_key")
            index = "" if key is None else f"[{json.dumps(key)}]"
            yield f"{module}{resource['type']}.{resource['name']}{index}", resource, instance
