"""The door of an installation with a password."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.middleware.sessions import SessionMiddleware

from cultotranscript.middleware.door import DoorMiddleware


def make_client(*, is_needed: bool = True, session_id: str | None = None) -> TestClient:
    app = FastAPI()

    @app.get("/{path:path}")
    def read(path: str) -> str:
        return path

    async def sign(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        if scope["type"] == "http" and session_id is not None:
            scope["session"]["login"] = session_id
        await door(scope, receive, send)

    door = DoorMiddleware(app, is_needed, lambda one: one == "open", lambda token: token == "right")
    return TestClient(SessionMiddleware(sign, secret_key="k" * 32))


@pytest.mark.parametrize(
    "path", ["/api/v2/videos", "/api", "/docs", "/openapi.json", "/metrics", "/api/v2/events/stream"]
)
def test_what_holds_data_needs_a_session_or_the_token(path: str) -> None:
    closed = make_client()

    answer = closed.get(path)
    assert (answer.status_code, answer.json()["error_code"]) == (401, "AUTH_REQUIRED")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert closed.get(path, headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert closed.get(path, headers={"Authorization": "Bearer right"}).status_code == 200
    assert make_client(session_id="open").get(path).status_code == 200
    assert make_client(session_id="ended").get(path).status_code == 401


@pytest.mark.parametrize(
    "path", ["/", "/videos/1", "/static/app.js", "/health", "/api/v2/auth/login", "/api/v2/events/broadcast"]
)
def test_the_pages_own_files_and_the_way_in_are_open(path: str) -> None:
    assert make_client().get(path).status_code == 200


def test_without_a_password_everything_is_open() -> None:
    assert make_client(is_needed=False).get("/api/v2/videos").status_code == 200
