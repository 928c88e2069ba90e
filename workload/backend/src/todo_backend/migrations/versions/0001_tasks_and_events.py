"""Tasks, their series, the outbox and the dead letters."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_INSTANT = sa.DateTime(timezone=True)
_SHARDS = 16


def upgrade() -> None:
    """Create the tables."""
    _create_tasks()
    _create_outbox()
    _create_dead_letters()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("dead_letters", "outbox_shards", "outbox_events", "tasks", "task_series"):
        op.drop_table(table)


def _create_tasks() -> None:
    op.create_table(
        "task_series",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("frequency", sa.String(10), nullable=False),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("anchor_local", sa.DateTime(timezone=False), nullable=False),
        sa.Column("anchor_occurrence", sa.Integer(), nullable=False),
        sa.Column("latest_occurrence", sa.Integer(), nullable=False),
        sa.Column("updated_at", _INSTANT, server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_task_series"),
        sa.CheckConstraint("interval >= 1", name=op.f("ck_task_series_interval_positive")),
        sa.CheckConstraint(
            "frequency IN ('daily', 'weekly', 'monthly')", name=op.f("ck_task_series_frequency_known")
        ),
        sa.CheckConstraint("latest_occurrence >= anchor_occurrence", name=op.f("ck_task_series_anchored")),
    )
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.String(255), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("due_at", _INSTANT),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("series_id", sa.Uuid()),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("created_at", _INSTANT, server_default=sa.func.clock_timestamp(), nullable=False),
        sa.Column("completed_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.ForeignKeyConstraint(["series_id"], ["task_series.id"], name="fk_tasks_series_id"),
        sa.UniqueConstraint("series_id", "occurrence", name="uq_tasks_series_id_occurrence"),
    )
    op.create_index(
        "ix_tasks_user_id_created_at_id", "tasks", ["user_id", sa.text("created_at DESC"), sa.text("id DESC")]
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox_events",
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("partition_key", sa.String(64), nullable=False),
        sa.Column("envelope", JSONB(), nullable=False),
        sa.Column("created_at", _INSTANT, server_default=sa.func.now(), nullable=False),
        sa.Column("published_at", _INSTANT),
        sa.PrimaryKeyConstraint("sequence", name="pk_outbox_events"),
        sa.CheckConstraint(f"shard >= 0 AND shard < {_SHARDS}", name=op.f("ck_outbox_events_shard_known")),
    )
    op.create_index(
        "ix_outbox_events_pending",
        "outbox_events",
        ["shard", "sequence"],
        postgresql_where=sa.text("published_at IS NULL"),
    )
    op.create_index("ix_outbox_events_published_at", "outbox_events", ["published_at"])
    shards = op.create_table(
        "outbox_shards",
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("shard", name="pk_outbox_shards"),
    )
    op.bulk_insert(shards, [{"shard": shard} for shard in range(_SHARDS)])


def _create_dead_letters() -> None:
    op.create_table(
        "dead_letters",
        sa.Column("event_id", sa.String(255), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("times_seen", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("first_seen_at", _INSTANT, server_default=sa.func.now(), nullable=False),
        sa.Column("last_seen_at", _INSTANT, server_default=sa.func.now(), nullable=False),
        sa.Column("replayed_at", _INSTANT),
        sa.PrimaryKeyConstraint("event_id", name="pk_dead_letters"),
    )
