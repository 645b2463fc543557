"""Under which names the server answers."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from cultotranscript.errors import ConfigurationError
from cultotranscript.middleware.hosts import HostMiddleware, check_listen_address


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.add_middleware(HostMiddleware, hosts=["culto.example.org"])

    @app.get("/")
    def root() -> int:
        return 1

    return TestClient(app, base_url="http://localhost")


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]", "[::1]:8000", "LOCALHOST", "culto.example.org:443"]
)
def test_a_known_name_is_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "x/health?", "localhost:80:80", "", "127.0.0.1@evil", "localhost:x"],
)
def test_any_other_name_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host})

    assert (answer.status_code, answer.json()["error_code"]) == (400, "BAD_HOST")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1", "[::1]"])
def test_loopback_needs_no_password(host: str) -> None:
    check_listen_address(host, has_password=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "culto.local", ""])
def test_anything_else_does(host: str) -> None:
    check_listen_address(host, has_password=True)
    with pytest.raises(ConfigurationError, match="CULTO_PASSWORD"):
        check_listen_address(host, has_password=False)
