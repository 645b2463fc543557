"""A job queue in memory, whose jobs nobody runs."""

from collections.abc import Sequence
from datetime import datetime

from cultotranscript.dtos import utc_now
from cultotranscript.errors import UnavailableError
from cultotranscript.services.job_queue import Job, JobState, Lane, LaneLimits


class FakeJobQueue:
    """Fulfils `JobQueue`. `states` may be changed by a test; `is_away` has every call fail."""

    def __init__(self) -> None:
        self.enqueued: list[Job] = []
        self.states: dict[tuple[int, int, int], JobState] = {}
        self.is_away = False
        self._limits = dict.fromkeys(Lane, LaneLimits(1, None))

    def enqueue(self, job: Job) -> None:
        """Put a job in; one that is there already is left alone."""
        self._reach()
        key = (job.video_id, job.run, job.hop)
        if key not in self.states:
            self.enqueued.append(job)
            status = "delayed" if job.delay_s else "waiting"
            self.states[key] = JobState(job.video_id, job.run, job.hop, job.lane, status, None, utc_now())

    def cancel(self, video_id: int, run: int) -> None:
        """Have the jobs of a run not begin."""
        for state in self.list_of(video_id, run):
            if state.status in ("waiting", "delayed", "running"):
                self.set_status(state, "cancelled")

    def set_status(self, state: JobState, status: str, worker_id: str | None = None) -> None:
        """As if the engine had come so far."""
        key = (state.video_id, state.run, state.hop)
        self.states[key] = JobState(*key, state.lane, status, worker_id, state.created_at)

    def list_active(self) -> Sequence[JobState]:
        """All jobs that wait or run."""
        self._reach()
        return [state for state in self.states.values() if state.status in ("waiting", "delayed", "running")]

    def list_of(self, video_id: int, run: int | None = None) -> Sequence[JobState]:
        """The jobs of a video."""
        self._reach()
        return [s for s in self.states.values() if s.video_id == video_id and run in (None, s.run)]

    def limits(self, lane: Lane) -> LaneLimits:
        """How many jobs of a lane run at once."""
        return self._limits[lane]

    def set_limits(self, lane: Lane, limits: LaneLimits) -> None:
        """Change how many jobs of a lane run at once."""
        self._limits[lane] = limits

    def forget_ended(self, before: datetime) -> None:
        """Forget those that ended."""
        for key, state in list(self.states.items()):
            if state.status not in ("waiting", "delayed", "running") and state.created_at < before:
                del self.states[key]

    def close(self) -> None:
        """Nothing to let go of."""

    def _reach(self) -> None:
        if self.is_away:
            raise UnavailableError
