"""How Alembic reaches our tables: on the connection that `Database.upgrade` hands it."""

import sqlalchemy as sa
from alembic import context

from cultotranscript.db.models import Base

connection: sa.Connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, transactional_ddl=False)
context.run_migrations()
