"""The event log's table."""

import threading

from cultotranscript.db import events
from cultotranscript.db.session import Database
from cultotranscript.dtos import VideoStatus, VideoStatusEventDTO


def _event(video_id: str = "7") -> VideoStatusEventDTO:
    return VideoStatusEventDTO(video_id=video_id, status=VideoStatus.QUEUED)


def test_events_are_read_back_in_the_order_they_were_appended(database: Database) -> None:
    with database.write() as session:
        ids = [events.append(session, _event(str(n)), channel_id="3") for n in range(5)]

    with database.read() as session:
        rows = events.read_after(session, ids[1] or 0, limit=2)

    assert [row.id for row in rows] == ids[2:4]
    assert [row.video_id for row in rows] == ["2", "3"]
    assert rows[0].channel_id == "3"
    assert VideoStatusEventDTO.model_validate_json(rows[0].body).video_id == "2"


def test_an_event_whose_key_is_there_already_is_left_out(database: Database) -> None:
    with database.write() as session:
        first = events.append(session, _event(), key="7:1:analyse:begin")
        second = events.append(session, _event(), key="7:1:analyse:begin")

    assert first is not None
    assert second is None
    with database.read() as session:
        assert len(events.read_after(session, 0, limit=10)) == 1


def test_only_the_newest_events_are_kept_and_their_ids_are_never_used_again(database: Database) -> None:
    with database.write() as session:
        ids = [events.append(session, _event()) for _ in range(6)]
    with database.write() as session:
        assert events.trim(session, keep=2) == 4
        assert events.trim(session, keep=2) == 0

    with database.read() as session:
        assert events.oldest_id(session) == ids[4]
        assert events.newest_id(session) == ids[5]
    with database.write() as session:
        assert (events.append(session, _event()) or 0) > (ids[5] or 0)


def test_a_reader_behind_many_writers_misses_no_event(database: Database) -> None:
    """Ids become visible in the order they were taken: a reader of `id > last` never passes one by."""
    seen: list[int] = []
    is_done = threading.Event()

    def write() -> None:
        for _ in range(40):
            with database.write() as session:
                events.append(session, _event())

    def follow() -> None:
        while True:
            was_done = is_done.is_set()
            with database.read() as session:
                rows = events.read_after(session, seen[-1] if seen else 0, limit=1000)
            seen.extend(row.id for row in rows)
            if was_done:
                return

    reader = threading.Thread(target=follow)
    writers = [threading.Thread(target=write) for _ in range(4)]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    is_done.set()
    reader.join()

    assert len(seen) == 160
    assert seen == sorted(set(seen))
