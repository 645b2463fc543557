"""Runs one step of a job, whatever becomes of it: the result is recorded, or the failure is, or somebody tries again.

Nothing escapes but the wish to end this process: the engine sees a step that ended, and keeps it as done.
"""

import logging
import random
import time
from collections.abc import Callable
from typing import NoReturn

from cultotranscript.dtos import PipelineStep
from cultotranscript.errors import (
    CultoError,
    DismissedError,
    InsufficientStorageError,
    PipelineStepError,
    RunSupersededError,
    StoppedError,
    UnavailableError,
)
from cultotranscript.pipeline import analyse, fetch, transcribe
from cultotranscript.pipeline.steps import STEPS, LaneChange, StepWork, Tools
from cultotranscript.services.job_queue import Job, JobQueue
from cultotranscript.services.runs import RunKey

_log = logging.getLogger(__name__)

_FUNCTIONS: dict[PipelineStep, Callable[[StepWork], None]] = {
    PipelineStep.METADATA: fetch.read_metadata,
    PipelineStep.VALIDATE: fetch.validate,
    PipelineStep.TRANSCRIPT: transcribe.read_transcript,
    PipelineStep.SERMON_START: analyse.find_sermon,
    PipelineStep.ANALYSE: analyse.analyse,
    PipelineStep.INDEX: analyse.index,
}
_ATTEMPTS = 6
_BACKOFF_S = (15.0, 60.0, 300.0, 1800.0, 7200.0)
"""Between the tries of a step whose failure may pass by itself."""
_RETRY_S = 1.0
"""Between two tries to reach a database that does not answer."""
_STOP_LOOK_S = 0.5


class Runner:
    """Runs steps.

    Args:
        tools: What steps work with.
        jobs: Where what goes on later is queued.
        is_ending: Whether this process is about to end.
        on_dismissed: Ends this process, because it was declared dead and others go on with its jobs.
        sleep: Waits for some seconds.
        clock: Seconds that only rise.
    """

    def __init__(
        self,
        tools: Tools,
        jobs: JobQueue,
        is_ending: Callable[[], bool],
        on_dismissed: Callable[[], NoReturn],
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tools, self._jobs = tools, jobs
        self._is_ending, self._on_dismissed = is_ending, on_dismissed
        self._sleep, self._clock = sleep, clock

    def run_step(self, job: Job, step: PipelineStep) -> bool:
        """Run one step of a job.

        Returns:
            Whether the job goes on with the next step.
        """
        while True:
            try:
                return self._try_step(job, step)
            except UnavailableError:
                # The database is away. Work waits for it, for as long as it takes, and then does the step anew.
                _log.warning("The database is out of reach; video %d waits in %s", job.video_id, step)
                self._sleep(_RETRY_S)
            except DismissedError:
                self._on_dismissed()

    def _try_step(self, job: Job, step: PipelineStep) -> bool:
        key = RunKey(job.video_id, job.run)
        try:
            facts = self._tools.runs.facts(key)
            work = StepWork(self._tools, key, facts, step, job.lane, self._stop_signal(key))
            _log.info("Video %d run %d: step %s begins", job.video_id, job.run, step)
            work.report(0.0)
            _FUNCTIONS[step](work)
        except (RunSupersededError, StoppedError):
            if self._is_ending():
                # Not the video but this process is to stop: the step must not count as ended, so it never returns.
                while True:
                    self._sleep(_RETRY_S)
            _log.info("Run %d of video %d ended before its end: it is no longer wanted", job.run, job.video_id)
            return False
        except LaneChange as change:
            self._jobs.enqueue(Job(job.video_id, job.run, step, job.hop + 1, change.lane))
            return False
        except (UnavailableError, DismissedError):
            raise
        except (PipelineStepError, InsufficientStorageError) as error:
            is_passing = isinstance(error, InsufficientStorageError) or error.is_passing
            attempt = job.attempt if step == job.from_step else 0
            if is_passing and attempt + 1 < _ATTEMPTS:
                self._try_later(job, step, attempt, error)
            else:
                self._fail(key, step, error.code, error.detail)
            return False
        except CultoError as error:
            self._fail(key, step, error.code, error.detail)
            return False
        except Exception as error:
            # One bad video must not take the worker with it; the trace is in the log.
            _log.exception("Step %s of video %d failed", step, job.video_id)
            cause = f"something unforeseen happened ({type(error).__name__}). Process it again; if it fails again, "
            self._fail(key, step, "STEP_FAILED", cause + "the log of the worker has the details.")
            return False
        return True

    def _try_later(self, job: Job, step: PipelineStep, attempt: int, error: CultoError) -> None:
        wait_s = _BACKOFF_S[attempt] * random.uniform(0.8, 1.2)  # noqa: S311 -- Spreads load.
        when = f"{round(wait_s)} seconds" if wait_s < 90 else f"{round(wait_s / 60)} minutes"
        # The queue first: a worker that is killed in between has at worst said nothing.
        self._jobs.enqueue(Job(job.video_id, job.run, step, job.hop + 1, job.lane, attempt=attempt + 1, delay_s=wait_s))
        message = f"{error.detail} It is tried again in {when}."
        self._tools.runs.report(RunKey(job.video_id, job.run), f"{step}:retry:{attempt}", None, message)

    def _fail(self, key: RunKey, step: PipelineStep, code: str, detail: str) -> None:
        try:
            self._tools.runs.fail(key, step, code, f"{STEPS[step].name} failed: {detail}")
        except RunSupersededError:
            _log.info("Run %d of video %d failed when it was no longer wanted", key.run, key.video_id)

    def _stop_signal(self, key: RunKey) -> Callable[[], bool]:
        """What a step asks as often as it likes; the table is looked at twice a second."""
        looked_at, is_stopped = self._clock(), False

        def ask() -> bool:
            nonlocal looked_at, is_stopped
            if self._is_ending():
                return True
            if not is_stopped and self._clock() - looked_at >= _STOP_LOOK_S:
                looked_at = self._clock()
                try:
                    is_stopped = not self._tools.runs.is_current(key)
                except UnavailableError:
                    return False
            return is_stopped

        return ask
