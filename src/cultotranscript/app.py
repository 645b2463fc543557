"""The HTTP application: middleware order, routers, error handlers, the page, lifespan."""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from fastapi import FastAPI, Request
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from cultotranscript.api import docs
from cultotranscript.api.deps import JobBoardDep
from cultotranscript.api.errors import ERROR_RESPONSES, install_error_handlers
from cultotranscript.api.openapi import describe
from cultotranscript.api.v2 import auth, channels, chat, events, jobs, preaching_map, search, videos
from cultotranscript.dtos import ApiErrorResponse
from cultotranscript.middleware.answers import AnswersMiddleware
from cultotranscript.middleware.cors import setup_cors, setup_production_cors
from cultotranscript.middleware.csrf import EXEMPT_PATHS, CSRFMiddleware
from cultotranscript.middleware.door import DoorMiddleware
from cultotranscript.middleware.etags import ETagMiddleware
from cultotranscript.middleware.heads import HeadMiddleware
from cultotranscript.middleware.hosts import HostMiddleware
from cultotranscript.middleware.limits import JSON_MAX_BYTES, BodyLimitMiddleware
from cultotranscript.middleware.rates import RateLimitMiddleware
from cultotranscript.middleware.slashes import SlashMiddleware
from cultotranscript.services.asgi_writer import BODY_SEND
from cultotranscript.services.channels import Channels
from cultotranscript.services.chat import ChatService
from cultotranscript.services.exports import Exports
from cultotranscript.services.job_board import JobBoard
from cultotranscript.services.login_sessions import LASTS, LoginSessions
from cultotranscript.services.metrics import render_metrics
from cultotranscript.services.preaching_map import PreachingMap
from cultotranscript.services.search import SearchService
from cultotranscript.services.sse_manager import SSEManager
from cultotranscript.services.videos import Videos
from cultotranscript.settings import Settings

WEB = Path(__file__).parent / "web"
_STREAM_PATH = "/api/v2/events/stream"
_UPLOAD_PATH = "/api/v2/videos/upload"
_FORM_BYTES = 64 * 1024
"""What a form adds around a file."""
_SUBSCRIPTION_MAX_BYTES = 4 * 1024 * 1024
"""20,000 ids of 128 characters: the router of the events counts by itself as well."""
_NO_PAGE = (
    "<!doctype html><title>CultoTranscript</title><p>The web page is not built. "
    "Run <code>make run</code> in the project's folder; the API works without it: <a href='/docs'>/docs</a>."
)


class Parts(Protocol):
    """What the application needs of all that is built."""

    @property
    def sse_manager(self) -> SSEManager:
        """Serves the streams."""

    @property
    def login_sessions(self) -> LoginSessions:
        """Who may come in."""

    @property
    def channels(self) -> Channels:
        """All that can be done with channels."""

    @property
    def exports(self) -> Exports:
        """Writes files."""

    @property
    def job_board(self) -> JobBoard:
        """What waits and what runs."""

    @property
    def chat(self) -> ChatService:
        """Answers questions about what was preached."""

    @property
    def preaching_map(self) -> PreachingMap:
        """Draws what was preached when and by whom."""

    @property
    def search(self) -> SearchService:
        """Finds what was said."""

    @property
    def videos(self) -> Videos:
        """All that can be done with videos."""

    @property
    def internal_token(self) -> str:
        """What other programs show the broadcast endpoint."""

    @property
    def secret_key(self) -> str:
        """Signs the session cookie."""


def create_app(settings: Settings, parts: Parts) -> FastAPI:
    """The application, ready to be served.

    Args:
        settings: What the environment says.
        parts: Built by the caller, and closed by it.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # FastAPI makes a route when it is first looked at: all of them would stop the open streams for half a second.
        for route in app.routes:
            route.matches({"type": "http", "method": "GET", "path": "/", "root_path": "", "headers": []})
        await parts.sse_manager.start_heartbeat_task(settings.heartbeat_s)
        yield
        await parts.sse_manager.shutdown()

    app = FastAPI(
        title="CultoTranscript",
        version=version("cultotranscript"),
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        responses=ERROR_RESPONSES,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # Asked for anew with every request if on.
    )
    app.state.parts = parts
    app.state.sse_manager = parts.sse_manager
    app.state.internal_token = parts.internal_token
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # As FastAPI documents it.
    install_error_handlers(app)
    _add_routes(app)
    _add_middleware(app, settings, parts)
    if settings.domain is not None:
        setup_production_cors(app, settings.domain)
    else:
        setup_cors(app, settings.cors_origins)
    _send_bodies_straight(app)
    return app


def _send_bodies_straight(app: FastAPI) -> None:
    """Offer the server's own `send` to streams whose response has started.

    Every layer of this application touches the start of a response alone, and six of them around each event of each
    stream would cost a third of its time where events go through ASGI (`benchmarks/fanout.py`, ours portable).
    """
    build = app.build_middleware_stack
    app.build_middleware_stack = lambda: _StraightBodies(build())  # type: ignore[method-assign]  # As CORS does it, and around that.


class _StraightBodies:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope.setdefault("extensions", {})[BODY_SEND] = {"send": send}
        await self._app(scope, receive, send)


def _add_middleware(app: FastAPI, settings: Settings, parts: Parts) -> None:
    """Innermost first. CORS stands outside of all of it, around the finished application."""
    sessions = parts.login_sessions

    def limit_of(path: str) -> int:
        if path == _UPLOAD_PATH:
            return settings.upload_max_mb * 1024 * 1024 + _FORM_BYTES
        if path.startswith("/api/v2/events/clients/") and path.endswith("/subscription"):
            return _SUBSCRIPTION_MAX_BYTES
        if path == "/api/v2/events/broadcast":
            return sys.maxsize  # Whose token is wrong hears of that alone; of the others the router counts by itself.
        return JSON_MAX_BYTES

    is_secure = settings.domain is not None
    door = Middleware(
        DoorMiddleware,
        is_needed=sessions.is_needed,
        is_signed_in=sessions.is_signed_in,
        bearer_is_valid=sessions.is_api_token,
    )
    session = Middleware(
        SessionMiddleware,
        secret_key=parts.secret_key,
        session_cookie="__Host-session" if is_secure else "culto_session",
        max_age=int(LASTS.total_seconds()),
        same_site="lax",
        https_only=is_secure,
    )
    app.add_middleware(HeadMiddleware)
    app.add_middleware(door.cls, *door.args, **door.kwargs)
    # A summary is read with its video.
    app.add_middleware(ETagMiddleware, read_path_of=lambda path: path.removesuffix("/summary"))
    app.add_middleware(
        CSRFMiddleware,
        exempt_paths=(*EXEMPT_PATHS, *settings.csrf_exempt),
        bearer_is_valid=sessions.is_api_token,
    )
    app.add_middleware(session.cls, *session.args, **session.kwargs)
    if settings.rate_limit:
        redis_url = None if settings.redis_url is None else settings.redis_url.get_secret_value()
        app.add_middleware(RateLimitMiddleware, redis_url=redis_url, is_behind_proxy=settings.domain is not None)
    app.add_middleware(BodyLimitMiddleware, limit_of=limit_of)
    app.add_middleware(SlashMiddleware)
    app.add_middleware(_StreamFirst, guards=[session, door] if sessions.is_needed else [])
    own_names = (settings.domain.partition(":")[0],) if settings.domain is not None else ()
    app.add_middleware(HostMiddleware, hosts=(*settings.allowed_hosts, *own_names))
    app.add_middleware(AnswersMiddleware)


def _add_routes(app: FastAPI) -> None:
    app.include_router(events.router, prefix="/api/v2/events")
    app.include_router(auth.router, prefix="/api/v2/auth")
    app.include_router(channels.router, prefix="/api/v2/channels")
    app.include_router(chat.router, prefix="/api/v2/channels")
    app.include_router(search.router, prefix="/api/v2/search")
    app.include_router(preaching_map.router, prefix="/api/v2/preaching-map")
    app.include_router(jobs.router, prefix="/api/v2/jobs")
    app.include_router(videos.router, prefix="/api/v2/videos")
    # The same list and submission under the address that they had before there were versions.
    app.get("/api/videos", tags=["videos"])(videos.list_videos)
    app.post("/api/videos", status_code=202, responses=videos.SUBMITTED, tags=["videos"])(videos.submit_video)
    app.include_router(docs.router)

    @app.get("/health", tags=["server"])
    async def health() -> dict[str, str]:
        """The process answers."""
        return {"status": "healthy"}

    @app.get("/health/ready", tags=["server"])
    def ready(board: JobBoardDep) -> dict[str, str | int]:
        """The databases answer; 503 where they do not."""
        jobs = board.overview(limit=0)
        counts = {name: getattr(jobs, name) for name in ("depth", "running", "oldest_s", "stuck", "workers")}
        return {"status": "ready", **counts}

    @app.get("/metrics", tags=["server"], response_class=PlainTextResponse)
    async def metrics() -> Response:
        """What is counted, for Prometheus."""
        return Response(render_metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")

    if (WEB / "static").is_dir():
        app.mount("/static", StaticFiles(directory=WEB / "static"))
    app.router.default = _Page(app.router.default)


class _StreamFirst:
    """Hands a stream's request to its endpoint, past the router and what has to do with bodies, tokens and tags alone.

    Thousands open at once when a server starts anew, and what each passes is a third of the time that it takes
    (`benchmarks/fanout.py`, seconds to connect).

    Args:
        app: What answers everything else, with guards of its own.
        guards: Who may open a stream, outermost first.
    """

    def __init__(self, app: ASGIApp, guards: Sequence[Middleware]) -> None:
        self._app = app
        self._stream: ASGIApp = events.stream_endpoint
        for guard in reversed(guards):
            self._stream = guard.cls(self._stream, *guard.args, **guard.kwargs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_stream = scope["type"] == "http" and scope["path"] == _STREAM_PATH and scope["method"] in ("GET", "HEAD")
        await (self._stream if is_stream else self._app)(scope, receive, send)


class _Page:
    """Everything that no route knows: the page for a browser that asks for HTML, a JSON 404 for everybody else."""

    def __init__(self, otherwise: ASGIApp) -> None:
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._otherwise(scope, receive, send)
            return
        await _page_or_404(Request(scope))(scope, receive, send)


def _page_or_404(request: Request) -> Response:
    path = request.scope["path"]
    is_ours = any(path == base or path.startswith(f"{base}/") for base in ("/api", "/static"))
    is_page = path == "/" or (not is_ours and "text/html" in request.headers.get("accept", ""))
    if request.method in ("GET", "HEAD") and is_page:
        index = WEB / "index.html"
        return FileResponse(index, headers={"Cache-Control": "no-cache"}) if index.exists() else HTMLResponse(_NO_PAGE)
    body = ApiErrorResponse(detail="There is nothing at this address.", error_code="NOT_FOUND")
    return JSONResponse(body.model_dump(mode="json"), 404)
