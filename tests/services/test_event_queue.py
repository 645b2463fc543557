"""Streams for code of the same process."""

import asyncio

from cultotranscript.dtos import HeartbeatEventDTO
from cultotranscript.services.event_queue import EventQueue
from cultotranscript.services.stream import Payload

EVENT = HeartbeatEventDTO()


def test_events_come_out_in_order_and_the_end_comes_behind_them() -> None:
    async def run() -> None:
        ended: list[bool] = []
        queue = EventQueue(lambda: ended.append(True))
        later = HeartbeatEventDTO()
        queue.write(Payload(b"", [EVENT, later]))
        queue.finish()
        queue.finish()
        queue.write(Payload(b"", [EVENT]))

        assert [event async for event in queue] == [EVENT, later]
        assert ended == [True]

    asyncio.run(run())


def test_whoever_waits_is_woken_by_an_event_and_by_the_end() -> None:
    async def run() -> None:
        queue = EventQueue(lambda: None)
        waiting = asyncio.create_task(anext(queue))
        await asyncio.sleep(0)
        queue.write(Payload(b"", [EVENT]))
        assert await waiting == EVENT

        ending = asyncio.create_task(anext(queue, None))
        await asyncio.sleep(0)
        queue.finish()
        assert await ending is None

    asyncio.run(run())


def test_a_queue_that_nobody_reads_is_ended_and_emptied() -> None:
    async def run() -> None:
        ended: list[bool] = []
        queue = EventQueue(lambda: ended.append(True))
        for _ in range(10_001):
            queue.write(Payload(b"", [EVENT]))

        assert ended == [True]
        assert [event async for event in queue] == []

    asyncio.run(run())
