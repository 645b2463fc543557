"""Reads that did not change are not sent again."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.responses import StreamingResponse

from cultotranscript.middleware.etags import ETagMiddleware


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.state.value = 1

    @app.get("/value")
    def read() -> dict[str, int]:
        return {"value": app.state.value}

    @app.get("/stream")
    def stream() -> StreamingResponse:
        return StreamingResponse(iter([b"data: 1\n\n"]), media_type="text/event-stream")

    app.add_middleware(ETagMiddleware)
    return TestClient(app)


def test_a_body_that_the_client_has_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/value").headers["etag"]

    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = client.get("/value", headers={"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == tag


def test_a_body_that_changed_is_sent(client: TestClient) -> None:
    tag = client.get("/value").headers["etag"]
    client.app.state.value = 2  # type: ignore[attr-defined]

    answer = client.get("/value", headers={"If-None-Match": tag})

    assert answer.json() == {"value": 2}
    assert answer.headers["etag"] != tag


def test_a_stream_and_an_error_pass_as_they_are(client: TestClient) -> None:
    assert "etag" not in client.get("/stream").headers
    assert "etag" not in client.get("/nowhere").headers
