"""The preaching map: what of the Bible was preached when and by whom, and what never was."""

import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cultotranscript.analysis.books import BOOKS, Book
from cultotranscript.db import preaching_map
from cultotranscript.db.preaching_map import ZoneOffsets
from cultotranscript.db.session import Database
from cultotranscript.db.videos import VideoFilter
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

_OFFSETS_FROM, _OFFSETS_TO = 1900, 2100
"""Years outside of which a zone keeps the offset that it has there."""
_KEPT_S, _KEPT_MAX = 60.0, 64
_SPEAKERS_MAX = 100
_CHANNELS_MAX = 500


class PreachingMap:
    """Draws the map, and keeps the maps that it drew until an analysis, a correction or a deletion changes them.

    Drawing it of 50,000 sermons takes the database seconds, and asking whether it has changed takes it milliseconds.
    What else changes a map (a person moves a sermon to another day, speaker or channel) shows within a minute.

    Args:
        database: Where the sermons are.
        clock: Seconds that only go forward.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._clock = database, clock
        self._kept: OrderedDict[VideoQuery, tuple[tuple[object, ...], float, PreachingMapDTO]] = OrderedDict()
        self._lock = threading.Lock()

    def draw(self, query: VideoQuery) -> PreachingMapDTO:
        """The map of the sermons that pass the filters of a list of videos; those that were worked on count.

        Raises:
            ValidationFailedError: A filter cannot be understood.
        """
        wanted, _, _ = understood(query)
        wanted = replace(wanted, statuses=(VideoStatus.PROCESSED.value,))
        # A status or an order of the list changes nothing here.
        key = replace(query, statuses=(), sort="-published_at")
        with self._database.read() as session:
            stamp = preaching_map.stamp(session)
            with self._lock:
                kept = self._kept.get(key)
            if kept is not None and kept[0] == stamp and self._clock() - kept[1] < _KEPT_S:
                return kept[2]
            drawn_at = self._clock()
            drawn = _draw(session, wanted, ZoneInfo(query.tz))
        with self._lock:
            self._kept[key] = (stamp, drawn_at, drawn)
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT_MAX:
                self._kept.popitem(last=False)
        return drawn


def _draw(session: Session, wanted: VideoFilter, zone: ZoneInfo) -> PreachingMapDTO:
    span = preaching_map.span(session, wanted)
    if span is None:
        return _map_of_nothing()
    offsets = _offsets(*span, zone)
    by_month = preaching_map.sermons_by_month(session, wanted, offsets)
    chapters = preaching_map.chapters(session, wanted)
    books = preaching_map.books_by_month(session, wanted, offsets)
    themes = preaching_map.themes_by_month(session, wanted, offsets)
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


def _offsets(oldest: datetime, newest: datetime, zone: ZoneInfo) -> ZoneOffsets:
    """A zone's offsets as far as they decide in which month a time lies.

    Only the offset at the turn of a month matters, so each holds from the middle of a month to that of another.
    """
    begin = max(oldest.year, _OFFSETS_FROM)
    end = min(newest.year, _OFFSETS_TO)
    turns = [(year, month) for year in range(begin, end + 1) for month in range(1, 13)] or [(begin, 1)]
    found = [_minutes(datetime(year, month, 1, tzinfo=zone)) for year, month in turns]
    changes = [
        (datetime(year, month, 15, tzinfo=UTC), minutes)
        for (year, month), minutes, following in zip(turns, found, found[1:], strict=False)
        if following != minutes
    ]
    return ZoneOffsets(changes, found[-1])


def _minutes(time: datetime) -> int:
    offset = time.utcoffset()
    return round(offset.total_seconds() / 60) if offset is not None else 0


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
