"""The fast path: a stream's connection is taken over from uvicorn once its headers are out.

No task, no ASGI message and no buffer is left per stream, only a socket and this protocol, and an event costs one
`write(2)` straight from the shared bytes: 2.9 kB a stream instead of 21, and twice the deliveries per second of
stepping ASGI's `send` (10,000 streams, `benchmarks/fanout.py`).

It reads the insides of uvicorn 0.54's httptools protocol (`transport`, `flow`, `pipeline`, `connections`,
`response_started`, `response_complete`, `chunked_encoding`). `take_over` answers None wherever they are not as
expected, and the stream then goes through ASGI like on any other server. What uvicorn does itself for a WebSocket
upgrade, another protocol on the same transport, is all that happens here.
"""

import asyncio
import os
from collections.abc import Callable, MutableMapping, Sequence
from itertools import islice, repeat
from operator import attrgetter
from typing import Any

from cultotranscript.services.asgi_writer import Receive, reset
from cultotranscript.services.stream import Payload

EXTENSION = "cultotranscript.connection"
"""The ASGI extension under which `server` offers the `protocol` of a connection to be taken over."""

_NONE = -1
_OPEN_DESCRIPTOR = attrgetter("_open_descriptor")


def take_over(
    scope: MutableMapping[str, Any], receive: Receive, on_end: Callable[[], None], on_stall: Callable[[], None]
) -> "DetachedStream | None":
    """Take the connection of a request whose response has been started.

    Args:
        scope: Of the request.
        receive: Of the request. If a middleware stands in front of it, that may have to do with the body as well.
        on_end: Called once, when the connection is gone.
        on_stall: Called when the client does not take bytes at once.

    Returns:
        What writes to it from now on, or None where ASGI must.
    """
    protocol: Any = (scope.get("extensions") or {}).get(EXTENSION, {}).get("protocol")
    cycle: Any = getattr(receive, "__self__", None)
    if protocol is None or cycle is None or cycle is not protocol.cycle:
        return None
    transport = cycle.transport
    if (
        transport.is_closing()
        or transport.get_extra_info("ssl_object") is not None
        or protocol.pipeline
        or cycle.disconnected
        or cycle.response_complete
        or not cycle.response_started
        or not cycle.chunked_encoding
    ):
        return None
    stream = DetachedStream(transport, protocol.connections, on_end, on_stall)
    protocol.let_go()
    cycle.flow.resume_reading()
    cycle.response_complete = True
    transport.set_protocol(stream)
    return stream


class DetachedStream(asyncio.Protocol):
    """Writes to one client through its socket, and through its transport while that has bytes to send."""

    __slots__ = (
        "_connections",
        "_descriptor",
        "_is_paused",
        "_on_end",
        "_on_stall",
        "_open_descriptor",
        "_through_transport",
        "_transport",
        "_waiter",
    )

    def __init__(
        self,
        transport: asyncio.Transport,
        connections: set[Any],
        on_end: Callable[[], None],
        on_stall: Callable[[], None],
    ) -> None:
        self._transport = transport
        self._connections = connections
        self._on_end = on_end
        self._on_stall = on_stall
        self._descriptor: int = transport.get_extra_info("socket").fileno()
        self._open_descriptor = _NONE
        """Where bytes can go at once. At first the response's head may still be in the transport."""
        self._is_paused = False
        self._through_transport = 0
        self._waiter: asyncio.Future[None] | None = None
        connections.add(self)

    def write(self, payload: Payload) -> None:
        """Write to the socket; what it does not take goes the transport's way, and so does all behind it."""
        if self._transport.is_closing():
            return
        if self._open_descriptor == _NONE:
            if self._transport.get_write_buffer_size():
                self._on_stall()
                if not self._transport.is_closing():
                    self._write_through_transport(payload.chunk)
                return
            self._open_descriptor = self._descriptor
        try:
            written = os.write(self._open_descriptor, payload.chunk)
        except BlockingIOError:
            written = 0
        except OSError:
            self._open_descriptor = _NONE
            self._transport.abort()
            return
        self._note_written(payload.chunk, written)

    @staticmethod
    def write_all(streams: "Sequence[DetachedStream]", payload: Payload) -> None:
        """`write` to each, without a line of Python for those whose sockets take everything: nearly all, always."""
        data = payload.chunk
        written: list[int] = []
        while len(written) < len(streams):
            rest = islice(streams, len(written), None)
            try:
                # What was written before an error stays in the list, and says whose it was.
                written.extend(map(os.write, map(_OPEN_DESCRIPTOR, rest), repeat(data)))
            except OSError:
                streams[len(written)].write(payload)
                written.append(len(data))
        if written.count(len(data)) < len(written):
            for stream, count in zip(streams, written, strict=True):
                stream._note_written(data, count)

    def _note_written(self, data: bytes, count: int) -> None:
        """Send what the socket did not take through the transport."""
        if count < len(data):
            self._open_descriptor = _NONE
            self._write_through_transport(data[count:])
            self._on_stall()

    def _write_through_transport(self, data: bytes) -> None:
        self._through_transport += len(data)
        self._transport.write(data)

    def unsent_bytes(self) -> int:
        """What the transport holds."""
        return self._transport.get_write_buffer_size() if self._open_descriptor == _NONE else 0

    def taken_bytes(self) -> int:
        """What the transport has got rid of."""
        return self._through_transport - self.unsent_bytes()

    async def wait_until_sent(self) -> None:
        """Return when the transport holds little, or the connection is gone."""
        await asyncio.sleep(0)
        while self._is_paused:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter

    def finish(self) -> None:
        """End the body behind what is unsent, then the connection."""
        if not self._transport.is_closing():
            self._open_descriptor = _NONE
            self._transport.write(b"0\r\n\r\n")
            self._transport.close()

    def abort(self) -> None:
        """Reset the connection."""
        self._open_descriptor = _NONE
        reset(self._transport)

    def shutdown(self) -> None:
        """Called by uvicorn when the server ends."""
        self.finish()

    def data_received(self, data: bytes) -> None:
        """A client that sends more on a stream is no browser; hearing it would mean parsing what cannot be answered."""
        self._open_descriptor = _NONE
        self._transport.close()

    def eof_received(self) -> bool:
        """The client is gone."""
        return False

    def pause_writing(self) -> None:
        """The transport holds much."""
        self._is_paused = True

    def resume_writing(self) -> None:
        """The transport holds little again."""
        self._is_paused = False
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone, whoever ended it."""
        # Before the descriptor is closed and may become another client's.
        self._open_descriptor = _NONE
        self._connections.discard(self)
        self.resume_writing()
        self._on_end()
