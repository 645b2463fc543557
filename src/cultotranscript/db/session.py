"""The database: one engine, and sessions that either read or write."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.orm import Session

from cultotranscript.errors import InsufficientStorageError, UnavailableError

_MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 7_342_001
_BUSY_S = 15
IDLE_S = 10
"""How long a transaction may wait for the process that began it."""
_IDLE_TOO_LONG = "25P03"


class Database:
    """An SQLite file or a PostgreSQL database.

    Args:
        url: An SQLAlchemy URL, `sqlite:///…` or `postgresql+psycopg://…`. Nothing is opened before it is used.
    """

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.engine = sa.create_engine(self.url, connect_args={"timeout": _BUSY_S, "check_same_thread": False})
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            self.engine = sa.create_engine(self.url, pool_size=10, max_overflow=20, pool_pre_ping=True)
            event.listen(self.engine, "connect", _prepare_postgresql)
        # A deferred SQLite transaction that reads and then writes fails at once when another has written in
        # between, whatever the busy timeout; one that says so at its start waits its turn.
        self._writing_engine = self.engine.execution_options(culto_begin="BEGIN IMMEDIATE")

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads.

        Raises:
            UnavailableError: The database cannot be reached or is busy.
        """
        with _told_apart(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction: committed at the end of the block, rolled back when the block raises.

        Raises:
            UnavailableError: The database cannot be reached or is busy.
            InsufficientStorageError: The disk is full.
        """
        with _told_apart(), Session(self._writing_engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """A connection that sees the database as it is now, whatever is written meanwhile.

        Raises:
            UnavailableError: The database cannot be reached.
        """
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with _told_apart(), self.engine.execution_options(**options).connect() as connection:
            if not self.is_sqlite:
                # Whoever reads it may take their time.
                connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            yield connection

    def follow_ids(self, session: Session, table: sa.Table) -> None:
        """Have the next row of a table numbered behind those that were written with their ids."""
        if not self.is_sqlite and "id" in table.columns and isinstance(table.columns.id.type, sa.BigInteger):
            newest = sa.select(sa.func.coalesce(sa.func.max(table.columns.id), 1)).scalar_subquery()
            sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', "id")
            session.execute(sa.select(sa.func.setval(sequence, newest)))

    def upgrade(self) -> None:
        """Bring the tables to the form that this version needs; several processes may call it at once."""
        if self.is_sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        with _told_apart(), self._writing_engine.begin() as connection:
            if not self.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
            config = _alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def is_current(self) -> bool:
        """Whether the tables have the form that this version needs."""
        with _told_apart(), self.engine.connect() as connection:
            heads = set(MigrationContext.configure(connection).get_current_heads())
        return heads == set(ScriptDirectory.from_config(_alembic_config()).get_heads())

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # Transactions are begun below and not by the driver.
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    # A process that is frozen in a transaction holds its locks: the server takes them back, and others go on.
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_S}s'")
    connection.commit()


def _begin_sqlite(connection: sa.Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("culto_begin", "BEGIN"))


@contextmanager
def _told_apart() -> Iterator[None]:
    """Turn the driver's failures into ours: out of reach, or out of space."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        if _is_disk_full(error):
            raise InsufficientStorageError from error
        raise UnavailableError from error
    except InternalError as error:
        if getattr(error.orig, "sqlstate", None) != _IDLE_TOO_LONG:
            raise
        raise UnavailableError from error


def _is_disk_full(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) == "53100" or "disk is full" in str(error.orig)
