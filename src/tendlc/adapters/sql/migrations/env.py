"""Read by Alembic itself: binds the migrations to the connection that upgrade.py was given.

It opens no connection and reads no configuration file of its own.
"""

from __future__ import annotations

from alembic import context

from tendlc.adapters.sql.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
