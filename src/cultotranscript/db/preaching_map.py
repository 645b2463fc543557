"""What the preaching map is made of: three queries, however large the library is."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cultotranscript.db.models import Channel, Event, PreachedPassage, PreachedTheme, SummaryCorrection, Video
from cultotranscript.db.videos import VideoFilter, conditions
from cultotranscript.dtos import EventType, VideoStatus

_ROWS_AT_ONCE = 2_000
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
    """What differs once an analysis, a correction, a deletion or a channel has changed the map."""
    newest = sa.select(Event.id).where(Event.type == EventType.SUMMARY_READY).order_by(Event.id.desc()).limit(1)
    videos = sa.select(sa.func.count()).select_from(Video).where(Video.status == VideoStatus.PROCESSED)
    channels = sa.select(sa.func.count()).select_from(Channel)
    corrected = sa.select(sa.func.max(SummaryCorrection.changed_at))
    parts = (query.scalar_subquery() for query in (newest, videos, channels, corrected))
    return tuple(session.execute(sa.select(*parts)).one())


def sermons(session: Session, wanted: VideoFilter) -> list[Preached]:
    """Every sermon that passes a filter."""
    query = sa.select(Video.id, Video.listed_at, Video.speaker, Video.channel_id).where(*conditions(wanted))
    return [Preached(*row) for row in session.execute(query)]


def passages(session: Session, wanted: VideoFilter, ids: Collection[int]) -> Iterator[tuple[int, str, int]]:
    """(video, book, chapter) of the sermons that pass a filter, and have these ids: those of a sermon together."""
    return _of_sermons(session, PreachedPassage, ("book", "chapter"), wanted, ids)


def themes(session: Session, wanted: VideoFilter, ids: Collection[int]) -> Iterator[tuple[int, str]]:
    """(video, theme), likewise."""
    return _of_sermons(session, PreachedTheme, ("theme",), wanted, ids)


def _of_sermons(
    session: Session,
    kind: type[PreachedPassage | PreachedTheme],
    names: Sequence[str],
    wanted: VideoFilter,
    ids: Collection[int],
) -> Iterator[Any]:
    # Of the table and not of the class: half a million rows need no mapping.
    columns = kind.__table__.c
    query = sa.select(columns.video_id, *(columns[name] for name in names)).order_by(columns.video_id)
    if len(ids) <= _FEW_SERMONS:
        query = query.where(columns.video_id.in_(ids))
    else:
        query = query.join(Video.__table__, Video.id == columns.video_id).where(*conditions(wanted))
    for several in session.execute(query).yield_per(_ROWS_AT_ONCE).partitions():
        yield from several
