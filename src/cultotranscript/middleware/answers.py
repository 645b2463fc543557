"""What every answer has: a request id, headers that keep a browser strict, and a body even when all else fails."""

import re
import secrets

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cultotranscript.errors import CultoError
from cultotranscript.middleware.refusals import refusal

log = structlog.get_logger()

_CONTENT_SECURITY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def add_vary(headers: MutableHeaders, name: str) -> None:
    """Say once that an answer depends on a header of the request."""
    named = [one.strip() for line in headers.getlist("vary") for one in line.split(",") if one.strip()]
    if name.lower() not in (one.lower() for one in named):
        headers["vary"] = ", ".join([*named, name])


class AnswersMiddleware:
    """Completes the headers of every answer, and answers what nobody foresaw.

    Args:
        app: What it surrounds.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if re.fullmatch(r"[A-Za-z0-9._-]{1,64}", given) else secrets.token_hex(8)
        is_api = scope["path"].startswith("/api/")
        has_started = False

        async def send_complete(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
                headers.setdefault("Content-Security-Policy", _CONTENT_SECURITY)
                if is_api:
                    headers.setdefault("Cache-Control", "private, no-cache")
                    add_vary(headers, "Cookie")
            await send(message)

        try:
            await self._app(scope, receive, send_complete)
        except Exception:  # The last one who can answer. The log has the trace; the client gets an id to ask with.
            log.exception("request failed", request_id=request_id, method=scope["method"], path=scope["path"])
            if has_started:
                raise
            error = CultoError(f"{CultoError().detail} (request {request_id})")
            await refusal(error)(scope, receive, send_complete)
