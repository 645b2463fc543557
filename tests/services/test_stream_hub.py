"""The fan-out."""

import asyncio
from collections.abc import Sequence

from tests.fakes.writer import FakeWriter

from cultotranscript.services.event_log import LoggedEvent
from cultotranscript.services.stream import EVERYTHING, Stream, StreamFilter
from cultotranscript.services.stream_hub import StreamHub


def _event(position: int, video_id: str = "7", body: str = "{}") -> LoggedEvent:
    return LoggedEvent(position, str(position), body, event_type="video.status", video_id=video_id, channel_id="3")


def _stream(
    hub: StreamHub, followed: StreamFilter = EVERYTHING, *, is_named: bool = False
) -> tuple[Stream, FakeWriter]:
    writer = FakeWriter()
    stream = Stream(writer, is_named=is_named, followed=followed)
    hub.join(stream)
    return stream, writer


async def _settle(turns: int = 50) -> None:
    for _ in range(turns):
        await asyncio.sleep(0)


def _ids(writer: FakeWriter) -> list[int]:
    return [int(line[4:]) for data in writer.data for line in data.split(b"\n") if line.startswith(b"id: ")]


def test_streams_that_follow_the_same_share_the_same_bytes() -> None:
    async def run() -> None:
        hub = StreamHub(0)
        writers = [_stream(hub)[1] for _ in range(3)]
        followers = [_stream(hub, StreamFilter(video_ids=frozenset({"7"})))[1] for _ in range(3)]
        hub.publish([_event(1), _event(2, "8"), _event(3)])
        await _settle()

        assert [_ids(writer) for writer in writers] == [[1, 2, 3]] * 3
        assert [_ids(writer) for writer in followers] == [[1, 3]] * 3
        assert len({id(writer.data[0]) for writer in writers}) == 1
        assert len({id(writer.data[0]) for writer in followers}) == 1

    asyncio.run(run())


def test_events_that_come_during_a_batch_become_one_write() -> None:
    async def run() -> None:
        hub = StreamHub(0)
        writers = [_stream(hub)[1] for _ in range(600)]
        hub.publish([_event(1)])
        await asyncio.sleep(0)
        for position in range(2, 12):
            hub.publish([_event(position)])
        await _settle()

        assert {tuple(_ids(writer)) for writer in writers} == {tuple(range(1, 12))}
        assert {len(writer.data) for writer in writers} == {2}

    asyncio.run(run())


def test_other_work_gets_its_turn_while_a_batch_is_written() -> None:
    async def run() -> None:
        hub = StreamHub(0)
        writers = [_stream(hub)[1] for _ in range(2_000)]
        hub.publish([_event(1)])
        seen = set()
        for _ in range(12):
            await asyncio.sleep(0)
            seen.add(sum(bool(writer.data) for writer in writers))

        assert len(seen) > 5
        assert max(seen) == 2_000

    asyncio.run(run())


def test_a_stream_that_joins_during_a_batch_is_at_its_end_and_gets_what_comes_then() -> None:
    async def run() -> None:
        hub = StreamHub(0)
        for _ in range(600):
            _stream(hub)
        hub.publish([_event(1)])
        await asyncio.sleep(0)
        hub.publish([_event(2)])
        position = hub.position
        _, late = _stream(hub)
        await _settle()

        assert position == 1
        assert _ids(late) == [2]

    asyncio.run(run())


def test_what_waits_for_the_end_of_a_batch_runs_when_all_streams_are_at_its_position() -> None:
    async def run() -> None:
        hub = StreamHub(0)
        writers = [_stream(hub)[1] for _ in range(600)]
        found: list[tuple[int, int]] = []

        def look() -> None:
            found.append((hub.position, sum(bool(writer.data) for writer in writers)))

        hub.between_batches(look)
        hub.publish([_event(1)])
        await asyncio.sleep(0)
        hub.between_batches(look)
        hub.publish([_event(2)])
        await _settle()

        assert found == [(0, 0), (1, 600)]

    asyncio.run(run())


def test_an_event_looks_at_its_followers_alone() -> None:
    class CountingFilter(StreamFilter):
        looked = 0

        def matches(self, event: LoggedEvent) -> bool:
            CountingFilter.looked += 1
            return super().matches(event)

    async def run() -> None:
        hub = StreamHub(0)
        writers = [_stream(hub, CountingFilter(video_ids=frozenset({str(number % 100)})))[1] for number in range(1_000)]
        hub.publish([_event(1, "42")])
        await _settle()

        assert CountingFilter.looked == 10
        assert [number for number, writer in enumerate(writers) if writer.data] == list(range(42, 1_000, 100))

    asyncio.run(run())


def test_a_stream_follows_something_else_from_the_next_batch_on() -> None:
    async def run() -> None:
        hub = StreamHub(0)
        stream, writer = _stream(hub, StreamFilter(video_ids=frozenset({"7"})))
        hub.publish([_event(1)])
        await _settle()
        hub.refilter(stream, StreamFilter(channel_ids=frozenset({"4"})))
        hub.publish([_event(2)])
        await _settle()
        hub.refilter(stream, StreamFilter(types=frozenset({"video.status"})))
        hub.publish([_event(3)])
        await _settle()
        hub.leave(stream)
        hub.publish([_event(4)])
        await _settle()

        assert _ids(writer) == [1, 3]
        assert hub.count_matching(_event(5)) == 0

    asyncio.run(run())


def test_the_newest_events_are_at_hand_and_older_ones_are_not() -> None:
    async def publish(hub: StreamHub, events: Sequence[LoggedEvent]) -> None:
        hub.publish(events)
        await _settle(len(events))

    async def run() -> None:
        hub = StreamHub(5)
        await publish(hub, [_event(position) for position in (6, 7, 9)])
        everything = hub.recent_after(5, 1 << 20)
        assert everything is not None
        assert [event.position for event in everything] == [6, 7, 9]
        assert [event.position for event in hub.recent_after(8, 1 << 20) or []] == [9]
        assert hub.recent_after(9, 1 << 20) == []
        assert hub.recent_after(4, 1 << 20) is None
        assert len(hub.recent_after(5, 0) or []) == 1

        big = "x" * (1 << 20)
        await publish(hub, [_event(position, body=big) for position in range(10, 40)])
        assert hub.recent_after(9, 1 << 30) is None
        assert hub.recent_after(39, 1 << 30) == []

    asyncio.run(run())
