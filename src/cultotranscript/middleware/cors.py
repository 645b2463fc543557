"""CORS around the finished application, so that every answer carries its headers, the unforeseen 500 included.

`add_middleware` would not do: what answers an unhandled exception stands outside of everything added so.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cultotranscript.errors import CultoError
from cultotranscript.middleware.answers import vary_by
from cultotranscript.middleware.refusals import refusal

DEVELOPMENT_ORIGINS = tuple(f"http://{host}:{port}" for port in (5173, 3000) for host in ("localhost", "127.0.0.1"))
METHODS = "GET, POST, PUT, DELETE, OPTIONS, PATCH"
_METHODS = frozenset(METHODS.split(", "))
EXPOSED = "X-CSRF-Token"
_ALLOWED = [(b"access-control-allow-credentials", b"true"), (b"access-control-expose-headers", EXPOSED.encode())]
_SAID_HERE = {b"access-control-allow-origin", *(name for name, _ in _ALLOWED)}
MAX_AGE_S = 3600


def setup_cors(app: Starlette, origins: Sequence[str] = DEVELOPMENT_ORIGINS) -> None:
    """Allow development origins; call it at any time before the application starts.

    Raises:
        ValueError: `origins` is one string, or holds `*` or something that is no origin.
    """
    _wrap(app, _checked(origins))


def setup_production_cors(app: Starlette, domain: str) -> None:
    """Allow `https://<domain>` and nothing else.

    Args:
        app: The application.
        domain: A host name such as `culto.example.org`, or its https origin.

    Raises:
        ValueError: It is no domain, or not an https one.
    """
    origin = domain if "://" in domain else f"https://{domain}"
    if not origin.startswith("https://"):
        raise ValueError(f"production CORS needs an https domain, not {domain!r}")
    _wrap(app, _checked([origin]))


def _checked(origins: Sequence[str]) -> frozenset[str]:
    if isinstance(origins, str):
        raise ValueError("CORS origins are a list; one string would be searched letter by letter")
    for origin in origins:
        parts = urlsplit(origin)
        is_plain = f"{parts.scheme}://{parts.netloc}" == origin and "@" not in parts.netloc
        if parts.scheme not in ("http", "https") or not parts.hostname or "*" in origin or not is_plain:
            raise ValueError(f"{origin!r} is no origin such as http://localhost:5173")
    return frozenset(origins)


def _wrap(app: Starlette, origins: frozenset[str]) -> None:
    if app.middleware_stack is not None:
        raise RuntimeError("set CORS up before the application starts")
    build = app.build_middleware_stack
    app.build_middleware_stack = lambda: CORSMiddleware(build(), origins)  # type: ignore[method-assign]  # The one place outside everything.
    app.state.cors_origins = origins


class _PreflightError(CultoError):
    """This preflight asks for what is not allowed."""

    code = "CORS_REFUSED"
    status = 400


class CORSMiddleware:
    """Adds CORS headers to every answer and answers preflights; bodies pass untouched.

    Args:
        app: The finished application.
        origins: Those allowed, each compared whole.
    """

    def __init__(self, app: ASGIApp, origins: frozenset[str]) -> None:
        self._app, self._origins = app, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer its preflight."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origins = headers.getlist("origin")
        origin = origins[0] if len(origins) == 1 else ""
        is_allowed = origin in self._origins
        if scope["method"] == "OPTIONS" and "origin" in headers and "access-control-request-method" in headers:
            await self._preflight(headers, origin if is_allowed else "")(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                # A mounted application may say something of its own; what stands outside decides.
                answer = [header for header in message["headers"] if header[0] not in _SAID_HERE]
                vary_by(answer, b"origin")
                if is_allowed:
                    answer.append((b"access-control-allow-origin", origin.encode()))
                    answer += _ALLOWED
                message = {**message, "headers": answer}
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _preflight(self, asked: Headers, origin: str) -> Response:
        vary = {"Vary": "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"}
        if not origin:
            return refusal(_PreflightError("This origin is not allowed.", headers=vary))
        allowed = {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Credentials": "true",
            **vary,
        }
        if asked["access-control-request-method"] not in _METHODS:
            return refusal(_PreflightError("This method is not allowed.", headers=allowed))
        allowed["Access-Control-Allow-Methods"] = METHODS
        allowed["Access-Control-Max-Age"] = str(MAX_AGE_S)
        wanted = asked.get("access-control-request-headers", "")
        names = [name.strip() for name in wanted.split(",") if name.strip()]
        if names:
            if not all(name.replace("-", "").replace("_", "").isalnum() and name.isascii() for name in names):
                return refusal(_PreflightError("These headers are not allowed.", headers=allowed))
            allowed["Access-Control-Allow-Headers"] = ", ".join(names)
        return PlainTextResponse("", 200, allowed)
