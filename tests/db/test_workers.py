"""Workers and their signs of life."""

from cultotranscript.db import workers
from cultotranscript.db.session import Database


def test_a_worker_that_gave_a_sign_since_it_was_looked_at_is_not_declared_dead(database: Database) -> None:
    with database.write() as session:
        workers.add(session, "a")
        assert workers.beat(session, "a")

    with database.write() as session:
        assert not workers.declare_dead(session, "a", beats=0)
        assert workers.declare_dead(session, "a", beats=1)
        assert not workers.declare_dead(session, "a", beats=1)


def test_a_worker_that_was_declared_dead_is_not_known_any_more(database: Database) -> None:
    with database.write() as session:
        workers.add(session, "a")
        workers.add(session, "b")
    with database.write() as session:
        workers.declare_dead(session, "a", beats=0)

    with database.write() as session:
        assert not workers.is_known(session, "a")
        assert not workers.beat(session, "a")
        assert workers.is_known(session, "b")
        assert [worker.id for worker in workers.list_all(session)] == ["b"]
