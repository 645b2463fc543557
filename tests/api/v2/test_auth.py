"""The door, through the whole application."""

import pytest
from tests.api.applications import PASSWORD, Api, MakeApi


def test_without_a_password_everybody_is_in(api: Api) -> None:
    assert api.get("/api/v2/auth/me").json()["data"] == {"authenticated": True, "role": None}


def test_a_person_signs_in_and_out_and_each_renews_the_token(make_api: MakeApi) -> None:
    api = make_api(password=PASSWORD)
    refused = api.get("/api/v2/auth/me")
    assert (refused.status_code, refused.json()["error_code"]) == (401, "AUTH_REQUIRED")
    first = api.token = refused.headers["x-csrf-token"]
    wrong = api.send("POST", "/api/v2/auth/login", json={"password": "wrong"})
    assert (wrong.status_code, wrong.json()["error_code"]) == (401, "WRONG_PASSWORD")

    entered = api.send("POST", "/api/v2/auth/login", json={"password": PASSWORD})

    assert entered.json()["data"] == {"authenticated": True, "role": "admin"}
    assert entered.headers["x-csrf-token"] != first
    assert api.get("/api/v2/events/health").status_code == 200
    assert api.send("POST", "/api/v2/auth/logout").status_code == 403  # Still the token of before.
    api.token = entered.headers["x-csrf-token"]
    old_cookie = api.client.cookies["culto_session"]
    left = api.send("POST", "/api/v2/auth/logout")
    assert left.json()["data"]["authenticated"] is False
    assert api.get("/api/v2/events/health").status_code == 401
    api.client.cookies.set("culto_session", old_cookie)
    assert api.get("/api/v2/events/health").status_code == 401


def test_a_script_shows_its_token_and_needs_no_session(make_api: MakeApi) -> None:
    api = make_api(password=PASSWORD)
    headers = {"Authorization": f"Bearer {'a' * 40}"}

    assert api.client.get("/api/v2/events/health", headers=headers).status_code == 200
    assert api.client.post("/api/v2/auth/login", json={"salmo": 1}, headers=headers).status_code == 422
    assert api.client.get("/api/v2/events/health", headers={"Authorization": "Bearer x"}).status_code == 401


def test_guessing_is_slowed_down(make_api: MakeApi) -> None:
    api = make_api(password=PASSWORD)
    api.token = api.get("/api/v2/auth/me").headers["x-csrf-token"]

    statuses = [api.send("POST", "/api/v2/auth/login", json={"password": "x"}).status_code for _ in range(6)]

    assert statuses == [401, 401, 401, 401, 401, 429]
    answer = api.send("POST", "/api/v2/auth/login", json={"password": PASSWORD})
    assert int(answer.headers["retry-after"]) >= 1


@pytest.mark.parametrize("path", ["/", "/videos/1"])
def test_the_page_is_open_so_that_one_can_sign_in(make_api: MakeApi, path: str) -> None:
    assert make_api(password=PASSWORD).get(path, headers={"Accept": "text/html"}).status_code == 200
