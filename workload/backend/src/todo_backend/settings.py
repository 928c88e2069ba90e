"""Everything about a process that its environment decides, checked before anything starts."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, HttpUrl, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PUBSUB_NAME = "task-events-pubsub"
TASK_EVENTS_TOPIC = "task-events"
DEAD_LETTER_TOPIC = "task-events-dead-letter"

#: The advisory lock of whoever changes the schema or the rights to it.
MIGRATION_LOCK = 0x70D0_5C4E

Port = Annotated[int, Field(ge=1, le=65535)]


class ProcessSettings(BaseSettings):
    """What every process of this package takes from environment variables of the same name in upper case.

    Secrets are not settings: they change while the process runs, so `SecretSource` reads them at each use.
    """

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    secrets_directory: Path = Path("/var/run/secrets/todo")


class Settings(ProcessSettings):
    """The server's settings."""

    host: str = "0.0.0.0"  # noqa: S104 - a container's only interface; the network policy narrows it
    port: Port = 8000

    auth_jwks_url: HttpUrl
    auth_issuer: str = Field(min_length=1)
    auth_audience: str = Field(min_length=1)
    cors_allowed_origins: tuple[str, ...] = ()

    database_pool_size: int = Field(default=10, ge=2, le=50)
    database_pool_timeout_seconds: float = Field(default=5, gt=0, le=30)
    database_statement_timeout_seconds: float = Field(default=10, gt=0, le=120)

    dapr_http_port: Port = 3500
    declare_subscriptions: bool = Field(
        default=False,
        description="Answer /dapr/subscribe. Off, because production declares its subscriptions as resources "
        "and both together would deliver everything twice.",
    )
    outbox_poll_seconds: float = Field(default=1, gt=0, le=60)
    publish_timeout_seconds: float = Field(default=5, gt=0, le=30)

    tasks_rate_limit: str = "600/minute"
    chat_rate_limit: str = "20/minute"

    openai_model: str = "gpt-4o-mini"
    openai_base_url: HttpUrl | None = None
    openai_timeout_seconds: float = Field(
        default=30,
        gt=0,
        le=50,
        description="For an answer, with everything that is tried again. Below the gateway's 60 seconds.",
    )
    openai_max_retries: int = Field(default=2, ge=0, le=5)

    housekeeping_interval_seconds: float = Field(default=60, gt=0)
    second_chance_after: timedelta = timedelta(minutes=1)
    published_event_retention: timedelta = timedelta(days=7)
    dead_letter_retention: timedelta = timedelta(days=30)
    series_retention: timedelta = timedelta(days=14)

    @model_validator(mode="after")
    def _series_outlive_their_events(self) -> "Settings":
        topic_retention = timedelta(days=7)
        if self.series_retention <= topic_retention:
            raise ValueError(
                "SERIES_RETENTION must exceed the 7 days for which Kafka keeps events: "
                "an event that arrives after its series is gone can only become a dead letter"
            )
        return self


class MigrationSettings(ProcessSettings):
    """The migration's settings."""

    migration_wait_seconds: float = Field(default=120, gt=0, description="For the database to answer")
    migration_statement_seconds: float = Field(default=300, gt=0)
    migration_lock_seconds: float = Field(
        default=5,
        gt=0,
        description="For a table's lock; requests queue behind a statement that waits for one",
    )
