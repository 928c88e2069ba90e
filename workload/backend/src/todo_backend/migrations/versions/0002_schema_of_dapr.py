"""The schema in which Dapr makes the tables of its state store."""

from collections.abc import Sequence

from alembic import op

revision = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Create the schema, if the step that grants access has not done so."""
    op.execute("CREATE SCHEMA IF NOT EXISTS dapr")


def downgrade() -> None:
    """Drop the schema with Dapr's tables."""
    op.execute("DROP SCHEMA dapr CASCADE")
