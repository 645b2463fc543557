"""Signing in, on both databases."""

import pytest

from cultotranscript.db.session import Database
from cultotranscript.errors import RateLimitedError, WrongPasswordError
from cultotranscript.services.login_sessions import LoginSessions

PASSWORD = "salmo vinte e três"


def test_a_session_is_open_until_its_owner_signs_out(database: Database) -> None:
    sessions = LoginSessions(database, PASSWORD, None)

    session_id = sessions.sign_in(PASSWORD)

    assert sessions.is_signed_in(session_id)
    sessions.sign_out(session_id)
    assert not sessions.is_signed_in(session_id)
    assert not sessions.is_signed_in(None)
    assert not sessions.is_signed_in("")


def test_five_wrong_passwords_close_the_door_for_a_moment(database: Database) -> None:
    sessions = LoginSessions(database, PASSWORD, None)

    for _ in range(5):
        with pytest.raises(WrongPasswordError):
            sessions.sign_in("\ud800")

    with pytest.raises(RateLimitedError):
        sessions.sign_in(PASSWORD)


def test_the_api_token_is_compared_whole(database: Database) -> None:
    sessions = LoginSessions(database, PASSWORD, "token")

    assert sessions.is_api_token("token")
    assert not sessions.is_api_token("toke")
    assert not sessions.is_api_token("tokén")
    assert not LoginSessions(database, None, None).is_api_token("")
