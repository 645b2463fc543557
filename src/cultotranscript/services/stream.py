"""One open stream: what it follows, where it is, and what writes its bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cultotranscript.dtos import SSEEventDTO, SubscriptionDTO
from cultotranscript.services.event_log import LoggedEvent
from cultotranscript.services.sse_frames import chunk

UNSENT_MAX_BYTES = 1 << 20
"""A stream that has more than this still to send is closed before anything is added."""


@dataclass(frozen=True, slots=True)
class StreamFilter:
    """Which events a stream follows: None is no filter of that kind, an empty set is nothing."""

    video_ids: frozenset[str] | None = None
    channel_ids: frozenset[str] | None = None
    types: frozenset[str] | None = None

    @classmethod
    def of(cls, subscription: SubscriptionDTO) -> "StreamFilter":
        """The filter that a subscription asks for."""
        return cls(_set(subscription.video_ids), _set(subscription.channel_ids), _set(subscription.types))

    def matches(self, event: LoggedEvent) -> bool:
        """Whether an event passes: every kind of filter that is set, by one of its values."""
        return (
            (self.video_ids is None or event.video_id in self.video_ids)
            and (self.channel_ids is None or event.channel_id in self.channel_ids)
            and (self.types is None or event.type in self.types)
        )


EVERYTHING = StreamFilter()


def _set(values: Sequence[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


class Payload:
    """Bytes for many streams, in the forms that writers need."""

    __slots__ = ("_events", "chunk", "data")

    def __init__(self, data: bytes, events: Sequence[LoggedEvent | SSEEventDTO] = ()) -> None:
        self.data = data
        self.chunk = chunk(data)
        """The bytes as one chunk of an HTTP/1.1 body: made here and not when asked for, since every write asks."""
        self._events = events

    @property
    def dtos(self) -> list[SSEEventDTO]:
        """The events themselves."""
        return [event.dto if isinstance(event, LoggedEvent) else event for event in self._events]


class Writer(Protocol):
    """Takes a stream's bytes to its client without ever waiting."""

    def write(self, payload: Payload) -> None:
        """Send, or keep until the client takes it. Never raises."""

    @staticmethod
    def write_all(writers: Sequence[Any], payload: Payload) -> None:
        """`write` to each of these writers, all of this one kind, in less time."""

    def unsent_bytes(self) -> int:
        """What the client has not taken, as far as it can be known."""

    def taken_bytes(self) -> int:
        """Grows while a client takes what was unsent."""

    async def wait_until_sent(self) -> None:
        """Return when little is unsent, or the stream is over."""

    def finish(self) -> None:
        """End the response cleanly, behind what is unsent."""

    def abort(self) -> None:
        """End the connection at once, with a reset where that can be had."""


class Stream:
    """One open stream, as the hub and the manager see it."""

    __slots__ = (
        "client_id",
        "ends_at",
        "filter",
        "is_closed",
        "is_live",
        "is_named",
        "next_beat",
        "opening",
        "stalled_at",
        "stalled_taken",
        "version",
        "write",
        "writer",
    )

    def __init__(self, writer: Writer, *, is_named: bool = False, followed: StreamFilter = EVERYTHING) -> None:
        self.writer = writer
        self.write = writer.write
        self.is_named = is_named
        """Frames carry `event:`."""
        self.filter = followed
        self.client_id: str | None = None
        self.opening = ""
        self.version = 0
        """Of the subscription that `filter` was made from."""
        self.is_live = False
        """Everything up to the hub's position was sent to it or passed over."""
        self.is_closed = False
        self.next_beat = 0.0
        self.ends_at = float("inf")
        self.stalled_at = 0.0
        self.stalled_taken = -1
