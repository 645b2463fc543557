"""The whole application on a database of its own, and a client that keeps its session as a browser does."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from tests.fakes.job_queue import FakeJobQueue

from cultotranscript.app import create_app
from cultotranscript.db.session import Database
from cultotranscript.services.channels import Channels
from cultotranscript.services.chat import ChatService
from cultotranscript.services.doorbell import LocalDoorbell
from cultotranscript.services.event_log import MemoryEventLog
from cultotranscript.services.exports import Exports
from cultotranscript.services.job_board import JobBoard
from cultotranscript.services.login_sessions import LoginSessions
from cultotranscript.services.preaching_map import PreachingMap
from cultotranscript.services.search import SearchService
from cultotranscript.services.sse_manager import SSEManager
from cultotranscript.services.uploads import Uploads
from cultotranscript.services.videos import Videos
from cultotranscript.settings import Settings

PASSWORD = "salmo vinte e três"
API_TOKEN = "a" * 40
INTERNAL_TOKEN = "t" * 40


@dataclass(frozen=True)
class SmallParts:
    """What the application is made of here."""

    sse_manager: SSEManager
    login_sessions: LoginSessions
    videos: Videos
    channels: Channels
    search: SearchService
    chat: ChatService
    preaching_map: PreachingMap
    exports: Exports
    job_board: JobBoard
    internal_token: str = INTERNAL_TOKEN
    secret_key: str = "k" * 40


@dataclass
class Api:
    """A client of the whole application."""

    client: TestClient
    app: FastAPI
    token: str = field(default="")

    def get(self, path: str, **more: Any) -> Any:
        """Read."""
        return self.client.get(path, **more)

    def send(self, method: str, path: str, **more: Any) -> Any:
        """Write, with the session's token."""
        if not self.token:
            self.token = self.client.get("/api/v2/auth/me").headers["x-csrf-token"]
        headers = {"X-CSRF-Token": self.token, **more.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **more)


MakeApi = Callable[..., Api]
MakeApp = Callable[..., FastAPI]


@pytest.fixture
def job_queue() -> FakeJobQueue:
    """Where the application's jobs wait; nobody runs them."""
    return FakeJobQueue()


@pytest.fixture
def make_app(database: Database, job_queue: FakeJobQueue, tmp_path: Path) -> Iterator[MakeApp]:
    """Make the application with further settings, for whoever runs it by himself."""
    with closing(LocalDoorbell(tmp_path / "doorbell")) as doorbell:

        def make(password: str | None = None, **more: Any) -> FastAPI:
            secret = None if password is None else SecretStr(password)
            settings = Settings(password=secret, **more)
            sessions = LoginSessions(database, password, API_TOKEN)
            uploads = Uploads(tmp_path / "uploads", settings.upload_max_mb * 1024 * 1024)
            search = SearchService(database)
            videos = Videos(database, doorbell, job_queue, uploads, search.rename_video)
            channels = Channels(database)
            parts = SmallParts(
                sse_manager=SSEManager(MemoryEventLog()),
                login_sessions=sessions,
                videos=videos,
                channels=channels,
                search=search,
                chat=ChatService(database),
                preaching_map=PreachingMap(database),
                exports=Exports(videos, channels),
                job_board=JobBoard(database, job_queue),
            )
            return create_app(settings, parts)

        yield make


@pytest.fixture
def make_api(make_app: MakeApp) -> Iterator[MakeApi]:
    """Make the application with further settings, and run it."""
    with ExitStack() as stack:

        def make(password: str | None = None, **more: Any) -> Api:
            app = make_app(password, **more)
            domain = more.get("domain")
            base = "http://localhost" if domain is None else f"https://{domain}"
            return Api(stack.enter_context(TestClient(app, base_url=base, raise_server_exceptions=False)), app)

        yield make


@pytest.fixture
def api(make_api: MakeApi) -> Api:
    """The application as it is by default."""
    return make_api()
