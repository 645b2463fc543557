"""What was preached when and by whom, counted by the database: eight queries, however large the library is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cultotranscript.db.models import PreachedPassage, PreachedTheme, UtcDateTime, Video
from cultotranscript.db.videos import VideoFilter, conditions


@dataclass(frozen=True, slots=True)
class Month:
    """A month of somebody's calendar."""

    year: int
    month: int
    begins_at: datetime
    ends_before: datetime


def span(session: Session, wanted: VideoFilter) -> tuple[datetime, datetime] | None:
    """When the oldest and the newest sermon were preached."""
    oldest, newest = session.execute(
        sa.select(sa.func.min(Video.listed_at), sa.func.max(Video.listed_at)).where(*conditions(wanted))
    ).one()
    return (oldest, newest) if oldest is not None else None


def chapters(session: Session, wanted: VideoFilter) -> Sequence[tuple[str, int, int, datetime]]:
    """(book, chapter, sermons, when last) of each chapter that was preached."""
    once = _once(wanted, PreachedPassage.book, PreachedPassage.chapter)
    query = sa.select(once.c.book, once.c.chapter, sa.func.count(), sa.func.max(once.c.listed_at))
    return [(*row,) for row in session.execute(query.group_by(once.c.book, once.c.chapter))]


def sermons_by_month(session: Session, wanted: VideoFilter, months: Sequence[Month]) -> dict[tuple[int, int], int]:
    """Sermons of each (year, month)."""
    calendar = _calendar(months)
    query = sa.select(calendar.c.year, calendar.c.month, sa.func.count())
    query = query.select_from(calendar.join(Video, _within(Video.listed_at, calendar))).where(*conditions(wanted))
    return {
        (year, month): count
        for year, month, count in session.execute(query.group_by(calendar.c.year, calendar.c.month))
    }


def books_by_month(
    session: Session, wanted: VideoFilter, months: Sequence[Month]
) -> Sequence[tuple[int, int, str, int]]:
    """(year, month, book, sermons)."""
    return _by_month(session, _once(wanted, PreachedPassage.book), "book", months)


def themes_by_month(
    session: Session, wanted: VideoFilter, months: Sequence[Month]
) -> Sequence[tuple[int, int, str, int]]:
    """(year, month, theme, sermons)."""
    return _by_month(session, _once(wanted, PreachedTheme.theme), "theme", months)


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


def _once(wanted: VideoFilter, first: sa.SQLColumnExpression[str], *more: sa.SQLColumnExpression[int]) -> sa.Subquery:
    """Each value once for each sermon, with when that was preached."""
    table = PreachedTheme if first is PreachedTheme.theme else PreachedPassage
    query = sa.select(Video.id, Video.listed_at, first, *more)
    query = query.join(table, table.video_id == Video.id).where(*conditions(wanted)).distinct()
    return query.subquery()


def _with_books(wanted: VideoFilter, whose: sa.SQLColumnExpression[Any]) -> sa.Subquery:
    query = sa.select(Video.id, whose, PreachedPassage.book).distinct()
    return query.outerjoin(PreachedPassage, PreachedPassage.video_id == Video.id).where(*conditions(wanted)).subquery()


def _by_month(
    session: Session, once: sa.Subquery, column: str, months: Sequence[Month]
) -> Sequence[tuple[int, int, str, int]]:
    calendar = _calendar(months)
    value = once.c[column]
    query = sa.select(calendar.c.year, calendar.c.month, value, sa.func.count())
    query = query.select_from(once.join(calendar, _within(once.c.listed_at, calendar)))
    return [(*row,) for row in session.execute(query.group_by(calendar.c.year, calendar.c.month, value))]


def _within(time: sa.SQLColumnExpression[datetime], calendar: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(time >= calendar.c.begins_at, time < calendar.c.ends_before)


def _calendar(months: Sequence[Month]) -> sa.CTE:
    """The months as a table: no database knows every time zone, and the two know them differently."""
    return (
        sa.values(
            sa.column("year", sa.Integer),
            sa.column("month", sa.Integer),
            sa.column("begins_at", UtcDateTime()),
            sa.column("ends_before", UtcDateTime()),
            name="calendar",
        )
        .data([(one.year, one.month, one.begins_at, one.ends_before) for one in months])
        .cte("months")
    )
