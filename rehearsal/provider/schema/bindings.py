"""Read provider schemas out of the installed CDKTF bindings, or out of those of its successor CDKTN.

The wheels carry no schema, but the compiled JavaScript in them has source maps, and these hold the generated
TypeScript (`sourcesContent`), whose comments and getters say everything but sensitivity, schema versions
and item limits above one. Compared with the real schemas of kubernetes 2.38.0, helm 3.1.1 and 28 types of
azurerm 4.55.0 the result was exact in names, types, required/optional/computed and nesting.
"""

from __future__ import annotations

import base64
import json
import re
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_SOURCE_MAP = re.compile(rb"sourceMappingURL=data:application/json;base64,([A-Za-z0-9+/=]+)")
_CLASS = re.compile(r"^export (?:abstract )?class (\w+) extends cdkt[fn]\.(\w+) \{\n(.*?)^\}", re.M | re.S)
_INTERFACE = re.compile(r"^export interface (\w+)(?: extends [\w.]+)? \{\n(.*?)^\}", re.M | re.S)
_DOCUMENTED_BLOCK = re.compile(r"^  \* (\w+) block$", re.M)
_HCL_FUNCTION = re.compile(r"^export function (\w+)ToHclTerraform\(.*?\{\n(.*?)^\}", re.M | re.S)
_HCL_ENTRY = re.compile(
    r'^ +(\w+): \{\n +value: (.*),\n +isBlock: \w+,\n +type: "(\w+)",\n +storageClassType: "(\w+)"', re.M
)
_MAPPED_BLOCK = re.compile(r"^cdkt[fn]\.listMapperHcl\(\w+ToHclTerraform, true\)")
_STRUCT_OF_ENTRY = re.compile(r"^(?:cdkt[fn]\.\w+\()?(\w+)ToHclTerraform")
_ATTRIBUTE = re.compile(
    r"^  // (\w+) - computed: (\w+), optional: (\w+), required: (\w+)\n((?:  private .*\n)?)"
    r"(?:  /\*\*\n(?:  \* .*\n)*  \*/\n)?"
    r"  public get \w+\(\) \{\n(?:    //.*\n)*    return (.*);\n",
    re.M,
)
_REFERENCE = re.compile(r"= new (?:cdkt[fn]\.)?(\w+)\(this, \"\w+\"(?:, (true|false))?\)")
_TERRAFORM_TYPE = re.compile(r'tfResourceType = "(\w+)"')
_SINGLE_ITEM_LIST = "super(terraformResource, terraformAttribute, false, 0)"
# The site-recovery plan data source nests lists of lists of objects; it is not served.
_LIST_OF_LISTS = re.compile(r"extends cdkt[fn]\.MapList ")

_GETTERS: dict[str, Any] = {
    "getStringAttribute": "string",
    "getNumberAttribute": "number",
    "getBooleanAttribute": "bool",
    "getListAttribute": ["list", "string"],
    "getNumberListAttribute": ["list", "number"],
    "getStringMapAttribute": ["map", "string"],
    "getNumberMapAttribute": ["map", "number"],
    "getBooleanMapAttribute": ["map", "bool"],
    "getAnyMapAttribute": "dynamic",
    "interpolationForAttribute": ["list", ["list", "string"]],
}
_CDKTF_MAPS: dict[str, Any] = {
    "StringMap": ["map", "string"],
    "NumberMap": ["map", "number"],
    "BooleanMap": ["map", "bool"],
    "AnyMap": "dynamic",
    "StringMapList": ["list", ["map", "string"]],
}
_STORAGE_CLASSES: dict[str, Any] = {
    "string": "string",
    "number": "number",
    "boolean": "bool",
    "stringList": ["list", "string"],
    "numberList": ["list", "number"],
    "stringMap": ["map", "string"],
}
# A cdktf concern, not the provider's.
_META_ATTRIBUTES = {"alias"}


def bindings_archive(provider: str) -> Path:
    """Return the jsii archive of the installed bindings; its name carries their version.

    Raises LookupError where the bindings are not installed.
    """
    spec = find_spec(f"cdktf_cdktf_provider_{provider}")
    if spec is None or spec.origin is None:
        raise LookupError(f"The bindings of provider {provider} are not installed: run `make setup`.")
    archives = sorted((Path(spec.origin).parent / "_jsii").glob("*.jsii.tgz"))
    if not archives:
        raise LookupError(f"The bindings of provider {provider} hold no jsii archive: install them again.")
    return archives[-1]


def read_bindings(provider: str) -> Json:
    """Return all schemas of a provider, as one entry of `terraform providers schema -json`.

    Raises LookupError where the bindings are not installed, or written in a form that is not known.
    """
    archive = bindings_archive(provider)
    schemas: Json = {"provider": {"block": {}}, "resource_schemas": {}, "data_source_schemas": {}}
    for source in _module_sources(archive):
        if _LIST_OF_LISTS.search(source):
            continue
        module = _Module(source, nested_attributes=provider == "helm")
        for name, base, body in module.roots():
            if base == "TerraformProvider":
                schemas["provider"] = {"version": 0, "block": module.provider_block(name, body)}
                continue
            kind = "resource_schemas" if base == "TerraformResource" else "data_source_schemas"
            terraform_type = _TERRAFORM_TYPE.search(body)
            if terraform_type:
                schemas[kind][terraform_type.group(1)] = {"version": 0, "block": module.block(name)}
    _require_content(schemas, archive)
    return schemas


def _require_content(schemas: Json, archive: Path) -> None:
    """Raise LookupError for bindings in which nothing was found: they are written in another form."""
    if "version" not in schemas["provider"] or not schemas["resource_schemas"]:
        raise LookupError(
            f"No schema was found in the bindings {archive}: their source has another form than "
            "rehearsal/provider/schema/bindings.py reads. Adapt it to this version of the bindings."
        )


def _module_sources(archive: Path) -> Iterator[str]:
    """Yield the TypeScript of each module; large ones are spread over `index-structs/`."""
    parts: dict[str, list[str]] = defaultdict(list)
    with tarfile.open(archive) as tar:
        for member in tar:
            if not member.name.endswith(".js") or not member.name.startswith("package/lib/"):
                continue
            stream = tar.extractfile(member)
            found = _SOURCE_MAP.search(stream.read()) if stream else None
            if found:
                folder = member.name.split("/")[2]
                parts[folder] += json.loads(base64.b64decode(found.group(1)))["sourcesContent"]
    for sources in parts.values():
        yield "\n".join(sources)


class _Module:
    """One module of the bindings: a resource, data source or provider with its structs."""

    def __init__(self, source: str, *, nested_attributes: bool) -> None:
        self._classes = {name: (base, body) for name, base, body in _CLASS.findall(source)}
        self._documented = {
            name: set(_DOCUMENTED_BLOCK.findall(body)) for name, body in _INTERFACE.findall(source)
        }
        self._functions = {name: _HCL_ENTRY.findall(body) for name, body in _HCL_FUNCTION.findall(source)}
        self._interfaces = dict(_INTERFACE.findall(source))
        self._nested_attributes = nested_attributes

    def roots(self) -> Iterator[tuple[str, str, str]]:
        """Yield the classes that are resources, data sources or providers: name, base class, body."""
        for name, (base, body) in self._classes.items():
            if base in ("TerraformResource", "TerraformDataSource", "TerraformProvider"):
                yield name, base, body

    def block(self, class_name: str) -> Json:
        """Return the block of a resource or of a struct's `…OutputReference`."""
        body = self._classes[class_name][1]
        struct = class_name.removesuffix("OutputReference")
        is_root = struct == class_name
        documented = self._documented.get(f"{struct}Config" if is_root else struct, set())
        entries = _HCL_ENTRY.findall(body) if is_root else self._functions.get(_lower_first(struct), [])
        mapped = {name for name, value, *_ in entries if _MAPPED_BLOCK.match(value)}
        attributes: Json = {}
        block_types: Json = {}
        for name, computed, optional, required, private, getter in _ATTRIBUTE.findall(body):
            flags = _flags(computed=computed, optional=optional, required=required)
            reference = _REFERENCE.search(private)
            if reference is None:
                attributes[name] = {"type": _scalar_type(getter), **flags}
            elif reference.group(1) in _CDKTF_MAPS:
                attributes[name] = {"type": _CDKTF_MAPS[reference.group(1)], **flags}
            elif name in documented | mapped:
                block_types[name] = self._nested_block(reference, required=required == "true")
            else:
                attributes[name] = {**self._object_attribute(reference), **flags}
        return {"attributes": attributes, "block_types": block_types}

    def _nested_block(self, reference: re.Match[str], *, required: bool) -> Json:
        mode, item, single = self._nesting(reference)
        limits: Json = {"min_items": 1} if required and mode != "single" else {}
        if single:
            limits["max_items"] = 1
        return {"nesting_mode": mode, "block": self.block(item), **limits}

    def _object_attribute(self, reference: re.Match[str]) -> Json:
        mode, item, _single = self._nesting(reference)
        block = self.block(item)
        if self._nested_attributes:
            return {"nested_type": {"attributes": block["attributes"], "nesting_mode": mode}}
        object_type = ["object", {name: a["type"] for name, a in block["attributes"].items()}]
        return {"type": object_type if mode == "single" else [mode, object_type]}

    def _nesting(self, reference: re.Match[str]) -> tuple[str, str, bool]:
        """Return the nesting of a struct, the class of its item, and whether it is a list of at most one."""
        name, wraps_set = reference.group(1), reference.group(2)
        if name.endswith("OutputReference"):
            single = _SINGLE_ITEM_LIST in self._classes[name][1]
            return ("list" if single else "single"), name, single
        if self._classes[name][0] == "ComplexMap":
            return "map", f"{name.removesuffix('Map')}OutputReference", False
        return (
            ("set" if wraps_set == "true" else "list"),
            f"{name.removesuffix('List')}OutputReference",
            False,
        )

    def provider_block(self, class_name: str, body: str) -> Json:
        """Return a provider's configuration; its structs have no classes: types come from HCL entries."""
        block = self._struct_block(_HCL_ENTRY.findall(body), f"{class_name}Config")
        for name in _META_ATTRIBUTES & block["attributes"].keys():
            del block["attributes"][name]
        return block

    def _struct_block(self, entries: list[tuple[str, str, str, str]], interface: str) -> Json:
        attributes: Json = {}
        block_types: Json = {}
        fields = self._interfaces.get(interface, "")
        for name, value, kind, storage in entries:
            required = re.search(rf"^  readonly {_camel(name)}: ", fields, re.M) is not None
            if storage in _STORAGE_CLASSES:
                type_ = _STORAGE_CLASSES[storage]
                attributes[name] = {
                    "type": ["set", type_[1]] if kind == "set" else type_,
                    **_usage(required=required),
                }
                continue
            found = _STRUCT_OF_ENTRY.match(value) or re.match(
                r"cdkt[fn]\.listMapperHcl\((\w+)ToHclTerraform", value
            )
            if found is None:
                raise LookupError(
                    f"The bindings' provider entry {name} has a form that is not known: {value}"
                )
            struct = found.group(1)
            inner = self._struct_block(self._functions[struct], struct[0].upper() + struct[1:])
            mode = "single" if kind == "struct" else kind
            if _MAPPED_BLOCK.match(value):
                block_types[name] = {"nesting_mode": mode, "block": inner}
            else:
                nested = {"attributes": inner["attributes"], "nesting_mode": mode}
                attributes[name] = {"nested_type": nested, **_usage(required=required)}
        return {"attributes": attributes, "block_types": block_types}


def _scalar_type(getter: str) -> Any:
    found = re.search(r"this\.(\w+)\(", getter)
    if found is None or found.group(1) not in _GETTERS:
        raise LookupError(f"The bindings have a getter that is not known: {getter}")
    type_ = _GETTERS[found.group(1)]
    return ["set", type_[1]] if "Fn.tolist(" in getter else type_


def _flags(*, computed: str, optional: str, required: str) -> Json:
    given = {"computed": computed, "optional": optional, "required": required}
    return {name: True for name, value in given.items() if value == "true"}


def _usage(*, required: bool) -> Json:
    return {"required": True} if required else {"optional": True}


def _lower_first(name: str) -> str:
    return name[0].lower() + name[1:]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
