"""Objects as Kubernetes knows them, out of Terraform's, by the rules of a real API server's OpenAPI.

The provider writes `volume_mount` for `volumeMounts`, numbers as text, and single objects as lists. None of
that is listed here: each name is looked up among the properties that the server has at that place, so that
a name the server does not know raises.
"""

import json
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx

Schema = Mapping[str, Any]
# Arguments of Terraform and the provider that are no part of the object.
_NOT_IN_THE_OBJECT = frozenset(
    {
        "//",
        "depends_on",
        "lifecycle",
        "timeouts",
        "wait_for_rollout",
        "wait_for_completion",
        "data_wo_revision",
    }
)
_OCTAL = frozenset({"defaultMode", "mode"})


class UnknownFieldError(AssertionError):
    """The API server has no such field."""


class RefusedError(AssertionError):
    """The API server does not take an object; the text is its reason."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of object that the API server has."""

    group_version: str
    name: str
    plural: str
    namespaced: bool

    @property
    def root(self) -> str:
        """The path below which the server serves its group and version."""
        return f"api/{self.group_version}" if self.group_version == "v1" else f"apis/{self.group_version}"


class ApiServer:
    """Kinds and schemas of a running API server, and server-side apply."""

    def __init__(self, kubeconfig: Path) -> None:
        settings = json.loads(kubeconfig.read_text())
        cluster, user = settings["clusters"][0]["cluster"], settings["users"][0]["user"]
        self._http = httpx.Client(
            base_url=cluster["server"],
            headers={"Authorization": f"Bearer {user['token']}", "Accept": "application/json"},
            verify=ssl.create_default_context(cafile=cluster["certificate-authority"]),
            timeout=30,
        )
        self._documents: dict[str, Mapping[str, Any]] = {}

    def kind(self, *, name: str, version: str | None = None, group_version: str | None = None) -> Kind:
        """Return the kind with this name (in any spelling of upper and lower case) and version."""
        (found,) = [
            kind
            for kind in self._kinds
            if kind.name.lower() == name.lower()
            and group_version in (None, kind.group_version)
            and version in (None, kind.group_version.rpartition("/")[2])
        ]
        return found

    def schema(self, kind: Kind) -> Schema:
        """Return the schema of a kind."""
        wanted = {"kind": kind.name, "version": kind.group_version.rpartition("/")[2]}
        for schema in self._schemas(kind).values():
            names = schema.get("x-kubernetes-group-version-kind", [])
            if any(wanted.items() <= name.items() for name in names):
                found: Schema = schema
                return found
        raise LookupError(f"the API server has no schema for {kind}")

    def resolve(self, kind: Kind, schema: Schema) -> Schema:
        """Follow a reference to another schema of the same document."""
        wrapped = schema.get("allOf", [schema])[0]
        if "$ref" not in wrapped:
            return schema
        found: Schema = self._schemas(kind)[wrapped["$ref"].rpartition("/")[2]]
        return found

    def apply(self, manifest: Mapping[str, Any], *, dry_run: bool) -> list[str]:
        """Apply an object, refusing unknown fields; return the server's warnings, or raise RefusedError."""
        kind = self.kind(name=manifest["kind"], group_version=manifest["apiVersion"])
        metadata = manifest["metadata"]
        place = f"namespaces/{metadata['namespace']}/" if kind.namespaced else ""
        answer = self._http.patch(
            f"/{kind.root}/{place}{kind.plural}/{metadata['name']}",
            params={
                "fieldManager": "test",
                "fieldValidation": "Strict",
                **({"dryRun": "All"} if dry_run else {}),
            },
            headers={"Content-Type": "application/apply-patch+yaml"},
            content=json.dumps(manifest),
        )
        if answer.status_code not in (HTTPStatus.OK, HTTPStatus.CREATED):
            raise RefusedError(answer.json()["message"])
        return answer.headers.get_list("warning")

    @cached_property
    def _kinds(self) -> list[Kind]:
        groups = self.get("/apis")["groups"]
        versions = ["v1", *(entry["groupVersion"] for group in groups for entry in group["versions"])]
        return [kind for version in versions for kind in self._kinds_of(version)]

    def _kinds_of(self, group_version: str) -> Iterator[Kind]:
        root = f"/api/{group_version}" if group_version == "v1" else f"/apis/{group_version}"
        for resource in self.get(root)["resources"]:
            if "/" not in resource["name"]:
                yield Kind(
                    group_version=group_version,
                    name=resource["kind"],
                    plural=resource["name"],
                    namespaced=resource["namespaced"],
                )

    def _schemas(self, kind: Kind) -> Mapping[str, Schema]:
        if kind.root not in self._documents:
            self._documents[kind.root] = self.get(f"/openapi/v3/{kind.root}")
        schemas: Mapping[str, Schema] = self._documents[kind.root]["components"]["schemas"]
        return schemas

    def get(self, path: str) -> Any:
        """Return what the server answers for a path, such as `/apis`."""
        return self._http.get(path).raise_for_status().json()


def manifest(server: ApiServer, resource_type: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object that a Terraform resource makes; raise UnknownFieldError for an unknown field."""
    if resource_type == "kubernetes_manifest":
        return dict(arguments["manifest"])
    name, _, version = resource_type.removeprefix("kubernetes_").rpartition("_")
    kind = server.kind(name=name.replace("_", ""), version=version)
    fields = {key: value for key, value in arguments.items() if key not in _NOT_IN_THE_OBJECT}
    if "data_wo" in fields:
        fields["string_data"] = fields.pop("data_wo")
    converted = _object(server, kind, server.schema(kind), fields, where=kind.name)
    return {"apiVersion": kind.group_version, "kind": kind.name, **converted}


def _object(
    server: ApiServer, kind: Kind, schema: Schema, fields: Mapping[str, Any], *, where: str
) -> dict[str, Any]:
    properties = schema.get("properties")
    if properties is None:  # a map, such as labels: its keys are the user's own
        return dict(fields)
    converted = {}
    for name, value in fields.items():
        found = _property(name, properties)
        if found is None:
            raise UnknownFieldError(f"{where} has no field '{name}'; it has {', '.join(sorted(properties))}")
        converted[found] = _value(
            server, kind, properties[found], value, where=f"{where}.{found}", octal=found in _OCTAL
        )
    return converted


def _property(name: str, properties: Mapping[str, Any]) -> str | None:
    plain = name.replace("_", "").lower()
    spellings = (plain, f"{plain}s", f"{plain}es", f"{plain.removesuffix('y')}ies")
    by_spelling = {candidate.lower(): candidate for candidate in properties}
    return next((by_spelling[spelling] for spelling in spellings if spelling in by_spelling), None)


def _value(
    server: ApiServer, kind: Kind, declared: Schema, value: Any, *, where: str, octal: bool = False
) -> Any:
    schema = server.resolve(kind, declared)
    if schema.get("type") == "array":
        items = value if isinstance(value, list) else [value]
        return [_value(server, kind, schema["items"], item, where=f"{where}[]") for item in items]
    if isinstance(value, list) and len(value) == 1:
        (value,) = value
    if isinstance(value, Mapping):
        return _object(server, kind, schema, value, where=where)
    return _number(value, schema, octal=octal)


def _number(value: Any, schema: Schema, *, octal: bool) -> Any:
    """Read text as a number where the server wants one, or takes one beside text as for ports."""
    if not isinstance(value, str) or not value.isdecimal():
        return value
    wants_one = schema.get("type") == "integer" or schema.get("format") == "int-or-string"
    return int(value, 8 if octal else 10) if wants_one else value
