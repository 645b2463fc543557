"""A trailing slash does not matter under /api."""

from fastapi import FastAPI
from fastapi.testclient import TestClient

from cultotranscript.middleware.slashes import SlashMiddleware


def test_a_path_works_with_and_without_its_slash_and_without_a_redirect() -> None:
    app = FastAPI(redirect_slashes=False)

    @app.post("/api/videos")
    def take(body: dict[str, int]) -> dict[str, int]:
        return body

    app.add_middleware(SlashMiddleware)
    client = TestClient(app, follow_redirects=False)

    for path, status in (("/api/videos", 200), ("/api/videos/", 200), ("/api/videos//", 404), ("/videos/", 404)):
        assert client.post(path, json={"a": 1}).status_code == status
