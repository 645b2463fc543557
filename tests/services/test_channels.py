"""Channels, and the looks at them for new videos."""

import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.rows import add_video

from cultotranscript.db import channels as channel_rows
from cultotranscript.db.session import Database
from cultotranscript.dtos import (
    ChannelDTO,
    ChannelScheduleDTO,
    ChannelSettingsDTO,
    CreateChannelDTO,
    ImportChannelDTO,
    PatchChannelDTO,
    utc_now,
)
from cultotranscript.errors import (
    ChannelExistsError,
    ChannelNotFoundError,
    NoSourceError,
    UnsupportedUrlError,
    YouTubeUnreachableError,
)
from cultotranscript.services.channels import Channels, last_due

URL = "https://www.youtube.com/channel/UC" + "a" * 22


@dataclass(frozen=True)
class _Listed:
    youtube_id: str
    title: str = "Culto"
    published_at: datetime | None = datetime(2025, 3, 9, 12, tzinfo=UTC)
    duration_s: int | None = 3600
    is_ready: bool | None = None


@pytest.fixture
def channels(database: Database) -> Channels:
    return Channels(database)


class _Site:
    """Lists what a test says, or raises it, and notes what it was asked."""

    def __init__(self, answer: list[_Listed] | Exception, ids: dict[str, str] | None = None) -> None:
        self._answer, self._ids = answer, ids or {}
        self.asked: list[tuple[str, datetime | None]] = []

    def find_channel(self, name: str) -> str:
        return self._ids[name]

    def list_channel(self, youtube_channel_id: str, since: datetime | None, max_videos: int) -> list[_Listed]:
        self.asked.append((youtube_channel_id, since))
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer[:max_videos]


def _create(channels: Channels, **settings: object) -> ChannelDTO:
    made = ChannelSettingsDTO.model_validate({"active": True, **settings})
    return channels.create(CreateChannelDTO(title="Igreja", url=URL, settings=made))


def _look(channels: Channels, listed: list[_Listed], known: set[str] | None = None) -> list[str]:
    """What one look queues."""
    queued: list[str] = []

    def submit(youtube_id: str, _title: str, _published_at: datetime | None, _channel_id: int) -> bool:
        if youtube_id in (known or ()):
            return False
        queued.append(youtube_id)
        return True

    assert channels.look_once("me", ["me"], _Site(listed), submit)
    return queued


def test_a_channel_is_read_back_as_it_was_made_with_what_its_videos_come_to(
    database: Database, channels: Channels
) -> None:
    made = _create(channels, title_filter="culto")
    with database.write() as session:
        for status, duration in (("PROCESSED", 600), ("FAILED", 0), ("QUEUED", 0), ("PENDING", 60)):
            add_video(session, channel_id=int(made.id), status=status, duration=duration)

    read = channels.read(int(made.id))

    assert (read.title, read.youtube_channel_id, read.settings.title_filter) == ("Igreja", URL[-24:], "culto")
    assert (read.total_videos, read.processed_videos) == (4, 1)
    stats = channels.stats(int(made.id))
    assert (stats.total_videos, stats.processed_videos, stats.processing_videos, stats.failed_videos) == (4, 1, 1, 1)
    assert (stats.total_duration, stats.average_duration) == (660, 165)
    listed = channels.list_page(page=1, page_size=10)
    assert (listed.items, listed.pagination.total) == ([read], 1)


def test_an_empty_channel_has_stats_of_nothing(channels: Channels) -> None:
    made = _create(channels)

    stats = channels.stats(int(made.id))

    assert (stats.total_videos, stats.average_duration, stats.last_updated) == (0, 0, made.created_at)


def test_the_same_youtube_channel_twice_is_refused(channels: Channels) -> None:
    _create(channels)
    other = channels.create(CreateChannelDTO(title="Outra"))

    with pytest.raises(ChannelExistsError):
        _create(channels)
    with pytest.raises(ChannelExistsError):
        channels.change(int(other.id), PatchChannelDTO(url=URL))
    with pytest.raises(UnsupportedUrlError):
        channels.create(CreateChannelDTO(title="Outra", url="https://www.youtube.com/playlist?list=PL1"))


def test_a_channel_given_by_its_name_has_an_id_once_it_was_looked_at(channels: Channels) -> None:
    made = channels.create(CreateChannelDTO(title="Igreja", url="https://www.youtube.com/@IgrejaExemplo/videos"))
    site = _Site([], {"@IgrejaExemplo": URL[-24:]})

    assert made.youtube_channel_id == ""
    with pytest.raises(ChannelExistsError):
        channels.create(CreateChannelDTO(title="Outra", url="@igrejaexemplo"))
    channels.ask_check(int(made.id))
    assert channels.look_once("me", ["me"], site, lambda *_: True)

    assert channels.read(int(made.id)).youtube_channel_id == URL[-24:]
    # The name that is known already changes nothing; another one has an id of its own.
    assert channels.change(int(made.id), PatchChannelDTO(url="@IgrejaExemplo")).youtube_channel_id == URL[-24:]
    assert channels.change(int(made.id), PatchChannelDTO(url="@Outra")).youtube_channel_id == ""


def test_a_name_of_a_channel_that_is_followed_by_its_id_is_said_to_be_double(channels: Channels) -> None:
    _create(channels)
    other = channels.create(CreateChannelDTO(title="A mesma", url="https://www.youtube.com/c/Igreja"))
    channels.ask_check(int(other.id))

    assert channels.look_once("me", ["me"], _Site([], {"c/Igreja": URL[-24:]}), lambda *_: True)

    (check,) = channels.list_checks(int(other.id))
    assert (check.status, check.message) == ("failed", ChannelExistsError().detail)


def test_only_what_was_sent_of_a_channel_changes(channels: Channels) -> None:
    made = _create(channels)

    changed = channels.change(int(made.id), PatchChannelDTO(title="Igreja Nova"))
    assert (changed.title, changed.youtube_channel_id) == ("Igreja Nova", made.youtube_channel_id)
    assert channels.change(int(made.id), PatchChannelDTO(url=None)).youtube_channel_id == ""


def test_the_videos_of_a_deleted_channel_stay(database: Database, channels: Channels) -> None:
    made = _create(channels)
    with database.write() as session:
        video = add_video(session, channel_id=int(made.id))

    channels.delete(int(made.id))

    with database.read() as session:
        session.add(video)
        session.refresh(video)
        assert video.channel_id is None
    with pytest.raises(ChannelNotFoundError):
        channels.read(int(made.id))


def test_a_look_queues_what_is_new_and_passes_the_settings(channels: Channels) -> None:
    made = _create(channels, title_filter="Pregação", min_duration=600, max_duration=7200)
    channels.ask_check(int(made.id))

    queued = _look(
        channels,
        [
            _Listed("new", title="A PREGAÇAO de domingo"),
            _Listed("known", title="Pregação"),
            _Listed("other title", title="Louvor"),
            _Listed("short", title="Pregação", duration_s=599),
            _Listed("long", title="Pregação", duration_s=7201),
            _Listed("no length", title="Pregação", duration_s=None),
            _Listed("live", title="Pregação", is_ready=False),
        ],
        known={"known"},
    )

    assert queued == ["new", "no length"]
    (check,) = channels.list_checks(int(made.id))
    assert (check.status, check.listed, check.looked_at, check.added) == ("done", 7, 7, 2)
    assert channels.read(int(made.id)).last_checked_at is not None


def test_a_second_ask_while_one_waits_is_the_same_look(channels: Channels) -> None:
    made = _create(channels)

    assert channels.ask_check(int(made.id)) == channels.ask_check(int(made.id))
    assert _look(channels, []) == []
    assert not channels.look_once("me", ["me"], _Site([]), lambda *_: True)


def test_the_next_look_begins_shortly_before_the_last(database: Database, channels: Channels) -> None:
    made = _create(channels)
    last = datetime(2025, 3, 9, tzinfo=UTC)
    with database.write() as session:
        channel = channel_rows.find(session, int(made.id))
        assert channel is not None
        channel.last_checked_at = last
    channels.ask_check(int(made.id))
    site = _Site([])

    channels.look_once("me", ["me"], site, lambda *_: True)

    assert site.asked == [(made.youtube_channel_id, last - timedelta(days=2))]


def test_an_import_takes_the_days_that_were_asked_for_and_leaves_the_next_look_as_it_was(channels: Channels) -> None:
    made = _create(channels)
    asked = ImportChannelDTO(date_start=date(2025, 3, 8), date_end=date(2025, 3, 9), max_videos=10)
    channels.ask_import(int(made.id), asked)

    queued = _look(
        channels,
        [
            _Listed("after", published_at=datetime(2025, 3, 10, 3, tzinfo=UTC)),
            _Listed("last", published_at=datetime(2025, 3, 10, 2, 59, tzinfo=UTC)),
            _Listed("first", published_at=datetime(2025, 3, 8, 3, tzinfo=UTC)),
            _Listed("before", published_at=datetime(2025, 3, 8, 2, 59, tzinfo=UTC)),
        ],
    )

    assert queued == ["last", "first"]
    assert channels.read(int(made.id)).last_checked_at is None


def test_a_look_that_fails_says_why(channels: Channels) -> None:
    made = _create(channels)
    channels.ask_check(int(made.id))

    assert channels.look_once("me", ["me"], _Site(YouTubeUnreachableError()), lambda *_: True)

    (check,) = channels.list_checks(int(made.id))
    error = YouTubeUnreachableError()
    assert (check.status, check.message, check.error_code) == ("failed", error.detail, error.code)
    assert channels.read(int(made.id)).last_checked_at is None


def test_the_look_of_a_worker_that_is_gone_is_taken_by_another(channels: Channels) -> None:
    made = _create(channels)
    channels.ask_check(int(made.id))

    class _KilledError(Exception):
        pass

    with pytest.raises(_KilledError):
        channels.look_once("dead", ["dead", "me"], _Site(_KilledError()), lambda *_: True)
    assert not channels.look_once("me", ["dead", "me"], _Site([]), lambda *_: True)

    assert _look(channels, [_Listed("new")]) == ["new"]


def test_a_channel_without_an_address_cannot_be_looked_at(channels: Channels) -> None:
    made = channels.create(CreateChannelDTO(title="Só uma pasta"))

    with pytest.raises(NoSourceError):
        channels.ask_check(int(made.id))


def test_a_schedule_asks_once_for_each_of_its_times_however_many_workers_there_are(channels: Channels) -> None:
    made = _create(channels, schedule={"hour": 6, "minute": 30, "tz": "America/Sao_Paulo"})
    tomorrow = utc_now() + timedelta(days=1)

    asked: list[int] = []
    threads = [threading.Thread(target=lambda: asked.append(channels.ask_scheduled(tomorrow))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(asked) == [0, 0, 0, 1]
    assert len(channels.list_checks(int(made.id))) == 1
    assert channels.ask_scheduled(tomorrow + timedelta(days=1)) == 1


def test_a_channel_that_is_not_active_or_has_no_schedule_asks_for_nothing(channels: Channels) -> None:
    _create(channels, active=False, schedule={"hour": 6, "minute": 30, "tz": "America/Sao_Paulo"})
    channels.create(CreateChannelDTO(title="Outra"))

    assert channels.ask_scheduled(utc_now() + timedelta(days=2)) == 0


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2025-03-10T09:29:00+00:00", "2025-03-03T09:30:00+00:00"),
        ("2025-03-10T09:30:00+00:00", "2025-03-10T09:30:00+00:00"),
        ("2025-03-16T12:00:00+00:00", "2025-03-10T09:30:00+00:00"),
    ],
)
def test_a_weekly_schedule_is_due_on_its_day_in_its_own_time_zone(now: str, due: str) -> None:
    schedule = ChannelScheduleDTO(weekday=0, hour=6, minute=30, tz="America/Sao_Paulo")

    assert last_due(schedule, datetime.fromisoformat(now)) == datetime.fromisoformat(due)
