"""Errors have one form and echo nothing."""

from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.api.applications import Api

from cultotranscript.api.errors import ErrorRoute, install_error_handlers
from cultotranscript.dtos import PatchVideoDTO
from cultotranscript.errors import UnavailableError, VideoNotFoundError


def make_client() -> TestClient:
    app = FastAPI()
    install_error_handlers(app)

    @app.get("/missing")
    def missing() -> None:
        raise VideoNotFoundError

    @app.get("/away")
    def away() -> None:
        raise UnavailableError

    @app.post("/typed")
    def typed(body: PatchVideoDTO) -> None:
        return None

    return TestClient(app)


def test_an_error_of_ours_is_its_sentence_code_and_status() -> None:
    answer = make_client().get("/missing")

    assert answer.status_code == 404
    assert answer.json() == {
        "success": False,
        "detail": "There is no video with this id.",
        "error_code": "VIDEO_NOT_FOUND",
    }


def test_what_passes_by_itself_says_when_to_come_again() -> None:
    assert make_client().get("/away").headers["retry-after"] == "5"


def test_a_wrong_field_is_named_and_what_was_sent_is_not_told() -> None:
    client = make_client()

    answer = client.post("/typed", json={"title": 12345})
    assert (answer.status_code, answer.json()["error_code"]) == (422, "VALIDATION_FAILED")
    assert answer.json()["detail"].startswith("title: ")
    assert "12345" not in answer.text
    assert "salmo" not in client.post("/typed", json={"salmo": 1}).text
    assert client.post("/typed", content='{"title": NaN}').status_code == 422
    assert client.post("/typed", content='{"title": "\\ud800"}').status_code == 422
    broken = client.post("/typed", content="{", headers={"Content-Type": "application/json"})
    assert (broken.status_code, broken.json()["error_code"]) == (400, "INVALID_JSON")


def test_unknown_paths_and_methods_have_the_form_too() -> None:
    client = make_client()

    assert client.get("/nowhere").json()["error_code"] == "NOT_FOUND"
    wrong = client.get("/typed")
    assert (wrong.json()["error_code"], wrong.headers["allow"]) == ("METHOD_NOT_ALLOWED", "POST")


def test_a_wrong_method_is_told_all_that_the_address_takes(api: Api) -> None:
    for path, methods in (
        ("/api/v2/videos", "GET, HEAD, POST"),
        ("/api/v2/videos/1/", "GET, HEAD, PATCH, DELETE"),
        ("/api/videos", "GET, HEAD, POST"),
        ("/api/v2/events/stream", "GET, HEAD"),
        ("/static/x", "GET, HEAD"),
    ):
        wrong = api.client.options(path)
        assert (wrong.status_code, wrong.headers["allow"]) == (405, methods), path


def test_a_router_brings_the_form_to_an_application_that_has_none() -> None:
    from fastapi import APIRouter

    router = APIRouter(route_class=ErrorRoute)

    @router.get("/missing")
    def missing() -> None:
        raise VideoNotFoundError

    app = FastAPI()
    app.include_router(router)

    assert TestClient(app).get("/missing").json()["error_code"] == "VIDEO_NOT_FOUND"
