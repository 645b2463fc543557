"""The door of an installation with a password."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from cultotranscript.errors import AuthRequiredError
from cultotranscript.middleware.refusals import refusal

SESSION_KEY = "login"
_OPEN_PATHS = {"/health", "/api/v2/auth/login", "/api/v2/events/broadcast"}
_GUARDED_BELOW = ("/api", "/docs", "/openapi.json", "/metrics", "/health/ready")


class DoorMiddleware:
    """Lets in who is signed in or shows the API token; the page's own files are open, so that one can sign in.

    Args:
        app: What it guards.
        is_needed: Whether there is a password at all.
        is_signed_in: Whether the id in a session belongs to an open session; may take a moment.
        bearer_is_valid: Whether a Bearer token is right.
    """

    def __init__(
        self,
        app: ASGIApp,
        is_needed: bool,
        is_signed_in: Callable[[object], bool],
        bearer_is_valid: Callable[[str], bool],
    ) -> None:
        self._app = app
        self._is_needed, self._is_signed_in, self._bearer_is_valid = is_needed, is_signed_in, bearer_is_valid

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and self._is_needed and not await self._may_pass(scope):
            error = AuthRequiredError(headers={"WWW-Authenticate": "Bearer"})
            await refusal(error)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _may_pass(self, scope: Scope) -> bool:
        path: str = scope["path"]
        is_guarded = any(path == base or path.startswith(f"{base}/") for base in _GUARDED_BELOW)
        if path in _OPEN_PATHS or not is_guarded:
            return True
        scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self._bearer_is_valid(token.strip()):
            return True
        session_id = scope.get("session", {}).get(SESSION_KEY)
        return session_id is not None and await run_in_threadpool(self._is_signed_in, session_id)
