"""A schema as the stand-in works with it, read from the JSON of `terraform providers schema -json`.

Two keys are added to that format by the overlay: `default` and `force_new` on attributes, `force_new` and
`computed` on blocks (a computed block is filled by the service when the configuration leaves it out).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rehearsal.cloud.values import Type

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribute:
    """One argument or result of a resource."""

    type: Type
    required: bool = False
    optional: bool = False
    computed: bool = False
    sensitive: bool = False
    write_only: bool = False
    force_new: bool = False
    default: Any = None
    nested: Nested | None = None
    """The attribute's own attributes, where it is a nested object (protocol 6)."""


@dataclass(frozen=True, kw_only=True)
class Nested:
    """The content of a nested block or a nested attribute."""

    block: Block
    mode: str
    """single, list, set or map."""
    min_items: int = 0
    max_items: int = 0
    force_new: bool = False
    computed: bool = False
    type: Type = field(init=False, repr=False, compare=False)
    """The type of the whole value."""

    def __post_init__(self) -> None:
        """Derive what Terraform's parallel calls ask for all the time."""
        _derive(self, type=self.block.type if self.mode == "single" else [self.mode, self.block.type])

    @property
    def many(self) -> bool:
        """Whether the value is a list of objects."""
        return self.mode in ("list", "set")


@dataclass(frozen=True, kw_only=True)
class Block:
    """Attributes and blocks of a resource, a data source, a provider or a nested block."""

    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    blocks: Mapping[str, Nested] = field(default_factory=dict)

    type: Type = field(init=False, repr=False, compare=False)
    """The object type that this block stands for."""
    nested: Mapping[str, Nested] = field(init=False, repr=False, compare=False)
    """Everything that holds objects: nested blocks and nested attributes."""
    has_computed_blocks: bool = field(init=False, repr=False, compare=False)
    """Whether the service fills a block that the configuration may leave out."""

    def __post_init__(self) -> None:
        """Derive what Terraform's parallel calls ask for all the time."""
        attributes = {name: attribute.type for name, attribute in self.attributes.items()}
        inner = {name: a.nested for name, a in self.attributes.items() if a.nested is not None}
        _derive(
            self,
            type=["object", attributes | {name: nested.type for name, nested in self.blocks.items()}],
            nested={**inner, **self.blocks},
            has_computed_blocks=any(n.computed or n.block.has_computed_blocks for n in self.blocks.values()),
        )


@dataclass(frozen=True, kw_only=True)
class Schema:
    """A resource's, data source's or provider's schema."""

    block: Block
    version: int = 0

    @property
    def type(self) -> Type:
        """The type of a whole object."""
        return self.block.type


def _derive(schema: Block | Nested, **derived: Any) -> None:
    """Set fields of a frozen object while it is made.

    `functools.cached_property` would derive them when they are asked for. But until Python 3.12 it holds one
    lock for all objects of a class: two threads that go from blocks into nested blocks, and from those into
    blocks, wait for each other for ever.
    """
    for name, value in derived.items():
        object.__setattr__(schema, name, value)


def schema_from_json(data: Json) -> Schema:
    """Read one schema of `terraform providers schema -json`."""
    return Schema(block=_block(data["block"]), version=int(data.get("version", 0)))


def _block(data: Json) -> Block:
    return Block(
        attributes={name: _attribute(item) for name, item in data.get("attributes", {}).items()},
        blocks={name: _nested_block(item) for name, item in data.get("block_types", {}).items()},
    )


def _nested_block(data: Json) -> Nested:
    return Nested(
        block=_block(data["block"]),
        mode=data["nesting_mode"],
        min_items=data.get("min_items", 0),
        max_items=data.get("max_items", 0),
        force_new=data.get("force_new", False),
        computed=data.get("computed", False),
    )


def _attribute(data: Json) -> Attribute:
    nested = None
    if "nested_type" in data:
        inner = data["nested_type"]
        nested = Nested(block=_block(inner), mode=inner["nesting_mode"])
    default = data.get("default")
    return Attribute(
        type=nested.type if nested else data["type"],
        required=data.get("required", False),
        optional=data.get("optional", False),
        # The SDK plans a default where nothing is configured; protocol 6 lets only computed attributes do so.
        computed=data.get("computed", False) or default is not None,
        sensitive=data.get("sensitive", False),
        write_only=data.get("write_only", False),
        force_new=data.get("force_new", False),
        default=default,
        nested=nested,
    )
