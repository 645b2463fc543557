"""Channels over HTTP, through the whole application."""

import pytest
from tests.api.applications import Api
from tests.rows import add_video

from cultotranscript.db.session import Database

URL = "https://www.youtube.com/channel/UC" + "a" * 22


def _create(api: Api, **values: object) -> str:
    answer = api.send("POST", "/api/v2/channels", json={"title": "Igreja", "url": URL, **values})
    assert answer.status_code == 201, answer.text
    channel_id: str = answer.json()["data"]["id"]
    return channel_id


def test_a_channel_is_made_read_changed_and_deleted(database: Database, api: Api) -> None:
    channel_id = _create(api, settings={"active": True, "title_filter": "culto"})
    with database.write() as session:
        video_id = add_video(session, channel_id=int(channel_id), status="PROCESSED", duration=60).id

    read = api.get(f"/api/v2/channels/{channel_id}").json()["data"]
    assert (read["title"], read["youtube_channel_id"], read["processed_videos"]) == ("Igreja", URL[-24:], 1)
    assert read["settings"]["title_filter"] == "culto"
    assert api.get("/api/v2/channels").json()["data"]["items"] == [read]
    assert api.get(f"/api/v2/channels/{channel_id}/stats").json()["data"]["total_duration"] == 60

    changed = api.send("PATCH", f"/api/v2/channels/{channel_id}", json={"title": "Nova"}).json()["data"]
    assert (changed["title"], changed["settings"]) == ("Nova", read["settings"])

    assert api.send("DELETE", f"/api/v2/channels/{channel_id}").json()["data"] is None
    assert api.get(f"/api/v2/videos/{video_id}").json()["data"]["channel_id"] == "0"
    assert api.get(f"/api/v2/channels/{channel_id}").status_code == 404


def test_a_look_is_asked_for_and_shows_how_far_it_is(api: Api) -> None:
    channel_id = _create(api)

    asked = api.send("POST", f"/api/v2/channels/{channel_id}/check")
    imported = api.send(
        "POST", f"/api/v2/channels/{channel_id}/import", json={"date_start": "2025-01-01", "date_end": "2025-01-31"}
    )

    assert [asked.status_code, imported.status_code] == [202, 202]
    checks = api.get(f"/api/v2/channels/{channel_id}/checks").json()["data"]
    assert [check["id"] for check in checks] == [imported.json()["data"]["id"], asked.json()["data"]["id"]]
    assert checks[0]["status"] == "waiting"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"title": ""}, 422, "VALIDATION_FAILED"),
        ({"title": "a\x00b"}, 422, "VALIDATION_FAILED"),
        ({"title": "x", "settings": {"active": 1}}, 422, "VALIDATION_FAILED"),
        (
            {"title": "x", "settings": {"active": True, "min_duration": 10, "max_duration": 5}},
            422,
            "VALIDATION_FAILED",
        ),
        (
            {"title": "x", "settings": {"active": True, "schedule": {"hour": 6, "minute": 0, "tz": "Mars/Base"}}},
            422,
            "VALIDATION_FAILED",
        ),
        ({"title": "x", "url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ"}, 422, "UNSUPPORTED_URL"),
        ({"title": "x", "nonsense": 1}, 422, "VALIDATION_FAILED"),
        ({"title": "x", "url": URL}, 409, "CHANNEL_EXISTS"),
    ],
)
def test_a_channel_that_cannot_be_made_says_why(api: Api, body: dict[str, object], status: int, code: str) -> None:
    _create(api)

    answer = api.send("POST", "/api/v2/channels", json=body)

    assert (answer.status_code, answer.json()["error_code"]) == (status, code)


def test_a_channel_without_an_address_has_nothing_to_look_at(api: Api) -> None:
    channel_id = _create(api, url=None)

    answer = api.send("POST", f"/api/v2/channels/{channel_id}/check")

    assert (answer.status_code, answer.json()["error_code"]) == (409, "NO_SOURCE")


@pytest.mark.parametrize(
    "body",
    [
        {"date_start": "2025-02-01", "date_end": "2025-01-01"},
        {"date_start": "2025-02-01"},
        {"date_start": 1735689600, "date_end": "2025-03-01"},
        {"date_start": "2025-02-30", "date_end": "2025-03-01"},
        {"date_start": "9999-12-31", "date_end": "9999-12-31"},
        {"date_start": "2025-01-01", "date_end": "2025-01-02", "max_videos": 0},
    ],
)
def test_days_that_are_none_cannot_be_imported(api: Api, body: dict[str, object]) -> None:
    channel_id = _create(api)

    answer = api.send("POST", f"/api/v2/channels/{channel_id}/import", json=body)

    assert (answer.status_code, answer.json()["error_code"]) == (422, "VALIDATION_FAILED")


@pytest.mark.parametrize("path", ["", "/stats", "/checks"])
def test_ids_that_are_none_or_unknown_are_told_apart(api: Api, path: str) -> None:
    assert api.get(f"/api/v2/channels/0{path}").json()["error_code"] == "INVALID_ID"
    assert api.get(f"/api/v2/channels/99{path}").json()["error_code"] == "CHANNEL_NOT_FOUND"
