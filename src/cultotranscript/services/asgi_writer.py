"""A stream's bytes through plain ASGI `send`, on any server and under any middleware.

A server that can take bytes at once lets `send` return without ever suspending. One coroutine then awaits the `send` of
one stream after the other, stepped right here, in the fan-out, and no task wakes up per event and stream: twice as many
deliveries per second as with a task and a queue per stream, when sketches of both were compared at 10,000 streams.
Where `send` suspends, because the client is slow or a middleware hands messages on through a queue, a task goes on with
it and sends what has gathered meanwhile.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable, Generator, Iterator, MutableMapping, Sequence
from operator import length_hint
from typing import Any

from cultotranscript.services.stream import Payload

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]

BODY_SEND = "cultotranscript.body_send"
"""The ASGI extension under which an application offers a `send` for the bodies of streams, once a response has started:
the server's own, where every layer in between touches the start of a response alone."""

_NO_LINGER = struct.pack("ii", 1, 0)


def reset(transport: asyncio.Transport) -> None:
    """Drop a connection with what it has still to send.

    Without SO_LINGER the kernel keeps the unsent megabytes of a closed socket, and the client goes on believing that
    it is connected.
    """
    connection = transport.get_extra_info("socket")
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    transport.abort()


class ASGIWriter:
    """Writes to one client until it or the server ends the response.

    Args:
        receive: Of the request.
        send: Of the request; the response has been started.
        on_end: Called once, when nothing more can be written.
        on_stall: Called when the client does not take bytes at once.
    """

    def __init__(self, receive: Receive, send: Send, on_end: Callable[[], None], on_stall: Callable[[], None]) -> None:
        self._receive = receive
        self._send = send
        self._on_end = on_end
        self._on_stall = on_stall
        self._main = asyncio.current_task()
        self._task: asyncio.Task[None] | None = None
        self._queue: list[bytes] = []
        self._queued_bytes = 0
        self._sends = 0
        self._is_sending = False
        self._is_steppable = False
        self._is_finishing = False
        self._is_over = False
        self._is_listening = False
        # Uvicorn's `receive` is a method of what knows the connection; middleware seldom wraps it.
        self._transport: asyncio.Transport | None = getattr(getattr(receive, "__self__", None), "transport", None)

    async def start(self, payload: Payload) -> None:
        """Send the first bytes from the request's own task, and learn whether `send` suspends here."""
        self._is_sending = True
        iterator = self._send(_body(payload.data)).__await__()
        try:
            waits_for = next(iterator)
        except StopIteration:
            self._is_steppable = True
        else:
            await _Rest(iterator, waits_for)
        self._is_sending = False
        if self._queue or self._is_finishing:
            self._go_on_in_a_task(None)

    def write(self, payload: Payload) -> None:
        """Send now, or behind what is being sent."""
        self.write_all([self], payload)

    @staticmethod
    def write_all(writers: "Sequence[ASGIWriter]", payload: Payload) -> None:
        """`write` to each: one coroutine sends to all whose `send` does not suspend."""
        rest = iter(writers)
        while length_hint(rest):
            sending = _send_to_each(rest, payload.data)
            try:
                waits_for = sending.send(None)
            except StopIteration:
                continue
            writer = writers[-length_hint(rest) - 1]
            writer._go_on_in_a_task(_Rest(sending, waits_for))
            writer._on_stall()

    def _queue_up(self, data: bytes) -> None:
        self._queue.append(data)
        self._queued_bytes += len(data)
        if not self._is_sending:
            self._go_on_in_a_task(None)
        self._on_stall()

    def _go_on_in_a_task(self, rest: "_Rest | None") -> None:
        self._is_sending = True
        self._task = asyncio.get_running_loop().create_task(self._go_on(rest))

    async def _go_on(self, rest: "_Rest | None") -> None:
        try:
            if rest is not None:
                await rest
            while self._queue:
                data, self._queue, self._queued_bytes = b"".join(self._queue), [], 0
                await self._send(_body(data))
                self._sends += 1
            if self._is_finishing:
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})
                self._end()
        except Exception:  # As in _send_to_each.
            self._end()
        finally:
            self._is_sending = False
            self._task = None

    def unsent_bytes(self) -> int:
        """What waits here, and in the connection's buffer where that can be seen."""
        transport = self._transport
        buffered = 0 if transport is None or transport.is_closing() else transport.get_write_buffer_size()
        return self._queued_bytes + buffered + self._is_sending

    def taken_bytes(self) -> int:
        """Changes whenever a send ends or the connection's buffer shrinks."""
        transport = self._transport
        buffered = 0 if transport is None or transport.is_closing() else transport.get_write_buffer_size()
        return (self._sends << 32) - buffered

    async def wait_until_sent(self) -> None:
        """Return when what waits has been sent."""
        # A server whose `send` never suspends would else let a long replay stop all other work.
        await asyncio.sleep(0)
        if self._task is not None:
            await asyncio.wait([self._task])

    def finish(self) -> None:
        """End the body behind what waits."""
        if self._is_over or self._is_finishing:
            return
        self._is_finishing = True
        if not self._is_sending:
            self._go_on_in_a_task(None)

    def abort(self) -> None:
        """End the request without an end of its body."""
        if self._transport is not None:
            reset(self._transport)
        self._end()

    def _end(self) -> None:
        if self._is_over:
            return
        self._is_over = True
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
        if self._is_listening and self._main is not None and self._main is not asyncio.current_task():
            self._main.cancel()
        self._on_end()

    async def wait_for_end(self) -> None:
        """Listen, in the request's own task, until the client is gone or the response has ended."""
        self._is_listening = True
        try:
            while not self._is_over and (await self._receive())["type"] != "http.disconnect":
                pass
            self._is_listening = False
            if self._task is not None and self._is_finishing:
                await asyncio.wait([self._task])
        except asyncio.CancelledError:
            # Cancelled by `_end`, to stop waiting for a message that never comes; anybody else's goes on.
            task = asyncio.current_task()
            if not self._is_over or task is None or task.uncancel() > 0:
                raise
        finally:
            self._is_listening = False
            self._end()


async def _send_to_each(writers: Iterator[ASGIWriter], data: bytes) -> None:
    """Send to the next of these writers, up to the first whose `send` suspends: resumed, it goes on with that alone."""
    for writer in writers:
        if writer._is_over or writer._is_finishing:
            continue
        if writer._is_sending or not writer._is_steppable:
            writer._queue_up(data)
            continue
        if writer._transport is not None and writer._transport.get_write_buffer_size():
            writer._on_stall()
        try:
            await writer._send(_body(data))
        except Exception:  # What a server raises for a client that is gone is its own choice.
            if writer._is_sending:
                raise
            writer._end()
        if writer._is_sending:
            return


def _body(data: bytes) -> Message:
    return {"type": "http.response.body", "body": data, "more_body": True}


class _Rest:
    """What is left of an awaitable that was run as far as it goes without waiting."""

    def __init__(self, iterator: Any, waits_for: Any) -> None:
        self._iterator = iterator  # A coroutine's or a generator's, which have send and throw.
        self._waits_for = waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        waits_for = self._waits_for
        while True:
            try:
                value = yield waits_for
            except BaseException as error:  # A cancellation belongs to what waits.
                resume, value = self._iterator.throw, error
            else:
                resume = self._iterator.send
            try:
                waits_for = resume(value)
            except StopIteration:
                return
