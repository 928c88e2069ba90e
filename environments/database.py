"""Settings of the database: one that Azure manages, or one that exists already."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from environments.database_sizes import DATABASE_SIZES
from environments.names import listed, matching
from environments.section import Section

_SKU = r"(B|GP|MO)_Standard_[A-Z][A-Za-z0-9_]+"
_ENTRA_AND_SYSTEM_NAMES = frozenset(
    {"azure_superuser", "azure_pg_admin", "admin", "administrator", "root", "guest", "public"}
)
_POSTGRES_PORT = 5432
_PGBOUNCER_PORT = 6432


def _is_free_login(value: str) -> str:
    if value in _ENTRA_AND_SYSTEM_NAMES or value.startswith("pg_"):
        raise ValueError(
            "is a name that PostgreSQL on Azure keeps for itself; choose another, for instance todo"
        )
    return value


ServerName = Annotated[
    str,
    AfterValidator(
        matching(
            r"(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]",
            rule="must be 3–63 lower-case letters, digits or single hyphens; it is unique in all of Azure",
        )
    ),
]
Identifier = Annotated[
    str,
    AfterValidator(
        matching(r"[a-z_][a-z0-9_]{0,62}", rule="must be a PostgreSQL name in lower case, for instance todo")
    ),
]


class DatabaseMaintenance(Section):
    """The hour, in UTC, from which the server may be patched once a month or so; it restarts for a minute."""

    day: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] = "Sunday"
    hour: Annotated[int, Field(ge=0, le=23)] = 8


class ManagedDatabase(Section):
    """A PostgreSQL Flexible Server in the virtual network, without a public address.

    `sku` carries its tier as prefix: B (burstable), GP (general purpose), MO (memory optimized).
    """

    provider: Literal["managed"]
    server_name: ServerName
    sku: Annotated[
        str,
        AfterValidator(matching(_SKU, rule="must be a size with its tier, for instance B_Standard_B1ms")),
        AfterValidator(
            listed(
                DATABASE_SIZES, what="a size of Azure's PostgreSQL", source="environments/database_sizes.py"
            )
        ),
    ] = "B_Standard_B1ms"
    version: Literal["15", "16", "17"] = "17"
    storage_gb: Literal[32, 64, 128, 256, 512, 1024] = 32
    backup_days: Annotated[int, Field(ge=7, le=35)] = 7
    geo_redundant_backup: bool = False
    high_availability: bool = False
    deletion_lock: bool = True
    administrator: Annotated[Identifier, AfterValidator(_is_free_login)] = "todo"
    database: Identifier = "todo"
    maintenance: DatabaseMaintenance = DatabaseMaintenance()

    @property
    def separate_logins(self) -> bool:
        """Whether each part of the application has its own login: Azure's administrator can create them."""
        return True

    @property
    def burstable(self) -> bool:
        """Whether the server saves up CPU credits, and has neither PgBouncer nor a standby."""
        return self.sku.startswith("B_")

    @property
    def port(self) -> int:
        """The port that applications use: PgBouncer's where the tier has it."""
        return _POSTGRES_PORT if self.burstable else _PGBOUNCER_PORT

    @model_validator(mode="after")
    def _tier_has_a_standby(self) -> Self:
        if self.high_availability and self.burstable:
            raise ValueError(
                f"high_availability needs a general purpose or memory optimized sku; {self.sku} is burstable"
            )
        return self


class ExternalDatabase(Section):
    """A PostgreSQL that exists already: its address comes with the secret DATABASE_URL alone.

    `port` repeats that URL's port for the network policies, which let nothing else through. `connections` is
    how many its plan gives to this application; the release's pools are shares of it. With `separate_logins`
    the login of that URL is for migrations alone; it must own the database and be able to create roles.
    """

    provider: Literal["external"]
    port: Annotated[int, Field(ge=1, le=65535)] = _POSTGRES_PORT
    connections: Annotated[int, Field(ge=1)] = 35
    separate_logins: bool = True


Database = Annotated[ManagedDatabase | ExternalDatabase, Field(discriminator="provider")]
