"""The job engine, in real processes that are really killed."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from tests.streams import PATIENCE_S, wait_until

from cultotranscript.adapters.dbos_jobs import DBOSJobQueue, make_jobs_url, upgrade_jobs
from cultotranscript.dtos import PipelineStep, utc_now
from cultotranscript.errors import UnavailableError
from cultotranscript.services.job_queue import Job, JobState, Lane, LaneLimits

PROGRAM = Path(__file__).parent / "engine_process.py"
STEPS = [step.value for step in PipelineStep]


@pytest.fixture
def jobs_url(database_url: str, tmp_path: Path) -> str:
    url = make_jobs_url(database_url, tmp_path)
    upgrade_jobs(url)
    return url


@pytest.fixture
def queue(jobs_url: str) -> Iterator[DBOSJobQueue]:
    queue = DBOSJobQueue(jobs_url)
    yield queue
    queue.close()


@contextmanager
def _engine(url: str, worker_id: str, log: Path, blocked: str = "", dead: str = "") -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(PROGRAM), url, worker_id, str(log), blocked, *([dead] if dead else [])]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE_S)
        process.stdout.close()


def _lines(log: Path) -> list[list[str]]:
    return [line.split() for line in log.read_text().splitlines()] if log.exists() else []


def _statuses(states: list[JobState]) -> list[str]:
    return [state.status for state in states]


def test_a_job_runs_its_steps_in_order_from_the_one_that_it_names(
    queue: DBOSJobQueue, jobs_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    queue.enqueue(Job(7, 2, "sermon_start"))
    queue.enqueue(Job(7, 2, "sermon_start"))

    with _engine(jobs_url, "a", log):
        wait_until(lambda: _statuses(queue.list_of(7)) == ["done"])

    assert _lines(log) == [["a", "7", step] for step in STEPS[3:]]
    assert queue.list_active() == []


def test_the_job_of_a_killed_worker_goes_on_elsewhere_and_repeats_no_step_that_ended(
    queue: DBOSJobQueue, jobs_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    queue.enqueue(Job(7, 1, "metadata"))
    with _engine(jobs_url, "a", log, blocked="transcript"):
        wait_until(lambda: len(_lines(log)) == 3)
        assert [(state.status, state.worker_id) for state in queue.list_active()] == [("running", "a")]

    with _engine(jobs_url, "b", log, dead="a"):
        wait_until(lambda: _statuses(queue.list_of(7)) == ["done"])

    assert _lines(log) == [["a", "7", step] for step in STEPS[:3]] + [["b", "7", step] for step in STEPS[2:]]


def test_a_job_that_was_cancelled_does_not_begin(queue: DBOSJobQueue, jobs_url: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    queue.enqueue(Job(7, 1, "metadata"))
    queue.enqueue(Job(8, 1, "metadata"))

    queue.cancel(7, 1)

    with _engine(jobs_url, "a", log):
        wait_until(lambda: _statuses(queue.list_of(8)) == ["done"])
    assert _statuses(queue.list_of(7)) == ["cancelled"]
    assert {line[1] for line in _lines(log)} == {"8"}


def test_a_job_that_is_cancelled_while_it_runs_ends_without_a_trace_in_the_log(
    queue: DBOSJobQueue, jobs_url: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log"
    queue.enqueue(Job(7, 1, "metadata"))

    with _engine(jobs_url, "a", log, blocked="validate"):
        wait_until(lambda: [line[2] for line in _lines(log)] == ["metadata", "validate"])
        queue.cancel(7, 1)
        (tmp_path / "log.go").touch()
        queue.enqueue(Job(8, 1, "metadata"))
        wait_until(lambda: _statuses(queue.list_of(8)) == ["done"])

    assert _statuses(queue.list_of(7)) == ["cancelled"]
    assert [line[2] for line in _lines(log) if line[1] == "7"] == ["metadata", "validate"]
    assert capfd.readouterr().err == ""


def test_a_job_that_waits_long_holds_up_no_job_of_another_lane(
    queue: DBOSJobQueue, jobs_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    queue.set_limits(Lane.LISTENING, LaneLimits(1, None))
    for video_id in (1, 2, 3):
        queue.enqueue(Job(video_id, 1, "transcript", hop=1, lane=Lane.LISTENING))

    with _engine(jobs_url, "a", log, blocked="transcript"):
        wait_until(lambda: len(_lines(log)) == 1)
        queue.enqueue(Job(9, 1, "sermon_start"))
        wait_until(lambda: _statuses(queue.list_of(9)) == ["done"])

    listening = [line for line in _lines(log) if line[2] == "transcript"]
    assert len(listening) == 1


def test_a_jobs_state_tells_its_lane_and_whether_it_waits(queue: DBOSJobQueue) -> None:
    queue.enqueue(Job(7, 3, "transcript", hop=1, lane=Lane.LISTENING, delay_s=3600))

    (state,) = queue.list_active()

    assert (state.video_id, state.run, state.hop) == (7, 3, 1)
    assert (state.lane, state.status) == (Lane.LISTENING, "delayed")
    assert abs(state.created_at - utc_now()) < timedelta(minutes=5)
    assert queue.list_of(7, 1) == []
    assert queue.list_of(70) == []


def test_the_limits_of_a_lane_can_be_changed(queue: DBOSJobQueue) -> None:
    queue.set_limits(Lane.LISTENING, LaneLimits(3, 8))

    assert queue.limits(Lane.LISTENING) == LaneLimits(3, 8)


def test_ended_jobs_are_forgotten_and_others_are_not(queue: DBOSJobQueue, jobs_url: str, tmp_path: Path) -> None:
    queue.enqueue(Job(7, 1, "index"))
    with _engine(jobs_url, "a", tmp_path / "log"):
        wait_until(lambda: _statuses(queue.list_of(7)) == ["done"])
    queue.enqueue(Job(8, 1, "index"))

    queue.forget_ended(utc_now() + timedelta(minutes=1))

    assert queue.list_of(7) == []
    assert _statuses(queue.list_of(8)) == ["waiting"]


def test_a_database_that_cannot_be_reached_is_said_so() -> None:
    queue = DBOSJobQueue("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2")

    with pytest.raises(UnavailableError):
        queue.enqueue(Job(7, 1, "metadata"))
    queue.close()
