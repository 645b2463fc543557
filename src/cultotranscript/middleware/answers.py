"""What every answer has: a request id, headers that keep a browser strict, and a body even when all else fails."""

import re
import secrets

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cultotranscript.errors import CultoError
from cultotranscript.middleware.refusals import refusal

log = structlog.get_logger()

_CONTENT_SECURITY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


_STRICT = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", _CONTENT_SECURITY.encode()),
]
_SAID_HERE = {b"x-request-id", b"x-content-type-options", b"referrer-policy"}

RawHeaders = list[tuple[bytes, bytes]]
"""Of an ASGI message: names in lower case. Every stream pays for each look at them when it opens, so they are gone
through once and not asked one by one (`benchmarks/fanout.py`, seconds to connect)."""


def vary_by(headers: RawHeaders, name: bytes) -> None:
    """Say once that an answer depends on a header of the request; the name is in lower case."""
    said = [value for other, value in headers if other == b"vary"]
    if not said:
        headers.append((b"vary", name.title()))
        return
    named = [one.strip() for value in said for one in value.split(b",") if one.strip()]
    if name not in [one.lower() for one in named]:
        named.append(name.title())
    headers[:] = [header for header in headers if header[0] != b"vary"]
    headers.append((b"vary", b", ".join(named)))


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
                headers = [header for header in message["headers"] if header[0] not in _SAID_HERE]
                names = {name for name, _ in headers}
                headers.append((b"x-request-id", request_id.encode()))
                headers += [header for header in _STRICT if header[0] not in names]
                if is_api:
                    if b"cache-control" not in names:
                        headers.append((b"cache-control", b"private, no-cache"))
                    vary_by(headers, b"cookie")
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self._app(scope, receive, send_complete)
        except Exception:  # The last one who can answer. The log has the trace; the client gets an id to ask with.
            log.exception("request failed", request_id=request_id, method=scope["method"], path=scope["path"])
            if has_started:
                raise
            error = CultoError(f"{CultoError().detail} (request {request_id})")
            await refusal(error)(scope, receive, send_complete)
