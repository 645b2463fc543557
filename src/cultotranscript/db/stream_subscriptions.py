"""What named streams follow: written by whichever process is asked, read by the one that holds the stream."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cultotranscript.db.models import StreamSubscription

_VERSION_LOCK = 7_342_003


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """What one named stream follows; `subscription` is a SubscriptionDTO as JSON values."""

    client_id: str
    opening: str
    subscription: dict[str, Any]
    version: int


def claim(
    session: Session, client_id: str, opening: str, asked: dict[str, Any], *, now: datetime, forgotten: datetime
) -> SubscriptionRow:
    """Make `opening` the one stream of this client.

    Args:
        session: A writing session.
        client_id: The stream's name.
        opening: Names this opening of it; the stream of any other ends.
        asked: What the stream's address asks for: what it follows, unless a request has changed that.
        now: The time.
        forgotten: Clients last seen before this time are unknown.
    """
    version = _next_version(session)
    newest = sa.select(sa.func.max(StreamSubscription.version)).scalar_subquery()
    # The newest row stays: versions are counted from it.
    session.execute(
        sa.delete(StreamSubscription).where(
            StreamSubscription.seen_at < forgotten,
            StreamSubscription.version < newest,
            StreamSubscription.client_id != client_id,
        )
    )
    row = session.get(StreamSubscription, client_id)
    if row is None:
        row = StreamSubscription(client_id=client_id, subscription=asked, is_changed=False)
        session.add(row)
    elif not row.is_changed or row.seen_at < forgotten:
        row.subscription, row.is_changed = asked, False
    row.opening, row.version, row.seen_at = opening, version, now
    session.flush()
    return _value(row)


def find(session: Session, client_id: str, *, forgotten: datetime) -> SubscriptionRow | None:
    """What a client follows, or None for one that is unknown."""
    row = session.get(StreamSubscription, client_id)
    return None if row is None or row.seen_at < forgotten else _value(row)


def change(session: Session, client_id: str, subscription: dict[str, Any], *, now: datetime) -> None:
    """Replace what a client that `find` found in this transaction follows."""
    row = session.get_one(StreamSubscription, client_id)
    row.subscription, row.is_changed, row.version, row.seen_at = subscription, True, _next_version(session), now


def read_after(session: Session, version: int) -> list[SubscriptionRow]:
    """What was written behind a version, oldest first."""
    query = sa.select(StreamSubscription).where(StreamSubscription.version > version)
    return [_value(row) for row in session.scalars(query.order_by(StreamSubscription.version))]


def newest_version(session: Session) -> int:
    """The version of the newest write, 0 when there was none yet."""
    return session.scalar(sa.select(sa.func.max(StreamSubscription.version))) or 0


def take_turn(session: Session) -> None:
    """Keep other writers out until the end of this transaction, so that versions are visible in their order."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_VERSION_LOCK)))


def _next_version(session: Session) -> int:
    take_turn(session)
    return newest_version(session) + 1


def _value(row: StreamSubscription) -> SubscriptionRow:
    return SubscriptionRow(row.client_id, row.opening, row.subscription, row.version)
