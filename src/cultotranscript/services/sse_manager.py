"""The streams of one process: opened, resumed, kept alive and ended.

Every event comes from the event log, in its order, whoever wrote it. A stream that opens reads what it missed from
the log until it reaches the events that the hub still holds, and joins the hub in the same turn of the event loop in
which it is given the last of them: nothing can come in between, so nothing is missed and nothing is sent twice.
"""

import asyncio
import contextlib
import heapq
import itertools
import logging
import random
import secrets
import time
from collections.abc import AsyncIterator, Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cultotranscript.dtos import (
    ErrorEventDTO,
    EventType,
    HeartbeatEventDTO,
    SSEEventDTO,
    SubscriptionDTO,
    VideoStatus,
    VideoStatusEventDTO,
)
from cultotranscript.errors import NoVideoFilterError, TooManyStreamsError, UnavailableError
from cultotranscript.services import metrics
from cultotranscript.services.asgi_writer import BODY_SEND, ASGIWriter, Receive, Send
from cultotranscript.services.detached_stream import take_over
from cultotranscript.services.event_log import EventLog, LoggedEvent, MemoryEventLog, Subscribed
from cultotranscript.services.event_queue import EventQueue
from cultotranscript.services.sse_frames import frame, retry
from cultotranscript.services.stream import UNSENT_MAX_BYTES, Payload, Stream, StreamFilter
from cultotranscript.services.stream_hub import StreamHub, payload_of
from cultotranscript.services.termination import at_termination

_log = logging.getLogger(__name__)

RESPONSE_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
]
_RETRY_MS = (3_000, 7_000)
_LIFE_S = (720.0, 1_050.0)
"""15 minutes and 20 % either way, less the half minute until the next heartbeat may notice."""
_STALL_S = 40.0
"""A client that takes nothing for so long is gone or stuck; seen at most a tick later."""
_TICK_S = 0.25
_BEATS_PER_TURN = 256
_HEARTBEAT_KEPT_S = 0.05
"""Streams that open within it are greeted with the same heartbeat: thousands do when a server starts anew."""
_REPLAY_BYTES = 64 * 1024
_HUB_BEHIND_S = 0.01
_FAREWELL_S = 0.5
"""How long the end of a response may take to reach a client when the server ends."""


@dataclass(frozen=True, slots=True)
class StreamRequest:
    """What the address and the headers of a stream ask for."""

    subscription: SubscriptionDTO = field(default_factory=SubscriptionDTO)
    client_id: str | None = None
    is_named: bool = False
    last_event_id: str | None = None


class SSEManager:
    """All streams of a process, on one event loop.

    Args:
        log: Where every event comes from. The manager starts and closes it.
        heartbeat_s: Seconds between two heartbeats of a stream, counted from its start.
        clock: Seconds that only rise.
        max_streams: How many may be open at once over HTTP.
    """

    def __init__(
        self,
        log: EventLog,
        heartbeat_s: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
        max_streams: int | None = None,
    ) -> None:
        self._log = log
        self._max_streams = max_streams
        self._heartbeat_s = heartbeat_s
        self._clock = clock
        self._starting: asyncio.Task[None] | None = None
        self._hub = StreamHub(0)
        self._streams: dict[Stream, None] = {}
        self._names: dict[str, Stream] = {}
        self._queues: dict[str, Stream] = {}
        self._claiming: dict[str, list[list[Subscribed]]] = {}
        self._due: list[tuple[float, int, Stream]] = []
        self._order = itertools.count()
        self._stalled: dict[Stream, None] = {}
        self._kept_heartbeats: dict[bool, tuple[float, str, Payload | None]] = {}
        self._ticker: asyncio.Task[None] | None = None
        self._is_ending = False
        self._is_shut_down = False
        self._take_back: Callable[[], None] | None = None

    # Programs of this process.

    async def add_client(self, client_id: str | None = None) -> tuple[str, AsyncIterator[SSEEventDTO]]:
        """Open a stream for code of this process.

        Args:
            client_id: Its name, made up when none is given; a client of the same name ends.

        Returns:
            The name, and the events from now on, heartbeats of the heartbeat task among them.
        """
        await self._start()
        name = client_id or secrets.token_urlsafe(16)
        await self.remove_client(name)
        queue = EventQueue(lambda: self._forget(stream))
        stream = Stream(queue)
        self._queues[name] = stream
        stream.client_id = name
        self._open(stream)
        self._hub.join(stream)
        if self._is_ending:
            queue.finish()
        return name, queue

    async def remove_client(self, client_id: str) -> None:
        """End the stream that `add_client` gave this name; one that is not there is no error."""
        stream = self._queues.get(client_id)
        if stream is not None:
            stream.writer.finish()

    async def broadcast_event(self, event_dto: SSEEventDTO) -> int:
        """Append an event to the log, from which every stream that follows it gets it; a heartbeat goes to all.

        Returns:
            How many streams of this process follow it.

        Raises:
            UnavailableError: The log cannot be written right now.
        """
        if isinstance(event_dto, HeartbeatEventDTO):
            await self.send_heartbeat()
            return len(self._streams)
        await self._start()
        await self._log.append(event_dto)
        return self._hub.count_matching(LoggedEvent(0, "", "", event_type=event_dto.type, video_id=event_dto.video_id))

    async def broadcast_video_status(
        self, video_id: str, status: VideoStatus | str, message: str | None = None, progress: int | None = None
    ) -> int:
        """`broadcast_event` of a `video.status`; `progress` is percent of the whole.

        Raises:
            ValueError: The values make no such event.
            UnavailableError: The log cannot be written right now.
        """
        return await self.broadcast_event(
            VideoStatusEventDTO(video_id=video_id, status=VideoStatus(status), message=message, progress=progress)
        )

    async def send_heartbeat(self) -> None:
        """Send one heartbeat to every stream; the streams' own clocks go on as they were."""
        self._hub.between_batches(lambda: self._beat(self.streams()))

    def get_client_count(self) -> int:
        """How many streams are open."""
        return len(self._streams)

    def streams(self) -> list[Stream]:
        """The streams that are open."""
        return list(self._streams)

    # Life of the manager.

    async def start_heartbeat_task(self, interval: float | None = None) -> None:
        """Drive every stream's own clock: heartbeats, age, and clients that take nothing. A second start does nothing.

        Args:
            interval: Seconds between the heartbeats of a stream, instead of the manager's own.
        """
        if self._ticker is not None and not self._ticker.get_loop().is_closed():
            return
        if self._is_shut_down:
            self._is_shut_down = self._is_ending = False
            self._starting = None
        if interval is not None:
            self._heartbeat_s = interval
        now = self._clock()
        for stream in self._streams:
            stream.next_beat = now + self._heartbeat_s
            self._schedule(stream)
        self._ticker = asyncio.create_task(self._tick_for_ever(), name="stream-heartbeat")
        await self._start()

    async def stop_heartbeat_task(self) -> None:
        """Stop the clocks; streams stay open."""
        ticker, self._ticker = self._ticker, None
        if ticker is not None:
            ticker.cancel()
            await asyncio.wait([ticker])

    async def shutdown(self) -> None:
        """End every stream, the heartbeat and the log; twice is fine, and `start_heartbeat_task` starts anew."""
        self.end_streams()
        await self.stop_heartbeat_task()
        if self._take_back is not None:
            self._take_back()
            self._take_back = None
        await asyncio.to_thread(self._log.close)
        self._is_shut_down = True

    def end_streams(self) -> None:
        """End every stream cleanly, and every one that is opened later at once."""
        self._is_ending = True
        for stream in self.streams():
            stream.writer.finish()
        if self._streams:
            asyncio.get_running_loop().call_later(_FAREWELL_S, self._abort_all)

    def _abort_all(self) -> None:
        """What a stuck client has not taken by now would keep the process from ending."""
        for stream in self.streams():
            stream.writer.abort()

    async def _start(self) -> None:
        """Start the log, once, on the event loop that runs; every caller waits for it."""
        if self._starting is None or (self._starting.done() and self._starting.exception() is not None):
            self._starting = asyncio.create_task(self._start_log(), name="stream-start")
        if not self._starting.done():
            await asyncio.shield(self._starting)

    async def _start_log(self) -> None:
        loop = asyncio.get_running_loop()

        def on_termination() -> None:
            with contextlib.suppress(RuntimeError):  # The loop is closed, and with it every stream.
                loop.call_soon_threadsafe(self.end_streams)

        if self._take_back is None:
            self._take_back = at_termination(on_termination)
        self._hub = StreamHub(await self._log.start(self._hear))

    def _hear(self, events: Sequence[LoggedEvent], changes: Sequence[Subscribed]) -> None:
        """What the log tells: changed subscriptions hold for the events beside them."""
        for change in changes:
            for early in self._claiming.get(change.client_id, ()):
                early.append(change)
            stream = self._names.get(change.client_id)
            if stream is not None:
                self._apply(stream, change)
        self._hub.publish(events)

    # Streams over HTTP.

    async def serve(
        self, scope: MutableMapping[str, Any], receive: Receive, send: Send, request: StreamRequest
    ) -> None:
        """Answer a request with a stream; returns when the stream has ended or has left ASGI.

        Raises:
            TooManyStreamsError: As many are open as may be; nothing has been sent.
            UnavailableError: The log cannot be read; nothing has been sent.
        """
        if self._max_streams is not None and len(self._streams) >= self._max_streams:
            raise TooManyStreamsError
        await self._start()
        position, is_lost = await self._find_position(request.last_event_id)
        early: list[Subscribed] = []
        subscribed = None
        try:
            if request.client_id is not None:
                # What the log tells of this name from here on is kept until there is a stream that it holds for.
                self._claiming.setdefault(request.client_id, []).append(early)
                subscribed = await self._log.claim(request.client_id, secrets.token_hex(16), request.subscription)
            await send({"type": "http.response.start", "status": 200, "headers": list(RESPONSE_HEADERS)})
            if self._is_ending:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                return
            stream = self._open_over_http(scope, receive, send, request)
            if subscribed is not None:
                self._name(stream, [subscribed, *early])
        finally:
            if request.client_id is not None:
                self._stop_claiming(request.client_id, early)
        try:
            await self._greet(stream, position, is_lost=is_lost)
            await self._catch_up(stream, position)
        except UnavailableError:
            # It has its first frames already: it ends, comes back, and names the same position.
            stream.writer.finish()
        except BaseException:
            # A half-filled stream must not look like a whole one.
            stream.writer.abort()
            raise
        if isinstance(stream.writer, ASGIWriter):
            await stream.writer.wait_for_end()

    def _open_over_http(
        self, scope: MutableMapping[str, Any], receive: Receive, send: Send, request: StreamRequest
    ) -> Stream:
        def on_end() -> None:
            self._forget(stream)

        def on_stall() -> None:
            self._note_stall(stream)

        straight = (scope.get("extensions") or {}).get(BODY_SEND, {}).get("send", send)
        writer = take_over(scope, receive, on_end, on_stall) or ASGIWriter(receive, straight, on_end, on_stall)
        stream = Stream(writer, is_named=request.is_named, followed=StreamFilter.of(request.subscription))
        self._open(stream)
        return stream

    def _stop_claiming(self, client_id: str, early: list[Subscribed]) -> None:
        claims = [other for other in self._claiming.pop(client_id, []) if other is not early]
        if claims:
            self._claiming[client_id] = claims

    async def _find_position(self, last_event_id: str | None) -> tuple[int | None, bool]:
        """Where a stream goes on, None for the hub's own position, and whether events between are lost."""
        if not last_event_id:
            return None, False
        position = self._log.position_of(last_event_id)
        if position is None:
            return None, True
        # What is at hand by chance is no promise: a client learns the same from a process that has just started.
        is_kept = 0 <= self._hub.position - position <= self._log.keep
        if is_kept and self._hub.recent_after(position, 0) is not None:
            return position, False
        # Too old for the hub, or newer than what this process has heard of yet.
        page = await self._log.read_after(position)
        if position > page.newest or position < page.oldest - 1:
            return None, True
        return position, False

    async def _greet(self, stream: Stream, position: int | None, *, is_lost: bool) -> None:
        """Send the first frames; the stream goes on from `position`, or joins the hub where it is."""
        start = self._hub.position if position is None else position
        event_id = self._log.id_of(start)
        greeting = retry(random.randint(*_RETRY_MS))  # noqa: S311 -- Spreads load; nobody gains by guessing it.
        if is_lost:
            metrics.events_lost.inc()
            lost = ErrorEventDTO(
                error_code="EVENTS_LOST",
                error_message="Some events are no longer kept. Load what you show afresh.",
            )
            greeting += frame(event_id, lost.model_dump_json(exclude_none=True).encode())
        payload = self._heartbeat(event_id, is_named=stream.is_named)
        greeting += payload.data
        if position is None:
            self._hub.join(stream)
        if isinstance(stream.writer, ASGIWriter):
            await stream.writer.start(Payload(greeting))
        else:
            stream.write(Payload(greeting))

    async def _catch_up(self, stream: Stream, position: int | None) -> None:
        """Send what a stream missed, page by page at its client's pace, then have it join the hub."""
        if position is None:
            return
        depth = 0
        while not stream.is_closed:
            if position > self._hub.position:
                # Another process told of this event first; the hub is about to.
                await asyncio.sleep(_HUB_BEHIND_S)
                continue
            reached = self._hub.position
            events: Sequence[LoggedEvent] | None = self._hub.recent_after(position, _REPLAY_BYTES)
            if events is None:
                page = await self._log.read_after(position)
                if position < page.oldest - 1:
                    # Trimmed while this stream read: it comes back and is told that events are lost.
                    stream.writer.finish()
                    return
                # What is newer comes from the hub.
                events = [event for event in page.events if event.position <= reached]
            position = events[-1].position if events else reached
            depth += len(events)
            wanted = [event for event in events if stream.filter.matches(event)]
            if wanted:
                stream.write(payload_of(wanted, is_named=stream.is_named))
            if position == self._hub.position and not stream.is_closed:
                # Nothing was awaited since the hub's position was read, so nothing falls between.
                self._hub.join(stream)
                metrics.resume_depth.observe(depth)
                return
            await stream.writer.wait_until_sent()

    def _open(self, stream: Stream) -> None:
        now = self._clock()
        self._streams[stream] = None
        metrics.streams.inc()
        stream.next_beat = now + self._heartbeat_s
        if not isinstance(stream.writer, EventQueue):
            stream.ends_at = now + random.uniform(*_LIFE_S)  # noqa: S311 -- Spreads load, as above.
        if self._ticker is not None:
            self._schedule(stream)

    def _forget(self, stream: Stream) -> None:
        """The writer has ended: nothing is left of the stream."""
        if stream.is_closed:
            return
        stream.is_closed = True
        self._hub.leave(stream)
        self._streams.pop(stream, None)
        self._stalled.pop(stream, None)
        metrics.streams.dec()
        for names in (self._names, self._queues):
            if stream.client_id is not None and names.get(stream.client_id) is stream:
                del names[stream.client_id]

    # Named streams and what they follow.

    async def replace_subscription(self, client_id: str, subscription: SubscriptionDTO) -> None:
        """Have a named stream, in whichever process, follow exactly this.

        Raises:
            StreamNotFoundError: Nobody has opened a stream of this name within the hour.
        """
        await self._start()
        await self._log.change(client_id, lambda _: subscription)

    async def subscribe_video(self, client_id: str, video_id: str) -> None:
        """Have a named stream follow one more video; one that follows every video does so already.

        Raises:
            StreamNotFoundError: Nobody has opened a stream of this name within the hour.
        """

        def add(known: SubscriptionDTO) -> SubscriptionDTO:
            if known.video_ids is None or video_id in known.video_ids:
                return known
            return known.model_copy(update={"video_ids": [*known.video_ids, video_id]})

        await self._start()
        await self._log.change(client_id, add)

    async def unsubscribe_video(self, client_id: str, video_id: str) -> None:
        """Have a named stream follow one video less.

        Raises:
            StreamNotFoundError: Nobody has opened a stream of this name within the hour.
            NoVideoFilterError: It follows every video.
        """

        def take_away(known: SubscriptionDTO) -> SubscriptionDTO:
            if known.video_ids is None:
                raise NoVideoFilterError
            return known.model_copy(update={"video_ids": [other for other in known.video_ids if other != video_id]})

        await self._start()
        await self._log.change(client_id, take_away)

    def _name(self, stream: Stream, subscribed: Sequence[Subscribed]) -> None:
        """Give a stream its name and what goes with it, the claim first; the one that had the name ends."""
        claim = subscribed[0]
        previous = self._names.get(claim.client_id)
        stream.client_id, stream.opening = claim.client_id, claim.opening
        self._names[claim.client_id] = stream
        if previous is not None:
            previous.writer.finish()
        for change in subscribed:
            self._apply(stream, change)

    def _apply(self, stream: Stream, change: Subscribed) -> None:
        if change.version <= stream.version:
            return
        stream.version = change.version
        if change.opening != stream.opening:
            stream.writer.finish()
        else:
            self._hub.refilter(stream, StreamFilter.of(change.subscription))

    # Clocks.

    async def _tick_for_ever(self) -> None:
        while True:
            await asyncio.sleep(min(_TICK_S, self._heartbeat_s / 4))
            try:
                self.tick()
            except Exception:
                # The heartbeat outlives whatever goes wrong with one stream.
                _log.exception("A tick of the streams' clocks failed")

    def tick(self) -> None:
        """Do what is due: heartbeats, ends of life, and clients that take nothing."""
        if self._due and self._due[0][0] <= self._clock():
            self._hub.between_batches(self._run_due)
        self._close_stalled(self._clock())

    def _schedule(self, stream: Stream) -> None:
        heapq.heappush(self._due, (min(stream.next_beat, stream.ends_at), next(self._order), stream))

    def _run_due(self) -> None:
        now = self._clock()
        due: list[Stream] = []
        while self._due and self._due[0][0] <= now and len(due) < _BEATS_PER_TURN:
            stream = heapq.heappop(self._due)[2]
            if stream.is_closed:
                continue
            if stream.ends_at <= now:
                stream.writer.finish()
                continue
            due.append(stream)
        self._beat([stream for stream in due if stream.is_live])
        for stream in due:
            # Counted from the connect, however late this one was.
            missed = max(0, int((now - stream.next_beat) / self._heartbeat_s))
            stream.next_beat += (missed + 1) * self._heartbeat_s
            self._schedule(stream)
            self._note_stall(stream)
        if self._due and self._due[0][0] <= now:
            asyncio.get_running_loop().call_soon(self._hub.between_batches, self._run_due)

    def _beat(self, streams: Sequence[Stream]) -> None:
        """One heartbeat to each of these; its id is the position that all live streams are at."""
        event_id = self._log.id_of(self._hub.position)
        payloads = [self._heartbeat(event_id, is_named=is_named) for is_named in (False, True)]
        for stream in streams:
            if stream.is_live:
                stream.write(payloads[stream.is_named])

    def _heartbeat(self, event_id: str, *, is_named: bool) -> Payload:
        now = self._clock()
        made_at, kept_id, kept = self._kept_heartbeats.get(is_named, (0.0, "", None))
        if kept is not None and kept_id == event_id and now - made_at < _HEARTBEAT_KEPT_S:
            return kept
        event = HeartbeatEventDTO()
        name = EventType.HEARTBEAT.value if is_named else None
        payload = Payload(frame(event_id, event.model_dump_json().encode(), name), [event])
        self._kept_heartbeats[is_named] = now, event_id, payload
        return payload

    def _note_stall(self, stream: Stream) -> None:
        """Keep an eye on a stream whose client does not take bytes at once, and close one that is too far behind."""
        unsent = 0 if stream.is_closed else stream.writer.unsent_bytes()
        if unsent > UNSENT_MAX_BYTES:
            self._close_slow(stream)
        elif unsent and stream not in self._stalled:
            stream.stalled_at, stream.stalled_taken = self._clock(), stream.writer.taken_bytes()
            self._stalled[stream] = None

    def _close_stalled(self, now: float) -> None:
        for stream in list(self._stalled):
            taken = stream.writer.taken_bytes()
            if not stream.writer.unsent_bytes():
                del self._stalled[stream]
            elif taken != stream.stalled_taken:
                stream.stalled_at, stream.stalled_taken = now, taken
            elif now - stream.stalled_at >= _STALL_S:
                self._close_slow(stream)

    def _close_slow(self, stream: Stream) -> None:
        # A closed stream heals: the browser opens it again and names the last id it saw. A stream with a hole in it
        # shows a wrong status until somebody reloads.
        metrics.closed_for_slowness.inc()
        stream.writer.abort()
        self._forget(stream)


sse_manager = SSEManager(MemoryEventLog())
"""Ready for whoever mounts the router in another application: a log in memory, nothing opened before first use."""
