"""The preaching map over HTTP, through the whole application."""

from tests.api.applications import Api
from tests.rows import add_video

from cultotranscript.db import reports
from cultotranscript.db.session import Database


def test_the_map_is_drawn_with_the_filters_of_the_videos(database: Database, api: Api) -> None:
    with database.write() as session:
        video = add_video(session, status="PROCESSED", speaker="Ana Lima")
        reports.replace_preached(session, video.id, [("Rute", 1, 1, 22)], [("família", 0.5)])

    drawn = api.get("/api/v2/preaching-map").json()["data"]
    other = api.get("/api/v2/preaching-map", params={"speaker": "rui"}).json()["data"]

    assert (drawn["sermons"], len(drawn["books"]), len(drawn["never_preached"])) == (1, 66, 65)
    assert drawn["themes"] == [{"theme": "família", "sermons": 1}]
    assert drawn["speakers"] == [{"speaker": "Ana Lima", "sermons": 1, "books": 1}]
    assert (other["sermons"], len(other["never_preached"])) == (0, 66)
    assert api.get("/api/v2/preaching-map", params={"date_start": "x"}).status_code == 422
