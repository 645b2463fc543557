"""Reads that did not change are not sent again (304), and edits of what changed meanwhile are refused (412).

An ETag is made over the body alone. What `If-Match` names is compared with the tag that a read of the same address
gives now, by whoever sends the edit.
"""

import hashlib
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cultotranscript.errors import PreconditionFailedError
from cultotranscript.middleware.refusals import refusal


class ETagMiddleware:
    """Holds JSON answers to GET back until they are whole. Everything else passes as it comes, streams among them.

    Args:
        app: What it surrounds.
        read_path_of: The address whose tag an edit of a path names, where that is not the path itself.
    """

    def __init__(self, app: ASGIApp, read_path_of: Callable[[str], str] = lambda path: path) -> None:
        self._app, self._read_path_of = app, read_path_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or scope["method"] != "GET":
            if scope["type"] == "http" and not await self._is_as_expected(scope):
                await refusal(PreconditionFailedError())(scope, receive, send)
                return
            await self._app(scope, receive, send)
            return
        start: Message | None = None
        body = bytearray()

        async def send_tagged(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                is_json = Headers(raw=message["headers"]).get("content-type", "").startswith("application/json")
                if message["status"] == 200 and is_json:
                    start = message
                    return
            if start is None:
                await send(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body", False):
                return
            tag = _tag_of(body)
            headers = MutableHeaders(scope=start)
            headers["ETag"] = tag
            if _is_known(Headers(scope=scope).get("if-none-match", ""), tag):
                start["status"] = 304
                del headers["content-length"]
                del headers["content-type"]
                body.clear()
            await send(start)
            await send({"type": "http.response.body", "body": bytes(body), "more_body": False})

        await self._app(scope, receive, send_tagged)

    async def _is_as_expected(self, scope: Scope) -> bool:
        """Whether what an edit would change is still what its sender has read."""
        expected = Headers(scope=scope).get("if-match")
        if expected is None or scope["method"] in ("HEAD", "OPTIONS"):
            return True
        path = self._read_path_of(scope["path"])
        headers = [header for header in scope["headers"] if header[0] not in (b"if-match", b"content-length")]
        read = {**scope, "method": "GET", "path": path, "raw_path": path.encode(), "headers": headers}
        status, body = 0, bytearray()

        async def receive_nothing() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def keep(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                body.extend(message.get("body", b""))

        await self._app(read, receive_nothing, keep)
        # Compared strongly (RFC 9110, section 13.1.1). What is not there is as expected by nobody.
        return status == 200 and any(one.strip() in ("*", _tag_of(body)) for one in expected.split(","))


def _tag_of(body: bytes | bytearray) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _is_known(given: str, tag: str) -> bool:
    """Whether the client has this body already; compared weakly (RFC 9110, section 13.1.2)."""
    return any(one.strip() == "*" or one.strip().removeprefix("W/") == tag for one in given.split(","))
