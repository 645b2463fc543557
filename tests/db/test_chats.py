"""Conversations."""

import sqlalchemy as sa

from cultotranscript.db import chats
from cultotranscript.db.models import ChatMessage
from cultotranscript.db.session import Database


def test_a_conversation_is_its_owners_and_of_one_channel(database: Database) -> None:
    with database.write() as session:
        chat = chats.find_or_add(session, "ana", 0, "s")
        assert chats.find_or_add(session, "ana", 0, "s").id == chat.id
        assert chats.find_or_add(session, "rui", 0, "s").id != chat.id
        assert chats.find_or_add(session, "ana", 1, "s").id != chat.id
        assert chats.find(session, "eva", 0, "s") is None


def test_messages_are_listed_in_order_and_deleted_with_their_conversation(database: Database) -> None:
    with database.write() as session:
        chat = chats.find_or_add(session, "ana", 0, "s")
        for number in range(4):
            chats.add_message(session, chat.id, "user", str(number), {"terms": [str(number)]})
            session.flush()

    with database.read() as session:
        assert [one.content for one in chats.list_messages(session, chat.id)] == ["0", "1", "2", "3"]
        assert [one.memory for one in chats.newest_messages(session, chat.id, limit=1)] == [{"terms": ["3"]}]

    with database.write() as session:
        chats.delete(session, chat.id)
        assert session.scalar(sa.select(sa.func.count()).select_from(ChatMessage)) == 0
