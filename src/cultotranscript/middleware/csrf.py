"""Protection against forged requests: a token kept in the session, shown with every write.

Plain ASGI on `scope["session"]`: it touches headers only, so a stream's bytes pass it untouched. It belongs inside
Starlette's SessionMiddleware, which therefore is added after it; another order fails the start.
"""

import hmac
import re
import secrets
from collections.abc import Callable, Iterable
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cultotranscript.errors import AuthRequiredError, CultoError
from cultotranscript.middleware.refusals import refusal

SESSION_KEY = "csrf_token"
HEADER = "X-CSRF-Token"
EXEMPT_PATHS = (
    "/api/v2/events/stream",
    "/api/v2/events/broadcast",
    "/health",
    "/docs",
    "/openapi.json",
    "/static",
)
_WITH_WHAT_LIES_BELOW = ("/docs", "/static")
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
_SENTENCES = {
    "CSRF_SESSION_MISSING": "There is no session yet. Read any page of the API first, then repeat with its token.",
    "CSRF_TOKEN_MISSING": "Send the token of this session in one X-CSRF-Token header.",
    "CSRF_TOKEN_INVALID": "That is not the token of this session. Read it anew from any page of the API.",
    "CSRF_ORIGIN_INVALID": "This request comes from a page that is not allowed to change anything here.",
}


class _CSRFError(CultoError):
    """A write that may be forged."""

    status = 403

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(_SENTENCES[code])


def generate_csrf_token(request: Request, token_length: int = 32) -> str:
    """Give the session a new token, in place of any it had, and return it.

    Args:
        request: One inside SessionMiddleware.
        token_length: Random bytes, at least 16.
    """
    token = secrets.token_urlsafe(token_length)
    request.session[SESSION_KEY] = token
    # The answer to this request already tells the new one.
    request.scope[SESSION_KEY] = token
    return token


def get_csrf_token(request: Request) -> str:
    """The session's token; a new one where it has none."""
    token = request.session.get(SESSION_KEY)
    return token if isinstance(token, str) else generate_csrf_token(request)


class CSRFMiddleware:
    """Refuses writes that do not show the session's token.

    Args:
        app: What it guards.
        exempt_paths: Paths without this check, compared whole; `/docs` and `/static` free what lies below, too.
        token_length: Random bytes of a token, at least 16.
        bearer_is_valid: Whether a Bearer token is right: such a request uses no cookie and needs no token; one with
            a wrong token is refused with 401. None: Authorization headers do not matter here.
    """

    def __init__(
        self,
        app: ASGIApp,
        exempt_paths: Iterable[str] = EXEMPT_PATHS,
        token_length: int = 32,
        bearer_is_valid: Callable[[str], bool] | None = None,
    ) -> None:
        if token_length < 16:
            raise ValueError("a CSRF token of fewer than 16 random bytes (128 bits) can be guessed")
        if isinstance(exempt_paths, str):
            raise ValueError("exempt_paths is a list of paths; one string would be taken letter by letter")
        self._app = app
        self._exempt = frozenset(path.rstrip("/") or "/" for path in exempt_paths if not _ELSEWHERE.search(path))
        self._token_length = token_length
        self._bearer_is_valid = bearer_is_valid

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "lifespan" and not _is_session_outside(scope.get("app")):
            # A plain exception would be taken for an application without a lifespan.
            await receive()
            await send({"type": "lifespan.startup.failed", "message": _ORDER})
            raise RuntimeError(_ORDER)
        if scope["type"] != "http" or self._is_exempt(scope):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        if self._bearer_is_valid is not None and scheme.lower() == "bearer":
            if not self._bearer_is_valid(bearer.strip()):
                error = AuthRequiredError("That API token is not valid.", headers={"WWW-Authenticate": "Bearer"})
                await refusal(error)(scope, receive, send)
                return
            await self._app(scope, receive, send)
            return
        if "session" not in scope:
            raise RuntimeError(_ORDER)
        if scope["method"] not in _SAFE_METHODS:
            code = self._refuse(scope, headers)
            if code is not None:
                await refusal(_CSRFError(code))(scope, receive, send)
                return
        else:
            session = scope["session"]
            if not isinstance(session.get(SESSION_KEY), str):
                session[SESSION_KEY] = secrets.token_urlsafe(self._token_length)
            scope[SESSION_KEY] = session[SESSION_KEY]

        async def send_with_token(message: Message) -> None:
            token = scope.get(SESSION_KEY)
            if message["type"] == "http.response.start" and isinstance(token, str):
                MutableHeaders(scope=message)[HEADER] = token
            await send(message)

        await self._app(scope, receive, send_with_token)

    def _refuse(self, scope: Scope, headers: Headers) -> str | None:
        """Why a write is refused; None where it is not."""
        origins = headers.getlist("origin")
        if origins:
            allowed: frozenset[str] = getattr(scope["app"].state, "cors_origins", frozenset())
            own = f"{scope['scheme']}://{headers.get('host', '')}"
            if len(origins) > 1 or (origins[0] != own and origins[0] not in allowed):
                return "CSRF_ORIGIN_INVALID"
        elif headers.get("sec-fetch-site") == "cross-site":
            return "CSRF_ORIGIN_INVALID"
        expected = scope["session"].get(SESSION_KEY)
        if not isinstance(expected, str):
            return "CSRF_SESSION_MISSING"
        given = headers.getlist(HEADER)
        if not given or not given[0]:
            return "CSRF_TOKEN_MISSING"
        # Bytes: compare_digest refuses text that is not ASCII with an exception.
        if len(given) > 1 or not hmac.compare_digest(given[0].encode("latin-1"), expected.encode()):
            return "CSRF_TOKEN_INVALID"
        return None

    def _is_exempt(self, scope: Scope) -> bool:
        path: str = scope["path"]
        if path in self._exempt:
            return True
        # Decoded again as often as it changes: what may be taken for another path is never exempt.
        decoded = path
        for _ in range(3):
            if _ELSEWHERE.search(decoded):
                return False
            decoded = unquote(decoded)
        return any(path.startswith(f"{base}/") for base in _WITH_WHAT_LIES_BELOW if base in self._exempt)


_ELSEWHERE = re.compile(r"\.\.|//|\\")
"""What a proxy in front may take for another path."""
_ORDER = (
    "CSRFMiddleware needs a session: add SessionMiddleware AFTER it, so that it stands outside "
    "(app.add_middleware(CSRFMiddleware); app.add_middleware(SessionMiddleware, secret_key=...))."
)


def _is_session_outside(app: object) -> bool:
    """Whether the session stands outside, so that the start fails and not the first write."""
    if not isinstance(app, Starlette):
        return True
    classes: list[object] = [middleware.cls for middleware in app.user_middleware]  # Outermost first.
    csrf, session = _place(classes, CSRFMiddleware), _place(classes, SessionMiddleware)
    return csrf == len(classes) or session < csrf


def _place(classes: list[object], wanted: type) -> int:
    """Where a middleware, or one made from it, stands; behind all of them where it does not."""
    found = (place for place, cls in enumerate(classes) if isinstance(cls, type) and issubclass(cls, wanted))
    return next(found, len(classes))
