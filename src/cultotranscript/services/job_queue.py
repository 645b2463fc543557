"""What hands videos to the workers. The engine behind it is an adapter's matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Lane(StrEnum):
    """Where a job waits. Each lane has limits of its own, so that an hour of listening holds up no caption file."""

    QUICK = "quick"
    """Seconds of work."""
    LISTENING = "listening"
    """Sound to be fetched and written down: minutes to hours."""


@dataclass(frozen=True, slots=True)
class Job:
    """A stretch of a run: from a step on, in one lane.

    Attributes:
        video_id: The video.
        run: Of the video. A job of an earlier run changes nothing any more.
        from_step: The pipeline's step at which it begins.
        hop: Counts the jobs of a run: one that goes on in another lane or after a wait is the next.
        lane: Where it waits.
        attempt: How often its first step has been tried before.
        delay_s: Seconds until it may begin.
    """

    video_id: int
    run: int
    from_step: str
    hop: int = 0
    lane: Lane = Lane.QUICK
    attempt: int = 0
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class JobState:
    """A job as the engine knows it."""

    video_id: int
    run: int
    hop: int
    lane: Lane
    status: str
    """`waiting`, `delayed`, `running`, `done`, `cancelled` or `given up`."""
    worker_id: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LaneLimits:
    """How many jobs of a lane run at once; None is no limit."""

    per_worker: int | None
    in_all: int | None


class JobQueue(Protocol):
    """Puts jobs in and looks at them, from any process."""

    def enqueue(self, job: Job) -> None:
        """Put a job in; one that is there already is left alone.

        Raises:
            UnavailableError: The engine's database cannot be reached.
        """

    def cancel(self, video_id: int, run: int) -> None:
        """Have the jobs of a run not begin; one that is running is stopped by whoever runs it.

        Raises:
            UnavailableError: As in enqueue.
        """

    def list_active(self) -> Sequence[JobState]:
        """All jobs that wait or run, oldest first.

        Raises:
            UnavailableError: As in enqueue.
        """

    def list_of(self, video_id: int, run: int | None = None) -> Sequence[JobState]:
        """The jobs of a video, or of one run of it, that the engine still knows, oldest first.

        Raises:
            UnavailableError: As in enqueue.
        """

    def limits(self, lane: Lane) -> LaneLimits:
        """How many jobs of a lane run at once.

        Raises:
            UnavailableError: As in enqueue.
        """

    def set_limits(self, lane: Lane, limits: LaneLimits) -> None:
        """Change how many jobs of a lane run at once, while they run.

        Raises:
            UnavailableError: As in enqueue.
        """

    def forget_ended(self, before: datetime) -> None:
        """Delete what is kept of jobs that ended before a time.

        Raises:
            UnavailableError: As in enqueue.
        """

    def close(self) -> None:
        """Let go of everything."""
