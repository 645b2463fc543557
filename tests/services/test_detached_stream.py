"""The fast path: what it needs of uvicorn, and when it leaves a request to ASGI."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import Any

import pytest
import uvicorn
from starlette.middleware.base import BaseHTTPMiddleware
from tests.streams import RunningServer, running
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from cultotranscript.services.detached_stream import EXTENSION, DetachedStream, take_over
from cultotranscript.services.event_log import MemoryEventLog
from cultotranscript.services.stream import Payload


def test_uvicorn_is_the_release_whose_insides_are_read_here() -> None:
    assert uvicorn.__version__ == "0.54.0"
    for name in ("shutdown", "_unset_keepalive_if_required", "_start_asgi_task", "on_response_complete"):
        assert callable(getattr(HttpToolsProtocol, name))
    names = RequestResponseCycle.__init__.__code__.co_varnames
    assert {"transport", "flow", "keep_alive", "message_event"} <= set(names)


def _writers(server: RunningServer) -> list[str]:
    return [type(stream.writer).__name__ for stream in server.manager.streams()]


def test_our_server_hands_a_stream_over_and_plain_uvicorn_does_not() -> None:
    with running(MemoryEventLog(), "detached") as server:
        server.open().greet()
        assert _writers(server) == ["DetachedStream"]
    with running(MemoryEventLog(), "portable") as server:
        server.open().greet()
        assert _writers(server) == ["ASGIWriter"]


def test_a_middleware_in_front_of_the_body_keeps_its_stream() -> None:
    async def forward(request: Any, call_next: Callable[[Any], Any]) -> Any:
        return await call_next(request)

    with running(MemoryEventLog(), "detached", middleware=[(BaseHTTPMiddleware, {"dispatch": forward})]) as server:
        stream = server.open()
        stream.greet()
        assert _writers(server) == ["ASGIWriter"]
        for number in range(20):
            server.post_status(str(number))
        assert [stream.next_event().data["video_id"] for _ in range(20)] == [str(n) for n in range(20)]
        stream.reset()
        for number in range(20):
            server.post_status(str(number))


class FakeTransport:
    """A connection that is never read from."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.written: list[bytes] = []
        self.buffered = 0
        self.is_aborted = False
        self.protocol: Any = None

    def get_extra_info(self, name: str) -> Any:
        """The socket, and no TLS."""
        return self.socket if name == "socket" else None

    def is_closing(self) -> bool:
        """Not unless it was aborted."""
        return self.is_aborted

    def get_write_buffer_size(self) -> int:
        """What the test says."""
        return self.buffered

    def write(self, data: bytes) -> None:
        """Keep it."""
        self.written.append(data)

    def abort(self) -> None:
        """Note it."""
        self.is_aborted = True

    def close(self) -> None:
        """Note it."""
        self.is_aborted = True


@contextmanager
def _connection() -> Iterator[tuple[FakeTransport, socket.socket]]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ours, theirs:
        yield FakeTransport(ours), theirs


def test_bytes_keep_their_order_between_the_socket_and_the_transport() -> None:
    stalls: list[bool] = []
    with _connection() as (transport, theirs):
        connections: set[Any] = set()
        stream = DetachedStream(transport, connections, lambda: None, lambda: stalls.append(True))  # type: ignore[arg-type]  # A transport's part that is used.
        assert connections == {stream}
        transport.buffered = 10  # The head is still on its way.
        stream.write(Payload(b"first"))
        assert transport.written == [b"5\r\nfirst\r\n"]
        transport.buffered = 0
        stream.write(Payload(b"second"))
        assert theirs.recv(100) == b"6\r\nsecond\r\n"
        assert stream.unsent_bytes() == 0

        big = b"x" * (8 << 20)
        stream.write(Payload(big))
        rest = transport.written[-1]
        assert 0 < len(rest) < len(big)
        transport.buffered = len(rest)
        stream.write(Payload(b"third"))
        assert transport.written[-1] == b"5\r\nthird\r\n"
        assert stalls
        assert stream.unsent_bytes() == len(rest)
        before = stream.taken_bytes()
        transport.buffered = 1
        assert stream.taken_bytes() > before


def test_a_client_that_is_gone_or_sends_more_is_let_go() -> None:
    ended: list[bool] = []
    with _connection() as (transport, theirs):
        stream = DetachedStream(transport, set(), lambda: ended.append(True), lambda: None)  # type: ignore[arg-type]  # As above.
        theirs.close()
        stream.write(Payload(b"nobody"))
        stream.write(Payload(b"nobody"))
        assert transport.is_aborted
        stream.connection_lost(None)
        stream.write(Payload(b"nobody"))
        assert ended == [True]
    with _connection() as (transport, theirs):
        stream = DetachedStream(transport, set(), lambda: None, lambda: None)  # type: ignore[arg-type]  # As above.
        stream.data_received(b"GET / HTTP/1.1")
        assert transport.is_aborted


def test_a_write_to_all_is_a_write_to_each_whatever_one_of_them_does() -> None:
    """In turn: new, gone, quick, slow, full, ended and quick clients."""
    with ExitStack() as stack:
        connections = [stack.enter_context(_connection()) for _ in range(7)]
        stalls: list[int] = []
        streams = [
            DetachedStream(transport, set(), lambda: None, partial(stalls.append, number))  # type: ignore[arg-type]  # As above.
            for number, (transport, _) in enumerate(connections)
        ]
        for stream in streams[1:]:
            stream.write(Payload(b"hello"))
        for _, theirs in connections[1:]:
            assert theirs.recv(100) == b"5\r\nhello\r\n"
        connections[1][1].close()
        _fill(connections[4][0].socket)
        streams[5].finish()
        connections[3][0].socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)

        big = Payload(b"x" * 100_000)
        DetachedStream.write_all(streams, big)

        new, gone, quick, slow, full, ended, last = (transport for transport, _ in connections)
        assert gone.is_aborted
        assert new.written == quick.written == last.written == []
        for number in (0, 2, 6):
            assert _received(connections[number][1]) == big.chunk
        assert slow.written
        assert _received(connections[3][1]) + b"".join(slow.written) == big.chunk
        assert full.written == [big.chunk]
        assert ended.written == [b"0\r\n\r\n"]
        assert stalls == [4, 3]


def _fill(connection: socket.socket) -> None:
    with suppress(BlockingIOError):
        while True:
            connection.send(b"." * 65536)


def _received(connection: socket.socket) -> bytes:
    connection.setblocking(False)
    data = b""
    with suppress(BlockingIOError):
        while part := connection.recv(1 << 20):
            data += part
    return data


def test_an_ended_stream_gets_nothing_behind_its_end() -> None:
    with _connection() as (transport, theirs):
        stream = DetachedStream(transport, set(), lambda: None, lambda: None)  # type: ignore[arg-type]  # As above.
        stream.write(Payload(b"hello"))
        stream.finish()
        stream.write(Payload(b"too late"))
        DetachedStream.write_all([stream], Payload(b"too late"))
        assert _received(theirs) == b"5\r\nhello\r\n"
        assert transport.written == [b"0\r\n\r\n"]


@pytest.mark.parametrize("extensions", [None, {}, {EXTENSION: {"protocol": None}}])
def test_a_server_that_offers_nothing_keeps_its_streams(extensions: Any) -> None:
    async def receive() -> Any:
        raise AssertionError

    assert take_over({"extensions": extensions}, receive, lambda: None, lambda: None) is None
