"""The HTTP server: uvicorn with limits on what a client may do to a connection, and an end that waits for no stream.

It reads the insides of uvicorn 0.54's httptools protocol; each use has a test in `tests/test_server.py`.
"""

import asyncio
import contextlib
import gc
import json
import logging
import os
import resource
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from cultotranscript.errors import ConfigurationError
from cultotranscript.services.detached_stream import EXTENSION
from cultotranscript.services.termination import terminate

_log = logging.getLogger(__name__)

_HEAD_MAX_BYTES = 64 * 1024
_SEND_BUFFER_BYTES = 128 * 1024
"""The kernel's default grows to 4 MB for a client that never reads, and none of that shows in the process."""
_USER_TIMEOUT_MS = 45_000
"""What was sent and is not acknowledged for so long ends the connection."""
_BACKLOG = 4096
_GRACE_S = 5
_RESTART_S = (0.5, 10.0)
"""Before a process that died is started again: at first, and at most."""
_LOOK_S = 0.05
_COLLECT_AFTER = (5_000, 10, 20)
"""New objects before the collector looks at the youngest, then looks before it goes on to the older ones."""


class LimitedProtocol(HttpToolsProtocol):
    """One connection. It ends when it is silent, slow or too large, or when a request follows a stream."""

    head_s = 10.0
    """From the start of a connection, or of a request on it, to the end of its head."""
    body_s = 30.0
    """Without a byte of a body that has not ended."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # As uvicorn itself.
        """Wait for a first request, but not for ever."""
        super().connection_made(transport)
        self._running: RequestResponseCycle | None = None
        self._head_bytes = 0
        self._is_in_head = True
        self._is_in_body = False
        self._ended_messages = 0
        self._last_byte_at = self.loop.time()
        self._timer: asyncio.TimerHandle | None = None
        self._arm(self.head_s)

    def data_received(self, data: bytes) -> None:
        """Parse, and count what is not the end of a head."""
        self._last_byte_at = self.loop.time()
        ended_before = self._ended_messages
        if self._is_in_head and self._head_bytes + len(data) > _HEAD_MAX_BYTES:
            # What comes in one piece may hold a body as well, so a head is counted to where it ends.
            end = data.find(b"\r\n\r\n")
            if self._head_bytes + (end if end >= 0 else len(data)) > _HEAD_MAX_BYTES:
                self._refuse(431, "HEAD_TOO_LARGE", "The head of the request is too large.")
                return
        super().data_received(data)
        if self._is_in_head and ended_before == self._ended_messages:
            self._head_bytes += len(data)

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._arm(self.head_s)

    def on_headers_complete(self) -> None:
        """A head has ended."""
        self._is_in_head, self._head_bytes = False, 0
        self._is_in_body = True
        self._arm(self.body_s)
        running = self._running
        if running is not None and running.response_started and not running.response_complete:
            # A second request hides from its server that the client of the first is gone, and a stream's response
            # never ends: nobody is served behind it. Browsers and nginx never send one.
            self._disarm()
            self.transport.close()
            return
        self.scope["extensions"] = {EXTENSION: {"protocol": self}}
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A request has ended."""
        super().on_message_complete()
        self._is_in_head, self._is_in_body, self._head_bytes = True, False, 0
        self._ended_messages += 1
        self._disarm()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the request that runs, which need not be the newest: uvicorn tells the newest alone."""
        self._disarm()
        super().connection_lost(exc)
        running = self._running
        if running is not None and not running.response_complete:
            running.disconnected = True
            running.message_event.set()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP in the form of all other errors; uvicorn would say it in plain text."""
        running = self._running
        if running is not None and running.response_started and not running.response_complete:
            self._disarm()
            self.transport.close()  # Behind a response that runs, an answer would be taken for a part of it.
            return
        self._refuse(400, "BAD_REQUEST", "The request is not valid HTTP.")

    def let_go(self) -> None:
        """Have nothing more to do with this connection: another protocol takes it."""
        self._disarm()
        self._unset_keepalive_if_required()
        self.connections.discard(self)
        self.parser = None  # type: ignore[assignment]  # As uvicorn does when a connection is lost.

    def _arm(self, after_s: float) -> None:
        self._disarm()
        self._timer = self.loop.call_later(after_s, self._time_out)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _time_out(self) -> None:
        self._timer = None
        if self.transport.is_closing():
            return
        if self._is_in_body:
            idle_s = self.loop.time() - self._last_byte_at
            if idle_s < self.body_s or self.flow.read_paused:  # Paused: it is we who do not read.
                self._arm(max(self.body_s - idle_s, 1.0))
                return
            self.transport.abort()
        elif self._head_bytes:
            self._refuse(408, "REQUEST_TIMEOUT", "The head of the request took too long.")
        else:
            self.transport.close()

    def _refuse(self, status: int, code: str, detail: str) -> None:
        self._disarm()
        body = json.dumps({"success": False, "detail": detail, "error_code": code}).encode()
        head = (
            "content-type: application/json\r\nx-content-type-options: nosniff\r\nconnection: close\r\n"
            f"x-request-id: {secrets.token_hex(8)}\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        self.transport.write(STATUS_LINE[status] + head.encode() + body)
        self.transport.close()


class Server(uvicorn.Server):
    """A server that ends its streams before it waits for its responses."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End every stream, then do as uvicorn does."""
        terminate()
        await asyncio.sleep(0)
        await super().shutdown(sockets)

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until a signal. Uvicorn would raise it once more, and whoever started the server could not clean up."""
        with self.capture_signals():
            try:
                await self._serve(sockets)
            finally:
                self._captured_signals.clear()


def make_listener(host: str, port: int, *, is_shared: bool = False) -> socket.socket:
    """A bound socket whose connections end when their clients are gone, and whose buffers are small.

    Args:
        host: A name or an address.
        port: 0 for any that is free.
        is_shared: Other sockets may listen on the same port; the system spreads connections over them.

    Raises:
        ConfigurationError: The address cannot be listened on.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise ConfigurationError(f"{host} is no address to listen on: {error}") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _USER_TIMEOUT_MS)
        if is_shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise ConfigurationError(f"Cannot listen on {host}:{port}: {error.strerror}. Choose another port.") from error
    return listener


def make_server(app: Any, protocol: type[LimitedProtocol] = LimitedProtocol) -> Server:
    """A server for an ASGI application, to be served on sockets of `make_listener`."""
    config = uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        interface="asgi3",
        lifespan="on",
        backlog=_BACKLOG,
        timeout_graceful_shutdown=_GRACE_S,
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
    )
    return Server(config)


class Beside(Protocol):
    """What runs beside the web processes, for as long as they do."""

    def tick(self) -> None:
        """Called often, by one thread."""

    def stop(self) -> None:
        """Called once, at the end."""


class _Nothing:
    def tick(self) -> None:
        pass

    def stop(self) -> None:
        pass


def run_server(
    make_app: Callable[[], Any], host: str, port: int, *, processes: int = 1, beside: Beside | None = None
) -> None:
    """Serve until SIGTERM or SIGINT.

    Args:
        make_app: Called in each process that serves, for an ASGI application of its own.
        host: Where to listen.
        port: Where to listen; 0 for any that is free, which is logged.
        processes: Web processes on this port; they share the work, and one that dies is started again.
        beside: Kept going beside them.

    Raises:
        ConfigurationError: The address cannot be listened on.
    """
    _allow_descriptors()
    listener = make_listener(host, port)
    bound_host, bound_port = listener.getsockname()[:2]
    shown_host = f"[{bound_host}]" if ":" in bound_host else bound_host
    _log.info("Listening on http://%s:%d", shown_host, bound_port)
    beside = beside or _Nothing()
    if processes == 1:
        with _kept_going(beside):
            _serve(make_app(), listener)
        return
    listener.close()  # It has shown that nobody else listens there.
    with make_listener(host, bound_port, is_shared=True):  # Keeps the port while the processes come and go.
        _Processes(make_app, host, bound_port, processes, beside).run()


def _allow_descriptors() -> None:
    """As many as this user may have: a stream holds one, and a process starts with few (1,024) by custom alone."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(ValueError, OSError):  # macOS has a further limit of its own.
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def settle_collector() -> None:
    """Have Python's collector leave alone what is there already, and go through the rest more rarely.

    The program itself is half a million objects: going through them takes 80 ms, in the middle of an answer. Thousands
    of open streams are objects that live long, and would be gone through again and again while they open: a fifth of
    the CPU of opening 6,000 (`benchmarks/fanout.py`, seconds to connect).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


def _serve(app: Any, listener: socket.socket) -> None:
    """Serve in this process until a signal."""
    settle_collector()
    make_server(app).run(sockets=[listener])


@contextlib.contextmanager
def _kept_going(beside: Beside) -> Iterator[None]:
    """A thread that keeps what runs beside going for as long as the block runs."""
    is_ending = threading.Event()

    def keep() -> None:
        while not is_ending.wait(_LOOK_S):
            beside.tick()

    thread = threading.Thread(target=keep, name="beside", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_ending.set()
        thread.join()
        beside.stop()


class _Processes:
    """Web processes on one port: forked, before there is a thread or an event loop, and kept alive."""

    def __init__(self, make_app: Callable[[], Any], host: str, port: int, count: int, beside: Beside) -> None:
        self._make_app, self._beside = make_app, beside
        self._address = host, port
        self._is_ending = threading.Event()
        self._delays = dict.fromkeys(range(count), _RESTART_S[0])
        self._running: dict[int, tuple[int, float]] = {}
        self._parent_reader, self._parent_writer = os.pipe()

    def run(self) -> None:
        """Start them, start again whichever dies, and end them with this process."""
        previous = {number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            for number in self._delays:
                self._fork(number)
            while self._running:
                self._wait_for_one()
                if not self._is_ending.is_set():
                    self._beside.tick()
        finally:
            self._beside.stop()
            for number, handler in previous.items():
                signal.signal(number, handler)
            os.close(self._parent_reader)
            os.close(self._parent_writer)

    def _on_signal(self, number: int, _frame: Any) -> None:
        self._is_ending.set()
        for process_id in list(self._running):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGTERM)

    def _wait_for_one(self) -> None:
        """Look at our own children alone: this process may have others, which somebody else waits for."""
        time.sleep(_LOOK_S)
        for process_id, (number, started_at) in list(self._running.items()):
            if os.waitpid(process_id, os.WNOHANG)[0] == 0:
                continue
            del self._running[process_id]
            if self._is_ending.is_set():
                continue
            if time.monotonic() - started_at > _RESTART_S[1]:
                self._delays[number] = _RESTART_S[0]
            _log.error("Web process %d died and is started again in %.1f s", process_id, self._delays[number])
            if not self._is_ending.wait(self._delays[number]):
                self._delays[number] = min(self._delays[number] * 2, _RESTART_S[1])
                self._fork(number)

    def _fork(self, number: int) -> None:
        process_id = os.fork()
        if process_id:
            self._running[process_id] = number, time.monotonic()
            if self._is_ending.is_set():
                os.kill(process_id, signal.SIGTERM)
            return
        status = 1
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            os.close(self._parent_writer)
            threading.Thread(target=self._end_with_parent, name="parent-watch", daemon=True).start()
            _serve(self._make_app(), make_listener(*self._address, is_shared=True))
            status = 0
        except BaseException:  # A forked child must never run on into its parent's code.
            _log.exception("A web process failed")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _end_with_parent(self) -> None:
        """The pipe ends when the parent does, however it does."""
        os.read(self._parent_reader, 1)
        os.kill(os.getpid(), signal.SIGTERM)
