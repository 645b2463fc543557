"""What waits and what runs, over HTTP."""

from tests.api.applications import PASSWORD, Api, MakeApi
from tests.fakes.job_queue import FakeJobQueue
from tests.rows import add_video

from cultotranscript.db.session import Database
from cultotranscript.services.job_queue import Job


def test_jobs_and_readiness_show_depth_oldest_and_stuck(database: Database, api: Api, job_queue: FakeJobQueue) -> None:
    with database.write() as session:
        video_id = add_video(session, title="Culto").id
        add_video(session, title="Sem trabalho")
    job_queue.enqueue(Job(video_id, 1, "metadata"))

    board = api.get("/api/v2/jobs").json()["data"]
    ready = api.get("/health/ready")

    assert (board["depth"], board["running"], board["stuck"], board["jobs"][0]["title"]) == (1, 0, 1, "Culto")
    assert (ready.status_code, ready.json()["status"], ready.json()["depth"]) == (200, "ready", 1)
    assert set(ready.json()) == {"status", "depth", "running", "oldest_s", "stuck", "workers"}


def test_a_server_whose_databases_are_away_is_not_ready(api: Api, job_queue: FakeJobQueue) -> None:
    job_queue.is_away = True

    answer = api.get("/health/ready")

    assert (answer.status_code, answer.json()["error_code"]) == (503, "UNAVAILABLE")
    assert api.get("/health").json() == {"status": "healthy"}


def test_readiness_is_behind_the_door(make_api: MakeApi) -> None:
    api = make_api(PASSWORD)

    assert api.get("/health/ready").status_code == 401
    assert api.get("/health").status_code == 200
