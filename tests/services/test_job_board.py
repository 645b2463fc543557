"""What waits and what runs."""

from tests.fakes.job_queue import FakeJobQueue
from tests.rows import add_video

from cultotranscript.db import workers
from cultotranscript.db.session import Database
from cultotranscript.services.job_board import JobBoard, describe
from cultotranscript.services.job_queue import Job, Lane


def test_an_idle_installation_has_nothing_to_show(database: Database) -> None:
    board = JobBoard(database, FakeJobQueue()).overview()

    assert (board.depth, board.running, board.oldest_s, board.stuck, board.workers, board.jobs) == (0, 0, 0, 0, 0, [])


def test_what_waits_what_runs_and_what_is_stuck_is_counted(database: Database) -> None:
    jobs = FakeJobQueue()
    with database.write() as session:
        ids = [add_video(session, title=f"Culto {n}").id for n in range(5)]
        workers.add(session, "alive")
    for video_id in ids[:4]:
        jobs.enqueue(Job(video_id, 1, "metadata"))
    jobs.set_status(jobs.list_of(ids[0])[0], "running", "alive")
    jobs.set_status(jobs.list_of(ids[1])[0], "running", "dead")
    jobs.enqueue(Job(ids[2], 1, "transcript", hop=1, lane=Lane.LISTENING, delay_s=60))

    board = JobBoard(database, jobs).overview(limit=2)

    assert (board.depth, board.running, board.workers) == (3, 2, 1)
    # The one of the dead worker, and the fifth video, which has no job.
    assert board.stuck == 2
    assert [(job.video_id, job.title, job.status) for job in board.jobs] == [
        (str(ids[0]), "Culto 0", "running"),
        (str(ids[1]), "Culto 1", "running"),
    ]
    lines = describe(board)
    assert lines[0].startswith("3 waiting")
    assert "Culto 1" in lines[2]
