"""The manager, from code of its own process."""

import asyncio
from collections.abc import Sequence

import pytest
from tests.streams import PATIENCE_S

from cultotranscript.dtos import (
    ErrorEventDTO,
    EventType,
    HeartbeatEventDTO,
    SSEEventDTO,
    SubscriptionDTO,
    VideoStatus,
    VideoStatusEventDTO,
)
from cultotranscript.errors import TooManyStreamsError
from cultotranscript.services import metrics
from cultotranscript.services.asgi_writer import Message
from cultotranscript.services.event_log import MemoryEventLog
from cultotranscript.services.sse_manager import SSEManager, StreamRequest, sse_manager

EVENT = VideoStatusEventDTO(video_id="7", status=VideoStatus.QUEUED)


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Request:
    """A request for a stream on a server that takes bytes at once, or not at all."""

    def __init__(self, manager: SSEManager, **asked: object) -> None:
        self.body = b""
        self.has_ended = False
        self.is_stuck = False
        self._gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        request = StreamRequest(**asked)  # type: ignore[arg-type]  # Values of its fields.
        self.task = asyncio.create_task(manager.serve({}, self._receive, self._send, request))

    async def _receive(self) -> Message:
        await self._gone
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if self.is_stuck:
            await asyncio.Event().wait()
        self.body += message.get("body", b"")
        self.has_ended = message["type"] == "http.response.body" and not message["more_body"]

    def leave(self) -> None:
        """The client is gone."""
        self._gone.set_result(None)

    def ids(self) -> list[str]:
        """The ids of the frames so far."""
        return [line[4:] for line in self.body.decode().split("\n") if line.startswith("id: ")]

    def count(self, event_type: EventType) -> int:
        """The frames of a type so far."""
        return self.body.count(f'"type":"{event_type}"'.encode())


async def _settle(turns: int = 30) -> None:
    for _ in range(turns):
        await asyncio.sleep(0)


def test_a_manager_is_built_with_no_event_loop_and_used_on_one() -> None:
    manager = SSEManager(MemoryEventLog())

    async def run() -> list[SSEEventDTO]:
        client_id, subscription = await manager.add_client()
        assert client_id
        await manager.broadcast_event(EVENT)
        await manager.broadcast_video_status("8", "PROCESSING", message="…", progress=3)
        return [await anext(subscription), await anext(subscription)]

    first, second = asyncio.run(run())
    assert first == EVENT
    assert isinstance(second, VideoStatusEventDTO)
    assert (second.video_id, second.status, second.message, second.progress) == ("8", VideoStatus.PROCESSING, "…", 3)


def test_clients_are_counted_and_one_that_is_unknown_may_be_removed() -> None:
    async def run() -> None:
        manager = SSEManager(MemoryEventLog())
        name, subscription = await manager.add_client("worker")
        await manager.add_client()
        assert name == "worker"
        assert manager.get_client_count() == 2
        assert await manager.broadcast_event(EVENT) == 2
        await _settle()
        await manager.remove_client("worker")
        await manager.remove_client("worker")
        await manager.remove_client("nobody")
        assert manager.get_client_count() == 1
        assert [event async for event in subscription] == [EVENT]

    asyncio.run(run())


def test_a_client_of_the_same_name_ends_the_first() -> None:
    async def run() -> None:
        manager = SSEManager(MemoryEventLog())
        _, first = await manager.add_client("worker")
        _, second = await manager.add_client("worker")
        await manager.broadcast_event(EVENT)
        assert [event async for event in first] == []
        assert await anext(second) == EVENT
        assert manager.get_client_count() == 1

    asyncio.run(run())


def test_what_is_no_status_is_refused() -> None:
    async def run() -> None:
        manager = SSEManager(MemoryEventLog())
        with pytest.raises(ValueError):
            await manager.broadcast_video_status("7", "LOST")
        with pytest.raises(ValueError):
            await manager.broadcast_video_status("", VideoStatus.QUEUED)

    asyncio.run(run())


def test_two_managers_do_not_know_each_other() -> None:
    async def run() -> None:
        one, other = SSEManager(MemoryEventLog()), SSEManager(MemoryEventLog())
        _, of_one = await one.add_client("x")
        _, of_other = await other.add_client("x")
        await one.broadcast_event(EVENT)
        await other.shutdown()
        assert await anext(of_one) == EVENT
        assert [event async for event in of_other] == []
        assert (one.get_client_count(), other.get_client_count()) == (1, 0)
        await one.shutdown()

    asyncio.run(run())


def test_a_heartbeat_to_all_leaves_their_clocks_as_they_were() -> None:
    async def run() -> None:
        clock = Clock()
        manager = SSEManager(MemoryEventLog(), clock=clock)
        await manager.start_heartbeat_task(interval=3_000)
        request = Request(manager)
        _, subscription = await manager.add_client()
        await _settle()
        await manager.send_heartbeat()
        assert isinstance(await anext(subscription), HeartbeatEventDTO)
        assert request.count(EventType.HEARTBEAT) == 2
        clock.now += 2_999
        manager.tick()
        assert request.count(EventType.HEARTBEAT) == 2
        clock.now += 1
        manager.tick()
        assert request.count(EventType.HEARTBEAT) == 2  # It is older than 15 minutes and 20 %, and ends.
        await _settle()
        assert request.has_ended
        await manager.shutdown()

    asyncio.run(run())


def test_each_stream_beats_from_its_own_start_and_names_its_position() -> None:
    async def run() -> None:
        clock = Clock()
        manager = SSEManager(MemoryEventLog(), heartbeat_s=30, clock=clock)
        await manager.start_heartbeat_task(interval=30)
        early = Request(manager)
        await _settle()
        clock.now += 10
        late = Request(manager, subscription=SubscriptionDTO(video_ids=["8"]))
        await _settle()
        await manager.broadcast_event(EVENT)
        await _settle()

        clock.now += 20
        manager.tick()
        assert (early.count(EventType.HEARTBEAT), late.count(EventType.HEARTBEAT)) == (2, 1)
        clock.now += 10
        manager.tick()
        assert (early.count(EventType.HEARTBEAT), late.count(EventType.HEARTBEAT)) == (2, 2)
        clock.now += 50  # Late as it is, the next is due where it always was.
        manager.tick()
        manager.tick()
        assert (early.count(EventType.HEARTBEAT), late.count(EventType.HEARTBEAT)) == (3, 3)
        assert early.ids()[1] == early.ids()[-1] == late.ids()[-1]
        await manager.shutdown()

    asyncio.run(run())


def test_a_second_start_of_the_heartbeat_does_nothing_and_it_can_be_stopped() -> None:
    async def run() -> None:
        manager = SSEManager(MemoryEventLog())
        await manager.start_heartbeat_task(interval=0.01)
        await manager.start_heartbeat_task(interval=3_000)
        _, subscription = await manager.add_client()
        async with asyncio.timeout(PATIENCE_S):
            assert isinstance(await anext(subscription), HeartbeatEventDTO)
            assert isinstance(await anext(subscription), HeartbeatEventDTO)
        await manager.stop_heartbeat_task()
        await manager.stop_heartbeat_task()
        tasks = {task.get_name() for task in asyncio.all_tasks()}
        assert "stream-heartbeat" not in tasks
        await manager.shutdown()

    asyncio.run(run())


def test_streams_end_at_ages_that_are_spread_around_fifteen_minutes() -> None:
    async def run() -> None:
        clock = Clock()
        manager = SSEManager(MemoryEventLog(), clock=clock)
        await manager.start_heartbeat_task(interval=30)
        requests = [Request(manager) for _ in range(200)]
        await _settle()
        ages: list[float] = []
        start, open_streams = clock.now, 200
        while open_streams:
            clock.now += 5
            manager.tick()
            await _settle(5)
            ages += [clock.now - start] * (open_streams - manager.get_client_count())
            open_streams = manager.get_client_count()
        assert all(request.has_ended for request in requests)
        assert min(ages) >= 720
        assert max(ages) <= 1_080
        assert len(set(ages)) > 20
        await manager.shutdown()

    asyncio.run(run())


def test_a_client_that_takes_nothing_is_closed_within_45_seconds_and_the_others_are_not() -> None:
    async def run() -> None:
        clock = Clock()
        manager = SSEManager(MemoryEventLog(), clock=clock)
        stuck, healthy = Request(manager), Request(manager)
        await _settle()
        closed = metrics.registry.get_sample_value("culto_streams_closed_for_slowness_total") or 0
        stuck.is_stuck = True
        await manager.broadcast_event(EVENT)
        await manager.broadcast_event(EVENT)
        await _settle()
        for _ in range(39):
            clock.now += 1
            manager.tick()
        assert manager.get_client_count() == 2
        for _ in range(6):
            clock.now += 1
            manager.tick()
        await _settle()
        assert manager.get_client_count() == 1
        assert stuck.task.done()
        assert not stuck.has_ended
        assert len(healthy.ids()) == 3
        assert metrics.registry.get_sample_value("culto_streams_closed_for_slowness_total") == closed + 1
        await manager.shutdown()

    asyncio.run(run())


def test_what_a_slow_client_may_be_behind_is_bounded_in_bytes() -> None:
    async def run() -> None:
        manager = SSEManager(MemoryEventLog())
        stuck = Request(manager)
        await _settle()
        stuck.is_stuck = True
        big = EVENT.model_copy(update={"message": "x" * 100_000})
        sent = 0
        while manager.get_client_count():
            await manager.broadcast_event(big)
            await _settle()
            sent += 1
            assert sent < 20
        assert sent > 10
        await manager.shutdown()

    asyncio.run(run())


def test_shutdown_ends_every_stream_at_once_and_twice_is_fine() -> None:
    async def run() -> None:
        manager = SSEManager(MemoryEventLog())
        await manager.start_heartbeat_task()
        requests = [Request(manager) for _ in range(3)]
        _, subscription = await manager.add_client()
        await _settle()
        await manager.shutdown()
        await manager.shutdown()
        await _settle()
        assert all(request.has_ended and request.task.done() for request in requests)
        assert [event async for event in subscription] == []
        assert manager.get_client_count() == 0

        late = Request(manager)
        await late.task
        assert late.has_ended
        assert late.body == b""

    asyncio.run(run())


def test_a_manager_that_was_shut_down_starts_anew() -> None:
    async def run() -> None:
        for _ in range(2):
            await manager.start_heartbeat_task()
            request = Request(manager)
            await _settle()
            await manager.broadcast_event(EVENT)
            await _settle()
            assert len(request.ids()) == 2
            await manager.shutdown()
            await _settle()

    manager = SSEManager(MemoryEventLog())
    asyncio.run(run())
    asyncio.run(run())


def test_what_a_stream_missed_is_told_before_what_is_new_while_events_keep_coming() -> None:
    async def run() -> None:
        manager = SSEManager(MemoryEventLog())
        first = Request(manager)
        await _settle()
        for number in range(3_000):
            await manager.broadcast_event(EVENT.model_copy(update={"progress": number % 100}))
        request = Request(manager, last_event_id=first.ids()[0])
        for number in range(500):
            await manager.broadcast_event(EVENT.model_copy(update={"progress": number % 100}))
        async with asyncio.timeout(PATIENCE_S):
            while len(request.ids()) < 3_501:  # noqa: ASYNC110 -- What has arrived is known to the fake request alone.
                await asyncio.sleep(0)
        numbers = [int(event_id.split("-")[1]) for event_id in request.ids()[1:]]
        assert numbers == list(range(1, 3_501))
        await manager.shutdown()

    asyncio.run(run())


def test_a_stream_that_asks_for_what_is_lost_is_counted() -> None:
    async def run() -> None:
        manager = SSEManager(MemoryEventLog())
        before = metrics.registry.get_sample_value("culto_stream_events_lost_total") or 0
        request = Request(manager, last_event_id="yesterday")
        await _settle()
        assert request.count(EventType.ERROR) == 1
        assert metrics.registry.get_sample_value("culto_stream_events_lost_total") == before + 1
        await manager.shutdown()

    asyncio.run(run())


def test_clients_that_leave_are_forgotten_with_their_tasks() -> None:
    async def run() -> None:
        manager = SSEManager(MemoryEventLog())
        requests = [Request(manager) for _ in range(50)]
        await _settle()
        assert manager.get_client_count() == 50
        for request in requests:
            request.leave()
        await _settle()
        assert manager.get_client_count() == 0
        assert all(request.task.done() for request in requests)
        await manager.shutdown()

    asyncio.run(run())


def test_an_event_of_every_type_comes_back_as_it_was() -> None:
    async def run(events: Sequence[SSEEventDTO]) -> None:
        manager = SSEManager(MemoryEventLog())
        _, subscription = await manager.add_client()
        for event in events:
            await manager.broadcast_event(event)
        for event in events:
            told = await anext(subscription)
            assert type(told) is type(event)
            assert isinstance(event, HeartbeatEventDTO) or told == event

    asyncio.run(run([EVENT, ErrorEventDTO(error_code="E", error_message="Falhou."), HeartbeatEventDTO()]))


def test_there_is_one_ready_for_whoever_mounts_the_router() -> None:
    assert sse_manager.get_client_count() == 0


def test_more_streams_than_may_be_open_are_refused_before_a_byte_is_sent() -> None:
    async def run() -> None:
        manager = SSEManager(MemoryEventLog(), max_streams=2)
        first, _ = Request(manager), Request(manager)
        await _settle()
        refused = Request(manager)
        with pytest.raises(TooManyStreamsError):
            await refused.task
        assert refused.body == b""

        first.leave()
        await first.task
        next_one = Request(manager)
        await _settle()
        assert next_one.ids()
        await manager.shutdown()

    asyncio.run(run())
