"""What tests of the stream share: a client on a bare socket, servers of both kinds, and logs of every form."""

import json
import socket
import struct
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import httpx2
import psycopg
import pytest
import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI
from psycopg import sql

from cultotranscript.api.v2.events import router
from cultotranscript.db.session import Database
from cultotranscript.server import LimitedProtocol, make_listener, make_server
from cultotranscript.services.doorbell import make_doorbell
from cultotranscript.services.event_log import EventLog, MemoryEventLog, TableEventLog
from cultotranscript.services.sse_manager import SSEManager
from cultotranscript.services.termination import terminate

TOKEN = "t" * 32
STREAM = "/api/v2/events/stream"
PATIENCE_S = 30.0
"""A test that waits this long has failed; none waits without a condition."""

ServerKind = Literal["detached", "portable"]
LogKind = Literal["memory", "sqlite", "postgresql"]
MakeLog = Callable[[], EventLog]


def wait_until(condition: Callable[[], object]) -> None:
    """Wait for something that is about to become true."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not happen"
        time.sleep(0.005)


class EndOfStreamError(Exception):
    """The response ended as HTTP says that it should."""


@dataclass(frozen=True)
class Frame:
    """What a browser would dispatch, or a `retry` alone."""

    id: str | None = None
    event: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    retry: int | None = None

    @property
    def type(self) -> str:
        """The type that the DTO names."""
        return str(self.data.get("type", ""))


class StreamClient:
    """Reads a stream frame by frame, on a socket of its own, as strictly as it can."""

    def __init__(self, port: int, query: str = "", headers: dict[str, str] | None = None, method: str = "GET") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        lines = [f"{method} {STREAM}{query} HTTP/1.1", "Host: localhost"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self._raw = b""
        self.body = b""
        head = self._read_until(b"\r\n\r\n").decode()
        self.status = int(head.split(" ", 2)[1])
        self.headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        self.retry: int | None = None

    def _read_until(self, end: bytes) -> bytes:
        while end not in self._raw:
            data = self.socket.recv(65536)
            if not data:
                raise ConnectionResetError("the response broke off")
            self._raw += data
        found, _, self._raw = self._raw.partition(end)
        return found

    def _read_chunk(self) -> None:
        size = int(self._read_until(b"\r\n"), 16)
        while len(self._raw) < size + 2:
            data = self.socket.recv(65536)
            if not data:
                raise ConnectionResetError("the response broke off")
            self._raw += data
        assert self._raw[size : size + 2] == b"\r\n"
        self.body += self._raw[:size]
        self._raw = self._raw[size + 2 :]
        if size == 0:
            raise EndOfStreamError

    def next_bytes(self) -> bytes:
        """The next frame as it came, with its empty line."""
        while b"\n\n" not in self.body:
            self._read_chunk()
        found, _, self.body = self.body.partition(b"\n\n")
        return found + b"\n\n"

    def next(self) -> Frame:
        """The next frame."""
        values: dict[str, Any] = {}
        for line in self.next_bytes().decode().rstrip("\n").split("\n"):
            name, _, value = line.partition(": ")
            assert name in {"id", "event", "data", "retry"}
            assert name not in values
            values[name] = json.loads(value) if name in {"data", "retry"} else value
        return Frame(**values)

    def greet(self) -> Frame:
        """Read up to the first heartbeat and give it back."""
        self.retry = self.next().retry
        frame = self.next()
        assert frame.type == "heartbeat"
        return frame

    def next_event(self) -> Frame:
        """The next frame that is no heartbeat."""
        while (frame := self.next()).type == "heartbeat":
            pass
        return frame

    def read_to_end(self) -> list[Frame]:
        """Everything up to the clean end of the response."""
        frames = []
        with suppress(EndOfStreamError):
            while True:
                frames.append(self.next())
        return frames

    def close(self) -> None:
        """Leave, as a closed tab does."""
        self.socket.close()

    def reset(self) -> None:
        """Leave without a goodbye."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


@dataclass
class RunningServer:
    """A web process of a test: its streams, and requests to it."""

    port: int
    manager: SSEManager
    client: httpx2.Client
    streams: list[StreamClient] = field(default_factory=list)

    def open(self, query: str = "", **headers: str) -> StreamClient:
        """A new stream; `Last_Event_ID="7"` is a header."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        stream = StreamClient(self.port, query, names)
        self.streams.append(stream)
        return stream

    def post(self, body: object, token: str = TOKEN) -> httpx2.Response:
        """Post an event to the broadcast endpoint."""
        return self.client.post("/api/v2/events/broadcast", json=body, headers={"X-Internal-Token": token})

    def post_status(self, video_id: str, progress: int = 0) -> None:
        """Post a `video.status`, which must be accepted."""
        response = self.post({"video_id": video_id, "status": "PROCESSING", "progress": progress})
        assert response.status_code == 200, response.text

    def count(self) -> int:
        """Open streams, by the health endpoint."""
        return int(self.client.get("/api/v2/events/health").json()["connected_clients"])


def make_app(manager: SSEManager) -> FastAPI:
    """An application that mounts the router and nothing else."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> Any:
        await manager.start_heartbeat_task()
        yield
        await manager.shutdown()

    app = FastAPI(lifespan=lifespan)
    app.state.sse_manager = manager
    app.state.internal_token = TOKEN
    app.include_router(router, prefix="/api/v2/events")
    return app


@contextmanager
def running(
    log: EventLog,
    kind: ServerKind,
    heartbeat_s: float = 30.0,
    middleware: Sequence[tuple[Any, dict[str, Any]]] = (),
    protocol: type[LimitedProtocol] = LimitedProtocol,
) -> Iterator[RunningServer]:
    """A server in a thread: ours, which hands connections over, or plain uvicorn."""
    manager = SSEManager(log, heartbeat_s=heartbeat_s)
    app = make_app(manager)
    for wrapper, options in middleware:
        app.add_middleware(wrapper, **options)
    if kind == "detached":
        server: uvicorn.Server = make_server(app, protocol)
    else:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on", timeout_graceful_shutdown=5))
    listener = make_listener("127.0.0.1", 0)
    port: int = listener.getsockname()[1]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="test-server")
    thread.start()
    try:
        wait_until(lambda: server.started or not thread.is_alive())
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=PATIENCE_S) as client:
            running_server = RunningServer(port, manager, client)
            yield running_server
            for stream in running_server.streams:
                stream.close()
    finally:
        terminate()
        server.should_exit = True
        thread.join(PATIENCE_S)
        assert not thread.is_alive(), "the server did not end"


@contextmanager
def making_logs(kind: LogKind, request: pytest.FixtureRequest, folder: Path, keep: int = 100_000) -> Iterator[MakeLog]:
    """What makes event logs of one form; those on a table share one database, as web processes do."""
    if kind == "memory":
        yield lambda: MemoryEventLog(size=keep)
        return
    with _database_url(kind, request, folder) as url:
        database = Database(url)
        doorbells = []

        def make_log() -> EventLog:
            doorbell = make_doorbell(database, folder)
            doorbells.append(doorbell)
            return TableEventLog(database, doorbell, keep=keep)

        yield make_log
        for doorbell in doorbells:
            doorbell.close()
        database.close()


@contextmanager
def _database_url(kind: LogKind, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        path = folder / "events.sqlite"
        path.write_bytes(request.getfixturevalue("sqlite_template"))
        yield f"sqlite:///{path}"
        return
    template: sa.URL = request.getfixturevalue("postgresql_template")
    name = f"culto_test_{uuid.uuid4().hex}"
    server = template.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    names = sql.Identifier(name), sql.Identifier(template.database or "")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    try:
        yield template.set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(names[0]))
