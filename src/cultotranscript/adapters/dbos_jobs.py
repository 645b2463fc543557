"""The job engine: dbos, which keeps every job and each ended step in a database (an SQLite file, or PostgreSQL).

A job is a dbos workflow named by video, run and hop, so that queueing it twice is queueing it once. Each step of the
pipeline is a dbos step, which is run again only where its end was not kept.

Three things of dbos 3.4 are used that its documents do not name: `_recover_pending_workflows`, which gives the running
workflows of executors that are gone back to the queue (atomically, so that doing it twice is as once), the logger's
name, and what it raises in a workflow that was cancelled. Stock dbos recovers a dead executor's workflows only in a
process that starts under the same id, or by its commercial service. `tests/adapters/test_dbos_jobs.py` fails if one of
them changes.
"""

import logging
import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig, run_dbos_database_migrations
from dbos._error import DBOSAwaitedWorkflowCancelledError
from dbos._serialization import DBOSPortableJSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from cultotranscript.db.session import IDLE_S
from cultotranscript.dtos import PipelineStep
from cultotranscript.errors import UnavailableError
from cultotranscript.pipeline.ports import RunStep
from cultotranscript.services.job_queue import Job, JobState, Lane, LaneLimits

_NAME = "cultotranscript"
_WORKFLOW = "process_video"
_VERSION = "1"
"""Of the jobs' form, not of the program: a job that was begun before an upgrade is finished after it."""
_RECOVERIES = 4
"""A job that ended its worker more often than this is given up: else one bad video would end every worker for ever."""
_POLL_S = 0.25
_ACTIVE = ["ENQUEUED", "DELAYED", "PENDING"]
_STATUS = {
    "ENQUEUED": "waiting",
    "DELAYED": "delayed",
    "PENDING": "running",
    "SUCCESS": "done",
    "CANCELLED": "cancelled",
    "ERROR": "given up",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "given up",
}
_ID = re.compile(r"video-(\d+)-(\d+)-(\d+)")
_DEFAULT_LIMITS = {Lane.QUICK: LaneLimits(2, None), Lane.LISTENING: LaneLimits(1, None)}


def make_jobs_url(database_url: str, data_dir: Path) -> str:
    """Where the engine keeps its tables: a file beside an SQLite database, or a schema of its own in PostgreSQL."""
    url = sa.make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{data_dir / 'jobs.sqlite'}"
    return url.render_as_string(hide_password=False)


def upgrade_jobs(url: str) -> None:
    """Bring the engine's tables to the form that it needs.

    Raises:
        UnavailableError: The database cannot be reached.
    """
    path = sa.make_url(url).database
    if url.startswith("sqlite") and path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(path) as connection:
            # Kept in the file: readers and the writer no longer wait for each other.
            connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
    with _told_apart():
        run_dbos_database_migrations(url)


class DBOSJobQueue:
    """Puts jobs in and looks at them, from any process.

    Args:
        url: Of the engine's database; nothing is opened before the first use.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._client: DBOSClient | None = None

    def _use(self) -> DBOSClient:
        with self._lock:
            if self._client is None:
                self._client = DBOSClient(
                    system_database_url=self._url,
                    application_name=_NAME,
                    serializer=DBOSPortableJSONSerializer(),
                    retry_connection_errors=False,
                    lazy=True,
                    sys_db_idle_transaction_timeout_sec=IDLE_S,
                )
            return self._client

    def enqueue(self, job: Job) -> None:
        """Put a job in; one that is there already is left alone."""
        options: dict[str, Any] = {
            "queue_name": _queue_name(job.lane),
            "workflow_name": _WORKFLOW,
            "workflow_id": _id_of(job),
            "app_version": _VERSION,
        }
        if job.delay_s > 0:
            options["delay_seconds"] = job.delay_s
        with _told_apart():
            self._use().enqueue(options, asdict(job))  # type: ignore[arg-type]  # A TypedDict, made in two steps.

    def cancel(self, video_id: int, run: int) -> None:
        """Have the jobs of a run not begin."""
        for state in self.list_of(video_id, run):
            if state.status in ("waiting", "delayed", "running"):
                with _told_apart():
                    self._use().cancel_workflow(f"video-{state.video_id}-{state.run}-{state.hop}")

    def list_active(self) -> list[JobState]:
        """All jobs that wait or run, oldest first."""
        return self._list(status=_ACTIVE)

    def list_of(self, video_id: int, run: int | None = None) -> list[JobState]:
        """The jobs of a video, or of one run of it, that the engine still knows, oldest first."""
        return self._list(workflow_id_prefix=f"video-{video_id}-" + (f"{run}-" if run is not None else ""))

    def _list(self, **wanted: Any) -> list[JobState]:
        with _told_apart():
            found = self._use().list_workflows(name=_WORKFLOW, load_input=False, load_output=False, **wanted)
        states = []
        for workflow in found:
            match = _ID.fullmatch(workflow.workflow_id)
            if match is None:
                continue
            states.append(
                JobState(
                    video_id=int(match[1]),
                    run=int(match[2]),
                    hop=int(match[3]),
                    lane=Lane.LISTENING if workflow.queue_name == _queue_name(Lane.LISTENING) else Lane.QUICK,
                    status=_STATUS.get(workflow.status, "given up"),
                    worker_id=workflow.executor_id,
                    created_at=datetime.fromtimestamp((workflow.created_at or 0) / 1000, UTC),
                )
            )
        return states

    def limits(self, lane: Lane) -> LaneLimits:
        """How many jobs of a lane run at once."""
        with _told_apart():
            queue = self._use().retrieve_queue(_queue_name(lane))
        return (
            _DEFAULT_LIMITS[lane] if queue is None else LaneLimits(queue.worker_concurrency, queue.global_concurrency)
        )

    def set_limits(self, lane: Lane, limits: LaneLimits) -> None:
        """Change how many jobs of a lane run at once, while they run."""
        with _told_apart():
            self._use().register_queue(
                _queue_name(lane),
                worker_concurrency=limits.per_worker,
                global_concurrency=limits.in_all,
                polling_interval_sec=_POLL_S,
                on_conflict="always_update",
            )

    def forget_ended(self, before: datetime) -> None:
        """Delete what is kept of jobs that ended before a time."""
        with _told_apart():
            ended = self._use().list_workflows(
                name=_WORKFLOW,
                status=[status for status in _STATUS if status not in _ACTIVE],
                completed_before=before.isoformat(),
                load_input=False,
                load_output=False,
                limit=1000,
            )
            if ended:
                self._use().delete_workflows([workflow.workflow_id for workflow in ended])

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.destroy()


class DBOSJobEngine:
    """Runs jobs in this process; one for each process, since dbos is.

    Args:
        url: Of the engine's database, whose tables are current.
        queue: The same database, for the lanes' limits.
    """

    def __init__(self, url: str, queue: DBOSJobQueue) -> None:
        self._url, self._queue = url, queue

    def start(self, worker_id: str, run_step: RunStep) -> None:
        """Take jobs from now on."""
        logging.getLogger("dbos").setLevel(logging.ERROR)
        logging.getLogger("dbos").addFilter(_is_no_cancellation)
        config: DBOSConfig = {
            "name": _NAME,
            "system_database_url": self._url,
            "executor_id": worker_id,
            "application_version": _VERSION,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "ERROR",
            "run_migrations": False,
            "sys_db_idle_transaction_timeout_sec": IDLE_S,
            "enable_otlp": False,
            "notification_listener_polling_interval_sec": 5.0,
        }
        DBOS(config=config)
        _register(run_step)
        DBOS.listen_queues([_queue_name(lane) for lane in Lane])
        with _told_apart():
            DBOS.launch()
            for lane, limits in _DEFAULT_LIMITS.items():
                DBOS.register_queue(
                    _queue_name(lane),
                    worker_concurrency=limits.per_worker,
                    global_concurrency=limits.in_all,
                    polling_interval_sec=_POLL_S,
                    on_conflict="never_update",
                )

    def workers_with_jobs(self) -> set[str]:
        """The ids of workers, living or dead, whose jobs are marked as running."""
        return {state.worker_id for state in self._queue.list_active() if state.status == "running" and state.worker_id}

    def recover(self, worker_ids: Sequence[str]) -> None:
        """Give the running jobs of workers that are dead back to the queue."""
        with _told_apart():
            DBOS._recover_pending_workflows(list(worker_ids))


def _is_no_cancellation(record: logging.LogRecord) -> bool:
    """That a person stopped a job is no error: its trace has no place in the log."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, DBOSAwaitedWorkflowCancelledError)


def _register(run_step: RunStep) -> None:
    """Tell dbos of the workflow; its steps are ours."""

    @DBOS.step(name="pipeline_step")
    def pipeline_step(step: str, values: dict[str, Any]) -> bool:
        return run_step(_job_of(values), PipelineStep(step))

    @DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=_RECOVERIES)
    def process_video(values: dict[str, Any]) -> None:
        steps = list(PipelineStep)
        for step in steps[steps.index(PipelineStep(values["from_step"])) :]:
            if not pipeline_step(step.value, values):
                return


def _job_of(values: dict[str, Any]) -> Job:
    return Job(**{**values, "lane": Lane(values["lane"])})


def _queue_name(lane: Lane) -> str:
    return f"culto-{lane.value}"


def _id_of(job: Job) -> str:
    return f"video-{job.video_id}-{job.run}-{job.hop}"


@contextmanager
def _told_apart() -> Iterator[None]:
    """Turn the engine's trouble with its database into ours."""
    try:
        yield
    except SQLAlchemyError as error:
        raise UnavailableError from error
