"""Signing in with the instance password. Sessions are kept here, so that signing out ends every copy of a cookie."""

import hashlib
import hmac
import secrets
import threading
import time
from datetime import timedelta

from cultotranscript.db import login_sessions
from cultotranscript.db.session import Database
from cultotranscript.dtos import utc_now
from cultotranscript.errors import RateLimitedError, WrongPasswordError

LASTS = timedelta(days=30)
_FREE_TRIES = 5
_WAIT_MAX_S = 60.0


class LoginSessions:
    """Who may come in.

    Args:
        database: Where sessions are kept.
        password: The instance password; None for an installation without one, where everybody is in.
        api_token: What scripts show as a Bearer token; None for none.
    """

    def __init__(self, database: Database, password: str | None, api_token: str | None) -> None:
        self._database, self._password, self._api_token = database, password, api_token
        self._lock = threading.Lock()
        self._misses = 0
        self._closed_until = 0.0

    @property
    def is_needed(self) -> bool:
        """Whether this installation has a password."""
        return self._password is not None

    def sign_in(self, password: str) -> str:
        """Open a session.

        Returns:
            Its id, the secret that the cookie carries.

        Raises:
            WrongPasswordError: That is not the password.
            RateLimitedError: There were too many wrong ones lately.
        """
        with self._lock:
            wait_s = self._closed_until - time.monotonic()
            if wait_s > 0:
                raise RateLimitedError(headers={"Retry-After": str(int(wait_s) + 1)})
            expected = self._password or ""
            if self._password is not None and not _is_same(password, expected):
                self._misses += 1
                if self._misses >= _FREE_TRIES:
                    self._closed_until = time.monotonic() + min(2.0 ** (self._misses - _FREE_TRIES), _WAIT_MAX_S)
                raise WrongPasswordError
            self._misses = 0
        session_id = secrets.token_urlsafe(32)
        with self._database.write() as session:
            login_sessions.add(session, _digest(session_id), utc_now() + LASTS)
        return session_id

    def sign_out(self, session_id: str) -> None:
        """End a session, for every cookie that carries it."""
        with self._database.write() as session:
            login_sessions.remove(session, _digest(session_id))

    def is_signed_in(self, session_id: object) -> bool:
        """Whether a session is open; anything but an id of ours is none."""
        if not isinstance(session_id, str):
            return False
        with self._database.read() as session:
            return login_sessions.is_there(session, _digest(session_id))

    def is_api_token(self, token: str) -> bool:
        """Whether it is the Bearer token of scripts."""
        return self._api_token is not None and _is_same(token, self._api_token)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _is_same(given: str, expected: str) -> bool:
    """Compared as bytes, in a time that tells nothing."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())
