"""Hostile requests, and the exact answers of the whole application."""

from typing import Any

import pytest
from starlette.middleware.base import BaseHTTPMiddleware
from tests.api.applications import API_TOKEN, INTERNAL_TOKEN, PASSWORD, Api, MakeApi

ORIGIN = {"Origin": "http://localhost:5173"}
LOGIN = "/api/v2/auth/login"
LOGOUT = "/api/v2/auth/logout"
ME = "/api/v2/auth/me"
BROADCAST = "/api/v2/events/broadcast"
STREAM = "/api/v2/events/stream"
JSON = {"Content-Type": "application/json"}


def _expect(answer: Any, status: int, code: str) -> None:
    """An error in the one form that errors have."""
    assert (answer.status_code, answer.json()["error_code"]) == (status, code), answer.text
    assert answer.json()["success"] is False
    assert set(answer.json()) == {"success", "detail", "error_code"}
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"]


def test_a_read_of_the_api_brings_a_token_and_is_kept_by_no_shared_cache(api: Api) -> None:
    answer = api.get(ME, headers=ORIGIN)

    assert len(answer.headers["x-csrf-token"]) >= 22
    assert answer.headers["cache-control"] == "private, no-cache"
    assert sorted(answer.headers["vary"].split(", ")) == ["Cookie", "Origin"]
    assert answer.headers["access-control-expose-headers"] == "X-CSRF-Token"


def test_a_token_from_before_the_login_is_dead_after_it(make_api: MakeApi) -> None:
    api = make_api(password=PASSWORD)
    entered = api.send("POST", LOGIN, json={"password": PASSWORD})

    assert entered.status_code == 200
    _expect(api.send("POST", LOGOUT), 403, "CSRF_TOKEN_INVALID")


def test_a_method_in_a_header_is_not_the_method(api: Api) -> None:
    answer = api.get(LOGOUT, headers={"X-HTTP-Method-Override": "POST"})

    _expect(answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(("method", "path"), [("POST", STREAM), ("GET", BROADCAST), ("POST", "/health")])
def test_an_exempt_path_with_the_wrong_method_says_which_is_right(api: Api, method: str, path: str) -> None:
    answer = api.client.request(method, path)

    _expect(answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"]


@pytest.mark.parametrize(
    "path",
    ["/healthz-admin", "/docsx", "/static-admin", "/api/v2/events/streamx", "//health", "/HEALTH",
     "/health%2f..%2fapi/v2/videos", "/api/v2/videos/%2e%2e/health"],
)  # fmt: skip
def test_what_only_looks_exempt_is_guarded(api: Api, path: str) -> None:
    _expect(api.client.post(f"http://localhost{path}"), 403, "CSRF_SESSION_MISSING")


@pytest.mark.parametrize("host", ["x/health?", "evil.example", "localhost.evil.example", "localhost@evil.example"])
def test_another_host_is_refused_wherever_it_points(api: Api, host: str) -> None:
    for path in (ME, STREAM, "/health", "/"):
        _expect(api.get(path, headers={"Host": host}), 400, "BAD_HOST")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Internal-Token": ""},
        {"X-Internal-Token": "wrong"},
        {"X-Internal-Token": INTERNAL_TOKEN[:-1]},
        {"X-Internal-Token": "\xff".encode("latin-1")},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Real-IP": "127.0.0.1", "Forwarded": "for=127.0.0.1"},
        {"Host": "localhost"},
    ],
)
def test_no_address_and_no_other_token_opens_the_broadcast(api: Api, headers: Any) -> None:
    for body in (b'{"video_id": "7", "status": "QUEUED"}', b"{", b"x" * 70_000):
        _expect(api.client.post(BROADCAST, content=body, headers=headers), 403, "INTERNAL_TOKEN_INVALID")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b'{"video_id": "7"}', 422, "VALIDATION_FAILED"),
        (b'{"video_id": "7\\u0000", "status": "QUEUED"}', 422, "VALIDATION_FAILED"),
        (b'{"video_id": "7", "status": "QUEUED", "type": "x\\n"}', 422, "VALIDATION_FAILED"),
        (b"{", 400, "INVALID_JSON"),
        (b" " * 65_537, 413, "PAYLOAD_TOO_LARGE"),
    ],
)
def test_the_right_internal_token_still_needs_an_event(api: Api, body: bytes, status: int, code: str) -> None:
    _expect(api.client.post(BROADCAST, content=body, headers={"X-Internal-Token": INTERNAL_TOKEN}), status, code)


def test_the_broadcast_needs_its_own_token_alone(make_api: MakeApi) -> None:
    api = make_api(password=PASSWORD)

    answer = api.client.post(
        BROADCAST, json={"video_id": "7", "status": "QUEUED"}, headers={"X-Internal-Token": INTERNAL_TOKEN}
    )

    assert answer.json()["data"] == {"video_id": "7", "status": "QUEUED", "clients_notified": 0}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "INVALID_JSON"),
        (b'{"password": "\xff"}', 400, "INVALID_JSON"),
        (b"[" * 100_000, 400, "INVALID_JSON"),
        (b'{"password": ' + b"1" * 10_000 + b"}", 400, "INVALID_JSON"),
        (b"", 422, "VALIDATION_FAILED"),
        (b"null", 422, "VALIDATION_FAILED"),
        (b"[]", 422, "VALIDATION_FAILED"),
        (b'{"password": NaN}', 422, "VALIDATION_FAILED"),
        (b'{"password": 1e400}', 422, "VALIDATION_FAILED"),
        (b'{"password": "\\ud800"}', 422, "VALIDATION_FAILED"),
        (b'{"password": "x", "\\ud800salmo": 1}', 422, "VALIDATION_FAILED"),
        (b'{"password": "x", "salmo": 1}', 422, "VALIDATION_FAILED"),
    ],
)
def test_a_body_that_is_not_what_was_asked_for_is_never_a_500_and_never_told(
    api: Api, body: bytes, status: int, code: str
) -> None:
    answer = api.send("POST", LOGIN, content=body, headers={**JSON, **ORIGIN})

    _expect(answer, status, code)
    assert answer.headers.get_list("access-control-allow-origin") == ["http://localhost:5173"]
    assert "salmo" not in answer.text


def test_a_field_of_the_wrong_kind_is_named(api: Api) -> None:
    answer = api.send("POST", LOGIN, json={"password": 1234567})

    assert answer.json()["detail"].startswith("password: ")
    assert "1234567" not in answer.text


def test_a_body_over_a_mebibyte_is_refused_and_the_connection_ends(api: Api) -> None:
    answer = api.send("POST", LOGIN, content=b" " * (1024 * 1024 + 1), headers={**JSON, **ORIGIN})

    _expect(answer, 413, "PAYLOAD_TOO_LARGE")
    assert answer.headers["connection"] == "close"
    assert answer.headers["access-control-allow-origin"] == "http://localhost:5173"


def test_an_upload_may_be_as_large_as_the_setting_says(make_api: MakeApi) -> None:
    api = make_api(upload_max_mb=2)

    for path in ("/api/v2/videos/upload", "/api/v2/videos/upload/"):
        assert api.send("POST", path, content=b"x" * 2 * 1024 * 1024).status_code != 413
        _expect(api.send("POST", path, content=b"x" * 3 * 1024 * 1024), 413, "PAYLOAD_TOO_LARGE")


def test_a_cookie_that_was_written_down_is_dead_after_the_logout(make_api: MakeApi) -> None:
    api = make_api(password=PASSWORD)
    api.token = api.send("POST", LOGIN, json={"password": PASSWORD}).headers["x-csrf-token"]
    cookie = api.client.cookies["culto_session"]
    api.send("POST", LOGOUT)

    api.client.cookies.clear()
    answer = api.get(ME, headers={"Cookie": f"culto_session={cookie}"})

    _expect(answer, 401, "AUTH_REQUIRED")
    assert answer.headers["x-csrf-token"]


def test_a_slash_at_the_end_changes_nothing_and_moves_nobody(api: Api) -> None:
    assert api.client.get(f"{ME}/", follow_redirects=False).status_code == 200
    assert api.send("POST", f"{LOGOUT}/", follow_redirects=False).status_code == 200


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v2/nothing", "/api/v2/events/nothing", "/static/nothing.js"])
def test_what_is_not_there_is_a_404_in_json_even_for_a_browser(api: Api, path: str) -> None:
    _expect(api.get(path, headers={"Accept": "text/html"}), 404, "NOT_FOUND")


def test_a_stream_is_opened_by_who_is_signed_in_or_shows_the_token(make_api: MakeApi) -> None:
    api = make_api(password=PASSWORD)

    _expect(api.get(STREAM), 401, "AUTH_REQUIRED")
    _expect(api.get(STREAM, headers={"Authorization": "Bearer wrong"}), 401, "AUTH_REQUIRED")
    assert api.client.head(STREAM, headers={"Authorization": f"Bearer {API_TOKEN}"}).status_code == 200
    api.token = api.send("POST", LOGIN, json={"password": PASSWORD}).headers["x-csrf-token"]
    assert api.client.head(STREAM).status_code == 200
    api.send("POST", LOGOUT)
    _expect(api.get(STREAM), 401, "AUTH_REQUIRED")


def test_a_stream_that_is_refused_is_refused_in_the_same_form(api: Api) -> None:
    _expect(api.get(f"{STREAM}?client_id=short", headers=ORIGIN), 422, "VALIDATION_FAILED")


def test_no_layer_is_a_base_http_middleware(api: Api) -> None:
    classes: list[Any] = [middleware.cls for middleware in api.app.user_middleware]

    assert classes
    assert not any(issubclass(cls, BaseHTTPMiddleware) for cls in classes)


def test_a_wrong_internal_token_is_told_even_where_the_body_is_too_large_for_every_path(api: Api) -> None:
    body = b"x" * 2_000_000

    _expect(api.client.post(BROADCAST, content=body), 403, "INTERNAL_TOKEN_INVALID")
    answer = api.client.post(BROADCAST, content=body, headers={"X-Internal-Token": INTERNAL_TOKEN})
    _expect(answer, 413, "PAYLOAD_TOO_LARGE")
