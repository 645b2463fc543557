"""What is to be told to other programs."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cultotranscript.db.models import WebhookDelivery


def add(session: Session, key: str, url: str, body: str, now: datetime) -> None:
    """Note what is to be told; what has the same key is there already."""
    insert: sqlite.Insert | postgresql.Insert
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(WebhookDelivery) if is_postgresql else sqlite.insert(WebhookDelivery)
    statement = insert.values(key=key, url=url, body=body, attempts=0, due_at=now, created_at=now)
    session.execute(statement.on_conflict_do_nothing(index_elements=["key"]))


def claim_due(session: Session, now: datetime, until: datetime, limit: int) -> list[WebhookDelivery]:
    """Take what is due, oldest first; nobody else takes it before a time.

    Returns:
        The rows, each with this attempt counted.
    """
    due = (
        sa.select(WebhookDelivery)
        .where(WebhookDelivery.due_at <= now)
        .order_by(WebhookDelivery.due_at, WebhookDelivery.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = list(session.scalars(due))
    for row in rows:
        row.due_at, row.attempts = until, row.attempts + 1
    return rows


def has_due(session: Session, now: datetime) -> bool:
    """Whether anything is due."""
    return session.scalar(sa.select(sa.exists().where(WebhookDelivery.due_at <= now))) or False


def record(
    session: Session,
    delivery_id: int,
    attempt: int,
    *,
    due_at: datetime | None,
    delivered_at: datetime | None,
    last_error: str | None,
) -> None:
    """Note what came of an attempt; one that somebody else has repeated meanwhile says nothing any more."""
    session.execute(
        sa.update(WebhookDelivery)
        .where(WebhookDelivery.id == delivery_id, WebhookDelivery.attempts == attempt)
        .values(due_at=due_at, delivered_at=delivered_at, last_error=last_error)
    )


def forget_done(session: Session, before: datetime) -> int:
    """Delete what was delivered or given up, and is older than a time. Returns how many."""
    done = sa.delete(WebhookDelivery).where(WebhookDelivery.due_at.is_(None), WebhookDelivery.created_at < before)
    return session.execute(done).rowcount  # type: ignore[attr-defined,no-any-return]  # A DELETE gives a CursorResult.
