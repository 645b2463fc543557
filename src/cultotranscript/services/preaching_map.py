"""The preaching map: what of the Bible was preached when and by whom, and what never was."""

import contextlib
import logging
import threading
import time
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import chain
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cultotranscript.analysis.books import BOOKS, Book
from cultotranscript.db import preaching_map
from cultotranscript.db.preaching_map import Preached
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
from cultotranscript.errors import CultoError
from cultotranscript.services.videos import VideoQuery, understood

_log = logging.getLogger(__name__)

_KEPT_S, _KEPT_MAX = 60.0, 64
_SLOW_S = 0.2
"""A map that took longer to draw is drawn anew beside the requests, not in one."""
_STALE_S = 600.0
"""How old a map may be that is shown once more while it is drawn anew."""
_BREATH_SERMONS, _BREATH_S = 50, 0.005
_SPEAKERS_MAX = 100
_CHANNELS_MAX = 500

_Month = tuple[int, int]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: tuple[object, ...]
    drawn_at: float
    took_s: float
    drawn: PreachingMapDTO


@dataclass(frozen=True, slots=True)
class _Library:
    """What was preached, by sermon: of every one, as the newest whole map read it, and maps of a part need no more."""

    stamp: tuple[object, ...]
    places: dict[int, tuple[str, ...]]
    themes: dict[int, tuple[str, ...]]


class PreachingMap:
    """Draws the map, and keeps the maps that it drew until an analysis, a correction or a deletion changes them.

    Drawing it of 50,000 sermons takes seconds, and asking whether it has changed takes milliseconds
    (`benchmarks/api.py`). A large one is therefore shown once more as it was while a thread draws it anew, and what the
    newest whole map read is kept for maps of a part: 16 MB of 50,000 sermons. What else changes a map (a person moves a
    sermon to another day, speaker or channel) shows within a minute.

    Args:
        database: Where the sermons are.
        clock: Seconds that only go forward.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._clock = database, clock
        self._kept: OrderedDict[VideoQuery, _Kept] = OrderedDict()
        self._library: _Library | None = None
        self._drawing: set[VideoQuery] = set()
        self._lock = threading.Lock()
        self._is_drawing = threading.Lock()

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
        if kept is not None:
            age_s = self._clock() - kept.drawn_at
            if kept.stamp == stamp and age_s < _KEPT_S:
                return kept.drawn
            if kept.took_s > _SLOW_S and age_s < _STALE_S:
                self._draw_beside(key, wanted, query.tz)
                return kept.drawn
        return self._draw(key, wanted, query.tz)

    def _draw_beside(self, key: VideoQuery, wanted: VideoFilter, zone: str) -> None:
        """Draw a map anew in a thread, unless one is at it."""
        with self._lock:
            if key in self._drawing:
                return
            self._drawing.add(key)

        def draw() -> None:
            try:
                with self._is_drawing:  # One at a time, whatever is asked for.
                    self._draw(key, wanted, zone, breathe=lambda: time.sleep(_BREATH_S))
            except CultoError as error:
                _log.warning("The preaching map could not be drawn anew: %s", error)
            finally:
                with self._lock:
                    self._drawing.discard(key)

        threading.Thread(target=draw, name="preaching-map", daemon=True).start()

    def _draw(
        self, key: VideoQuery, wanted: VideoFilter, zone: str, breathe: Callable[[], None] = lambda: None
    ) -> PreachingMapDTO:
        began, drawn_at = time.perf_counter(), self._clock()
        with self._database.read() as session:
            # Before the sermons are read, so that whatever changes meanwhile is drawn the next time.
            stamp = preaching_map.stamp(session)
            sermons = preaching_map.sermons(session, wanted)
            library = self._library
            if library is None or library.stamp != stamp:
                library = _read(session, wanted, stamp, [one.id for one in sermons], breathe)
        drawn = _drawn(sermons, ZoneInfo(zone), library, breathe)
        with self._lock:
            if key == VideoQuery(tz=key.tz):  # It names no part.
                self._library = library
            self._kept[key] = _Kept(stamp, drawn_at, time.perf_counter() - began, drawn)
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT_MAX:
                self._kept.popitem(last=False)
        return drawn


class _Preacher:
    """A speaker or a channel: how many sermons, from which books."""

    __slots__ = ("books", "sermons")

    def __init__(self) -> None:
        self.sermons = 0
        self.books: set[str] = set()


def _read(
    session: Session, wanted: VideoFilter, stamp: tuple[object, ...], ids: Collection[int], breathe: Callable[[], None]
) -> _Library:
    same: dict[str, str] = {}  # Half a million names are some thousand different ones.

    def gather(found: Iterator[tuple[int, set[str]]]) -> dict[int, tuple[str, ...]]:
        return {
            video_id: tuple([same.setdefault(name, name) for name in names])
            for video_id, names in _with_breaks(found, breathe)
        }

    places = gather(preaching_map.passages(session, wanted, ids))
    return _Library(stamp, places, gather(preaching_map.themes(session, wanted, ids)))


def _drawn(
    sermons: Sequence[Preached], zone: ZoneInfo, library: _Library, breathe: Callable[[], None]
) -> PreachingMapDTO:
    months: Counter[_Month] = Counter()
    speakers: dict[str, _Preacher] = defaultdict(_Preacher)
    channels: dict[int, _Preacher] = defaultdict(_Preacher)
    # Gathered first and counted at the end: a count for each sermon costs ten times as much.
    places: list[str] = []
    last_at: dict[str, datetime] = {}
    books_of: dict[_Month, list[str]] = defaultdict(list)
    book_of = cache(lambda name: preaching_map.place_of(name)[0])
    themes_of: dict[_Month, list[str]] = defaultdict(list)
    for sermon in _with_breaks(sermons, breathe):
        month = _month(sermon.listed_at, zone)
        months[month] += 1
        themes_of[month].extend(library.themes.get(sermon.id, ()))
        names = library.places.get(sermon.id, ())
        places.extend(names)
        for name in names:
            if name not in last_at or last_at[name] < sermon.listed_at:
                last_at[name] = sermon.listed_at
        books = set(map(book_of, names))
        books_of[month].extend(books)
        preachers = [channels[sermon.channel_id or 0]]
        if sermon.speaker is not None:
            preachers.append(speakers[sermon.speaker])
        for preacher in preachers:
            preacher.sermons += 1
            preacher.books |= books

    preached = _books(Counter(places), last_at, Counter(chain.from_iterable(books_of.values())))
    return PreachingMapDTO(
        sermons=len(sermons),
        books=preached,
        never_preached=[book.book for book in preached if not book.chapters],
        months=list(_month_dtos(months, books_of, themes_of, breathe)),
        themes=_theme_counts(chain.from_iterable(themes_of.values())),
        speakers=[
            PreacherDTO(speaker=name, sermons=one.sermons, books=len(one.books))
            for name, one in _most_often(speakers, _SPEAKERS_MAX)
        ],
        channels=[
            PreachedChannelDTO(channel_id=str(number), sermons=one.sermons, books=len(one.books))
            for number, one in _most_often(channels, _CHANNELS_MAX)
        ],
    )


def _with_breaks(sermons: Iterable[_Item], breathe: Callable[[], None]) -> Iterator[_Item]:
    """The same; now and then all other work of the process has its turn."""
    for number, one in enumerate(sermons, 1):
        if number % _BREATH_SERMONS == 0:
            breathe()
        yield one


def _month(time_of: datetime, zone: ZoneInfo) -> _Month:
    """The (year, month) of a zone's clocks."""
    with contextlib.suppress(OverflowError):  # The first and the last day that there is.
        time_of = time_of.astimezone(zone)
    return time_of.year, time_of.month


_Name = TypeVar("_Name", str, int)


def _most_often(preachers: dict[_Name, _Preacher], limit: int) -> list[tuple[_Name, _Preacher]]:
    return sorted(preachers.items(), key=lambda item: (-item[1].sermons, item[0]))[:limit]


def _books(chapters: Counter[str], last_at: dict[str, datetime], sermons: Counter[str]) -> list[PreachedBookDTO]:
    by_book: dict[str, list[PreachedChapterDTO]] = defaultdict(list)
    for name, count in chapters.items():
        book, chapter = preaching_map.place_of(name)
        by_book[book].append(PreachedChapterDTO(chapter=chapter, sermons=count, last_preached_at=last_at[name]))
    return [_book(book, by_book.get(book.name, []), sermons[book.name]) for book in BOOKS]


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


def _theme_counts(themes: Iterable[str]) -> list[ThemeCountDTO]:
    ordered = sorted(Counter(themes).items(), key=lambda item: (-item[1], item[0]))
    return [ThemeCountDTO(theme=theme, sermons=count) for theme, count in ordered]


def _month_dtos(
    sermons: Counter[_Month],
    books_of: dict[_Month, list[str]],
    themes_of: dict[_Month, list[str]],
    breathe: Callable[[], None],
) -> Iterator[PreachedMonthDTO]:
    order = {book.name: book.number for book in BOOKS}
    for month in sorted(sermons):
        breathe()
        books = sorted(Counter(books_of[month]).items(), key=lambda item: (-item[1], order.get(item[0], 0)))
        yield PreachedMonthDTO(
            year=month[0],
            month=month[1],
            sermons=sermons[month],
            books=[BookCountDTO(book=name, sermons=count) for name, count in books],
            themes=_theme_counts(themes_of[month]),
        )
