"""How large a body may be: declared and counted, for each route."""

import contextlib
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cultotranscript.errors import PayloadTooLargeError
from cultotranscript.middleware.refusals import refusal

JSON_MAX_BYTES = 1024 * 1024


class BodyLimitMiddleware:
    """Refuses bodies that are too large, before or while they come.

    Args:
        app: What it guards.
        limit_of: The most bytes that a path takes.
    """

    def __init__(self, app: ASGIApp, limit_of: Callable[[str], int] = lambda _: JSON_MAX_BYTES) -> None:
        self._app, self._limit_of = app, limit_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_of(scope["path"])
        declared = Headers(scope=scope).get("content-length", "").lstrip("0")
        # Fewer digits are a smaller number; Python reads no number of thousands of digits.
        is_longer = len(declared) > len(str(limit))
        if is_longer or (declared.isascii() and declared.isdigit() and int(declared) > limit):
            await refusal(_too_large())(scope, receive, send)
            return
        if scope["method"] in ("GET", "HEAD"):
            # Nothing here reads the body of a read, and a stream is handed on only by the server's own `receive`.
            await self._app(scope, receive, send)
            return
        taken = 0
        has_started = False
        is_over = False

        async def receive_counted() -> Message:
            nonlocal taken, is_over
            message = await receive()
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                if taken > limit:
                    is_over = True
                    raise _TooLargeError
            return message

        async def send_noted(message: Message) -> None:
            nonlocal has_started
            if is_over and not has_started:
                return  # Whatever somebody inside made of the interruption; the refusal comes below.
            has_started = True
            await send(message)

        with contextlib.suppress(_TooLargeError):
            await self._app(scope, receive_counted, send_noted)
        if is_over and not has_started:
            await refusal(_too_large())(scope, receive, send)


class _TooLargeError(Exception):
    """Interrupts whoever reads the body."""


def _too_large() -> PayloadTooLargeError:
    # What is left of the body is not read, so the connection cannot carry another request.
    return PayloadTooLargeError(headers={"Connection": "close"})
