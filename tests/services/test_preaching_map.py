"""The preaching map, on both databases."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from tests.rows import add_channel, add_video
from tests.streams import wait_until

from cultotranscript.db import events, reports
from cultotranscript.db.session import Database
from cultotranscript.dtos import ErrorEventDTO, PreachingMapDTO, SummaryDTO, SummaryReadyEventDTO
from cultotranscript.errors import ValidationFailedError
from cultotranscript.services.preaching_map import PreachingMap
from cultotranscript.services.videos import VideoQuery

_MARCH = datetime(2025, 3, 9, 13, tzinfo=UTC)
_NIGHT = datetime(2025, 4, 1, 1, 30, tzinfo=UTC)
"""Still March in São Paulo."""


def _preach(
    session: Session,
    at: datetime,
    passages: list[tuple[str, int, int, int]],
    themes: tuple[str, ...] = (),
    **values: Any,
) -> int:
    video = add_video(session, **{"status": "PROCESSED", "listed_at": at, **values})
    reports.replace_preached(session, video.id, passages, [(theme, 0.5) for theme in themes])
    session.flush()
    return video.id


def _draw(database: Database, **filters: Any) -> PreachingMapDTO:
    return PreachingMap(database).draw(VideoQuery(**filters))


def test_books_and_chapters_count_each_sermon_once(database: Database) -> None:
    with database.write() as session:
        _preach(session, _MARCH, [("João", 3, 1, 5), ("João", 3, 16, 16), ("João", 4, 1, 54)])
        _preach(session, _NIGHT, [("João", 3, 16, 16), ("Rute", 1, 1, 22)])
        add_video(session, status="FAILED")

    drawn = _draw(database)

    books = {book.book: book for book in drawn.books}
    assert len(drawn.books) == 66
    assert drawn.sermons == 2
    assert (books["João"].sermons, books["João"].chapter_count, books["João"].testament) == (2, 21, "NT")
    assert [(one.chapter, one.sermons) for one in books["João"].chapters] == [(3, 2), (4, 1)]
    assert books["João"].last_preached_at == _NIGHT
    assert books["João"].chapters[1].last_preached_at == _MARCH
    assert books["Rute"].never_preached == [2, 3, 4]
    assert len(drawn.never_preached) == 64
    assert "Rute" not in drawn.never_preached


def test_months_are_those_of_the_zone(database: Database) -> None:
    with database.write() as session:
        _preach(session, _MARCH, [("João", 3, 16, 16)], ("graça", "fé"))
        _preach(session, _NIGHT, [("Rute", 1, 1, 22), ("João", 1, 1, 1)], ("fé",))

    (march,) = _draw(database).months
    in_utc = _draw(database, tz="UTC").months

    assert (march.year, march.month, march.sermons) == (2025, 3, 2)
    assert [(one.book, one.sermons) for one in march.books] == [("João", 2), ("Rute", 1)]
    assert [(one.theme, one.sermons) for one in march.themes] == [("fé", 2), ("graça", 1)]
    assert [(one.month, one.sermons) for one in in_utc] == [(3, 1), (4, 1)]


def test_speakers_and_channels_are_counted(database: Database) -> None:
    with database.write() as session:
        channel = add_channel(session).id
        _preach(session, _MARCH, [("João", 3, 1, 1), ("Rute", 1, 1, 1)], speaker="Ana Lima", channel_id=channel)
        _preach(session, _MARCH, [("João", 4, 1, 1)], speaker="Ana Lima")
        _preach(session, _MARCH, [], speaker="Rui")
        _preach(session, _MARCH, [])

    drawn = _draw(database)

    assert [(one.speaker, one.sermons, one.books) for one in drawn.speakers] == [("Ana Lima", 2, 2), ("Rui", 1, 0)]
    assert [(one.channel_id, one.sermons, one.books) for one in drawn.channels] == [("0", 3, 1), (str(channel), 1, 2)]


def test_the_filters_are_those_of_the_list_of_videos(database: Database) -> None:
    with database.write() as session:
        channel = add_channel(session).id
        _preach(session, _MARCH, [("João", 3, 1, 1)], ("fé",), speaker="Ana Lima", channel_id=channel)
        _preach(session, datetime(2024, 1, 7, tzinfo=UTC), [("Rute", 1, 1, 1)], speaker="Rui")

    for filters in (
        {"channel_id": channel},
        {"speaker": "lima"},
        {"date_start": _MARCH.date()},
        {"theme": "fé"},
        {"biblical_ref": "João 3"},
    ):
        drawn = _draw(database, **filters)
        assert [book.book for book in drawn.books if book.sermons] == ["João"]
        assert drawn.sermons == 1
    with pytest.raises(ValidationFailedError):
        _draw(database, tz="Nowhere/Land")


def test_a_library_without_sermons_has_a_map_of_what_was_never_preached(database: Database) -> None:
    drawn = _draw(database)

    assert (drawn.sermons, drawn.months, drawn.themes) == (0, [], [])
    assert len(drawn.never_preached) == 66


def test_dates_far_away_are_in_their_months(database: Database) -> None:
    with database.write() as session:
        _preach(session, datetime(1, 1, 2, tzinfo=UTC), [("Rute", 1, 1, 1)])
        _preach(session, datetime(9999, 12, 30, tzinfo=UTC), [("João", 3, 1, 1)])

    drawn = _draw(database, tz="UTC")

    assert [(month.year, month.month) for month in drawn.months] == [(1, 1), (9999, 12)]


def test_summer_time_counts_at_the_turn_of_a_month(database: Database) -> None:
    # Clocks in São Paulo were 2 hours behind UTC in the summer of 2018 and 3 in the winter.
    with database.write() as session:
        for at in (
            datetime(2018, 1, 1, 1, 59, tzinfo=UTC),
            datetime(2018, 1, 1, 2, 1, tzinfo=UTC),
            datetime(2018, 7, 1, 2, 59, tzinfo=UTC),
            datetime(2018, 7, 1, 3, 1, tzinfo=UTC),
        ):
            _preach(session, at, [("Rute", 1, 1, 1)])

    months = _draw(database).months

    assert [(month.year, month.month) for month in months] == [(2017, 12), (2018, 1), (2018, 6), (2018, 7)]


def test_a_map_is_kept_until_something_changes_it(database: Database) -> None:
    now = 0.0
    preaching_map = PreachingMap(database, lambda: now)
    with database.write() as session:
        video_id = _preach(session, _MARCH, [("Rute", 1, 1, 1)])

    first = preaching_map.draw(VideoQuery())
    assert preaching_map.draw(VideoQuery(sort="title")) is first
    assert preaching_map.draw(VideoQuery(tz="UTC")) is not first

    with database.write() as session:
        summary = SummaryReadyEventDTO(video_id=str(video_id), summary=SummaryDTO.empty())
        events.append(session, summary, channel_id="0")
    second = preaching_map.draw(VideoQuery())
    assert second is not first
    assert preaching_map.draw(VideoQuery()) is second

    now = 61.0
    assert preaching_map.draw(VideoQuery()) is not second


def test_a_part_is_drawn_from_what_the_whole_map_read_until_something_changes_it(database: Database) -> None:
    with database.write() as session:
        _preach(session, _MARCH, [("Rute", 1, 1, 1), ("João", 3, 16, 16)], ("fé",))
        video_id = _preach(session, _MARCH.replace(year=2020), [("João", 3, 1, 5)], ("amor", "fé"))
    kept = PreachingMap(database)
    kept.draw(VideoQuery())
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    year = VideoQuery(date_start=date(2020, 1, 1), date_end=date(2020, 12, 31))
    sa.event.listen(database.engine, "before_cursor_execute", note)
    drawn = kept.draw(year)
    sa.event.remove(database.engine, "before_cursor_execute", note)

    assert drawn == PreachingMap(database).draw(year)
    assert not any("preached_passage" in statement for statement in seen)

    with database.write() as session:
        reports.replace_preached(session, video_id, [("Salmos", 23, 1, 6)], [])
        summary = SummaryReadyEventDTO(video_id=str(video_id), summary=SummaryDTO.empty())
        events.append(session, summary, channel_id="0")
    assert [book.book for book in kept.draw(year).books if book.chapters] == ["Salmos"]

    # A restored backup changes rows and leaves the events of before.
    kept.draw(VideoQuery())
    with database.write() as session:
        reports.replace_preached(session, video_id, [("Rute", 2, 1, 6)], [])
        events.append(session, ErrorEventDTO(error_code="EVENTS_LOST", error_message="A backup was restored."))
    assert [book.book for book in kept.draw(year).books if book.chapters] == ["Rute"]


def test_a_large_map_is_shown_as_it_was_while_it_is_drawn_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr("cultotranscript.services.preaching_map._SLOW_S", 0.0)
    preaching_map = PreachingMap(database, lambda: now)

    def preach() -> None:
        with database.write() as session:
            _preach(session, _MARCH, [("Rute", 1, 1, 1)])

    preach()
    assert preaching_map.draw(VideoQuery()).sermons == 1

    preach()
    assert preaching_map.draw(VideoQuery()).sermons == 1
    wait_until(lambda: preaching_map.draw(VideoQuery()).sermons == 2)

    preach()
    now = 601.0  # Too old to be shown once more.
    assert preaching_map.draw(VideoQuery()).sermons == 3


def test_the_number_of_queries_is_bounded(database: Database) -> None:
    with database.write() as session:
        for number in range(30):
            _preach(session, _MARCH.replace(year=2000 + number), [("João", 1 + number % 20, 1, 1)], ("fé",))
    seen = []

    def count(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", count)
    _draw(database)
    sa.event.remove(database.engine, "before_cursor_execute", count)

    assert len(seen) <= 8
