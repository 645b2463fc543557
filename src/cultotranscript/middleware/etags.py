"""Reads that did not change are not sent again: an ETag over the body alone, and 304."""

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class ETagMiddleware:
    """Holds JSON answers to GET back until they are whole. Everything else passes as it comes, streams among them.

    Args:
        app: What it surrounds.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or scope["method"] != "GET":
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
            tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
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


def _is_known(given: str, tag: str) -> bool:
    """Whether the client has this body already; compared weakly (RFC 9110, section 13.1.2)."""
    return any(one.strip() == "*" or one.strip().removeprefix("W/") == tag for one in given.split(","))
