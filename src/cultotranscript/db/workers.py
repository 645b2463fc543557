"""The processes that work on videos, and whether they live.

A worker counts its signs of life in its row. Others watch the count by their own monotonic clocks, so that a clock
that jumps, or differs between machines, declares nobody dead.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cultotranscript.db.models import Worker
from cultotranscript.dtos import utc_now


def add(session: Session, worker_id: str) -> None:
    """Note a worker that begins."""
    now = utc_now()
    session.add(Worker(id=worker_id, started_at=now, seen_at=now, beats=0))


def beat(session: Session, worker_id: str) -> bool:
    """Give a sign of life. Returns whether the worker is still known: one that was declared dead is not."""
    statement = sa.update(Worker).where(Worker.id == worker_id)
    result = session.execute(statement.values(beats=Worker.beats + 1, seen_at=utc_now()))
    return bool(result.rowcount)  # type: ignore[attr-defined]  # An UPDATE gives a CursorResult.


def is_known(session: Session, worker_id: str) -> bool:
    """Whether nobody has declared it dead; holds until the transaction ends, since whoever does so waits for it."""
    return session.scalar(sa.select(Worker.id).where(Worker.id == worker_id).with_for_update(read=True)) is not None


def list_all(session: Session) -> Sequence[Worker]:
    """All workers that nobody has declared dead."""
    return session.scalars(sa.select(Worker).order_by(Worker.id)).all()


def declare_dead(session: Session, worker_id: str, beats: int) -> bool:
    """Forget a worker, which then records nothing more.

    Args:
        session: A writing session.
        worker_id: The worker.
        beats: Its count when it was found dead: if it gave a sign of life since, nothing happens.

    Returns:
        Whether it was forgotten now.
    """
    result = session.execute(sa.delete(Worker).where(Worker.id == worker_id, Worker.beats == beats))
    return bool(result.rowcount)  # type: ignore[attr-defined]  # A DELETE gives a CursorResult.
