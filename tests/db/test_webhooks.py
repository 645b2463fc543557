"""What is to be told to other programs, as it is stored."""

from datetime import UTC, datetime, timedelta

from cultotranscript.db import webhooks
from cultotranscript.db.session import Database

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)


def _add(database: Database, *keys: str) -> None:
    with database.write() as session:
        for key in keys:
            webhooks.add(session, key, "https://example.org/hook", "{}", NOON)


def test_what_has_the_same_key_is_told_once(database: Database) -> None:
    _add(database, "7:1", "7:1", "7:2")

    with database.write() as session:
        assert [row.key for row in webhooks.claim_due(session, NOON, LATER, 10)] == ["7:1", "7:2"]


def test_what_was_claimed_is_due_again_after_a_while_unless_it_was_delivered(database: Database) -> None:
    _add(database, "7:1", "7:2")
    with database.write() as session:
        first, second = webhooks.claim_due(session, NOON, LATER, 10)
        assert not webhooks.has_due(session, NOON)
    with database.write() as session:
        webhooks.record(session, first.id, 1, due_at=None, delivered_at=NOON, last_error=None)

    with database.write() as session:
        again = webhooks.claim_due(session, LATER, LATER + timedelta(minutes=1), 10)

    assert [(row.id, row.attempts) for row in again] == [(second.id, 2)]


def test_an_attempt_that_was_repeated_by_somebody_else_records_nothing(database: Database) -> None:
    _add(database, "7:1")
    with database.write() as session:
        (row,) = webhooks.claim_due(session, NOON, LATER, 10)
    with database.write() as session:
        webhooks.claim_due(session, LATER, LATER, 10)

    with database.write() as session:
        webhooks.record(session, row.id, 1, due_at=None, delivered_at=NOON, last_error=None)

    with database.read() as session:
        assert webhooks.has_due(session, LATER)


def test_what_is_done_is_forgotten_in_time_and_what_is_not_never(database: Database) -> None:
    _add(database, "7:1", "7:2")
    with database.write() as session:
        first, _second = webhooks.claim_due(session, NOON, LATER, 10)
    with database.write() as session:
        webhooks.record(session, first.id, 1, due_at=None, delivered_at=NOON, last_error=None)

    with database.write() as session:
        assert webhooks.forget_done(session, NOON) == 0
        assert webhooks.forget_done(session, LATER) == 1
        assert webhooks.has_due(session, LATER)
