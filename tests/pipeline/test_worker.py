"""What a worker looks after beside its jobs."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.fakes.job_queue import FakeJobQueue
from tests.rows import add_video, told

from cultotranscript.db import videos, workers
from cultotranscript.db.session import Database
from cultotranscript.dtos import ErrorEventDTO
from cultotranscript.errors import UnavailableError
from cultotranscript.pipeline.ports import RunStep
from cultotranscript.pipeline.worker import Worker, make_worker_id
from cultotranscript.services.doorbell import LocalDoorbell
from cultotranscript.services.job_queue import Job
from cultotranscript.services.runs import Runs
from cultotranscript.services.workers import Workers


class _Engine:
    def __init__(self) -> None:
        self.with_jobs: set[str] = set()
        self.recovered: list[str] = []
        self.is_taking = False

    def start(self, worker_id: str, run_step: RunStep) -> None:
        self.is_taking = True

    def workers_with_jobs(self) -> set[str]:
        return self.with_jobs

    def recover(self, worker_ids: Sequence[str]) -> None:
        self.recovered += worker_ids


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class _Bench:
    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.engine, self.jobs, self.clock = database, _Engine(), FakeJobQueue(), _Clock()
        self.doorbell = LocalDoorbell(folder / "doorbell")
        self.done: list[str] = []
        self.runs = Runs(database, self.doorbell, worker_id="me")
        self.workers = Workers(database, lambda worker_id: worker_id == "gone", self.clock)
        self.worker = Worker(
            database,
            self.runs,
            self.workers,
            self.jobs,
            self.engine,
            chores=[lambda: self.done.append("chore")],
            clock=self.clock,
        )

    def turn(self, after_s: float = 20.0) -> None:
        self.clock.now += after_s
        self.worker.turn()


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Iterator[_Bench]:
    bench = _Bench(database, tmp_path)
    bench.workers.begin("me")
    yield bench
    bench.doorbell.close()


def test_a_video_without_a_job_is_queued_and_one_that_has_one_is_left_alone(bench: _Bench) -> None:
    with bench.database.write() as session:
        orphan = add_video(session, run=3, from_step="analyse").id
        queued = add_video(session).id
        add_video(session, status="PROCESSED")
    bench.jobs.enqueue(Job(queued, 1, "metadata"))

    bench.turn()
    bench.turn()

    assert bench.jobs.enqueued[1:] == [Job(orphan, 3, "analyse")]


def test_a_job_that_ended_without_ending_its_video_is_followed_by_another(bench: _Bench) -> None:
    with bench.database.write() as session:
        video_id = add_video(session).id
    bench.jobs.enqueue(Job(video_id, 1, "metadata"))
    bench.jobs.set_status(bench.jobs.list_of(video_id)[0], "done")

    bench.turn()

    assert bench.jobs.enqueued[-1] == Job(video_id, 1, "metadata", hop=1)


def test_a_job_that_belongs_to_no_run_any_more_is_cancelled_and_a_retry_that_waits_is_not(bench: _Bench) -> None:
    with bench.database.write() as session:
        video_id = add_video(session, run=2).id
    for job in (Job(video_id, 1, "metadata", delay_s=60), Job(video_id, 2, "metadata", delay_s=60)):
        bench.jobs.enqueue(job)
    bench.jobs.enqueue(Job(video_id + 1, 1, "metadata"))

    bench.turn()

    assert [(state.video_id, state.run) for state in bench.jobs.list_active()] == [(video_id, 2)]


def test_what_the_engine_gave_up_is_a_failed_video(bench: _Bench) -> None:
    with bench.database.write() as session:
        video_id = add_video(session, status="PROCESSING", progress=30).id
    bench.jobs.enqueue(Job(video_id, 1, "metadata"))
    bench.jobs.set_status(bench.jobs.list_of(video_id)[0], "given up")

    bench.turn()

    with bench.database.read() as session:
        video = videos.find(session, video_id)
        assert video is not None
        assert (video.status, video.error_code) == ("FAILED", "WORKER_DIED")
    assert isinstance(told(bench.database)[0], ErrorEventDTO)


def test_the_jobs_of_workers_that_are_gone_are_given_back(bench: _Bench) -> None:
    bench.workers.begin("gone")
    bench.workers.begin("other")
    bench.engine.with_jobs = {"me", "gone", "other", "forgotten long ago"}

    bench.turn()

    assert bench.engine.recovered == ["forgotten long ago", "gone"]
    assert bench.workers.living() == ["me", "other"]


def test_chores_are_done_in_every_turn(bench: _Bench) -> None:
    bench.turn()
    bench.turn(0.1)

    assert bench.done == ["chore", "chore"]


def test_a_worker_works_until_it_is_told_to_end_and_leaves_nothing_behind(database: Database, tmp_path: Path) -> None:
    bench = _Bench(database, tmp_path)
    ending = threading.Event()
    bench.worker._chores = [ending.set]  # Its first turn is its last.

    assert bench.worker.run(lambda *_: True, ending)

    assert bench.engine.is_taking
    assert bench.workers.living() == []
    bench.doorbell.close()


def test_a_worker_that_was_declared_dead_ends(database: Database, tmp_path: Path) -> None:
    bench = _Bench(database, tmp_path)

    def die() -> None:
        with database.write() as session:
            for worker in workers.list_all(session):
                workers.declare_dead(session, worker.id, worker.beats)

    bench.worker._chores = [die]

    assert not bench.worker.run(lambda *_: True, threading.Event())
    bench.doorbell.close()


def test_a_turn_that_fails_is_taken_again(database: Database, tmp_path: Path) -> None:
    bench = _Bench(database, tmp_path)
    ending, failures = threading.Event(), [UnavailableError(), RuntimeError("a chore")]

    def chore() -> None:
        if failures:
            raise failures.pop()
        ending.set()

    bench.worker._chores = [chore]

    assert bench.worker.run(lambda *_: True, ending)
    bench.doorbell.close()


def test_no_two_workers_have_the_same_id() -> None:
    assert make_worker_id() != make_worker_id()
