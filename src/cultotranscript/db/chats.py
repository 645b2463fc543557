"""Conversations about what was preached."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cultotranscript.db.models import ChatMessage, ChatSession
from cultotranscript.dtos import utc_now


def find(session: Session, owner: str, channel_id: int, session_id: str) -> ChatSession | None:
    """A conversation of its owner, or None."""
    return session.scalar(
        sa.select(ChatSession).where(
            ChatSession.owner == owner, ChatSession.channel_id == channel_id, ChatSession.session_id == session_id
        )
    )


def find_or_add(session: Session, owner: str, channel_id: int, session_id: str) -> ChatSession:
    """A conversation of its owner; a new one where there is none yet."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(ChatSession) if is_postgresql else sqlite.insert(ChatSession)
    values = {"owner": owner, "channel_id": channel_id, "session_id": session_id, "created_at": utc_now()}
    session.execute(insert.values(**values).on_conflict_do_nothing())
    chat = find(session, owner, channel_id, session_id)
    assert chat is not None
    return chat


def add_message(session: Session, chat_id: int, role: str, content: str, memory: dict[str, Any]) -> None:
    """Write what was asked or answered."""
    session.add(ChatMessage(chat_id=chat_id, role=role, content=content, memory=memory, created_at=utc_now()))


def list_messages(session: Session, chat_id: int) -> Sequence[ChatMessage]:
    """All that was asked and answered, oldest first."""
    return session.scalars(sa.select(ChatMessage).where(ChatMessage.chat_id == chat_id).order_by(ChatMessage.id)).all()


def newest_messages(session: Session, chat_id: int, *, limit: int) -> Sequence[ChatMessage]:
    """What was asked and answered last, newest first."""
    query = sa.select(ChatMessage).where(ChatMessage.chat_id == chat_id)
    return session.scalars(query.order_by(ChatMessage.id.desc()).limit(limit)).all()


def delete(session: Session, chat_id: int) -> None:
    """Delete a conversation."""
    session.execute(sa.delete(ChatSession).where(ChatSession.id == chat_id))
