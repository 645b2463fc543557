"""Videos and how far they are."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from cultotranscript.db.models import PreachedPassage, PreachedTheme, Video

UNFINISHED = ("QUEUED", "PROCESSING")


@dataclass(frozen=True, slots=True)
class PassageFilter:
    """Videos that preached a place: a whole book, a chapter of it, or verses that overlap these."""

    book: str
    chapter: int | None = None
    verse_start: int | None = None
    verse_end: int | None = None


@dataclass(frozen=True, slots=True)
class VideoFilter:
    """Which videos a list holds; None is no filter, several are all asked for."""

    channel_id: int | None = None
    statuses: Sequence[str] = ()
    title_words: Sequence[str] = ()
    """Folded words, each of which stands in the title or the speaker's name."""
    speaker_words: Sequence[str] = ()
    """Folded words, each of which stands in the speaker's name."""
    theme: str | None = None
    passage: PassageFilter | None = None
    listed_from: datetime | None = None
    listed_before: datetime | None = None


SORTS = {
    "published_at": Video.listed_at,
    "created_at": Video.created_at,
    "title": Video.title,
    "duration": Video.duration,
}


def add_new(session: Session, values: dict[str, Any]) -> Video | None:
    """Write a new video, or None where one with its YouTube id or its content is there already."""
    insert: sqlite.Insert | postgresql.Insert
    insert = postgresql.insert(Video) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(Video)
    return session.scalar(insert.values(**values).on_conflict_do_nothing().returning(Video))


def find(session: Session, video_id: int, *, is_to_change: bool = False) -> Video | None:
    """A video, or None; `is_to_change` keeps others from changing it until the transaction ends."""
    query = sa.select(Video).where(Video.id == video_id)
    return session.scalar(query.with_for_update() if is_to_change else query)


def find_same(session: Session, *, youtube_id: str | None = None, content_sha256: str | None = None) -> Video | None:
    """The video of a YouTube id, or of a file's content."""
    query = sa.select(Video)
    if youtube_id is not None:
        query = query.where(Video.youtube_id == youtube_id)
    else:
        query = query.where(Video.content_sha256 == content_sha256)
    return session.scalar(query.with_for_update())


def find_many(session: Session, video_ids: Sequence[int]) -> dict[int, Video]:
    """The videos of these ids that are there."""
    return {video.id: video for video in session.scalars(sa.select(Video).where(Video.id.in_(video_ids)))}


def list_page(
    session: Session, wanted: VideoFilter, *, sort: str, is_descending: bool, limit: int, offset: int
) -> Sequence[Video]:
    """A page of the videos that pass a filter.

    Args:
        session: A reading session.
        wanted: The filter.
        sort: A key of `SORTS`; equal ones are ordered by id in the same direction.
        is_descending: Largest first.
        limit: How many at the most.
        offset: How many are passed over.
    """
    column = SORTS[sort]
    order = (column.desc(), Video.id.desc()) if is_descending else (column.asc(), Video.id.asc())
    query = sa.select(Video).where(*conditions(wanted)).order_by(*order).limit(limit).offset(offset)
    return session.scalars(query).all()


def count(session: Session, wanted: VideoFilter) -> int:
    """How many videos pass a filter."""
    return session.scalar(sa.select(sa.func.count()).select_from(Video).where(*conditions(wanted))) or 0


def conditions(wanted: VideoFilter) -> list[sa.ColumnElement[bool]]:
    """A filter as conditions on the table of videos."""
    found: list[sa.ColumnElement[bool]] = []
    if wanted.channel_id is not None:
        found.append(Video.channel_id == wanted.channel_id if wanted.channel_id else Video.channel_id.is_(None))
    if wanted.statuses:
        found.append(Video.status.in_(wanted.statuses))
    found += [Video.folded.contains(word, autoescape=True) for word in wanted.title_words]
    if wanted.speaker_words:
        # A line parts the title from the speaker; no word holds a line break.
        found += [Video.folded.like(f"%\n%{_escaped(word)}%", escape="\\") for word in wanted.speaker_words]
    if wanted.theme is not None:
        found.append(
            sa.exists().where(PreachedTheme.video_id == Video.id, PreachedTheme.theme == wanted.theme).correlate(Video)
        )
    if wanted.passage is not None:
        found.append(Video.id.in_(preached_in(wanted.passage)))
    if wanted.listed_from is not None:
        found.append(Video.listed_at >= wanted.listed_from)
    if wanted.listed_before is not None:
        found.append(Video.listed_at < wanted.listed_before)
    return found


def preached_in(passage: PassageFilter) -> sa.Select[int]:
    """The ids of the videos that preached a place."""
    query = sa.select(PreachedPassage.video_id).where(PreachedPassage.book == passage.book)
    if passage.chapter is not None:
        query = query.where(PreachedPassage.chapter == passage.chapter)
    if passage.verse_start is not None:
        last = passage.verse_end or passage.verse_start
        query = query.where(PreachedPassage.verse_start <= last, PreachedPassage.verse_end >= passage.verse_start)
    return query


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def list_unfinished(session: Session) -> set[tuple[int, int]]:
    """The ids and runs of videos that wait or are worked on."""
    query = sa.select(Video.id, Video.run).where(Video.status.in_(UNFINISHED))
    return {(row.id, row.run) for row in session.execute(query)}


def known_speakers(session: Session, *, limit: int) -> list[str]:
    """The names of those who preached, most often first."""
    query = sa.select(Video.speaker).where(Video.speaker.is_not(None)).group_by(Video.speaker)
    names = session.scalars(query.order_by(sa.func.count().desc(), Video.speaker).limit(limit))
    return [name for name in names if name]


def delete(session: Session, video_id: int) -> None:
    """Delete a video and what hangs on it."""
    session.execute(sa.delete(Video).where(Video.id == video_id))


def is_one_of(session: Session, column: sa.ColumnElement[Any], ids: Collection[int]) -> sa.ColumnElement[bool]:
    """Whether a column is one of many ids: one parameter, because the drivers take a while for a thousand."""
    if session.get_bind().dialect.name == "postgresql":
        return column == sa.any_(sa.cast(list(ids), ARRAY(sa.BigInteger)))
    return column.in_(sa.select(sa.func.json_each(json.dumps(list(ids))).table_valued("value").c.value))
