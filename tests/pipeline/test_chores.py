"""What a worker does beside its jobs."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.fakes.job_queue import FakeJobQueue
from tests.fakes.video_site import FakeVideoSite
from tests.streams import wait_until

from cultotranscript.db import channels as channel_rows
from cultotranscript.db.session import Database
from cultotranscript.dtos import ChannelScheduleDTO, ChannelSettingsDTO, CreateChannelDTO, utc_now
from cultotranscript.pipeline.chores import Chores
from cultotranscript.pipeline.ports import ListedVideo
from cultotranscript.services.channels import Channels
from cultotranscript.services.doorbell import LocalDoorbell
from cultotranscript.services.runs import Runs
from cultotranscript.services.uploads import Uploads
from cultotranscript.services.videos import VideoQuery, Videos
from cultotranscript.services.workers import Workers

URL = "https://www.youtube.com/channel/UC" + "a" * 22


class _Bench:
    def __init__(self, database: Database, folder: Path) -> None:
        self.folder, self.now = folder, 0.0
        self.doorbell = LocalDoorbell(folder / "doorbell")
        self.channels = Channels(database)
        self.videos = Videos(
            database, self.doorbell, FakeJobQueue(), Uploads(folder / "uploads", 1000), lambda *_: None
        )
        self.site = FakeVideoSite(listed=[ListedVideo("dQw4w9WgXcQ", "Culto", utc_now(), 3600, True)])
        workers = Workers(database)
        workers.begin("me")
        runs = Runs(database, self.doorbell, worker_id="me")
        self.chores = Chores(folder, runs, workers, self.channels, self.videos, self.site, lambda: self.now)


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Iterator[_Bench]:
    bench = _Bench(database, tmp_path)
    yield bench
    bench.doorbell.close()


def test_a_look_that_was_asked_for_queues_what_is_new(bench: _Bench) -> None:
    channel = bench.channels.create(CreateChannelDTO(title="Igreja", url=URL))
    bench.channels.ask_check(int(channel.id))

    bench.chores.look_at_channels()

    wait_until(lambda: bench.channels.list_checks(int(channel.id))[0].status == "done")
    videos, total = bench.videos.list_page(VideoQuery(), limit=10, offset=0)
    assert (total, videos[0].youtube_id, videos[0].channel_id) == (1, "dQw4w9WgXcQ", channel.id)


def test_a_schedule_is_looked_at_now_and_then(bench: _Bench, database: Database) -> None:
    schedule = ChannelScheduleDTO(hour=0, minute=0, tz="UTC")
    settings = ChannelSettingsDTO(active=True, schedule=schedule)
    channel = bench.channels.create(CreateChannelDTO(title="Igreja", url=URL, settings=settings))
    with database.write() as session:
        row = channel_rows.find(session, int(channel.id))
        assert row is not None
        row.created_at = utc_now() - timedelta(days=3)

    bench.chores.ask_scheduled_checks()
    bench.chores.ask_scheduled_checks()

    assert len(bench.channels.list_checks(int(channel.id))) == 1


def test_leftovers_are_removed_at_the_start_and_once_an_hour(bench: _Bench) -> None:
    def leave() -> Path:
        left = bench.folder / "work" / "99-1-transcript"
        left.mkdir(parents=True)
        return left

    left = leave()
    bench.chores.tidy_up()
    assert not left.exists()
    left = leave()
    bench.chores.tidy_up()
    assert left.exists()
    bench.now += 3601
    bench.chores.tidy_up()
    assert not left.exists()
