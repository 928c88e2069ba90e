"""A state store in PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Final

from cdktf import ITerraformDependable
from constructs import Construct

from constructs_lib.dapr.component import Component, SecretKey

_CLEAN_UP_INTERVAL: Final = "1h"
_CONNECTIONS_OF_A_SIDECAR: Final = 3


class PostgresStateStore(Component):
    """State in the tables `dapr_state` and `dapr_metadata`, which Dapr makes itself.

    Version 2 of the component names the first table `<tablePrefix>state`. Statements are sent without
    being prepared first, so that a connection pooler may stand between. Source: docs.dapr.io,
    "PostgreSQL" (state store, v2), and components-contrib 1.16, state/postgresql/v2.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        connection: SecretKey,
        secret_store: str,
        scopes: Sequence[str],
        labels: Mapping[str, str],
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(
            scope,
            id_,
            name=name,
            namespace=namespace,
            type_="state.postgresql",
            version="v2",
            settings={
                "connectionString": connection,
                "tablePrefix": "dapr_",
                "metadataTableName": "dapr_metadata",
                "cleanupInterval": _CLEAN_UP_INTERVAL,
                "maxConns": str(_CONNECTIONS_OF_A_SIDECAR),
                "queryExecMode": "exec",
            },
            scopes=scopes,
            labels=labels,
            secret_store=secret_store,
            after=after,
        )
