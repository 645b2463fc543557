"""Who is signed in."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cultotranscript.db.models import LoginSession
from cultotranscript.dtos import utc_now


def add(session: Session, id_sha256: str, expires_at: datetime) -> None:
    """Note a sign-in; those that expired are forgotten."""
    now = utc_now()
    session.execute(sa.delete(LoginSession).where(LoginSession.expires_at <= now))
    session.add(LoginSession(id_sha256=id_sha256, created_at=now, expires_at=expires_at))


def is_there(session: Session, id_sha256: str) -> bool:
    """Whether somebody signed in with this id and neither signed out nor stayed away too long."""
    found = session.get(LoginSession, id_sha256)
    return found is not None and found.expires_at > utc_now()


def remove(session: Session, id_sha256: str) -> None:
    """Sign out; an id that is not known is no error."""
    session.execute(sa.delete(LoginSession).where(LoginSession.id_sha256 == id_sha256))
