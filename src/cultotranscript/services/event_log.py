"""The numbered log that all streams tell from, in two forms: the event table, and a bounded one in memory.

An event's position is its number in the log. Positions rise; they may have gaps. A position as text is the SSE id.
"""

import asyncio
import contextlib
import logging
import os
import re
import secrets
import select
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Protocol

from cultotranscript.db import events as event_rows
from cultotranscript.db import stream_subscriptions as subscription_rows
from cultotranscript.db.session import Database
from cultotranscript.dtos import SSE_EVENT, LoggedEventDTO, SSEEventDTO, SubscriptionDTO
from cultotranscript.errors import CultoError, StreamNotFoundError, UnavailableError
from cultotranscript.services.doorbell import Doorbell, Ears
from cultotranscript.services.sse_frames import frame, one_line

_log = logging.getLogger(__name__)

_LOOK_S = 0.5
"""How often the table is looked at when no doorbell rings."""
_RETRY_S = 1.0
"""Between two tries to reach a database that does not answer."""
_PAGE_EVENTS = 1_000
_SUBSCRIPTION_KEPT = timedelta(minutes=80)
"""Since the stream was opened last or its subscription changed; a stream ends before it is 20 minutes old, so that
this is at least an hour since its end."""
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


class LoggedEvent:
    """An event in the log, and its bytes on the stream; made once and shared by all streams."""

    def __init__(
        self,
        position: int,
        event_id: str,
        body: str,
        *,
        event_type: str,
        video_id: str | None = None,
        channel_id: str | None = None,
    ) -> None:
        self.position = position
        self.id = event_id
        self.body = one_line(body)
        self.type = event_type
        self.video_id = video_id
        self.channel_id = channel_id

    @cached_property
    def frame(self) -> bytes:
        """The frame that a browser hands to `onmessage`."""
        return frame(self.id, self.body)

    @cached_property
    def named_frame(self) -> bytes:
        """The frame that carries the type, but for `error`: a browser would take that for its own."""
        return self.frame if self.type == "error" else frame(self.id, self.body, self.type)

    @cached_property
    def dto(self) -> SSEEventDTO:
        """The event itself."""
        return SSE_EVENT.validate_json(self.body)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """What a named stream follows since `version`; a stream of that name with another `opening` ends."""

    client_id: str
    opening: str
    subscription: SubscriptionDTO
    version: int


@dataclass(frozen=True, slots=True)
class Page:
    """Events behind a position, oldest first, with the bounds of what is kept as they were read."""

    events: Sequence[LoggedEvent]
    oldest: int
    """The oldest position that is kept; 0 in an empty log."""
    newest: int


Tell = Callable[[Sequence[LoggedEvent], Sequence[Subscribed]], None]
"""Takes what is new, on the event loop: subscriptions hold for the events beside them."""
Edit = Callable[[SubscriptionDTO], SubscriptionDTO]


class EventLog(Protocol):
    """What streams number, resume and follow by."""

    keep: int
    """How many events are kept for streams that resume."""

    async def start(self, tell: Tell) -> int:
        """Tell of everything behind the position that is returned, from now on, on the running event loop."""

    async def append(self, event: LoggedEventDTO) -> None:
        """Keep an event; it has been told of, or is about to be, when this returns.

        Raises:
            UnavailableError: The log cannot be written right now.
        """

    async def read_after(self, position: int) -> Page:
        """The next events behind a position, a page at a time; with `newest` it may be behind the last that was told.

        Raises:
            UnavailableError: The log cannot be read right now.
        """

    def position_of(self, event_id: str) -> int | None:
        """The position that an id names, None for an id that is not of this log's form."""

    def id_of(self, position: int) -> str:
        """The id of a position."""

    async def claim(self, client_id: str, opening: str, asked: SubscriptionDTO) -> Subscribed:
        """Make `opening` the one stream of this name. What it follows is `asked`, or what a request changed it to."""

    async def change(self, client_id: str, edit: Edit) -> None:
        """Change what a named stream follows, in whichever process it is.

        Raises:
            StreamNotFoundError: Nobody has opened a stream of this name within the hour.
        """

    def close(self) -> None:
        """Let go of everything; what waits to be written is written."""


class MemoryEventLog:
    """A log of this process alone: the newest events, and ids that no other life of the process gives out.

    Args:
        size: How many events are kept.
        now: Tells the time.
    """

    def __init__(self, size: int = 10_000, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.keep = size
        self._events: deque[LoggedEvent] = deque(maxlen=size)
        self._epoch = secrets.token_hex(6)
        self._id_form = re.compile(f"{self._epoch}-(0|[1-9][0-9]{{0,18}})")
        self._newest = 0
        self._tell: list[Tell] = []
        self._now = now
        self._subscribed: dict[str, Subscribed] = {}
        self._changed: set[str] = set()
        self._seen_at: dict[str, datetime] = {}
        self._version = 0

    async def start(self, tell: Tell) -> int:
        """Tell of what is appended from now on."""
        self._tell.append(tell)
        return self._newest

    async def append(self, event: LoggedEventDTO) -> None:
        """Keep an event and tell of it."""
        self._newest += 1
        body = event.model_dump_json(exclude_none=True)
        logged = LoggedEvent(
            self._newest, self.id_of(self._newest), body, event_type=event.type, video_id=event.video_id
        )
        self._events.append(logged)
        for tell in self._tell:
            tell([logged], [])

    async def read_after(self, position: int) -> Page:
        """The next events behind a position."""
        oldest = self._events[0].position if self._events else 0
        start = max(0, position - oldest + 1)
        events = [self._events[n] for n in range(start, min(start + _PAGE_EVENTS, len(self._events)))]
        return Page(events, oldest, self._newest)

    def position_of(self, event_id: str) -> int | None:
        """The number behind this life's epoch."""
        match = self._id_form.fullmatch(event_id)
        return int(match[1]) if match else None

    def id_of(self, position: int) -> str:
        """`<epoch>-<n>`."""
        return f"{self._epoch}-{position}"

    async def claim(self, client_id: str, opening: str, asked: SubscriptionDTO) -> Subscribed:
        """Make `opening` the one stream of this name."""
        self._forget()
        if client_id not in self._changed:
            self._write(client_id, opening, asked)
        else:
            self._write(client_id, opening, self._subscribed[client_id].subscription)
        return self._subscribed[client_id]

    async def change(self, client_id: str, edit: Edit) -> None:
        """Change what a named stream follows."""
        self._forget()
        known = self._subscribed.get(client_id)
        if known is None:
            raise StreamNotFoundError
        self._write(client_id, known.opening, edit(known.subscription))
        self._changed.add(client_id)
        for tell in self._tell:
            tell([], [self._subscribed[client_id]])

    def _write(self, client_id: str, opening: str, subscription: SubscriptionDTO) -> None:
        self._version += 1
        self._subscribed.pop(client_id, None)
        self._subscribed[client_id] = Subscribed(client_id, opening, subscription, self._version)
        self._seen_at[client_id] = self._now()

    def _forget(self) -> None:
        """Names stand in the order in which they were written, so the oldest come first."""
        forgotten = self._now() - _SUBSCRIPTION_KEPT
        while self._subscribed and self._seen_at[name := next(iter(self._subscribed))] < forgotten:
            del self._subscribed[name], self._seen_at[name]
            self._changed.discard(name)

    def close(self) -> None:
        """Tell nobody any more."""
        self._tell.clear()


class TableEventLog:
    """The event table, followed by one thread: it writes what is posted, in groups, and reads what anybody wrote.

    A post does not wait for a commit of its own: the thread takes all that wait into one transaction, so that a
    burst costs as many commits as fit one after another and not one per event (`benchmarks/broadcast.py`).

    Args:
        database: Its tables are current.
        doorbell: Heard and rung.
        keep: How many events are kept for streams that resume.
        now: Tells the time.
    """

    def __init__(
        self,
        database: Database,
        doorbell: Doorbell,
        keep: int = 100_000,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._doorbell = doorbell
        self.keep = keep
        self._now = now
        self._lock = threading.Lock()
        self._waiting: list[tuple[LoggedEventDTO, asyncio.Future[None]]] = []
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tell: Tell | None = None
        self._wake_reader, self._wake_writer = -1, -1
        self._is_closing = False
        self._has_names = False
        self._name = secrets.token_hex(4)
        self._looked_at = 0.0
        self._position = 0
        self._version = 0
        self._untrimmed = 0

    async def start(self, tell: Tell) -> int:
        """Start the thread and tell of everything behind the newest event.

        Raises:
            UnavailableError: The database cannot be reached.
        """
        self._position, self._version = await asyncio.to_thread(self._read_newest)
        self._loop, self._tell = asyncio.get_running_loop(), tell
        self._is_closing = False
        self._wake_reader, self._wake_writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._thread = threading.Thread(target=self._follow, name="event-log", daemon=True)
        self._thread.start()
        return self._position

    def _read_newest(self) -> tuple[int, int]:
        with self._database.read() as session:
            return event_rows.newest_id(session), subscription_rows.newest_version(session)

    async def append(self, event: LoggedEventDTO) -> None:
        """Hand an event to the thread and wait until it is committed."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        with self._lock:
            if self._is_closing or self._thread is None:
                raise UnavailableError
            self._waiting.append((event, written))
            is_first = len(self._waiting) == 1
        if is_first:
            self._wake()
        await written

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(self._wake_writer, b"!")

    def _follow(self) -> None:
        """The thread: for ever take what is posted and tell what is new, whatever becomes of the database."""
        while not self._is_closing:
            try:
                with self._doorbell.listen() as ears:
                    self._work(is_to_read=True)
                    while not self._is_closing:
                        self._work(is_to_read=self._wait(ears))
            except (OSError, CultoError) as error:
                # The database or the doorbell is out of reach; streams stay open and go on when it is back.
                _log.warning("The event log is out of reach and is tried again: %s", error)
                self._wait_for_retry()
            except Exception:
                # Nothing may end the one thread that feeds the streams; what failed is in the trace.
                _log.exception("The event log failed and is tried again")
                self._wait_for_retry()
        with contextlib.suppress(CultoError):
            self._work(is_to_read=True)

    def _wait(self, ears: Ears) -> bool:
        """Wait for something to do. Returns whether the table may hold what this thread did not write itself."""
        readable = _readable([ears.fileno(), self._wake_reader], _LOOK_S)
        if self._wake_reader in readable:
            self._clear_wake()
        has_heard = ears.fileno() in readable and ears.clear(self._name)
        is_time = time.monotonic() - self._looked_at > _LOOK_S
        if has_heard or is_time or self._has_names:
            self._looked_at = time.monotonic()
            return True
        return False

    def _wait_for_retry(self) -> None:
        deadline = time.monotonic() + _RETRY_S
        while not self._is_closing and (left := deadline - time.monotonic()) > 0:
            _readable([self._wake_reader], left)
            self._clear_wake()
            self._refuse_waiting()

    def _clear_wake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while os.read(self._wake_reader, 4096):
                pass

    def _refuse_waiting(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, []
        self._call(_fail, [written for _, written in waiting])

    def _work(self, *, is_to_read: bool) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, []
        answer = _succeed
        try:
            if waiting:
                answer = _fail
                with self._database.write() as session:
                    rows = event_rows.append_many(session, [event for event, _ in waiting])
                answer = _succeed
                self._doorbell.ring(self._name)
                # Where nothing can lie between what was told last and what was just written, it need not be read;
                # but a subscription that was changed before holds for it.
                is_next = rows[0].id == self._position + 1 and rows[-1].id == self._position + len(rows)
                if is_next and not self._has_names:
                    self._tell_rows(rows, [])
                else:
                    is_to_read = True
            if is_to_read:
                self._tell_what_is_new()
        finally:
            # After the telling, so that whoever posted finds that the streams know.
            self._call(answer, [written for _, written in waiting])

    def _tell_what_is_new(self) -> None:
        while True:
            with self._database.read() as session:
                # Subscriptions are read after the events: one that was changed before an event holds for it.
                rows = event_rows.read_after(session, self._position, limit=_PAGE_EVENTS)
                changes = subscription_rows.read_after(session, self._version) if self._has_names else []
            self._tell_rows(rows, changes)
            if len(rows) < _PAGE_EVENTS:
                return

    def _tell_rows(
        self, rows: Sequence[event_rows.EventRow], changes: Sequence[subscription_rows.SubscriptionRow]
    ) -> None:
        if rows or changes:
            self._call(self._tell, [_logged(row) for row in rows], [_subscribed(row) for row in changes])
        if changes:
            self._version = changes[-1].version
        if rows:
            self._position = rows[-1].id
            self._trim(len(rows))

    def _trim(self, seen: int) -> None:
        self._untrimmed += seen
        if self._untrimmed > self.keep // 10:
            with self._database.write() as session:
                event_rows.trim(session, self.keep)
            self._untrimmed = 0

    def _call(self, function: Callable[..., None] | None, *values: Any) -> None:
        assert self._loop is not None
        assert function is not None
        with contextlib.suppress(RuntimeError):  # The loop is closed: there is nobody to tell.
            self._loop.call_soon_threadsafe(function, *values)

    async def read_after(self, position: int) -> Page:
        """The next events behind a position, from the table."""
        return await asyncio.to_thread(self._read_page, position)

    def _read_page(self, position: int) -> Page:
        with self._database.read() as session:
            rows = event_rows.read_after(session, position, limit=_PAGE_EVENTS)
            # Read after the events: what was trimmed meanwhile shows as a hole and is never taken for the whole.
            oldest, newest = event_rows.oldest_id(session), event_rows.newest_id(session)
        return Page([_logged(row) for row in rows], oldest, newest)

    def position_of(self, event_id: str) -> int | None:
        """The event's row number."""
        position = int(event_id) if _NUMBER.fullmatch(event_id) else None
        return position if position is not None and position < 2**63 else None

    def id_of(self, position: int) -> str:
        """The row number as text."""
        return str(position)

    async def claim(self, client_id: str, opening: str, asked: SubscriptionDTO) -> Subscribed:
        """Make `opening` the one stream of this name, in all processes."""
        self._has_names = True
        subscribed = await asyncio.to_thread(self._claim, client_id, opening, asked)
        self._doorbell.ring()
        return subscribed

    def _claim(self, client_id: str, opening: str, asked: SubscriptionDTO) -> Subscribed:
        now = self._now()
        with self._database.write() as session:
            row = subscription_rows.claim(
                session,
                client_id,
                opening,
                asked.model_dump(mode="json"),
                now=now,
                forgotten=now - _SUBSCRIPTION_KEPT,
            )
        return _subscribed(row)

    async def change(self, client_id: str, edit: Edit) -> None:
        """Change what a named stream follows, in whichever process it is."""
        await asyncio.to_thread(self._change, client_id, edit)
        self._doorbell.ring()

    def _change(self, client_id: str, edit: Edit) -> None:
        now = self._now()
        with self._database.write() as session:
            subscription_rows.take_turn(session)
            known = subscription_rows.find(session, client_id, forgotten=now - _SUBSCRIPTION_KEPT)
            if known is None:
                raise StreamNotFoundError
            changed = edit(_subscribed(known).subscription)
            subscription_rows.change(session, client_id, changed.model_dump(mode="json"), now=now)

    def close(self) -> None:
        """Write what waits and end the thread; the database and the doorbell belong to whoever made them."""
        with self._lock:
            self._is_closing = True
            thread, self._thread = self._thread, None
        if thread is None:
            return
        self._wake()
        thread.join(timeout=20)
        for descriptor in (self._wake_reader, self._wake_writer):
            os.close(descriptor)


def _readable(descriptors: Sequence[int], timeout_s: float) -> set[int]:
    """Which can be read, as soon as any can. select(2) would not do: it knows none above 1,023."""
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return {descriptor for descriptor, _ in poll.poll(timeout_s * 1000)}


def _logged(row: event_rows.EventRow) -> LoggedEvent:
    return LoggedEvent(
        row.id, str(row.id), row.body, event_type=row.type, video_id=row.video_id, channel_id=row.channel_id
    )


def _subscribed(row: subscription_rows.SubscriptionRow) -> Subscribed:
    subscription = SubscriptionDTO.model_validate(row.subscription)
    return Subscribed(row.client_id, row.opening, subscription, row.version)


def _succeed(written: Sequence[asyncio.Future[None]]) -> None:
    for future in written:
        if not future.done():
            future.set_result(None)


def _fail(written: Sequence[asyncio.Future[None]]) -> None:
    for future in written:
        if not future.done():
            future.set_exception(UnavailableError())
