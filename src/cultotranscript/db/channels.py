"""Churches' channels."""

from sqlalchemy.orm import Session

from cultotranscript.db.models import Channel


def find(session: Session, channel_id: int) -> Channel | None:
    """A channel, or None."""
    return session.get(Channel, channel_id)
