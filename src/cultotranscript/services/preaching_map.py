"""The preaching map: what of the Bible was preached when and by whom, and what never was."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cultotranscript.analysis.books import BOOKS, Book
from cultotranscript.db import preaching_map
from cultotranscript.db.preaching_map import Month
from cultotranscript.db.session import Database
from cultotranscript.dtos import (
    BookCountDTO,
    PreachedBookDTO,
    PreachedChannelDTO,
    PreachedChapterDTO,
    PreachedMonthDTO,
    PreacherDTO,
    PreachingMapDTO,
    ThemeCountDTO,
    VideoStatus,
)
from cultotranscript.services.videos import VideoQuery, understood

_MONTHS_MAX = 1200
"""A century; a sermon with an older date is in no month."""
_SPEAKERS_MAX = 100
_CHANNELS_MAX = 500


class PreachingMap:
    """Draws the map.

    Args:
        database: Where the sermons are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def draw(self, query: VideoQuery) -> PreachingMapDTO:
        """The map of the sermons that pass the filters of a list of videos; those that were worked on count.

        Raises:
            ValidationFailedError: A filter cannot be understood.
        """
        wanted, _, _ = understood(query)
        wanted = replace(wanted, statuses=(VideoStatus.PROCESSED.value,))
        with self._database.read() as session:
            span = preaching_map.span(session, wanted)
            if span is None:
                return _map_of_nothing()
            months = list(_months(*span, ZoneInfo(query.tz)))[-_MONTHS_MAX:]
            by_month = preaching_map.sermons_by_month(session, wanted, months)
            chapters = preaching_map.chapters(session, wanted)
            books = preaching_map.books_by_month(session, wanted, months)
            themes = preaching_map.themes_by_month(session, wanted, months)
            speakers = preaching_map.speakers(session, wanted, limit=_SPEAKERS_MAX)
            channels = preaching_map.channels(session, wanted, limit=_CHANNELS_MAX)
        preached = _books(chapters, _totals((book, count) for _, _, book, count in books))
        return PreachingMapDTO(
            sermons=sum(by_month.values()),
            books=preached,
            never_preached=[book.book for book in preached if not book.chapters],
            months=_month_dtos(by_month, books, themes),
            themes=_theme_counts(_totals((theme, count) for _, _, theme, count in themes)),
            speakers=[PreacherDTO(speaker=name, sermons=count, books=number) for name, count, number in speakers],
            channels=[
                PreachedChannelDTO(channel_id=str(channel), sermons=count, books=number)
                for channel, count, number in channels
            ],
        )


def _map_of_nothing() -> PreachingMapDTO:
    books = _books((), {})
    never = [book.book for book in books]
    return PreachingMapDTO(sermons=0, books=books, never_preached=never, months=[], themes=[], speakers=[], channels=[])


def _months(oldest: datetime, newest: datetime, zone: ZoneInfo) -> Iterator[Month]:
    """Every month from one time to another, as a calendar of a zone has them."""
    local, last = oldest.astimezone(zone), newest.astimezone(zone)
    year, month = local.year, local.month
    while (year, month) <= (last.year, last.month):
        following = (year, month + 1) if month < 12 else (year + 1, 1)
        begins = datetime(year, month, 1, tzinfo=zone)
        ends = datetime(*following, 1, tzinfo=zone) if following[0] <= 9999 else datetime.max.replace(tzinfo=UTC)
        yield Month(year, month, begins, ends)
        year, month = following


def _totals(counted: Iterable[tuple[str, int]]) -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    for name, count in counted:
        totals[name] += count
    return totals


def _books(chapters: Iterable[tuple[str, int, int, datetime]], sermons: dict[str, int]) -> list[PreachedBookDTO]:
    by_book: dict[str, list[PreachedChapterDTO]] = defaultdict(list)
    for book, chapter, count, last in chapters:
        by_book[book].append(PreachedChapterDTO(chapter=chapter, sermons=count, last_preached_at=last))
    return [_book(book, by_book.get(book.name, []), sermons.get(book.name, 0)) for book in BOOKS]


def _book(book: Book, chapters: list[PreachedChapterDTO], sermons: int) -> PreachedBookDTO:
    preached = {one.chapter for one in chapters}
    return PreachedBookDTO(
        book=book.name,
        testament=book.testament,
        chapter_count=len(book.verses),
        sermons=sermons,
        last_preached_at=max((one.last_preached_at for one in chapters), default=None),
        chapters=sorted(chapters, key=lambda one: one.chapter),
        never_preached=[number for number in range(1, len(book.verses) + 1) if number not in preached],
    )


def _theme_counts(totals: dict[str, int]) -> list[ThemeCountDTO]:
    ordered = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    return [ThemeCountDTO(theme=theme, sermons=count) for theme, count in ordered]


def _month_dtos(
    by_month: dict[tuple[int, int], int],
    books: Iterable[tuple[int, int, str, int]],
    themes: Iterable[tuple[int, int, str, int]],
) -> list[PreachedMonthDTO]:
    books_of: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    themes_of: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for found, rows in ((books_of, books), (themes_of, themes)):
        for year, month, name, count in rows:
            found[year, month][name] = count
    order = {book.name: book.number for book in BOOKS}
    return [
        PreachedMonthDTO(
            year=year,
            month=month,
            sermons=by_month[year, month],
            books=[
                BookCountDTO(book=name, sermons=count)
                for name, count in sorted(
                    books_of[year, month].items(), key=lambda item: (-item[1], order.get(item[0], 0))
                )
            ],
            themes=_theme_counts(themes_of[year, month]),
        )
        for year, month in sorted(by_month)
    ]
