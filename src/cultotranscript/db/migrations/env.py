"""How Alembic reaches our tables: on the connection that `Database.upgrade` hands it."""

import sqlalchemy as sa
from alembic import context

from cultotranscript.db.models import Base

connection: sa.Connection = context.config.attributes["connection"]


def _is_of_this_database(item: sa.schema.SchemaItem, *_: object) -> bool:
    return bool(item.info.get("only", connection.dialect.name) == connection.dialect.name)


context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=False,
    include_object=_is_of_this_database,
)
context.run_migrations()
