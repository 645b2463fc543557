"""Streams through plain ASGI."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from cultotranscript.services.asgi_writer import ASGIWriter, Message
from cultotranscript.services.stream import Payload


class Server:
    """An ASGI server's end of a request: it takes bytes at once, or when the test lets it."""

    def __init__(self) -> None:
        self.body: list[bytes] = []
        self.has_ended = False
        self.is_open = asyncio.Event()
        self.is_open.set()
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.tasks: set[asyncio.Task[Any] | None] = set()
        self.error: Exception | None = None
        self.stalls = 0
        self.ends = 0

    async def send(self, message: Message) -> None:
        """Take a message."""
        if self.error is not None:
            raise self.error
        if not self.is_open.is_set():
            await self.is_open.wait()
        self.tasks.add(asyncio.current_task())
        self.body.append(message["body"])
        self.has_ended = not message["more_body"]

    async def receive(self) -> Message:
        """Wait for the client to leave."""
        await self.gone
        return {"type": "http.disconnect"}

    def writer(self, send: Callable[[Message], Awaitable[None]] | None = None) -> ASGIWriter:
        """A writer to this server."""

        def on_end() -> None:
            self.ends += 1

        def on_stall() -> None:
            self.stalls += 1

        return ASGIWriter(self.receive, send or self.send, on_end, on_stall)


async def _settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def test_where_send_never_waits_a_write_is_out_when_it_returns() -> None:
    async def run() -> None:
        server = Server()
        writer = server.writer()
        await writer.start(Payload(b"hello"))
        writer.write(Payload(b"1"))
        writer.write(Payload(b"2"))

        assert server.body == [b"hello", b"1", b"2"]
        assert writer.unsent_bytes() == 0
        assert server.stalls == 0

    asyncio.run(run())


def test_what_comes_while_a_send_waits_goes_out_in_order_and_in_one_piece() -> None:
    async def run() -> None:
        server = Server()
        writer = server.writer()
        await writer.start(Payload(b"hello"))
        server.is_open.clear()
        for number in range(5):
            writer.write(Payload(b"%d" % number))
        assert writer.unsent_bytes() > 0
        taken = writer.taken_bytes()

        server.is_open.set()
        await writer.wait_until_sent()
        await _settle()

        assert server.body == [b"hello", b"0", b"1234"]
        assert writer.unsent_bytes() == 0
        assert writer.taken_bytes() > taken
        assert server.stalls > 0

    asyncio.run(run())


def test_a_write_to_all_is_a_write_to_each_whatever_one_of_them_does() -> None:
    """In turn: quick, slow, quick, gone, waited for already, ended, slow and gone, and quick clients."""

    async def run() -> None:
        servers = [Server() for _ in range(8)]
        writers = [server.writer() for server in servers]
        for writer in writers:
            await writer.start(Payload(b"hello"))
        for number in (1, 4, 6):
            servers[number].is_open.clear()
        servers[3].error = ConnectionError()
        writers[4].write(Payload(b"before"))
        writers[5].finish()
        await _settle()

        ASGIWriter.write_all(writers, Payload(b"1"))
        ASGIWriter.write_all(writers, Payload(b"2"))

        for number in (0, 2, 7):
            assert servers[number].body == [b"hello", b"1", b"2"]
            assert servers[number].stalls == 0
        for number in (1, 4, 6):
            assert servers[number].body == [b"hello"]
            assert servers[number].stalls > 0
            assert writers[number].unsent_bytes() > 0
        assert servers[3].body == [b"hello"]
        assert servers[3].ends == 1
        servers[6].error = ConnectionError()
        for server in servers:
            server.is_open.set()
        await _settle()
        assert servers[1].body == [b"hello", b"1", b"2"]
        assert servers[4].body == [b"hello", b"before", b"12"]
        assert servers[5].body == [b"hello", b""]
        assert servers[6].body == [b"hello", b"1"]  # Taken before the client was gone.
        assert servers[6].ends == 1

    asyncio.run(run())


def test_a_client_that_leaves_while_a_send_waits_ends_its_own_stream_alone() -> None:
    async def run() -> None:
        servers = [Server() for _ in range(3)]

        async def send(message: Message) -> None:
            if message["body"] != b"hello":
                await servers[1].is_open.wait()
                raise ConnectionError

        writers = [servers[0].writer(), servers[1].writer(send), servers[2].writer()]
        for writer in writers:
            await writer.start(Payload(b"hello"))
        servers[1].is_open.clear()
        ASGIWriter.write_all(writers, Payload(b"1"))
        ASGIWriter.write_all(writers, Payload(b"2"))
        servers[1].is_open.set()
        await _settle()

        assert [server.ends for server in servers] == [0, 1, 0]
        assert servers[0].body == servers[2].body == [b"hello", b"1", b"2"]

    asyncio.run(run())


def test_a_middleware_that_hands_messages_on_through_a_queue_gets_them_from_a_task() -> None:
    async def run() -> None:
        server = Server()

        async def send(message: Message) -> None:
            # As anyio's streams: a message may not be handed over by code that is no task.
            assert asyncio.current_task() is not None
            await asyncio.sleep(0)
            await server.send(message)

        writer = server.writer(send)
        await writer.start(Payload(b"hello"))
        asyncio.get_running_loop().call_soon(writer.write, Payload(b"1"))
        asyncio.get_running_loop().call_soon(writer.write, Payload(b"2"))
        await _settle()

        assert b"".join(server.body) == b"hello12"
        assert None not in server.tasks

    asyncio.run(run())


def test_the_end_comes_behind_what_waits_and_ends_the_request() -> None:
    async def run() -> None:
        server = Server()
        writer = server.writer()
        await writer.start(Payload(b"hello"))
        server.is_open.clear()
        writer.write(Payload(b"1"))
        writer.finish()
        writer.write(Payload(b"too late"))
        asyncio.get_running_loop().call_later(0.01, server.is_open.set)
        await writer.wait_for_end()

        assert server.body == [b"hello", b"1", b""]
        assert server.has_ended
        assert server.ends == 1

    asyncio.run(run())


def test_a_client_that_leaves_ends_the_request_and_what_still_waits() -> None:
    async def run() -> None:
        server = Server()
        writer = server.writer()
        await writer.start(Payload(b"hello"))
        server.is_open.clear()
        writer.write(Payload(b"1"))
        asyncio.get_running_loop().call_soon(server.gone.set_result, None)
        await writer.wait_for_end()
        await _settle()
        writer.write(Payload(b"2"))

        assert server.ends == 1
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(run())


def test_a_server_that_raises_for_a_client_that_is_gone_ends_the_stream() -> None:
    async def run() -> None:
        server = Server()
        writer = server.writer()
        await writer.start(Payload(b"hello"))
        server.error = OSError("gone")
        writer.write(Payload(b"1"))
        await writer.wait_for_end()

        assert server.ends == 1

    asyncio.run(run())


def test_an_abort_ends_a_request_whose_client_takes_nothing() -> None:
    async def run() -> None:
        server = Server()
        writer = server.writer()
        await writer.start(Payload(b"hello"))
        server.is_open.clear()
        writer.write(Payload(b"1"))
        asyncio.get_running_loop().call_soon(writer.abort)
        await writer.wait_for_end()
        await _settle()

        assert server.ends == 1
        assert not server.has_ended

    asyncio.run(run())


def test_a_cancellation_by_somebody_else_goes_on() -> None:
    async def run() -> None:
        server = Server()
        ends: list[int] = []

        async def answer() -> None:
            writer = server.writer()
            await writer.start(Payload(b"hello"))
            try:
                await writer.wait_for_end()
            finally:
                ends.append(server.ends)

        task = asyncio.create_task(answer())
        await _settle()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ends == [1]

    asyncio.run(run())
