"""The whole application: the order of its middleware, the page, and that nothing stands in a stream's way."""

import threading

import pytest
from pydantic import TypeAdapter
from starlette.middleware.base import BaseHTTPMiddleware
from tests.api.applications import Api, MakeApi, MakeApp, api, job_queue, make_api, make_app
from tests.streams import PATIENCE_S, StreamClient, wait_until

from cultotranscript.middleware.rates import RateLimitMiddleware
from cultotranscript.server import make_listener, make_server
from cultotranscript.services.detached_stream import DetachedStream
from cultotranscript.services.event_log import MemoryEventLog
from cultotranscript.services.sse_manager import SSEManager
from cultotranscript.services.termination import terminate

__all__ = ["api", "job_queue", "make_api", "make_app"]
ORIGIN = {"Origin": "http://localhost:5173"}


def test_nothing_in_it_is_a_base_http_middleware(api: Api) -> None:
    layer = api.app.middleware_stack
    seen = []
    while layer is not None:
        seen.append(type(layer).__name__)
        assert not isinstance(layer, BaseHTTPMiddleware)
        layer = getattr(layer, "_app", getattr(layer, "app", None))

    order = ["CORSMiddleware", "AnswersMiddleware", "HostMiddleware", "SlashMiddleware", "BodyLimitMiddleware"]
    order += ["RateLimitMiddleware", "SessionMiddleware", "CSRFMiddleware", "ETagMiddleware", "DoorMiddleware"]
    assert [name for name in seen if name in order] == order


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v2/auth/me", 200),
        ("POST", "/api/v2/auth/logout", 403),
        ("GET", "/api/v2/nowhere", 404),
        ("GET", "/api", 404),
        ("POST", "/api/v2/events/broadcast", 403),
        ("DELETE", "/health", 405),
        ("GET", "/api/v2/events/stream?client_id=x", 422),
    ],
)
def test_every_answer_has_the_form_and_the_headers(api: Api, method: str, path: str, status: int) -> None:
    answer = api.client.request(method, path, headers=ORIGIN)

    assert answer.status_code == status, answer.text
    assert answer.headers["access-control-allow-origin"] == ORIGIN["Origin"]
    assert answer.headers["x-request-id"]
    if status != 200:
        assert answer.json()["success"] is False


def test_no_request_has_to_wait_until_routes_are_made(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(TypeAdapter, "__init__", lambda *_args, **_named: made.append(True))

    assert api.client.get("/health").status_code == 200

    assert not made


def test_an_unforeseen_error_is_a_500_with_the_headers(make_api: MakeApi) -> None:
    api = make_api()
    api.app.state.parts = None  # What nobody foresaw.

    answer = api.client.get("/api/v2/auth/me", headers=ORIGIN)

    assert (answer.status_code, answer.json()["error_code"]) == (500, "INTERNAL_ERROR")
    assert answer.headers["access-control-allow-origin"] == ORIGIN["Origin"]


def test_reads_have_a_tag_and_are_not_sent_twice(api: Api) -> None:
    answer = api.get("/api/v2/auth/me")

    assert answer.headers["cache-control"] == "private, no-cache"
    assert {"Cookie", "Origin"} <= set(answer.headers["vary"].split(", "))
    assert api.get("/api/v2/auth/me", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_any_other_path_is_the_page_for_a_browser_and_a_404_for_a_program(api: Api) -> None:
    page = api.get("/videos/17", headers={"Accept": "text/html,*/*"})
    assert page.headers["content-type"].startswith("text/html")
    assert "CultoTranscript" in page.text
    assert api.get("/", headers={"Accept": "*/*"}).headers["content-type"].startswith("text/html")
    assert api.get("/videos/17").json()["error_code"] == "NOT_FOUND"
    assert api.get("/api/x", headers={"Accept": "text/html"}).json()["error_code"] == "NOT_FOUND"
    for path in ("/static/../app.py", "/static/%2e%2e/settings.py", "/static/nothing.js"):
        assert api.get(path).status_code == 404


def test_health_and_metrics_answer(api: Api) -> None:
    assert api.get("/health").json() == {"status": "healthy"}
    assert b"culto_streams " in api.get("/metrics").content


def test_the_rates_can_be_turned_off(make_api: MakeApi) -> None:
    classes: list[object] = [one.cls for one in make_api(rate_limit=False).app.user_middleware]

    assert RateLimitMiddleware not in classes


def test_production_has_one_origin_and_a_cookie_of_its_own(make_api: MakeApi) -> None:
    api = make_api(domain="culto.example.org")

    answer = api.get("/api/v2/auth/me", headers={"Origin": "https://culto.example.org"})

    assert answer.headers["access-control-allow-origin"] == "https://culto.example.org"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-session=")
    assert all(part in cookie.lower() for part in ("secure", "httponly", "samesite=lax", "path=/"))
    assert "access-control-allow-origin" not in api.get("/health", headers=ORIGIN).headers
    assert api.get("/health", headers={"Host": "evil.example"}).json()["error_code"] == "BAD_HOST"


def test_a_stream_passes_all_of_it_and_is_handed_over_to_the_fan_out(make_app: MakeApp) -> None:
    app = make_app()
    manager = SSEManager(MemoryEventLog())
    app.state.sse_manager = manager
    server, listener = make_server(app), make_listener("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="test-server")
    thread.start()
    try:
        wait_until(lambda: server.started or not thread.is_alive())
        stream = StreamClient(listener.getsockname()[1], headers=ORIGIN)
        stream.greet()

        assert [type(one.writer) for one in manager.streams()] == [DetachedStream]
        assert stream.headers["access-control-allow-origin"] == ORIGIN["Origin"]
        assert "x-csrf-token" not in stream.headers
        stream.close()
    finally:
        terminate()
        server.should_exit = True
        thread.join(PATIENCE_S)
    assert not thread.is_alive()
