"""The limits of a connection, several web processes, and the end of the server."""

import json
import os
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.middleware.base import BaseHTTPMiddleware
from tests.streams import PATIENCE_S, STREAM, TOKEN, EndOfStreamError, RunningServer, StreamClient, running, wait_until

from cultotranscript.errors import ConfigurationError
from cultotranscript.server import LimitedProtocol, make_listener
from cultotranscript.services.event_log import MemoryEventLog

HOST = b"Host: localhost\r\n"


@pytest.fixture
def server() -> Iterator[RunningServer]:
    """Our server, with a log in memory."""
    with running(MemoryEventLog(), "detached") as server:
        yield server


class HastyProtocol(LimitedProtocol):
    """Limits that a test can wait for."""

    head_s = 0.2
    body_s = 0.2


@pytest.fixture
def hasty_server() -> Iterator[RunningServer]:
    """Our server with short limits."""
    with running(MemoryEventLog(), "detached", protocol=HastyProtocol) as server:
        yield server


def _connect(server: RunningServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_S)


def _read_all(connection: socket.socket) -> bytes:
    data = b""
    with suppress(ConnectionResetError):
        while part := connection.recv(65536):
            data += part
    return data


def test_a_silent_connection_is_closed(hasty_server: RunningServer) -> None:
    with _connect(hasty_server) as connection:
        assert _read_all(connection) == b""


def test_a_half_sent_head_is_answered_and_closed(hasty_server: RunningServer) -> None:
    with _connect(hasty_server) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: loc")
        answer = _read_all(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"error_code": "REQUEST_TIMEOUT"' in answer


def test_a_head_that_drips_is_given_no_more_time_for_it(hasty_server: RunningServer) -> None:
    answer = b""
    with _connect(hasty_server) as connection, suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(b"GET /health HTTP/1.1\r\n")
        connection.settimeout(0.02)
        while not answer:
            connection.sendall(b"x")
            with suppress(TimeoutError):
                answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 408 ") or answer == b""


def test_a_body_that_stands_still_is_cut(hasty_server: RunningServer) -> None:
    with _connect(hasty_server) as connection:
        token = f"X-Internal-Token: {TOKEN}\r\n".encode()
        head = b"POST /api/v2/events/broadcast HTTP/1.1\r\n" + HOST + token + b"Content-Length: 100\r\n\r\n{"
        connection.sendall(head)
        assert _read_all(connection) == b""


def test_a_stream_is_not_taken_for_a_silent_connection(hasty_server: RunningServer) -> None:
    stream = hasty_server.open()
    stream.greet()
    with _connect(hasty_server) as silent:
        assert _read_all(silent) == b""

    hasty_server.post_status("7")

    assert stream.next_event().data["video_id"] == "7"


@pytest.mark.parametrize("step", [1 << 20, 4_000])
def test_a_head_of_more_than_64_kib_is_refused(server: RunningServer, step: int) -> None:
    with _connect(server) as connection, suppress(BrokenPipeError, ConnectionResetError):
        request = b"GET /health HTTP/1.1\r\n" + HOST + b"X-Large: " + b"x" * 100_000 + b"\r\n\r\n"
        for start in range(0, len(request), step):
            connection.sendall(request[start : start + step])
        assert _read_all(connection)[:13] in {b"HTTP/1.1 431 ", b""}
    wait_until(lambda: server.client.get("/api/v2/events/health").is_success)


@pytest.mark.parametrize(
    "line", [b"BREW /health HTTP/1.1", b"GET /a b HTTP/1.1", b"GET / HTTP/1.1\r\nX-Odd: \x7f", b"\x16\x03\x01"]
)
def test_what_is_no_http_is_refused_in_the_form_of_all_errors(server: RunningServer, line: bytes) -> None:
    with _connect(server) as connection:
        connection.sendall(line + b"\r\n" + HOST + b"\r\n")
        head, _, body = _read_all(connection).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/json" in head
    assert json.loads(body)["error_code"] == "BAD_REQUEST"


def test_a_head_just_below_the_limit_and_a_large_body_behind_it_are_fine(server: RunningServer) -> None:
    response = server.client.post(
        "/api/v2/events/broadcast",
        content=b'{"video_id": "7", "status": "QUEUED", "message": "' + b"x" * 60_000 + b'"}',
        headers={"X-Internal-Token": TOKEN, "X-Large": "x" * 60_000},
    )

    assert response.status_code == 200


def test_a_request_behind_a_stream_closes_it(server: RunningServer) -> None:
    for request in (b"GET /api/v2/events/health HTTP/1.1\r\n" + HOST + b"\r\n", b"GET ", b"\x00"):
        stream = server.open()
        stream.greet()
        stream.socket.sendall(request)
        with pytest.raises((EndOfStreamError, ConnectionResetError)):
            stream.next()
    wait_until(lambda: server.count() == 0)


async def _forward(request: Any, call_next: Callable[[Any], Any]) -> Any:
    return await call_next(request)


@pytest.mark.parametrize("middleware", [[], [(BaseHTTPMiddleware, {"dispatch": _forward})]])
def test_a_client_with_a_second_request_that_resets_is_not_kept_for_ever(middleware: list[Any]) -> None:
    """The second request comes in the same segment; through both writers, since a middleware keeps ASGI's."""
    with running(MemoryEventLog(), "detached", middleware=middleware) as server:
        for _ in range(20):
            connection = _connect(server)
            connection.sendall((f"GET {STREAM} HTTP/1.1\r\n".encode() + HOST + b"\r\n") * 2)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
        server.post_status("7")
        wait_until(lambda: server.count() == 0)


def test_requests_on_one_connection_are_answered_in_turn(server: RunningServer) -> None:
    request = b"GET /api/v2/events/health HTTP/1.1\r\n" + HOST + b"\r\n"
    with _connect(server) as connection:
        connection.sendall(request * 3)
        data = b""
        while data.count(b"connected_clients") < 3:
            data += connection.recv(65536)
    assert data.count(b"HTTP/1.1 200 ") == 3


def test_an_address_that_cannot_be_listened_on_says_so() -> None:
    with make_listener("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match="Cannot listen"):
            make_listener("127.0.0.1", port)
    with pytest.raises(ConfigurationError, match="no address"):
        make_listener("not a host name", 0)


def test_a_listening_socket_keeps_little_for_clients_that_do_not_read() -> None:
    with make_listener("127.0.0.1", 0) as listener:
        assert listener.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 256 * 1024  # Linux doubles it.
        assert listener.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 45_000


# Processes of their own.

PROGRAM = """
import logging, sys
from pathlib import Path
sys.path[:0] = [{root!r}]
from cultotranscript.db.session import Database
from cultotranscript.server import run_server
from cultotranscript.services.doorbell import make_doorbell
from cultotranscript.services.event_log import TableEventLog
from cultotranscript.services.sse_manager import SSEManager
from tests.streams import make_app

def make():
    folder = Path(sys.argv[1])
    database = Database(f"sqlite:///{{folder / 'events.sqlite'}}")
    return make_app(SSEManager(TableEventLog(database, make_doorbell(database, folder))))

logging.basicConfig(level=logging.INFO)
run_server(make, "127.0.0.1", 0, processes=int(sys.argv[2]))
print("ended", flush=True)
"""


class Program:
    """`run_server` in a process of its own."""

    def __init__(self, folder: Path, processes: int) -> None:
        script = folder / "program.py"
        script.write_text(PROGRAM.format(root=str(Path(__file__).parents[1])))
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(script), str(folder), str(processes)],
                stdout=subprocess.PIPE,
                stderr=log,
            )
        wait_until(lambda: "Listening on " in self.log.read_text())
        line = next(line for line in self.log.read_text().splitlines() if "Listening on " in line)
        self.port = int(line.rsplit(":", 1)[1])
        wait_until(lambda: self.log.read_text().count("Application startup complete") >= processes)

    def children(self) -> list[int]:
        """The web processes."""
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def post(self, video_id: str) -> None:
        """Post an event, through whichever process takes the connection."""
        response = httpx2.post(
            f"http://127.0.0.1:{self.port}/api/v2/events/broadcast",
            json={"video_id": video_id, "status": "QUEUED"},
            headers={"X-Internal-Token": TOKEN},
            trust_env=False,
        )
        assert response.status_code == 200


@contextmanager
def _program(folder: Path, template: bytes, processes: int) -> Iterator[Program]:
    (folder / "events.sqlite").write_bytes(template)
    program = Program(folder, processes)
    try:
        yield program
    finally:
        if program.process.poll() is None:
            program.process.terminate()
            program.process.wait(PATIENCE_S)
        assert program.process.stdout is not None
        program.process.stdout.close()


@pytest.mark.parametrize("processes", [1, 2])
def test_sigterm_ends_every_stream_cleanly_and_the_program_goes_on_behind_it(
    tmp_path: Path, sqlite_template: bytes, processes: int
) -> None:
    with _program(tmp_path, sqlite_template, processes) as program:
        streams = [StreamClient(program.port) for _ in range(20)]
        for stream in streams:
            stream.greet()
        program.process.send_signal(signal.SIGTERM)
        for stream in streams:
            assert [frame.type for frame in stream.read_to_end()] == []
            stream.close()
        output, _ = program.process.communicate(timeout=PATIENCE_S)

        assert program.process.returncode == 0
        assert output == b"ended\n"
        assert "ERROR" not in program.log.read_text()


def test_two_processes_share_a_port_and_tell_each_event_once(tmp_path: Path, sqlite_template: bytes) -> None:
    with _program(tmp_path, sqlite_template, 2) as program:
        streams = [StreamClient(program.port) for _ in range(20)]
        for stream in streams:
            stream.greet()
        for number in range(60):
            program.post(str(number))
        for stream in streams:
            assert [stream.next_event().data["video_id"] for _ in range(60)] == [str(n) for n in range(60)]
            stream.close()


def test_a_web_process_that_dies_is_started_again(tmp_path: Path, sqlite_template: bytes) -> None:
    with _program(tmp_path, sqlite_template, 2) as program:
        before = program.children()
        os.kill(before[0], signal.SIGKILL)
        wait_until(lambda: len(set(program.children()) - {before[0]}) == 2)
        wait_until(lambda: program.log.read_text().count("Application startup complete") == 3)

        program.post("7")


def test_web_processes_end_with_the_one_that_started_them(tmp_path: Path, sqlite_template: bytes) -> None:
    with _program(tmp_path, sqlite_template, 2) as program:
        children = program.children()
        assert len(children) == 2

        program.process.kill()
        program.process.wait(PATIENCE_S)

        wait_until(lambda: not any(_is_running(child) for child in children))


def _is_running(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
