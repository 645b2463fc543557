"""What everything is made of: the one module that names concrete classes. Building opens nothing but its secrets."""

import os
import resource
import secrets
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cultotranscript.adapters.answer_model import AnswerLanguageModel
from cultotranscript.adapters.dbos_jobs import DBOSJobEngine, DBOSJobQueue, make_jobs_url, upgrade_jobs
from cultotranscript.adapters.llm import LanguageModel
from cultotranscript.adapters.media import AvMediaReader
from cultotranscript.adapters.webhooks import HttpWebhookSender
from cultotranscript.adapters.whisper import WhisperTranscriber
from cultotranscript.adapters.youtube import YouTubeSite
from cultotranscript.analysis.findings import SermonFindings
from cultotranscript.analysis.sentences import split_sentences
from cultotranscript.analysis.sermon import analyse_sermon
from cultotranscript.analysis.themes import load_lexicon
from cultotranscript.db import transcripts
from cultotranscript.db.models import Video
from cultotranscript.db.session import Database
from cultotranscript.errors import ConfigurationError
from cultotranscript.pipeline.chores import Chores
from cultotranscript.pipeline.model_reading import analyse_with_model
from cultotranscript.pipeline.ports import Transcriber
from cultotranscript.pipeline.processor import Processor
from cultotranscript.pipeline.runner import Runner
from cultotranscript.pipeline.steps import Tools
from cultotranscript.pipeline.worker import Worker, make_worker_id
from cultotranscript.services.backups import Backups
from cultotranscript.services.bibles import Bibles
from cultotranscript.services.channels import Channels
from cultotranscript.services.chat import ChatService
from cultotranscript.services.doorbell import Doorbell, make_doorbell
from cultotranscript.services.event_log import TableEventLog
from cultotranscript.services.exports import Exports
from cultotranscript.services.job_board import JobBoard
from cultotranscript.services.login_sessions import LoginSessions
from cultotranscript.services.preaching_map import PreachingMap
from cultotranscript.services.runs import Runs
from cultotranscript.services.search import SearchService
from cultotranscript.services.sse_manager import SSEManager
from cultotranscript.services.uploads import Uploads
from cultotranscript.services.videos import Videos
from cultotranscript.services.watched_folder import WatchedFolder
from cultotranscript.services.webhooks import Webhooks, check_webhook_url
from cultotranscript.services.worker_locks import WorkerLocks
from cultotranscript.services.workers import Workers
from cultotranscript.settings import Settings

_SECRET_MIN = 32
_SPARE_DESCRIPTORS = 500
"""For all that is no stream: other requests, the database, files."""


@dataclass(frozen=True)
class Parts:
    """What every process is made of; `close` lets go of it."""

    settings: Settings
    database: Database
    doorbell: Doorbell
    jobs: DBOSJobQueue
    jobs_url: str
    uploads: Uploads
    search: SearchService
    chat: ChatService
    preaching_map: PreachingMap
    videos: Videos
    channels: Channels
    exports: Exports
    bibles: Bibles
    job_board: JobBoard
    sse_manager: SSEManager
    login_sessions: LoginSessions
    internal_token: str
    secret_key: str

    def close(self) -> None:
        """Close every connection."""
        self.doorbell.close()
        self.jobs.close()
        self.database.close()


def build(settings: Settings) -> Parts:
    """Everything that a process needs to serve.

    Raises:
        ConfigurationError: A setting is not usable, or the data folder cannot be written.
    """
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"The data folder {settings.data_dir} cannot be made: {error.strerror}.") from error
    for url in settings.webhook_urls:
        check_webhook_url(url)
    internal_token, secret_key = _secret(settings, "internal_token"), _secret(settings, "secret_key")
    database = Database(settings.resolved_database_url)
    doorbell = make_doorbell(database, settings.data_dir)
    jobs_url = make_jobs_url(settings.resolved_database_url, settings.data_dir)
    jobs = DBOSJobQueue(jobs_url)
    uploads, search = _uploads(settings), SearchService(database)
    videos, channels = Videos(database, doorbell, jobs, uploads, search.rename_video), Channels(database)
    log = TableEventLog(database, doorbell, settings.events_keep)
    return Parts(
        settings=settings,
        database=database,
        doorbell=doorbell,
        jobs=jobs,
        jobs_url=jobs_url,
        uploads=uploads,
        search=search,
        chat=ChatService(database, _answer_model(settings)),
        preaching_map=PreachingMap(database),
        videos=videos,
        channels=channels,
        exports=Exports(videos, channels),
        bibles=Bibles(database),
        job_board=JobBoard(database, jobs),
        sse_manager=SSEManager(log, settings.heartbeat_s, max_streams=_max_streams()),
        login_sessions=LoginSessions(
            database,
            settings.password.get_secret_value() if settings.password else None,
            settings.api_token.get_secret_value() if settings.api_token else None,
        ),
        internal_token=internal_token,
        secret_key=secret_key,
    )


def upgrade(parts: Parts) -> None:
    """Bring our tables and the job engine's to the form that this version needs.

    Raises:
        UnavailableError: The database cannot be reached.
    """
    parts.database.upgrade()
    upgrade_jobs(parts.jobs_url)


def prepare_database(parts: Parts) -> None:
    """Upgrade the embedded database; refuse another one that is not up to date.

    Raises:
        ConfigurationError: Somebody has to run `culto db upgrade` first.
        UnavailableError: The database cannot be reached.
    """
    if parts.database.is_sqlite:
        upgrade(parts)
    elif not parts.database.is_current():
        raise ConfigurationError("The database is not of this version. Run `culto db upgrade` once, then start again.")


def make_worker(parts: Parts, ending: threading.Event, on_dismissed: Callable[[], NoReturn]) -> Callable[[], bool]:
    """A worker.

    Args:
        parts: What it is made of; the database is up to date.
        ending: Set when it is to end.
        on_dismissed: Ends the process at once.

    Returns:
        What works until it ends, as `Worker.run`.
    """
    settings = parts.settings
    worker_id = make_worker_id()
    locks = WorkerLocks(settings.data_dir / "workers", worker_id)
    webhooks = _webhooks(settings, parts.database)
    runs = Runs(parts.database, parts.doorbell, outcomes=(webhooks,) if webhooks else (), worker_id=worker_id)
    runner = Runner(make_tools(parts, runs), parts.jobs, ending.is_set, on_dismissed)
    workers = Workers(parts.database, locks.is_gone)
    chores = Chores(settings.data_dir, runs, workers, parts.channels, parts.videos, _site(settings))
    watched = WatchedFolder(settings.watch_dir, parts.videos.submit_file) if settings.watch_dir else None
    worker = Worker(
        parts.database,
        runs,
        workers,
        parts.jobs,
        DBOSJobEngine(parts.jobs_url, parts.jobs),
        chores=(
            chores.tidy_up,
            chores.ask_scheduled_checks,
            chores.look_at_channels,
            *([webhooks.begin_delivering] if webhooks else ()),
            *([watched.begin_looking] if watched else ()),
        ),
    )

    def work() -> bool:
        with locks.hold():
            return worker.run(runner.run_step, ending)

    return work


def make_tools(parts: Parts, runs: Runs) -> Tools:
    """What steps work with."""
    settings = parts.settings
    work_dir = settings.data_dir / "work"
    work_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Tools(
        runs=runs,
        uploads=parts.uploads,
        work_dir=work_dir,
        site=_site(settings),
        media=AvMediaReader(work_dir),
        transcriber=_transcriber(settings, work_dir),
        analyse=_analyse(settings, parts.bibles),
        read_bible=parts.bibles.read_bible,
        index=lambda session, video, segments: parts.search.index_video(session, video, split_sentences(segments)),
    )


def make_processor(settings: Settings) -> Processor:
    """What `culto process` works with. A database is only read, for its translation, where there is one already."""
    bibles = None
    url = sa.make_url(settings.resolved_database_url)
    if url.get_backend_name() != "sqlite" or Path(url.database or "").exists():
        database = Database(settings.resolved_database_url)
        if database.is_current():
            bibles = Bibles(database)
    return Processor(
        _analyse(settings, bibles),
        _transcriber(settings, Path(tempfile.gettempdir())),
        bibles.read_bible if bibles else lambda *_: ({}, ()),
    )


def make_backups(parts: Parts) -> Backups:
    """Takes and lays back archives."""

    def reindex(session: Session, video: Video) -> None:
        transcript = transcripts.newest(session, video.id)
        if transcript is not None:
            parts.search.index_video(session, video, split_sentences(transcripts.segments_of(transcript)))

    return Backups(parts.database, parts.doorbell, parts.settings.data_dir / "uploads", reindex)


def _webhooks(settings: Settings, database: Database) -> Webhooks | None:
    if not settings.webhook_urls:
        return None
    sender = HttpWebhookSender(is_private_allowed=settings.webhook_allow_private)
    return Webhooks(database, settings.webhook_urls, _secret(settings, "webhook_secret"), sender)


def _site(settings: Settings) -> YouTubeSite:
    return YouTubeSite(settings.data_dir / "cache")


def _transcriber(settings: Settings, scratch_dir: Path) -> Transcriber | None:
    if settings.whisper_model is None:
        return None
    return WhisperTranscriber(
        settings.whisper_model,
        models_dir(settings),
        AvMediaReader(scratch_dir).decode,
        device=settings.whisper_device,
        compute_type=settings.whisper_compute_type,
        threads=settings.whisper_threads,
    )


def models_dir(settings: Settings) -> Path:
    """Where Whisper models are that were pulled."""
    return settings.data_dir / "models"


def _analyse(settings: Settings, bibles: Bibles | None) -> Callable[..., SermonFindings]:
    """The analysis, with the user's themes, the verses of their translation, and their language model."""
    analyse = partial(
        analyse_sermon,
        lexicon=load_lexicon(settings.themes_file) if settings.themes_file else None,
        read_verses=bibles.read_verses if bibles else None,
    )
    address = _model_address(settings)
    return partial(analyse_with_model, model=LanguageModel(*address), analyse=analyse) if address else analyse


def _answer_model(settings: Settings) -> AnswerLanguageModel | None:
    address = _model_address(settings)
    return AnswerLanguageModel(*address) if address else None


def _model_address(settings: Settings) -> tuple[str, str, str | None] | None:
    """Where the language model answers, its name and its key; None where none is set."""
    if settings.llm_url is None and settings.llm_model is None:
        return None
    if settings.llm_url is None or settings.llm_model is None:
        raise ConfigurationError("A language model needs both CULTO_LLM_URL and CULTO_LLM_MODEL.")
    return settings.llm_url, settings.llm_model, settings.llm_key.get_secret_value() if settings.llm_key else None


def _max_streams() -> int:
    """As many as this process may have descriptors: past it nobody could even be answered."""
    return max(100, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - _SPARE_DESCRIPTORS)


def _uploads(settings: Settings) -> Uploads:
    return Uploads(settings.data_dir / "uploads", settings.upload_max_mb * 1024 * 1024)


def _secret(settings: Settings, name: str) -> str:
    """A secret from the environment, or one that is made at the first start and kept in the data folder.

    Raises:
        ConfigurationError: It is too short to be one.
    """
    given = getattr(settings, name)
    if given is not None:
        secret: str = given.get_secret_value()
        if len(secret) < _SECRET_MIN:
            raise ConfigurationError(f"CULTO_{name.upper()} has to have {_SECRET_MIN} characters at the least.")
        return secret
    path = settings.data_dir / name
    try:
        if not path.exists():
            # Written whole beside it first: of several processes that start at once, one wins and all read its secret.
            draft = settings.data_dir / f".{name}-{secrets.token_hex(4)}"
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(_SECRET_MIN))
            with suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise ConfigurationError(f"The secret in {path} cannot be read or made: {error.strerror}.") from error
