"""The event log's table: appended in the transaction of the change that it announces, read by the streams."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cultotranscript.db.models import Event
from cultotranscript.dtos import LoggedEventDTO

_ORDER_LOCK = 7_342_002
# The lock of `_take_turn` is taken before the first id, since every row comes from what holds it.
_INSERT_ARRAYS = sa.text(
    "WITH turn AS MATERIALIZED (SELECT 1 AS one, pg_advisory_xact_lock(:lock))"
    " INSERT INTO event (type, video_id, channel_id, body)"
    " SELECT posted.type, posted.video_id,"
    " CASE WHEN video.id IS NOT NULL THEN CAST(coalesce(video.channel_id, 0) AS text) END, posted.body"
    " FROM turn CROSS JOIN unnest(CAST(:types AS text[]), CAST(:video_ids AS text[]), CAST(:own_ids AS bigint[]),"
    " CAST(:bodies AS text[])) WITH ORDINALITY AS posted (type, video_id, own_id, body, place)"
    " LEFT JOIN video ON video.id = posted.own_id ORDER BY posted.place RETURNING id, channel_id"
)
_INSERT_JSON = sa.text(
    "INSERT INTO event (type, video_id, channel_id, body)"
    " SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'),"
    " (SELECT CAST(coalesce(channel_id, 0) AS TEXT) FROM video WHERE id = json_extract(posted.value, '$[2]')),"
    " json_extract(value, '$[3]') FROM json_each(:rows) AS posted ORDER BY key RETURNING id, channel_id"
)
_OWN_ID = re.compile(r"[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as it is stored: `body` is the DTO as one line of JSON."""

    id: int
    type: str
    video_id: str | None
    channel_id: str | None
    body: str


def append(
    session: Session, event: LoggedEventDTO, *, channel_id: str | None = None, key: str | None = None
) -> int | None:
    """Write an event in the caller's transaction.

    Args:
        session: A writing session.
        event: Any event but a heartbeat.
        channel_id: The channel that the event's video belongs to, "0" for none, None when nobody knows.
        key: Names what is announced; a second event with the same key is left out.

    Returns:
        The event's id, or None where its key was there already.
    """
    insert: sqlite.Insert | postgresql.Insert
    if session.get_bind().dialect.name == "postgresql":
        _take_turn(session)
        insert = postgresql.insert(Event)
    else:
        insert = sqlite.insert(Event)
    statement = insert.values(
        key=key,
        type=event.type,
        video_id=event.video_id,
        channel_id=channel_id,
        body=event.model_dump_json(exclude_none=True),
    )
    return session.scalar(statement.on_conflict_do_nothing(index_elements=["key"]).returning(Event.id))


def append_many(session: Session, posted: Sequence[LoggedEventDTO]) -> list[EventRow]:
    """Write events that other programs posted, in this order; one whose video we know gets that video's channel.

    One statement writes them all, whatever their number (`benchmarks/broadcast.py`).

    Returns:
        The rows, with rising ids.
    """
    bodies = [event.model_dump_json(exclude_none=True) for event in posted]
    own_ids = [int(e.video_id) if e.video_id and _OWN_ID.fullmatch(e.video_id) else None for e in posted]
    if session.get_bind().dialect.name == "postgresql":
        types, video_ids = [event.type.value for event in posted], [event.video_id for event in posted]
        values: dict[str, Any] = {"types": types, "video_ids": video_ids, "own_ids": own_ids, "bodies": bodies}
        written = session.execute(_INSERT_ARRAYS, values | {"lock": _ORDER_LOCK})
    else:
        rows = [(e.type.value, e.video_id, own, body) for e, own, body in zip(posted, own_ids, bodies, strict=True)]
        written = session.execute(_INSERT_JSON, {"rows": json.dumps(rows)})
    # Ids were given in the order of the events; in which order they are returned, no database promises.
    returned = sorted((row.id, row.channel_id) for row in written)
    return [
        EventRow(event_id, event.type.value, event.video_id, channel_id, body)
        for (event_id, channel_id), event, body in zip(returned, posted, bodies, strict=True)
    ]


def _take_turn(session: Session) -> None:
    # A sequence's numbers become visible out of order, and a reader of `id > last` would miss the late ones.
    # Whoever appends holds this lock until its commit, so ids are visible in the order they were taken.
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_ORDER_LOCK)))


def read_after(session: Session, position: int, *, limit: int, until: int | None = None) -> list[EventRow]:
    """The events behind a position, oldest first: at most `limit`, and none newer than `until`."""
    query = sa.select(Event.id, Event.type, Event.video_id, Event.channel_id, Event.body).where(Event.id > position)
    if until is not None:
        query = query.where(Event.id <= until)
    return [EventRow(*row) for row in session.execute(query.order_by(Event.id).limit(limit))]


def newest_id(session: Session) -> int:
    """The id of the newest event, 0 when there was none yet."""
    return session.scalar(sa.select(sa.func.max(Event.id))) or 0


def oldest_id(session: Session) -> int:
    """The id of the oldest event that is kept, 0 when there is none."""
    return session.scalar(sa.select(sa.func.min(Event.id))) or 0


def trim(session: Session, keep: int) -> int:
    """Delete all but the newest `keep` events. Returns how many went."""
    kept = sa.select(Event.id).order_by(Event.id.desc()).limit(1).offset(keep - 1).scalar_subquery()
    return session.execute(sa.delete(Event).where(Event.id < kept)).rowcount  # type: ignore[attr-defined,no-any-return]  # A DELETE gives a CursorResult.
