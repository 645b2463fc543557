"""The fan-out: events go in, the same bytes go to every stream that follows them.

What a client costs is one write and nothing else. Events that come while a batch is on its way to the streams are
joined into the next batch, so that under load many events cost a stream one write. A batch is written in slices, one
per turn of the event loop, so that other requests are answered meanwhile.

A delivery takes 6 to 8 µs of CPU, four fifths of it the kernel's; a bare loop of send(2) in C takes 4 to 6 (10,000
streams, `benchmarks/fanout.py`).
"""

import asyncio
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

from cultotranscript.services import metrics
from cultotranscript.services.event_log import LoggedEvent
from cultotranscript.services.stream import EVERYTHING, Payload, Stream, StreamFilter, Writer

_SLICE_STREAMS = 256
"""In a sketch of this design with 5,000 streams, slices of 64, 256, 1,024 and all cost the same CPU, and a GET
meanwhile took 4, 17, 47 and 92 ms at p99."""
_BATCH_BYTES = 64 * 1024
_RECENT_EVENTS = 10_000
_RECENT_BYTES = 16 << 20

_Places = dict[Stream, Writer]
_Form = tuple[type[Writer], bool]
"""What streams that share bytes and a `write_all` have in common: the kind of their writers, and whether frames carry
`event:`."""
_Group = tuple[Payload, list[Writer], int]
"""What is to be written by whom, all of one kind, and how many of them have."""


class StreamHub:
    """All live streams of a manager. Everything here runs on one event loop.

    Args:
        position: Events up to here were never told to anybody here.
    """

    def __init__(self, position: int) -> None:
        self.position = position
        """The newest event that is written, or is being written, to the live streams."""
        # By stream, what writes to it: the fan-out goes through the values and never touches the streams themselves.
        self._unfiltered: dict[_Form, _Places] = {}
        self._followers: dict[tuple[str, str], _Places] = {}
        self._pending: list[LoggedEvent] = []
        self._recent = _Recent(position)
        self._groups: list[_Group] = []
        self._is_busy = False
        self._began_at = 0.0
        self._between: list[Callable[[], None]] = []

    def publish(self, events: Sequence[LoggedEvent]) -> None:
        """Send events, in the order of their positions, to the streams that follow them."""
        self._pending += events
        if not self._is_busy and self._pending:
            self._is_busy = True
            asyncio.get_running_loop().call_soon(self._begin)

    def between_batches(self, function: Callable[[], None]) -> None:
        """Call a function when every live stream is at `position`: now, or when the batch under way is out."""
        if self._is_busy:
            self._between.append(function)
        else:
            function()

    def recent_after(self, position: int, limit_bytes: int) -> list[LoggedEvent] | None:
        """The next events behind a position and up to the hub's, None where they are no longer at hand."""
        return self._recent.after(position, limit_bytes)

    def join(self, stream: Stream) -> None:
        """Send a stream that is at the hub's position everything that comes."""
        stream.is_live = True
        for followers in self._places(stream):
            followers[stream] = stream.writer

    def leave(self, stream: Stream) -> None:
        """Send a stream nothing more."""
        stream.is_live = False
        for followers in self._places(stream):
            followers.pop(stream, None)
        for key in _keys(stream.filter):
            if not self._followers.get(key, True):
                del self._followers[key]

    def refilter(self, stream: Stream, followed: StreamFilter) -> None:
        """Let a stream follow other events, from the next batch on."""
        if stream.is_live:
            self.leave(stream)
            stream.filter = followed
            self.join(stream)
        else:
            stream.filter = followed

    def _places(self, stream: Stream) -> list[_Places]:
        """Where the index holds a stream: among all, or under each value of the narrowest kind of its filter."""
        if stream.filter == EVERYTHING:
            return [self._unfiltered.setdefault(_form(stream), {})]
        return [self._followers.setdefault(key, {}) for key in _keys(stream.filter)]

    def followers_of(self, event: LoggedEvent) -> list[Stream]:
        """The streams with a filter that an event passes, at the cost of those that name its video, channel or type."""
        found: list[Stream] = []
        for key in (("video", event.video_id), ("channel", event.channel_id), ("type", event.type)):
            followers = self._followers.get(key)  # type: ignore[arg-type]  # None is under no key.
            if followers:
                found += [stream for stream in followers if stream.filter.matches(event)]
        return found

    def count_matching(self, event: LoggedEvent) -> int:
        """How many streams follow an event."""
        return sum(map(len, self._unfiltered.values())) + (len(self.followers_of(event)) if self._followers else 0)

    def _begin(self) -> None:
        """Join what is pending, up to a bound, into one batch."""
        size = count = 0
        for event in self._pending:
            size += len(event.body)
            count += 1
            if size > _BATCH_BYTES:
                break
        batch, self._pending = self._pending[:count], self._pending[count:]
        self._recent.add(batch)
        self.position = batch[-1].position
        self._groups = self._address(batch)
        self._began_at = time.perf_counter()
        metrics.events.inc(len(batch))
        self._step()

    def _address(self, batch: list[LoggedEvent]) -> list[_Group]:
        groups: list[_Group] = []
        for (_, is_named), streams in self._unfiltered.items():
            if streams:
                groups.append((payload_of(batch, is_named=is_named), list(streams.values()), 0))
                metrics.deliveries.inc(len(batch) * len(streams))
        if self._followers:
            groups += self._address_followers(batch)
        metrics.sent_bytes.inc(sum(len(payload.chunk) * len(writers) for payload, writers, _ in groups))
        return groups

    def _address_followers(self, batch: list[LoggedEvent]) -> list[_Group]:
        """Streams that get the same events of the batch share their bytes."""
        wanted: dict[Stream, list[int]] = {}
        for number, event in enumerate(batch):
            for stream in self.followers_of(event):
                wanted.setdefault(stream, []).append(number)
        alike: dict[tuple[_Form, tuple[int, ...]], list[Writer]] = {}
        for stream, numbers in wanted.items():
            alike.setdefault((_form(stream), tuple(numbers)), []).append(stream.writer)
            metrics.deliveries.inc(len(numbers))
        return [
            (payload_of([batch[n] for n in numbers], is_named=is_named), writers, 0)
            for ((_, is_named), numbers), writers in alike.items()
        ]

    def _step(self) -> None:
        budget = _SLICE_STREAMS
        while self._groups and budget > 0:
            payload, writers, start = self._groups[-1]
            part = writers[start : start + budget]
            part[0].write_all(part, payload)
            budget -= len(part)
            if start + len(part) < len(writers):
                self._groups[-1] = (payload, writers, start + len(part))
            else:
                self._groups.pop()
        loop = asyncio.get_running_loop()
        if self._groups:
            loop.call_soon(self._step)
            return
        metrics.fan_out_seconds.observe(time.perf_counter() - self._began_at)
        between, self._between = self._between, []
        for function in between:
            function()
        if self._pending:
            loop.call_soon(self._begin)
        else:
            self._is_busy = False


def payload_of(events: Iterable[LoggedEvent], *, is_named: bool) -> Payload:
    """The bytes of several events as one."""
    events = list(events)
    return Payload(b"".join([event.named_frame if is_named else event.frame for event in events]), events)


def _form(stream: Stream) -> _Form:
    return type(stream.writer), stream.is_named


def _keys(followed: StreamFilter) -> list[tuple[str, str]]:
    """Under what the index holds a filter: the values of the kind of which an event has few followers."""
    if followed.video_ids is not None:
        return [("video", value) for value in followed.video_ids]
    if followed.channel_ids is not None:
        return [("channel", value) for value in followed.channel_ids]
    return [("type", value) for value in followed.types or ()]


class _Recent:
    """The newest events, for streams that were away for a moment: bounded in number and in bytes."""

    def __init__(self, position: int) -> None:
        self._start = position
        """Everything behind this position is here."""
        self._events: list[LoggedEvent] = []
        self._size_bytes = 0

    def add(self, events: Sequence[LoggedEvent]) -> None:
        self._events += events
        self._size_bytes += sum(len(event.body) for event in events)
        # Dropped a tenth at a time, so that it costs each event the same whatever the size.
        if len(self._events) > _RECENT_EVENTS * 1.1 or self._size_bytes > _RECENT_BYTES * 1.1:
            while len(self._events) > _RECENT_EVENTS or self._size_bytes > _RECENT_BYTES:
                dropped, self._events = self._events[: _RECENT_EVENTS // 20], self._events[_RECENT_EVENTS // 20 :]
                self._size_bytes -= sum(len(event.body) for event in dropped)
                self._start = dropped[-1].position

    def after(self, position: int, limit_bytes: int) -> list[LoggedEvent] | None:
        if position < self._start:
            return None
        found: list[LoggedEvent] = []
        for n in range(bisect_right(self._events, position, key=attrgetter("position")), len(self._events)):
            found.append(self._events[n])
            limit_bytes -= len(self._events[n].body)
            if limit_bytes < 0:
                break
        return found
