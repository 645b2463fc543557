"""What tests of several rooms share: an empty, migrated database of each kind."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from cultotranscript.db.session import Database

TEST_SERVER = os.environ.get("CULTO_TEST_DATABASE_URL")
"""A PostgreSQL server on which tests may create databases."""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a migrated, empty SQLite file: copying it is quicker than migrating."""
    path = tmp_path_factory.mktemp("template") / "culto.sqlite"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path.read_bytes()


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[sa.URL]:
    """The URL of a migrated, empty PostgreSQL database that others are copied from."""
    if TEST_SERVER is None:
        pytest.skip("set CULTO_TEST_DATABASE_URL to a PostgreSQL server to run this test")
    with _new_postgresql(template="template0") as url:
        database = Database(url.render_as_string(hide_password=False))
        database.upgrade()
        database.close()
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty, migrated database of this test's own, of each kind in turn."""
    if request.param == "sqlite":
        path = tmp_path / "culto.sqlite"
        path.write_bytes(request.getfixturevalue("sqlite_template"))
        yield f"sqlite:///{path}"
    else:
        template: sa.URL = request.getfixturevalue("postgresql_template")
        with _new_postgresql(template=template.database or "") as url:
            yield url.render_as_string(hide_password=False)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty, migrated database, of each kind in turn."""
    database = Database(database_url)
    yield database
    database.close()


@contextmanager
def _new_postgresql(template: str) -> Iterator[sa.URL]:
    """A new PostgreSQL database that is dropped at the end, whoever is still connected to it."""
    server = sa.make_url(TEST_SERVER or "")
    name = f"culto_test_{uuid.uuid4().hex}"
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    try:
        yield server.set(database=name)
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
