"""A path under /api works with and without its trailing slash, without a redirect that would lose a body."""

from starlette.types import ASGIApp, Receive, Scope, Send


class SlashMiddleware:
    """Takes one trailing slash off paths under /api.

    Args:
        app: What it surrounds.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http":
            path: str = scope["path"]
            if path.startswith("/api/") and path.endswith("/") and not path.endswith("//"):
                raw: bytes = scope.get("raw_path") or b""
                scope = {**scope, "path": path[:-1], "raw_path": raw.removesuffix(b"/")}
        await self._app(scope, receive, send)
