"""Schemas as protocol buffers."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tf.gen import tfplugin_pb2 as pb

from rehearsal.provider.schema.model import Attribute, Block, Nested, Schema

# Field 11 of Schema.Attribute, which the installed stubs do not know yet: write_only = true.
_WRITE_ONLY = b"\x58\x01"

CAPABILITIES = pb.ServerCapabilities(get_provider_schema_optional=True)


def schema_response(
    provider: Schema, resources: Mapping[str, Schema], data_sources: Mapping[str, Schema]
) -> bytes:
    """Return the serialized answer to GetProviderSchema."""
    response = pb.GetProviderSchema.Response(
        provider=schema_message(provider),
        resource_schemas={name: schema_message(schema) for name, schema in resources.items()},
        data_source_schemas={name: schema_message(schema) for name, schema in data_sources.items()},
        server_capabilities=CAPABILITIES,
    )
    serialized: bytes = response.SerializeToString()
    return serialized


def schema_message(schema: Schema) -> pb.Schema:
    """Return a schema as a message."""
    return pb.Schema(version=schema.version, block=_block(schema.block))


def _block(block: Block) -> pb.Schema.Block:
    return pb.Schema.Block(
        attributes=[_attribute(name, attribute) for name, attribute in block.attributes.items()],
        block_types=[
            pb.Schema.NestedBlock(
                type_name=name,
                block=_block(nested.block),
                nesting=nested.mode.upper(),
                min_items=nested.min_items,
                max_items=nested.max_items,
            )
            for name, nested in block.blocks.items()
        ],
    )


def _attribute(name: str, attribute: Attribute) -> pb.Schema.Attribute:
    message = pb.Schema.Attribute(
        name=name,
        required=attribute.required,
        # Required attributes with a default do not exist; an attribute with a default stays settable.
        optional=attribute.optional,
        computed=attribute.computed,
        sensitive=attribute.sensitive,
    )
    if attribute.nested is None:
        message.type = json.dumps(attribute.type).encode()
    else:
        message.nested_type.CopyFrom(_object(attribute.nested))
    if attribute.write_only:
        message.MergeFromString(_WRITE_ONLY)
    return message


def _object(nested: Nested) -> pb.Schema.Object:
    return pb.Schema.Object(
        attributes=[_attribute(name, attribute) for name, attribute in nested.block.attributes.items()],
        nesting=nested.mode.upper(),
    )
