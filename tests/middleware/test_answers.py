"""What every answer has."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from cultotranscript.middleware.answers import AnswersMiddleware


def make_client() -> TestClient:
    app = FastAPI()

    @app.get("/api/ok")
    def succeed() -> int:
        return 1

    @app.get("/api/fail")
    def fail() -> None:
        raise RuntimeError("the secret of the sermon")

    app.add_middleware(AnswersMiddleware)
    return TestClient(app)


def test_an_answer_has_an_id_and_headers_that_keep_a_browser_strict() -> None:
    answer = make_client().get("/api/ok")

    assert len(answer.headers["x-request-id"]) == 16
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "Cookie" in answer.headers["vary"]


def test_the_clients_own_id_is_kept_where_it_is_plain() -> None:
    client = make_client()

    assert client.get("/api/ok", headers={"X-Request-ID": "abc-1"}).headers["x-request-id"] == "abc-1"
    assert client.get("/api/ok", headers={"X-Request-ID": "<script>"}).headers["x-request-id"] != "<script>"


def test_what_nobody_foresaw_is_a_500_that_tells_its_id_and_nothing_else() -> None:
    answer = make_client().get("/api/fail")

    assert answer.status_code == 500
    assert answer.json()["error_code"] == "INTERNAL_ERROR"
    assert answer.headers["x-request-id"] in answer.json()["detail"]
    assert "secret" not in answer.text
