"""Bodies that are too large."""

from collections.abc import Iterator

import anyio
import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from cultotranscript.middleware.limits import BodyLimitMiddleware


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.add_middleware(BodyLimitMiddleware, limit_of=lambda path: 1000 if path == "/large" else 100)

    @app.post("/{name}")
    async def take(name: str, request: Request) -> int:
        return len(await request.body())

    return TestClient(app)


def _pieces(size: int) -> Iterator[bytes]:
    for _ in range(size // 10):
        yield b"x" * 10


@pytest.mark.parametrize(("path", "size"), [("/small", 100), ("/large", 1000)])
def test_a_body_up_to_the_limit_is_taken(client: TestClient, path: str, size: int) -> None:
    assert client.post(path, content=b"x" * size).json() == size
    assert client.post(path, content=_pieces(size)).json() == size


@pytest.mark.parametrize("path", ["/small", "/large"])
def test_a_larger_one_is_refused_whether_it_says_its_length_or_not(client: TestClient, path: str) -> None:
    for content in (b"x" * 1001, _pieces(2000)):
        answer = client.post(path, content=content)

        assert (answer.status_code, answer.json()["error_code"]) == (413, "PAYLOAD_TOO_LARGE")
        assert answer.headers["connection"] == "close"


def test_a_length_of_thousands_of_digits_is_a_length_that_is_too_large(client: TestClient) -> None:
    answer = client.post("/small", content=_pieces(10), headers={"Content-Length": "9" * 5000})

    assert answer.status_code == 413


def test_a_stream_is_handed_the_servers_own_receive() -> None:
    seen: list[Receive] = []

    async def stream(_scope: Scope, receive: Receive, _send: Send) -> None:
        seen.append(receive)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(_message: Message) -> None:
        return None

    scope = {"type": "http", "method": "GET", "path": "/stream", "headers": []}
    anyio.run(BodyLimitMiddleware(stream), scope, receive, send)

    assert seen == [receive]
