"""What named streams follow, as it is stored."""

from datetime import UTC, datetime, timedelta

from cultotranscript.db import stream_subscriptions
from cultotranscript.db.session import Database

Asked = dict[str, list[str] | None]

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
NAME = "a" * 22
ALL: Asked = {"video_ids": None, "channel_ids": None, "types": None}
SEVEN: Asked = {"video_ids": ["7"], "channel_ids": None, "types": None}
KEPT = timedelta(minutes=80)


def _claim(
    database: Database, asked: Asked, now: datetime = NOON, name: str = NAME
) -> stream_subscriptions.SubscriptionRow:
    with database.write() as session:
        return stream_subscriptions.claim(session, name, f"{now:%H:%M:%S}", asked, now=now, forgotten=now - KEPT)


def test_a_stream_follows_what_its_address_asks_for_until_a_request_changes_that(database: Database) -> None:
    _claim(database, ALL)
    assert _claim(database, SEVEN).subscription == SEVEN

    with database.write() as session:
        stream_subscriptions.change(session, NAME, ALL, now=NOON)

    assert _claim(database, SEVEN).subscription == ALL


def test_a_change_is_forgotten_when_nobody_has_come_back_in_time(database: Database) -> None:
    _claim(database, SEVEN)
    with database.write() as session:
        stream_subscriptions.change(session, NAME, ALL, now=NOON)
    late = NOON + KEPT + timedelta(seconds=1)

    with database.read() as session:
        assert stream_subscriptions.find(session, NAME, forgotten=NOON) is not None
        assert stream_subscriptions.find(session, NAME, forgotten=late - KEPT) is None
    assert _claim(database, SEVEN, late).subscription == SEVEN


def test_what_is_forgotten_is_deleted_and_versions_never_fall(database: Database) -> None:
    _claim(database, SEVEN, name="b" * 22)
    last = _claim(database, SEVEN, name="c" * 22)

    late = _claim(database, SEVEN, NOON + 2 * KEPT)
    later = _claim(database, SEVEN, NOON + 2 * KEPT)

    assert last.version < late.version < later.version
    with database.read() as session:
        assert {row.client_id for row in stream_subscriptions.read_after(session, 0)} == {NAME}
        assert stream_subscriptions.newest_version(session) == later.version


def test_whoever_reads_behind_a_version_gets_what_was_written_since(database: Database) -> None:
    first = _claim(database, SEVEN, name="b" * 22)
    second = _claim(database, SEVEN)

    with database.read() as session:
        assert stream_subscriptions.read_after(session, first.version) == [second]
