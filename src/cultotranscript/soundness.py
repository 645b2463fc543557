"""`culto check`: is this installation sound? One line for each thing that is looked at."""

import importlib
import pkgutil
from collections.abc import Callable
from datetime import timedelta

import cultotranscript
from cultotranscript import wiring
from cultotranscript.adapters.whisper_models import find_model
from cultotranscript.app import WEB
from cultotranscript.db import workers
from cultotranscript.dtos import (
    SSE_EVENT,
    ApiErrorResponse,
    ErrorEventDTO,
    HeartbeatEventDTO,
    SSEEventDTO,
    SummaryDTO,
    SummaryReadyEventDTO,
    VideoDTO,
    VideoStatus,
    VideoStatusEventDTO,
    utc_now,
)
from cultotranscript.settings import Settings

_ALIVE = timedelta(seconds=30)


def check_installation(settings: Settings, tell: Callable[[str], None]) -> int:
    """Look at everything that has to be right.

    Args:
        settings: What the environment says.
        tell: Takes a line for each thing.

    Returns:
        0, or 1 where something is wrong.
    """
    looks: list[tuple[str, Callable[[Settings], str]]] = [
        ("program", _import_all),
        ("shapes", _round_trips),
        ("page", _page),
        ("database", _database),
        ("sound", _sound),
        ("worker", _worker),
    ]
    is_sound = True
    for name, look in looks:
        try:
            tell(f"ok      {name}: {look(settings)}")
        except Exception as error:  # Whatever is wrong is what this command is there to say.
            is_sound = False
            tell(f"failed  {name}: {error}")
    return 0 if is_sound else 1


def _import_all(_settings: Settings) -> str:
    names = [
        module.name
        for module in pkgutil.walk_packages(cultotranscript.__path__, "cultotranscript.")
        if "migrations" not in module.name and not module.name.endswith("__main__")
    ]
    for name in names:
        importlib.import_module(name)
    return f"{len(names)} modules can be imported"


def _round_trips(_settings: Settings) -> str:
    now = utc_now()
    summary = SummaryDTO(themes=["graça"], passages=[], citations=[], word_count=1, key_points=[])
    told: list[SSEEventDTO] = [
        VideoStatusEventDTO(video_id="1", status=VideoStatus.QUEUED, timestamp=now),
        SummaryReadyEventDTO(video_id="1", summary=summary, timestamp=now),
        ErrorEventDTO(error_code="EVENTS_LOST", error_message="…", timestamp=now),
        HeartbeatEventDTO(timestamp=now),
    ]
    video = VideoDTO(
        id="1", title="…", youtube_id="", status=VideoStatus.QUEUED, duration=0, created_at=now, channel_id="0"
    )
    refusal = ApiErrorResponse(detail="…", error_code="NOT_FOUND")
    for event in told:
        if SSE_EVENT.validate_json(event.model_dump_json()) != event:
            raise ValueError(f"{type(event).__name__} does not come back from JSON as it was")
    for shape in (video, refusal):
        if type(shape).model_validate_json(shape.model_dump_json()) != shape:
            raise ValueError(f"{type(shape).__name__} does not come back from JSON as it was")
    return f"{len(told) + 2} come back from JSON as they were"


def _page(_settings: Settings) -> str:
    if not (WEB / "index.html").exists():
        raise ValueError("the web page is not built; run `make run` once")
    return "built"


def _database(settings: Settings) -> str:
    parts = wiring.build(settings)
    try:
        if not parts.database.is_current():
            raise ValueError("not of this version; run `culto db upgrade`")
        parts.jobs.list_active()
    finally:
        parts.close()
    return f"{settings.database_kind}, reachable and of this version"


def _sound(settings: Settings) -> str:
    if settings.whisper_model is None:
        return "no Whisper model is named, so captions alone are read"
    find_model(settings.whisper_model, wiring.models_dir(settings))
    return f"the Whisper model {settings.whisper_model} is there"


def _worker(settings: Settings) -> str:
    parts = wiring.build(settings)
    try:
        with parts.database.read() as session:
            alive = [worker.id for worker in workers.list_all(session) if worker.seen_at > utc_now() - _ALIVE]
    finally:
        parts.close()
    if not alive:
        raise ValueError("none is alive; start `culto serve` or `culto worker`")
    return f"{len(alive)} alive"
