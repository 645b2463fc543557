"""One engine, sessions that read or write, and the driver's failures told apart."""

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from cultotranscript.db import session as session_module
from cultotranscript.db.models import LoginSession
from cultotranscript.db.session import Database, _alembic_config
from cultotranscript.dtos import utc_now
from cultotranscript.errors import UnavailableError


def _sign_in(number: int) -> LoginSession:
    return LoginSession(id_sha256=str(number), created_at=utc_now(), expires_at=utc_now())


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    with database.engine.begin() as connection:
        config = _alembic_config()
        config.attributes["connection"] = connection

        command.check(config)


def test_an_empty_database_is_not_current_until_it_is_upgraded(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'culto.sqlite'}")
    (tmp_path / "new").mkdir()
    assert not database.is_current()

    database.upgrade()
    database.upgrade()

    assert database.is_current()
    database.close()


def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError, match="halfway"), database.write() as session:  # noqa: PT012 -- all of it is undone.
        session.add(_sign_in(1))
        session.flush()
        raise RuntimeError("halfway")

    with database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(LoginSession)) == 0


def test_writers_that_read_first_wait_for_each_other_instead_of_failing(database: Database) -> None:
    failures: list[Exception] = []

    def count_and_add(writer: int) -> None:
        try:
            for turn in range(20):
                with database.write() as session:
                    session.scalar(sa.select(sa.func.count()).select_from(LoginSession))
                    session.add(_sign_in(1000 * writer + turn))
        except Exception as error:  # The test shows it below, on its own thread.
            failures.append(error)

    writers = [threading.Thread(target=count_and_add, args=(writer,)) for writer in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert failures == []
    with database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(LoginSession)) == 80


def test_a_database_out_of_reach_is_unavailable(tmp_path: Path) -> None:
    nowhere = Database(f"sqlite:///{tmp_path / 'missing' / 'culto.sqlite'}")

    with pytest.raises(UnavailableError), nowhere.read() as session:
        session.execute(sa.text("SELECT 1"))


def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    row = _sign_in(1)
    with database.write() as session:
        session.add(row)

    with database.read() as session:
        stored = session.get_one(LoginSession, "1")

    assert stored.created_at == row.created_at
    assert stored.created_at.utcoffset() is not None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_locks_of_whoever_is_frozen_in_a_transaction_are_taken_back(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "IDLE_S", 0.2)
    database = Database(database_url)
    with database.write() as session:
        session.add(_sign_in(1))

    with pytest.raises(UnavailableError), database.write() as frozen:  # noqa: PT012 -- it fails where it goes on.
        frozen.execute(sa.update(LoginSession).values(expires_at=utc_now()))
        with database.write() as other:  # It waits for the row.
            other.execute(sa.update(LoginSession).values(created_at=utc_now()))
        frozen.execute(sa.select(LoginSession))
    database.close()
