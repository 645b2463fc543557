"""A worker: takes jobs, gives signs of life, and looks after what others left."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from cultotranscript.db import videos
from cultotranscript.db.session import Database
from cultotranscript.dtos import utc_now
from cultotranscript.errors import CultoError, RunSupersededError
from cultotranscript.pipeline.ports import JobEngine, RunStep
from cultotranscript.services.job_queue import Job, JobQueue
from cultotranscript.services.runs import RunKey, Runs
from cultotranscript.services.workers import Workers

_log = logging.getLogger(__name__)

_TURN_S = 1.0
_JUDGE_S = 2.0
_RECONCILE_S = 10.0
_FORGET_S = 3600.0
_KEPT = timedelta(days=7)


def make_worker_id() -> str:
    """An id that no other process has had: nobody ever runs under the id of another that may still live."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


class Worker:
    """Works until it is told to end, or is declared dead.

    Args:
        database: Ours.
        runs: Records under this worker's id.
        workers: How the others are seen.
        jobs: The queue.
        engine: Runs the jobs.
        chores: Called once a second each, for what is to be done beside the jobs; what one raises is logged.
        clock: Seconds that only rise.
    """

    def __init__(
        self,
        database: Database,
        runs: Runs,
        workers: Workers,
        jobs: JobQueue,
        engine: JobEngine,
        chores: Sequence[Callable[[], None]] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        assert runs.worker_id is not None
        self._id = runs.worker_id
        self._database, self._runs, self._workers = database, runs, workers
        self._jobs, self._engine, self._chores, self._clock = jobs, engine, chores, clock
        self._due = {"judge": 0.0, "reconcile": 0.0, "forget": 0.0}

    def run(self, run_step: RunStep, ending: threading.Event) -> bool:
        """Work.

        Args:
            run_step: Runs a step of a job.
            ending: Set when the worker is to end.

        Returns:
            Whether it ended because it was told to: false where it was declared dead.
        """
        self._workers.begin(self._id)
        self._engine.start(self._id, run_step)
        _log.info("Worker %s takes jobs", self._id)
        while not ending.wait(_TURN_S):
            try:
                if not self._workers.beat(self._id):
                    return False
                self.turn()
            except CultoError as error:
                _log.warning("The worker's turn failed and is taken again: %s", error)
            except Exception:
                # Whatever goes wrong beside the jobs, the signs of life must go on.
                _log.exception("The worker's turn failed and is taken again")
        self._workers.end(self._id)
        return True

    def turn(self) -> None:
        """Do what is due beside the jobs."""
        if self._is_due("judge", _JUDGE_S):
            for worker_id in self._workers.declare_dead(self._id):
                _log.warning("Worker %s gave no sign of life; its jobs are taken over", worker_id)
            # Not only of those who were declared dead now: whoever did so before may have died on the way.
            abandoned = self._engine.workers_with_jobs() - {self._id, *self._workers.living()}
            if abandoned:
                self._engine.recover(sorted(abandoned))
        if self._is_due("reconcile", _RECONCILE_S):
            self.reconcile()
        if self._is_due("forget", _FORGET_S):
            self._jobs.forget_ended(utc_now() - _KEPT)
        for chore in self._chores:
            chore()

    def _is_due(self, what: str, every_s: float) -> bool:
        now = self._clock()
        if now < self._due[what]:
            return False
        self._due[what] = now + every_s
        return True

    def reconcile(self) -> None:
        """Queue what has a row and no job, fail what the engine gave up, and drop jobs that have no row.

        No video waits for ever, and no job for a video that was deleted or put back to an earlier state.
        """
        with self._database.read() as session:
            unfinished = videos.list_unfinished(session)
        # Read after the rows, and the rows again after it: what ended or began in between is no orphan.
        states = self._jobs.list_active()
        for key in sorted(unfinished - {(state.video_id, state.run) for state in states}):
            if self._runs.is_current(RunKey(*key)):
                self._mend(*key)
        # A job that runs finds out by itself.
        for key in sorted({(s.video_id, s.run) for s in states if s.status != "running"} - unfinished):
            if not self._runs.is_current(RunKey(*key)):
                self._jobs.cancel(*key)

    def _mend(self, video_id: int, run: int) -> None:
        known = self._jobs.list_of(video_id, run)
        if any(state.status in ("waiting", "delayed", "running") for state in known):
            return
        with self._database.read() as session:
            video = videos.find(session, video_id)
        if video is None:
            return
        if any(state.status == "given up" for state in known):
            with suppress(RunSupersededError):
                self._runs.fail(
                    RunKey(video_id, run),
                    video.from_step,
                    "WORKER_DIED",
                    "The work ended the program that did it, again and again, so it was given up. "
                    "Check the file, then process it again; if it stays, the log of the worker has the details.",
                )
            return
        hop = max((state.hop for state in known), default=-1) + 1
        _log.info("Video %d had no job and is queued", video_id)
        self._jobs.enqueue(Job(video_id, run, video.from_step, hop))
