"""Every answer to an allowed origin carries CORS headers, whatever it is, and no answer to another."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from starlette.responses import JSONResponse, StreamingResponse

from cultotranscript.middleware import setup_cors, setup_production_cors

ORIGIN = "http://localhost:5173"


def make_app() -> FastAPI:
    app = FastAPI()

    @app.get("/status/{status}")
    def fail(status: int) -> None:
        if status == 500:
            raise RuntimeError("unforeseen")
        raise HTTPException(status)

    @app.get("/ok")
    def succeed() -> dict[str, int]:
        return {"a": 1}

    @app.get("/typed/{number}")
    def typed(number: int) -> int:
        return number

    @app.get("/stream")
    def stream() -> StreamingResponse:
        return StreamingResponse(iter([b"data: 1\n\n"]), media_type="text/event-stream")

    mounted = FastAPI()

    @mounted.get("/open")
    def answer_everybody() -> JSONResponse:
        return JSONResponse(1, headers={"Access-Control-Allow-Origin": "*"})

    app.mount("/mounted", mounted)
    return app


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = make_app()
    setup_cors(app)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ok", 200),
        ("/stream", 200),
        ("/nowhere", 404),
        ("/typed/x", 422),
        ("/mounted/nowhere", 404),
        ("/mounted/open", 200),
    ]
    + [(f"/status/{status}", status) for status in (401, 403, 404, 409, 413, 422, 429, 500, 503)],
)
def test_every_answer_carries_the_headers_exactly_once(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path, headers={"Origin": ORIGIN})

    assert answer.status_code == status
    assert answer.headers.get_list("access-control-allow-origin") == [ORIGIN]
    assert answer.headers.get_list("access-control-allow-credentials") == ["true"]
    assert answer.headers["access-control-expose-headers"] == "X-CSRF-Token"
    assert "Origin" in answer.headers["vary"]


def test_a_wrong_method_carries_them_too(client: TestClient) -> None:
    answer = client.post("/ok", headers={"Origin": ORIGIN})

    assert answer.status_code == 405
    assert answer.headers["access-control-allow-origin"] == ORIGIN


FOREIGN = [
    "null",
    "http://localhost",
    "http://localhost:51733",
    "http://localhost:5173.evil.example",
    "http://evil.example",
    "https://localhost:5173",
    "http://localhost:5173/",
    "http://LOCALHOST:5173",
    "http://user@localhost:5173",
    "http://xlocalhost:5173",
    "http://127.0.0.2:5173",
    "localhost:5173",
    "http://localhost:5173 http://evil.example",
    "",
    "*",
    "h",
    "http://[::1]:5173",
    "file://",
]


@pytest.mark.parametrize("origin", FOREIGN)
def test_another_origin_gets_no_header_and_its_preflight_is_refused(client: TestClient, origin: str) -> None:
    for path in ("/ok", "/mounted/open"):
        assert "access-control-allow-origin" not in client.get(path, headers={"Origin": origin}).headers
    preflight = client.options("/ok", headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
    assert preflight.status_code == 400
    assert "access-control-allow-origin" not in preflight.headers


def test_an_answer_without_an_origin_varies_by_it(client: TestClient) -> None:
    assert "Origin" in client.get("/ok").headers["vary"]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_a_preflight_names_methods_headers_and_how_long_it_holds(client: TestClient, method: str) -> None:
    wanted = "content-type, x-csrf-token, last-event-id, authorization, x-request-id"

    answer = client.options(
        "/ok",
        headers={
            "Origin": ORIGIN,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": wanted,
        },
    )

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["access-control-allow-methods"] == "GET, POST, PUT, DELETE, OPTIONS, PATCH"
    assert answer.headers["access-control-allow-headers"] == wanted
    assert answer.headers["access-control-max-age"] == "3600"
    assert answer.headers["access-control-allow-credentials"] == "true"


def test_a_method_that_is_not_listed_is_refused(client: TestClient) -> None:
    headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "TRACE"}

    assert client.options("/ok", headers=headers).status_code == 400


def test_production_allows_its_one_https_origin_and_no_development() -> None:
    app = make_app()
    setup_production_cors(app, "culto.example.org")
    client = TestClient(app)

    allowed = client.get("/ok", headers={"Origin": "https://culto.example.org"})
    assert allowed.headers["access-control-allow-origin"] == "https://culto.example.org"
    for origin in (ORIGIN, "http://culto.example.org", "https://a.culto.example.org"):
        assert "access-control-allow-origin" not in client.get("/ok", headers={"Origin": origin}).headers


@pytest.mark.parametrize(
    "origins", ["http://localhost:5173", ["*"], ["http://*.example.org"], ["localhost"], ["http://a/b"]]
)
def test_origins_that_would_allow_more_than_they_say_are_refused(origins: object) -> None:
    with pytest.raises(ValueError, match=r"list|origin"):
        setup_cors(make_app(), origins)  # type: ignore[arg-type]


@pytest.mark.parametrize("domain", ["http://culto.example.org", "*", "https://*", "https://a.example/path"])
def test_a_production_domain_that_is_not_one_https_origin_is_refused(domain: str) -> None:
    with pytest.raises(ValueError, match=r"https|origin"):
        setup_production_cors(make_app(), domain)


def test_it_may_be_set_up_before_everything_else_and_not_after_the_start() -> None:
    app = FastAPI()
    setup_cors(app)

    @app.get("/late")
    def late() -> int:
        return 1

    with TestClient(app) as client:
        assert client.get("/late", headers={"Origin": ORIGIN}).headers["access-control-allow-origin"] == ORIGIN
        with pytest.raises(RuntimeError, match="before"):
            setup_cors(app)
