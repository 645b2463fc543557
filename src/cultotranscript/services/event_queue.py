"""A stream for code of this process: an asynchronous iterator of events."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from cultotranscript.dtos import SSEEventDTO
from cultotranscript.services.stream import Payload

_EVENTS_MAX = 10_000


class EventQueue:
    """Events as an iterator; it ends when its stream is removed, shut down, or more than 10,000 behind.

    Args:
        on_end: Called once, when it takes no more events.
    """

    def __init__(self, on_end: Callable[[], None]) -> None:
        self._events: deque[SSEEventDTO] = deque()
        self._on_end = on_end
        self._is_over = False
        self._waiter: asyncio.Future[None] | None = None

    def __aiter__(self) -> "EventQueue":
        return self

    async def __anext__(self) -> SSEEventDTO:
        while not self._events:
            if self._is_over:
                raise StopAsyncIteration
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self._events.popleft()

    def write(self, payload: Payload) -> None:
        """Keep events until they are taken."""
        if self._is_over:
            return
        if len(self._events) >= _EVENTS_MAX:
            self.abort()
            return
        self._events += payload.dtos
        self._wake()

    @staticmethod
    def write_all(writers: Sequence["EventQueue"], payload: Payload) -> None:
        """`write` to each."""
        for writer in writers:
            writer.write(payload)

    def unsent_bytes(self) -> int:
        """Nothing: this queue is bounded in events, and code may take its time."""
        return 0

    def taken_bytes(self) -> int:
        """Nothing, as above."""
        return 0

    async def wait_until_sent(self) -> None:
        """Nothing is waited for, as above."""

    def finish(self) -> None:
        """End behind the events that are kept."""
        if not self._is_over:
            self._is_over = True
            self._wake()
            self._on_end()

    def abort(self) -> None:
        """End now."""
        self._events.clear()
        self.finish()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
