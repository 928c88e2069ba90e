"""Alembic's entry: works on the connection and in the transaction that `todo_backend.migrate` opened."""

from alembic import context

from todo_backend.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
