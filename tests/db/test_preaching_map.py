"""The counts behind the preaching map."""

from datetime import UTC, datetime

from tests.rows import add_video

from cultotranscript.db import preaching_map, reports
from cultotranscript.db.preaching_map import Month
from cultotranscript.db.session import Database
from cultotranscript.db.videos import VideoFilter


def _at(year: int, month: int, day: int = 1) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


def test_a_month_holds_what_lies_from_its_beginning_on_and_before_its_end(database: Database) -> None:
    with database.write() as session:
        for at in (_at(2025, 1), _at(2025, 1, 31), _at(2025, 2)):
            video = add_video(session, listed_at=at)
            reports.replace_preached(session, video.id, [("João", 3, 1, 1), ("João", 4, 1, 1)], [("fé", 0.5)])
    months = [
        Month(2025, 1, _at(2025, 1), _at(2025, 2)),
        Month(2025, 2, _at(2025, 2), _at(2025, 3)),
        Month(2025, 3, _at(2025, 3), _at(2025, 4)),
    ]

    with database.read() as session:
        assert preaching_map.span(session, VideoFilter()) == (_at(2025, 1), _at(2025, 2))
        assert preaching_map.sermons_by_month(session, VideoFilter(), months) == {(2025, 1): 2, (2025, 2): 1}
        books = preaching_map.books_by_month(session, VideoFilter(), months)
        themes = preaching_map.themes_by_month(session, VideoFilter(), months)

    assert sorted(books) == [(2025, 1, "João", 2), (2025, 2, "João", 1)]
    assert sorted(themes) == [(2025, 1, "fé", 2), (2025, 2, "fé", 1)]


def test_an_empty_library_has_no_span(database: Database) -> None:
    with database.read() as session:
        assert preaching_map.span(session, VideoFilter()) is None
