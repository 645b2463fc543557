"""Rows that tests begin with."""

from typing import Any

from sqlalchemy.orm import Session

from cultotranscript.db import events
from cultotranscript.db.models import Channel, Video
from cultotranscript.db.session import Database
from cultotranscript.dtos import SSE_EVENT, ChannelSettingsDTO, SSEEventDTO, utc_now
from cultotranscript.services.runs import fold_names


def add_video(session: Session, **values: Any) -> Video:
    """A queued upload of captions, with what is said otherwise."""
    now = utc_now()
    row = {
        "title": "Zaqueu",
        "is_title_given": False,
        "speaker": None,
        "is_speaker_given": False,
        "duration": 0,
        "created_at": now,
        "listed_at": now,
        "status": "QUEUED",
        "progress": 0,
        "run": 1,
        "from_step": "metadata",
        **values,
    }
    row.setdefault("folded", fold_names(str(row["title"]), row["speaker"]))
    video = Video(**row)
    session.add(video)
    session.flush()
    return video


def add_channel(session: Session, title: str = "Igreja", **values: Any) -> Channel:
    """A channel with the settings that it has when nothing is said."""
    settings = ChannelSettingsDTO(active=True).model_dump(mode="json")
    channel = Channel(title=title, settings=settings, created_at=utc_now(), **values)
    session.add(channel)
    session.flush()
    return channel


def told(database: Database) -> list[SSEEventDTO]:
    """Every event that is in the log, oldest first."""
    with database.read() as session:
        return [SSE_EVENT.validate_json(row.body) for row in events.read_after(session, 0, limit=10_000)]
