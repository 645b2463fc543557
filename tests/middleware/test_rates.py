"""How many requests one client may make."""

import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from cultotranscript.middleware.rates import RateLimitMiddleware, client_of

redis_url = os.environ.get("CULTO_TEST_REDIS_URL")
needs_redis = pytest.mark.skipif(
    redis_url is None, reason="set CULTO_TEST_REDIS_URL to a Redis server to run this test"
)
LIMIT = 5


MakeClient = Callable[..., TestClient]


@pytest.fixture
def make_client() -> Iterator[MakeClient]:
    """Make a client behind an address, of an application that takes few requests."""
    with ExitStack() as stack:

        def make(address: str = "5.6.7.8", **more: Any) -> TestClient:
            app = FastAPI()

            @app.api_route("/{path:path}", methods=["GET", "POST"])
            def answer(path: str) -> str:
                return path

            limited = RateLimitMiddleware(app, per_minute=LIMIT, **more)
            return stack.enter_context(TestClient(limited, client=(address, 1)))

        yield make


def use_up(client: TestClient, **more: Any) -> None:
    for _ in range(LIMIT):
        assert client.get("/api/v2/videos", **more).status_code == 200


def test_a_client_that_asks_too_often_is_told_when_to_ask_again(make_client: MakeClient) -> None:
    client = make_client()
    use_up(client)

    answer = client.get("/api/v2/search")

    assert (answer.status_code, answer.json()["error_code"]) == (429, "RATE_LIMITED")
    wait_s = int(answer.headers["retry-after"])
    assert 1 <= wait_s <= 60
    assert answer.headers["ratelimit-limit"] == str(LIMIT)
    assert answer.headers["ratelimit-remaining"] == "0"
    assert answer.headers["ratelimit-reset"] == str(wait_s)
    assert f"{wait_s} s" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/", "/static/app.js", "/health", "/api/v2/events/health", "/api/v2/events/broadcast"]
)
def test_what_is_free_is_free(make_client: MakeClient, path: str) -> None:
    client = make_client()
    use_up(client)

    assert client.get(path).status_code == 200


def _scope(address: str, *forwarded: str) -> dict[str, Any]:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    return {"type": "http", "client": (address, 1), "headers": headers}


@pytest.mark.parametrize(
    ("address", "forwarded", "client"),
    [
        ("127.0.0.1", ["9.9.9.9"], "9.9.9.9"),
        ("127.0.0.1", ["1.2.3.4, 9.9.9.9"], "9.9.9.9"),  # The left one is the client's own claim.
        ("127.0.0.1", ["1.2.3.4", "9.9.9.9, 10.0.0.2"], "9.9.9.9"),  # Two proxies of ours.
        ("5.6.7.8", ["9.9.9.9"], "5.6.7.8"),  # Not one of ours: it may say what it likes.
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["nonsense"], "unknown"),
        ("::1", ["2001:4860:1:2:3:4:5:6"], "2001:4860:1:2::"),
        ("::ffff:127.0.0.1", ["::ffff:9.9.9.9"], "9.9.9.9"),
    ],
)
def test_behind_a_proxy_a_client_is_whom_the_nearest_proxy_heard(
    address: str, forwarded: list[str], client: str
) -> None:
    assert client_of(_scope(address, *forwarded), is_behind_proxy=True) == client


def test_without_a_proxy_nobody_is_believed_who_he_is() -> None:
    assert client_of(_scope("127.0.0.1", "9.9.9.9"), is_behind_proxy=False) == "127.0.0.1"


def test_two_clients_do_not_count_for_each_other(make_client: MakeClient) -> None:
    client = make_client("127.0.0.1", is_behind_proxy=True)
    use_up(client, headers={"X-Forwarded-For": "9.9.9.9"})

    assert client.get("/api/v2/videos", headers={"X-Forwarded-For": "9.9.9.9"}).status_code == 429
    assert client.get("/api/v2/videos", headers={"X-Forwarded-For": "9.9.9.10"}).status_code == 200


@needs_redis
def test_two_processes_count_together_in_redis(make_client: MakeClient) -> None:
    address = f"5.6.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
    use_up(make_client(address, redis_url=redis_url))

    assert make_client(address, redis_url=redis_url).get("/api/v2/videos").status_code == 429


def test_while_redis_is_gone_nobody_is_refused(make_client: MakeClient, caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # And does not listen.
        client = make_client(redis_url=f"redis://127.0.0.1:{silent.getsockname()[1]}/0")

        use_up(client)
        assert client.get("/api/v2/videos").status_code == 200

    assert len([one for one in caplog.records if "Redis does not answer" in one.message]) == 1
