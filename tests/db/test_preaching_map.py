"""The counts behind the preaching map."""

from datetime import UTC, datetime

from tests.rows import add_channel, add_video

from cultotranscript.db import preaching_map, reports
from cultotranscript.db.preaching_map import ZoneOffsets
from cultotranscript.db.session import Database
from cultotranscript.db.videos import VideoFilter


def _at(year: int, month: int, day: int = 1) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


def test_a_month_is_that_of_the_clocks_of_its_time(database: Database) -> None:
    with database.write() as session:
        for at in (_at(2025, 1), _at(2025, 1, 31), _at(2025, 2)):
            video = add_video(session, listed_at=at)
            reports.replace_preached(session, video.id, [("João", 3, 1, 1), ("João", 4, 1, 1)], [("fé", 0.5)])
    offsets = ZoneOffsets([(_at(2025, 1, 15), -60)], 0)

    with database.read() as session:
        assert preaching_map.span(session, VideoFilter()) == (_at(2025, 1), _at(2025, 2))
        assert preaching_map.sermons_by_month(session, VideoFilter(), offsets) == {
            (2024, 12): 1,
            (2025, 1): 1,
            (2025, 2): 1,
        }
        books = preaching_map.books_by_month(session, VideoFilter(), offsets)
        themes = preaching_map.themes_by_month(session, VideoFilter(), offsets)

    assert sorted(books) == [(2024, 12, "João", 1), (2025, 1, "João", 1), (2025, 2, "João", 1)]
    assert sorted(themes) == [(2024, 12, "fé", 1), (2025, 1, "fé", 1), (2025, 2, "fé", 1)]


def test_an_empty_library_has_no_span(database: Database) -> None:
    with database.read() as session:
        assert preaching_map.span(session, VideoFilter()) is None


def test_the_stamp_changes_with_what_the_map_is_made_of(database: Database) -> None:
    stamps = []
    with database.write() as session:
        stamps.append(preaching_map.stamp(session))
        add_channel(session)
        stamps.append(preaching_map.stamp(session))
        add_video(session, status="PROCESSED")
        stamps.append(preaching_map.stamp(session))
        add_video(session, status="FAILED")
        assert preaching_map.stamp(session) == stamps[-1]

    assert len(set(stamps)) == 3
