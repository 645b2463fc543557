"""HEAD is answered as GET is, without the body."""

import pytest
from tests.api.applications import Api, api, job_queue, make_api, make_app

__all__ = ["api", "job_queue", "make_api", "make_app"]


@pytest.mark.parametrize("path", ["/health", "/docs", "/metrics", "/", "/openapi.json", "/api/v2/videos"])
def test_head_is_the_head_of_a_get(api: Api, path: str) -> None:
    head, get = api.client.head(path), api.get(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers.get("content-length") is not None


def test_head_of_what_is_not_there_or_only_written_to_is_refused(api: Api) -> None:
    assert api.client.head("/api/v2/videos/7").status_code == 404
    assert api.client.head("/api/v2/events/broadcast").status_code == 405


def test_head_of_the_stream_ends(api: Api) -> None:
    head = api.client.head("/api/v2/events/stream")

    assert (head.status_code, head.headers["content-type"]) == (200, "text/event-stream")
