"""What waits and what runs, for whoever looks after an installation."""

from collections.abc import Sequence

from cultotranscript.db import videos, workers
from cultotranscript.db.session import Database
from cultotranscript.dtos import JobDTO, JobsDTO, utc_now
from cultotranscript.services.job_queue import JobQueue, JobState

_SHOWN = 200


class JobBoard:
    """Looks at the jobs.

    Args:
        database: Ours.
        jobs: The queue.
    """

    def __init__(self, database: Database, jobs: JobQueue) -> None:
        self._database, self._jobs = database, jobs

    def overview(self, limit: int = _SHOWN) -> JobsDTO:
        """How many jobs wait and run, since when, how many are stuck, and the oldest `limit` of them.

        Raises:
            UnavailableError: A database cannot be reached.
        """
        now = utc_now()
        states = self._jobs.list_active()
        with self._database.read() as session:
            living = {worker.id for worker in workers.list_all(session)}
            unfinished = videos.count(session, videos.VideoFilter(statuses=videos.UNFINISHED))
            titles = {v.id: v.title for v in videos.find_many(session, [s.video_id for s in states[:limit]]).values()}
        waiting = [state for state in states if state.status != "running"]
        with_job = len({state.video_id for state in states})
        abandoned = sum(state.status == "running" and state.worker_id not in living for state in states)
        oldest = min((state.created_at for state in waiting), default=now)
        return JobsDTO(
            depth=len(waiting),
            running=len(states) - len(waiting),
            oldest_s=max(int((now - oldest).total_seconds()), 0),
            stuck=abandoned + max(unfinished - with_job, 0),
            workers=len(living),
            jobs=[_dto(state, titles.get(state.video_id)) for state in states[:limit]],
        )


def _dto(state: JobState, title: str | None) -> JobDTO:
    return JobDTO(
        video_id=str(state.video_id),
        title=title or "",
        status=state.status,  # type: ignore[arg-type]  # One of the three of an active job, which the DTO checks.
        lane=state.lane.value,
        run=state.run,
        worker_id=state.worker_id if state.status == "running" else None,
        created_at=state.created_at,
    )


def describe(jobs: JobsDTO) -> Sequence[str]:
    """The overview as lines of text."""
    lines = [
        f"{jobs.depth} waiting (the oldest for {jobs.oldest_s} s), {jobs.running} running, {jobs.stuck} stuck, "
        f"{jobs.workers} worker{'' if jobs.workers == 1 else 's'}"
    ]
    lines += [
        f"{job.video_id:>8}  {job.status:<8}  {job.lane:<9}  {job.created_at:%Y-%m-%d %H:%M:%S}  {job.title}"
        for job in jobs.jobs
    ]
    return lines
