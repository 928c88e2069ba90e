"""A provider's schemas, read from a cache that the installed bindings, the overlay and this code determine.

Reading them out of the bindings takes seconds and a provider starts several times a stack operation, so the
result is kept in a small SQLite file: the serialized answer for Terraform as one value, and each schema by
its type.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from rehearsal.provider.names import PROVIDERS
from rehearsal.provider.schema.model import Schema, schema_from_json

Json = dict[str, Any]

_HERE = Path(__file__).parent
# Providers without bindings in a wheel: we hold their schemas ourselves.
_OWN_SCHEMAS = {"redpanda": _HERE / "redpanda-2.1.0.json"}
#: One folder for all rehearsals of a clone: a name says what it was made of, and nothing is written half.
CACHE = Path(__file__).parents[3] / ".cache" / "schemas"
_KINDS = ("resource_schemas", "data_source_schemas")


class SchemaCatalogue:
    """The schemas of one provider."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._schemas: dict[tuple[str, str], Schema] = {}

    def response(self) -> bytes:
        """Return the serialized answer to GetProviderSchema."""
        found = self._query("select data from response")
        assert found is not None  # noqa: S101 - the cache is written whole or not at all
        return bytes(found)

    def provider(self) -> Schema:
        """Return the schema of the provider's configuration."""
        return self._schema("provider", "provider")

    def resource(self, name: str) -> Schema:
        """Return the schema of a resource type. Raises LookupError where there is none."""
        return self._schema("resource_schemas", name)

    def data_source(self, name: str) -> Schema:
        """Return the schema of a data source. Raises LookupError where there is none."""
        return self._schema("data_source_schemas", name)

    def _schema(self, kind: str, name: str) -> Schema:
        if (kind, name) not in self._schemas:
            found = self._query("select data from schema where kind = ? and name = ?", kind, name)
            if found is None:
                raise LookupError(f"The provider has no {kind.removesuffix('_schemas')} {name}.")
            self._schemas[kind, name] = schema_from_json(json.loads(found))
        return self._schemas[kind, name]

    def _query(self, statement: str, *arguments: str) -> Any:
        with closing(sqlite3.connect(f"file:{self._cache}?mode=ro&immutable=1", uri=True)) as connection:
            row = connection.execute(statement, arguments).fetchone()
        return row[0] if row else None


def load_catalogue(provider: str, folder: Path | None = None) -> SchemaCatalogue:
    """Return the schemas of a provider; the first call after an installation reads them out of the bindings.

    Raises LookupError for a provider that has no stand-in or whose bindings are not installed.
    """
    if provider not in PROVIDERS:
        raise LookupError(
            f"There is no stand-in for provider {provider}: choose one of {', '.join(PROVIDERS)}."
        )
    folder = folder or CACHE
    cache = folder / f"{provider}-{_fingerprint(provider)}.sqlite"
    if not cache.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _write_cache(cache, read_schemas(provider))
    return SchemaCatalogue(cache)


def read_schemas(provider: str) -> Json:
    """Return a provider's schemas with the overlay, in the form of `terraform providers schema -json`."""
    from rehearsal.provider.schema.bindings import read_bindings
    from rehearsal.provider.schema.overlay import apply_overlay

    if provider in _OWN_SCHEMAS:
        (schemas,) = json.loads(_OWN_SCHEMAS[provider].read_text())["provider_schemas"].values()
        schemas.setdefault("data_source_schemas", {})
    else:
        schemas = read_bindings(provider)
    apply_overlay(provider, schemas)
    return schemas  # type: ignore[no-any-return]


def _fingerprint(provider: str) -> str:
    """Return a digest of the bindings' version, the overlay and the code that reads them."""
    from importlib.util import find_spec

    digest = hashlib.sha256()
    sources = [_HERE.parent / "overlay" / f"{provider}.json", *sorted(_HERE.glob("*.py"))]
    if provider in _OWN_SCHEMAS:
        sources.append(_OWN_SCHEMAS[provider])
    else:
        spec = find_spec(f"cdktf_cdktf_provider_{provider}")
        if spec is None or spec.origin is None:
            raise LookupError(f"The bindings of provider {provider} are not installed: run `make setup`.")
        digest.update(" ".join(sorted(os.listdir(Path(spec.origin).parent / "_jsii"))).encode())  # noqa: PTH208
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _write_cache(cache: Path, schemas: Json) -> None:
    """Write a new cache beside the old name and move it there, so that nobody reads half of one."""
    from rehearsal.provider.schema.wire import schema_response

    parsed = {kind: {n: schema_from_json(s) for n, s in schemas[kind].items()} for kind in _KINDS}
    response = schema_response(
        schema_from_json(schemas["provider"]), parsed["resource_schemas"], parsed["data_source_schemas"]
    )
    handle, name = tempfile.mkstemp(dir=cache.parent, prefix=cache.name)
    os.close(handle)
    rows = [(kind, n, json.dumps(s)) for kind in _KINDS for n, s in schemas[kind].items()]
    with closing(sqlite3.connect(name)) as connection, connection:
        connection.execute("create table response (data blob not null)")
        connection.execute("create table schema (kind text, name text, data text, primary key (kind, name))")
        connection.execute("insert into response values (?)", (response,))
        connection.executemany(
            "insert into schema values (?, ?, ?)",
            [*rows, ("provider", "provider", json.dumps(schemas["provider"]))],
        )
    Path(name).replace(cache)
