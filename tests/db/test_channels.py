"""Channels and the looks at them."""

from tests.rows import add_channel

from cultotranscript.db import channels
from cultotranscript.db.session import Database


def test_a_look_with_a_key_is_asked_for_once(database: Database) -> None:
    with database.write() as session:
        channel_id = add_channel(session).id
        first = channels.ask_check(session, channel_id, key="1:sunday", max_videos=5)
        second = channels.ask_check(session, channel_id, key="1:sunday", max_videos=5)
        other = channels.ask_check(session, channel_id, max_videos=5)

    assert first is not None
    assert second is None
    assert other is not None


def test_looks_are_claimed_in_the_order_in_which_they_were_asked_for(database: Database) -> None:
    with database.write() as session:
        channel_id = add_channel(session).id
        asked = [channels.ask_check(session, channel_id, max_videos=5) for _ in range(2)]

    claimed = []
    for _ in range(3):
        with database.write() as session:
            claimed.append(channels.claim_check(session, "me", ["me"]))

    assert [check.id if check else None for check in claimed] == [check.id for check in asked if check] + [None]
