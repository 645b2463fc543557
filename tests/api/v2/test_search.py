"""The search over HTTP, through the whole application."""

import pytest
from tests.api.applications import Api
from tests.rows import add_video

from cultotranscript.analysis.segments import Segment
from cultotranscript.db.session import Database
from cultotranscript.services.search import SearchService


def _add(database: Database, text: str, **values: object) -> str:
    with database.write() as session:
        video = add_video(session, **values)
        SearchService(database).index_video(session, video, [Segment(75.5, 80.0, text)])
        return str(video.id)


def test_a_hit_comes_as_the_contract_has_it(database: Database, api: Api) -> None:
    video_id = _add(database, "As orações do povo.", status="PROCESSED")

    answer = api.get("/api/v2/search", params={"q": "oracao"})

    assert answer.status_code == 200
    data = answer.json()["data"]
    assert data["pagination"] == {"page": 1, "page_size": 20, "total": 1, "total_pages": 1}
    (hit,) = data["items"]
    assert hit["video"]["id"] == video_id
    (match,) = hit["matches"]
    assert match["score"] > 0
    assert match == {
        "text": "As orações do povo.", "highlights": [[3, 10]], "timestamp": 75, "score": match["score"]
    }  # fmt: skip


def test_the_filters_of_the_videos_hold_and_pages_have_bounds(database: Database, api: Api) -> None:
    video_id = _add(database, "Graça.", speaker="Ana Lima")
    _add(database, "Graça.", speaker="Rui")

    found = api.get("/api/v2/search", params={"q": "graça", "speaker": "lima"}).json()["data"]["items"]

    assert [hit["video"]["id"] for hit in found] == [video_id]
    assert api.get("/api/v2/search", params={"q": "graça", "page": 9}).json()["data"]["items"] == []
    for wrong in ({"page": 0}, {"page_size": 101}, {"tz": "x"}, {"q": "a" * 4001}, {"channel_id": "x"}):
        assert api.get("/api/v2/search", params=wrong).status_code == 422


@pytest.mark.parametrize("typed", ['"', "joão 3:16", "a\x00b", "-", "*", "'; DROP TABLE video; --", "💒" * 500, ""])
def test_nothing_that_is_typed_is_an_error(api: Api, typed: str) -> None:
    answer = api.get("/api/v2/search", params={"q": typed})

    assert (answer.status_code, answer.json()["data"]["items"]) == (200, [])
