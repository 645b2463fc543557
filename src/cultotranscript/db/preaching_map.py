"""What the preaching map is made of: three queries, however large the library is."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cultotranscript.db.models import Channel, Event, PreachedPassage, PreachedTheme, SummaryCorrection, Video
from cultotranscript.db.videos import VideoFilter, conditions, is_one_of
from cultotranscript.dtos import EventType, VideoStatus

_ROWS_AT_ONCE = 2_000
_WITHIN, _BETWEEN = "\x1f", "\x1e"
"""Part a book from a chapter, and a value from the next: no name holds them."""
_FEW_SERMONS = 5_000
"""So many are asked for by id: their filter may have cost a look at every title."""


class Preached(NamedTuple):
    """A sermon, by whom and when."""

    id: int
    listed_at: Any
    """An aware time."""
    speaker: str | None
    channel_id: int | None


def stamp(session: Session) -> tuple[object, ...]:
    """What differs once an analysis, a correction, a deletion, a channel or a restored backup has changed the map."""
    # A restore tells of itself by an error, EVENTS_LOST.
    telling = Event.type.in_((EventType.SUMMARY_READY, EventType.ERROR))
    newest = sa.select(Event.id).where(telling).order_by(Event.id.desc()).limit(1)
    videos = sa.select(sa.func.count()).select_from(Video).where(Video.status == VideoStatus.PROCESSED)
    channels = sa.select(sa.func.count()).select_from(Channel)
    corrected = sa.select(sa.func.max(SummaryCorrection.changed_at))
    parts = (query.scalar_subquery() for query in (newest, videos, channels, corrected))
    return tuple(session.execute(sa.select(*parts)).one())


def sermons(session: Session, wanted: VideoFilter) -> list[Preached]:
    """Every sermon that passes a filter."""
    query = sa.select(Video.id, Video.listed_at, Video.speaker, Video.channel_id).where(*conditions(wanted))
    return [Preached(*row) for row in session.execute(query)]


def passages(session: Session, wanted: VideoFilter, ids: Collection[int]) -> Iterator[tuple[int, set[str]]]:
    """The places (for `place_of` to read) of each sermon that passes a filter, and has one of these ids."""
    columns = PreachedPassage.__table__.c
    place = columns.book + _WITHIN + sa.cast(columns.chapter, sa.String)
    return _of_sermons(session, columns.video_id, place, wanted, ids)


def themes(session: Session, wanted: VideoFilter, ids: Collection[int]) -> Iterator[tuple[int, set[str]]]:
    """The themes of each sermon, likewise."""
    columns = PreachedTheme.__table__.c
    return _of_sermons(session, columns.video_id, columns.theme, wanted, ids)


def place_of(name: str) -> tuple[str, int]:
    """The book and chapter that a place's name says."""
    book, _, chapter = name.partition(_WITHIN)
    return book, int(chapter)


def _of_sermons(
    session: Session,
    video_id: sa.ColumnElement[int],
    value: sa.ColumnElement[str],
    wanted: VideoFilter,
    ids: Collection[int],
) -> Iterator[tuple[int, set[str]]]:
    # The database strings the values together: a row for each sermon and not for each value, half a million in all.
    query = sa.select(video_id, sa.func.aggregate_strings(value, _BETWEEN)).group_by(video_id)
    if len(ids) <= _FEW_SERMONS:
        query = query.where(is_one_of(session, video_id, ids))
    else:
        query = query.join(Video.__table__, Video.id == video_id).where(*conditions(wanted))
    for several in session.connection().execute(query).yield_per(_ROWS_AT_ONCE).partitions():
        for number, values in several:
            yield number, set(values.split(_BETWEEN))
