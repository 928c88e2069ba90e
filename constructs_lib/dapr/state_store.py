"""A state store in PostgreSQL."""

from collections.abc import Sequence
from typing import Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.dapr.component import Component, SecretKey
from constructs_lib.kubernetes.object_meta import ObjectMeta

_CLEAN_UP_INTERVAL: Final = "1h"
_LEAST_CONNECTIONS: Final = 2


class PostgresStateStore(Component):
    """State in the tables `dapr_state` and `dapr_metadata` of a schema, which Dapr creates in it.

    Version 2 of the component names the first table `<tablePrefix>state`; both names may have a schema in
    front. Statements are sent without being prepared first, so that a connection pooler may stand between.
    Source: docs.dapr.io, "PostgreSQL" (state store, v2), and components-contrib 1.18.4, state/postgresql/v2.

    Args:
        metadata: Name, namespace and labels.
        connection: The Secret's key with the connection URL.
        secret_store: The component that the URL is read through.
        schema: The schema of the tables; it exists, and the login of the URL may create tables in it.
        connections: Connections that a sidecar opens at most. With a single one its start would wait for
            ever: it holds a lock on one and creates its tables on another. Default: 2.
        scopes: Dapr app-ids that load it; one at least.
        depends_on: What must exist first. Default: nothing.

    Attributes:
        name: The name, as given.
        resource: The component, for what must come after it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        metadata: ObjectMeta,
        connection: SecretKey,
        secret_store: str,
        schema: str,
        connections: int = 2,
        scopes: Sequence[str],
        depends_on: Sequence[ITerraformDependable] = (),
    ) -> None:
        if connections < _LEAST_CONNECTIONS:
            raise ValueError(f"connections is {connections}: a sidecar needs {_LEAST_CONNECTIONS} to start")
        super().__init__(
            scope,
            id_,
            metadata=metadata,
            component_type="state.postgresql",
            version="v2",
            settings={
                "connectionString": connection,
                "tablePrefix": f"{schema}.dapr_",
                "metadataTableName": f"{schema}.dapr_metadata",
                "cleanupInterval": _CLEAN_UP_INTERVAL,
                "maxConns": str(connections),
                "queryExecMode": "exec",
            },
            scopes=scopes,
            secret_store=secret_store,
            depends_on=depends_on,
        )
