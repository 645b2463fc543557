"""Churches' channels, and the looks at them for new videos."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cultotranscript.db.models import Channel, ChannelCheck, Video
from cultotranscript.dtos import utc_now


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the videos of a channel; durations in seconds."""

    total: int = 0
    processed: int = 0
    processing: int = 0
    failed: int = 0
    duration: int = 0
    last_updated: datetime | None = None


def find(session: Session, channel_id: int) -> Channel | None:
    """A channel, or None."""
    return session.get(Channel, channel_id)


def find_by_address(session: Session, youtube_channel_id: str | None, youtube_name: str | None) -> Channel | None:
    """The channel of a YouTube id or name, whatever the name's case, or None."""
    is_same: sa.ColumnElement[bool] = sa.false()
    if youtube_channel_id is not None:
        is_same |= Channel.youtube_channel_id == youtube_channel_id
    if youtube_name is not None:
        is_same |= sa.func.lower(Channel.youtube_name) == youtube_name.lower()
    return session.scalar(sa.select(Channel).where(is_same).limit(1))


def list_page(session: Session, *, limit: int, offset: int) -> Sequence[Channel]:
    """A page of the channels, by title."""
    return session.scalars(sa.select(Channel).order_by(Channel.title, Channel.id).limit(limit).offset(offset)).all()


def list_all(session: Session) -> Sequence[Channel]:
    """All channels."""
    return session.scalars(sa.select(Channel).order_by(Channel.id)).all()


def count(session: Session) -> int:
    """How many channels there are."""
    return session.scalar(sa.select(sa.func.count()).select_from(Channel)) or 0


def add_new(session: Session, values: dict[str, Any]) -> Channel | None:
    """Write a new channel, or None where one with its YouTube id is there already."""
    insert: sqlite.Insert | postgresql.Insert
    insert = postgresql.insert(Channel) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(Channel)
    return session.scalar(insert.values(**values).on_conflict_do_nothing().returning(Channel))


def delete(session: Session, channel_id: int) -> None:
    """Delete a channel; its videos stay, with no channel."""
    session.execute(sa.delete(Channel).where(Channel.id == channel_id))


def counts_of(session: Session, channel_ids: Collection[int]) -> dict[int, Counts]:
    """How many videos channels have, in one query; a channel without any is left out."""
    status = Video.status
    query = (
        sa.select(
            Video.channel_id,
            sa.func.count(),
            sa.func.count().filter(status == "PROCESSED"),
            sa.func.count().filter(status.in_(("QUEUED", "PROCESSING"))),
            sa.func.count().filter(status == "FAILED"),
            sa.func.coalesce(sa.func.sum(Video.duration), 0),
            sa.func.max(sa.func.coalesce(Video.processed_at, Video.created_at)),
        )
        .where(Video.channel_id.in_(channel_ids))
        .group_by(Video.channel_id)
    )
    return {row[0]: Counts(*row[1:]) for row in session.execute(query) if row[0] is not None}


# Looks for new videos.


def ask_check(
    session: Session,
    channel_id: int,
    *,
    key: str | None = None,
    published_from: datetime | None = None,
    published_before: datetime | None = None,
    max_videos: int,
) -> ChannelCheck | None:
    """Ask for a look at a channel; None where one with this key was asked for before."""
    insert: sqlite.Insert | postgresql.Insert
    if session.get_bind().dialect.name == "postgresql":
        insert = postgresql.insert(ChannelCheck)
    else:
        insert = sqlite.insert(ChannelCheck)
    values = {
        "channel_id": channel_id,
        "key": key,
        "published_from": published_from,
        "published_before": published_before,
        "max_videos": max_videos,
        "status": "waiting",
        "listed": 0,
        "looked_at": 0,
        "added": 0,
        "asked_at": utc_now(),
    }
    return session.scalar(insert.values(**values).on_conflict_do_nothing().returning(ChannelCheck))


def claim_check(session: Session, worker_id: str, living: Collection[str]) -> ChannelCheck | None:
    """Take the oldest look that waits, or that a worker which is gone has begun."""
    is_free = sa.or_(
        ChannelCheck.status == "waiting",
        sa.and_(ChannelCheck.status == "running", ChannelCheck.worker_id.not_in(living)),
    )
    query = sa.select(ChannelCheck).where(is_free).order_by(ChannelCheck.id).limit(1)
    check = session.scalar(query.with_for_update(skip_locked=True))
    if check is not None:
        check.status, check.worker_id = "running", worker_id
    return check


def find_check(session: Session, check_id: int) -> ChannelCheck | None:
    """A look at a channel, or None."""
    return session.get(ChannelCheck, check_id)


def find_open_check(session: Session, channel_id: int) -> ChannelCheck | None:
    """The newest look at a channel that has not ended, or None."""
    query = sa.select(ChannelCheck).where(
        ChannelCheck.channel_id == channel_id, ChannelCheck.status.in_(("waiting", "running"))
    )
    return session.scalar(query.order_by(ChannelCheck.id.desc()).limit(1))


def list_checks(session: Session, channel_id: int, *, limit: int) -> Sequence[ChannelCheck]:
    """The newest looks at a channel."""
    query = sa.select(ChannelCheck).where(ChannelCheck.channel_id == channel_id)
    return session.scalars(query.order_by(ChannelCheck.id.desc()).limit(limit)).all()
