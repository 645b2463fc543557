"""Who is signed in."""

from datetime import timedelta

from cultotranscript.db import login_sessions
from cultotranscript.db.session import Database
from cultotranscript.dtos import utc_now


def test_a_session_that_expired_is_closed_and_forgotten(database: Database) -> None:
    with database.write() as session:
        login_sessions.add(session, "old", utc_now() - timedelta(seconds=1))
        login_sessions.add(session, "new", utc_now() + timedelta(hours=1))

    with database.read() as session:
        assert not login_sessions.is_there(session, "old")
        assert login_sessions.is_there(session, "new")
