"""What was preached when and by whom, counted by the database: seven queries, however large the library is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cultotranscript.db.models import Channel, Event, PreachedPassage, PreachedTheme, SummaryCorrection, Video
from cultotranscript.db.videos import VideoFilter, conditions
from cultotranscript.dtos import EventType, VideoStatus


@dataclass(frozen=True, slots=True)
class ZoneOffsets:
    """How far a zone's clocks are from UTC, in minutes: `changes` are (before which time, minutes), then `last`.

    No database knows every time zone, and the two know them differently.
    """

    changes: Sequence[tuple[datetime, int]]
    last: int


def stamp(session: Session) -> tuple[object, ...]:
    """What differs once an analysis, a correction, a deletion or a channel has changed the map."""
    newest = sa.select(Event.id).where(Event.type == EventType.SUMMARY_READY).order_by(Event.id.desc()).limit(1)
    videos = sa.select(sa.func.count()).select_from(Video).where(Video.status == VideoStatus.PROCESSED)
    channels = sa.select(sa.func.count()).select_from(Channel)
    corrected = sa.select(sa.func.max(SummaryCorrection.changed_at))
    parts = (query.scalar_subquery() for query in (newest, videos, channels, corrected))
    return tuple(session.execute(sa.select(*parts)).one())


def span(session: Session, wanted: VideoFilter) -> tuple[datetime, datetime] | None:
    """When the oldest and the newest sermon were preached."""
    oldest, newest = session.execute(
        sa.select(sa.func.min(Video.listed_at), sa.func.max(Video.listed_at)).where(*conditions(wanted))
    ).one()
    return (oldest, newest) if oldest is not None else None


def chapters(session: Session, wanted: VideoFilter) -> Sequence[tuple[str, int, int, datetime]]:
    """(book, chapter, sermons, when last) of each chapter that was preached."""
    table = PreachedPassage
    query = sa.select(table.book, table.chapter, sa.func.count(Video.id.distinct()), sa.func.max(Video.listed_at))
    query = query.join(Video, Video.id == table.video_id).where(*conditions(wanted))
    return [(*row,) for row in session.execute(query.group_by(table.book, table.chapter))]


def sermons_by_month(session: Session, wanted: VideoFilter, offsets: ZoneOffsets) -> dict[tuple[int, int], int]:
    """Sermons of each (year, month)."""
    month = _month(session, offsets)
    query = sa.select(month, sa.func.count()).where(*conditions(wanted)).group_by(month)
    return {_year_month(label): count for label, count in session.execute(query)}


def books_by_month(session: Session, wanted: VideoFilter, offsets: ZoneOffsets) -> Sequence[tuple[int, int, str, int]]:
    """(year, month, book, sermons)."""
    month, table = _month(session, offsets), PreachedPassage
    query = sa.select(month, table.book, sa.func.count(Video.id.distinct()))
    query = query.join(Video, Video.id == table.video_id).where(*conditions(wanted)).group_by(month, table.book)
    return [(*_year_month(label), book, count) for label, book, count in session.execute(query)]


def themes_by_month(session: Session, wanted: VideoFilter, offsets: ZoneOffsets) -> Sequence[tuple[int, int, str, int]]:
    """(year, month, theme, sermons)."""
    month, table = _month(session, offsets), PreachedTheme
    query = sa.select(month, table.theme, sa.func.count())
    query = query.join(Video, Video.id == table.video_id).where(*conditions(wanted)).group_by(month, table.theme)
    return [(*_year_month(label), theme, count) for label, theme, count in session.execute(query)]


def speakers(session: Session, wanted: VideoFilter, *, limit: int) -> Sequence[tuple[str, int, int]]:
    """(speaker, sermons, different books), most often first."""
    found = _with_books(wanted, Video.speaker)
    query = sa.select(found.c.speaker, sa.func.count(found.c.id.distinct()), sa.func.count(found.c.book.distinct()))
    query = query.where(found.c.speaker.is_not(None)).group_by(found.c.speaker)
    query = query.order_by(sa.func.count(found.c.id.distinct()).desc(), found.c.speaker).limit(limit)
    return [(*row,) for row in session.execute(query)]


def channels(session: Session, wanted: VideoFilter, *, limit: int) -> Sequence[tuple[int, int, int]]:
    """(channel or 0, sermons, different books), most often first."""
    found = _with_books(wanted, sa.func.coalesce(Video.channel_id, 0).label("channel"))
    query = sa.select(found.c.channel, sa.func.count(found.c.id.distinct()), sa.func.count(found.c.book.distinct()))
    query = query.group_by(found.c.channel)
    query = query.order_by(sa.func.count(found.c.id.distinct()).desc(), found.c.channel).limit(limit)
    return [(*row,) for row in session.execute(query)]


def _with_books(wanted: VideoFilter, whose: sa.SQLColumnExpression[Any]) -> sa.Subquery:
    query = sa.select(Video.id, whose, PreachedPassage.book).distinct()
    return query.outerjoin(PreachedPassage, PreachedPassage.video_id == Video.id).where(*conditions(wanted)).subquery()


def _month(session: Session, offsets: ZoneOffsets) -> sa.Label[str]:
    """The month in which a sermon was preached, as "2025-03"."""
    time = Video.listed_at
    if session.get_bind().dialect.name == "postgresql":
        minutes = _minutes(offsets, sa.literal)
        local = sa.func.timezone("UTC", time) + minutes * sa.text("interval '1 minute'")
        return sa.func.to_char(local, sa.text("'YYYY-MM'")).label("month")
    shift = _minutes(offsets, lambda number: sa.literal(f"{number} minutes"))
    return sa.func.strftime(sa.text("'%Y-%m'"), time, shift).label("month")


def _minutes(offsets: ZoneOffsets, value: Callable[[int], sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    if not offsets.changes:
        return value(offsets.last)
    return sa.case(
        *((Video.listed_at < before, value(minutes)) for before, minutes in offsets.changes), else_=value(offsets.last)
    )


def _year_month(label: str) -> tuple[int, int]:
    year, month = label.split("-")
    return int(year), int(month)
