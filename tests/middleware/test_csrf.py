"""Forged requests are refused, in every form they were seen in."""

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.middleware.sessions import SessionMiddleware

from cultotranscript.middleware import (
    CSRFMiddleware,
    generate_csrf_token,
    get_csrf_token,
    setup_cors,
)
from cultotranscript.middleware.csrf import EXEMPT_PATHS


def make_client(**options: object) -> TestClient:
    app = FastAPI(redirect_slashes=False, openapi_url=None)

    @app.api_route("/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def answer(path: str, request: Request) -> dict[str, str]:
        if path == "renew":
            return {"token": generate_csrf_token(request)}
        return {"path": path}

    setup_cors(app)
    app.add_middleware(CSRFMiddleware, **options)  # type: ignore[arg-type]
    app.add_middleware(SessionMiddleware, secret_key="k" * 32)
    return TestClient(app, base_url="http://localhost")


@pytest.fixture
def client() -> TestClient:
    return make_client()


def test_a_read_gives_the_token_and_a_write_that_shows_it_passes(client: TestClient) -> None:
    token = client.get("/api/v2/videos").headers["x-csrf-token"]

    assert len(token) >= 43
    assert client.get("/api/v2/videos").headers["x-csrf-token"] == token
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.request(method, "/api/v2/videos", headers={"X-CSRF-Token": token}).status_code == 200


def test_a_write_without_a_session_is_refused(client: TestClient) -> None:
    answer = client.post("/api/v2/videos", headers={"X-CSRF-Token": "x" * 43})

    assert (answer.status_code, answer.json()["error_code"]) == (403, "CSRF_SESSION_MISSING")
    assert answer.json()["success"] is False


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda token: [], "CSRF_TOKEN_MISSING"),
        (lambda token: [""], "CSRF_TOKEN_MISSING"),
        (lambda token: ["null"], "CSRF_TOKEN_INVALID"),
        (lambda token: [token[:-1]], "CSRF_TOKEN_INVALID"),
        (lambda token: [token + "x"], "CSRF_TOKEN_INVALID"),
        (lambda token: [token.swapcase()], "CSRF_TOKEN_INVALID"),
        (lambda token: ["x" * 6000], "CSRF_TOKEN_INVALID"),
        (lambda token: [token, token], "CSRF_TOKEN_INVALID"),
        (lambda token: ["ação".encode("latin-1")], "CSRF_TOKEN_INVALID"),
        (lambda token: ["\xff\xfe".encode()], "CSRF_TOKEN_INVALID"),
    ],
)
def test_a_write_with_anything_but_the_token_is_refused(client: TestClient, change, code: str) -> None:  # type: ignore[no-untyped-def]
    token = client.get("/x").headers["x-csrf-token"]

    answer = client.post("/x", headers=[("X-CSRF-Token", value) for value in change(token)])

    assert (answer.status_code, answer.json()["error_code"]) == (403, code)


def test_the_token_of_another_session_and_one_in_the_query_body_or_cookie_is_refused(client: TestClient) -> None:
    own = client.get("/x").headers["x-csrf-token"]
    other = make_client().get("/x").headers["x-csrf-token"]

    assert client.post("/x", headers={"X-CSRF-Token": other}).json()["error_code"] == "CSRF_TOKEN_INVALID"
    assert client.post(f"/x?X-CSRF-Token={own}").json()["error_code"] == "CSRF_TOKEN_MISSING"
    assert client.post("/x", data={"csrf_token": own}).json()["error_code"] == "CSRF_TOKEN_MISSING"


def test_a_renewed_token_is_told_at_once_and_the_old_one_is_dead(client: TestClient) -> None:
    old = client.get("/x").headers["x-csrf-token"]

    renewed = client.post("/renew", headers={"X-CSRF-Token": old})

    assert renewed.headers["x-csrf-token"] == renewed.json()["token"] != old
    assert client.post("/x", headers={"X-CSRF-Token": old}).status_code == 403
    assert client.post("/x", headers={"X-CSRF-Token": renewed.json()["token"]}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "is_allowed"),
    [
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "http://localhost:5173"}, True),
        ({"Origin": "http://localhost:5174"}, False),
        ({"Origin": "https://localhost"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://localhost.evil.example"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "http://localhost:5173", "Sec-Fetch-Site": "cross-site"}, True),
    ],
)
def test_a_write_from_another_origin_is_refused_even_with_the_token(
    client: TestClient, headers: dict[str, str], is_allowed: bool
) -> None:
    token = client.get("/x").headers["x-csrf-token"]

    answer = client.post("/x", headers={**headers, "X-CSRF-Token": token})

    assert answer.status_code == (200 if is_allowed else 403)
    if not is_allowed:
        assert answer.json()["error_code"] == "CSRF_ORIGIN_INVALID"


@pytest.mark.parametrize("path", [*EXEMPT_PATHS, "/docs/oauth2-redirect", "/static/app.js"])
def test_an_exempt_path_needs_no_token(client: TestClient, path: str) -> None:
    assert client.post(path).status_code == 200
    assert "x-csrf-token" not in client.get(path).headers


@pytest.mark.parametrize(
    "path",
    ["/healthz-admin", "/health/x", "/docsx", "/static-admin", "/api/v2/events/streamx", "//health", "/HEALTH",
     "/health%2f..%2fapi/v2/videos", "/api/v2/videos/%2e%2e/health", "/static/%2e%2e/api", "/static/..%5capi",
     "/static//x", "/static/%252e%252e/api"],
)  # fmt: skip
def test_a_path_that_only_looks_exempt_is_not(client: TestClient, path: str) -> None:
    assert client.post(f"http://localhost{path}").status_code == 403


def test_further_paths_are_freed_by_name(client: TestClient) -> None:
    freed = make_client(exempt_paths=["/hook"])

    assert freed.post("/hook").status_code == 200
    assert freed.post("/hook/x").status_code == 403
    assert freed.post("/health").status_code == 403


def test_a_valid_bearer_token_needs_no_csrf_token_and_an_invalid_one_is_no_way_in() -> None:
    client = make_client(bearer_is_valid=lambda token: token == "right")

    assert client.post("/x", headers={"Authorization": "Bearer right"}).status_code == 200
    wrong = client.post("/x", headers={"Authorization": "Bearer wrong"})
    assert (wrong.status_code, wrong.json()["error_code"]) == (401, "AUTH_REQUIRED")
    assert client.post("/x", headers={"Authorization": "Basic right"}).status_code == 403


def test_a_forged_cookie_is_no_session(client: TestClient) -> None:
    client.cookies.set("session", "forged.by.hand")

    assert client.post("/x", headers={"X-CSRF-Token": "x"}).json()["error_code"] == "CSRF_SESSION_MISSING"
    assert client.get("/x").status_code == 200


def test_a_session_that_is_missing_or_inside_fails_the_start_with_a_sentence() -> None:
    for order in ([CSRFMiddleware], [SessionMiddleware, CSRFMiddleware]):
        app = FastAPI()
        for middleware in order:
            options = {"secret_key": "k" * 32} if middleware is SessionMiddleware else {}
            app.add_middleware(middleware, **options)  # type: ignore[arg-type]

        with pytest.raises(RuntimeError, match="SessionMiddleware AFTER"), TestClient(app):
            pass


def test_a_configuration_that_guards_nothing_is_refused() -> None:
    for options in ({"token_length": 8}, {"exempt_paths": "/health"}):
        with pytest.raises(ValueError, match=r"guessed|letter by letter"):
            CSRFMiddleware(FastAPI(), **options)


def test_the_helpers_give_the_session_its_token() -> None:
    scope = {"type": "http", "session": {}, "headers": []}
    request = Request(scope)

    token = get_csrf_token(request)

    assert get_csrf_token(request) == token
    assert generate_csrf_token(request, 16) != token
