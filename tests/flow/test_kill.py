"""Servers and workers that are really killed: every sermon is finished, once."""

import random
import time
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.installation import Installation, installed, variants, wait_until
from tests.rows import told

from cultotranscript.db.models import Event, Report, Transcript
from cultotranscript.db.session import Database
from cultotranscript.dtos import SummaryReadyEventDTO, VideoStatusEventDTO

SERMON = (Path(__file__).parents[1] / "data" / "sermons" / "zaqueu.vtt").read_bytes()
VIDEOS = 5
KILLS = 10


def _is_finished(installation: Installation, count: int) -> bool:
    statuses = installation.statuses()
    assert "FAILED" not in statuses.values()
    return list(statuses.values()) == ["PROCESSED"] * count


def _assert_each_happened_once(database: Database, installation: Installation, count: int) -> None:
    installation.assert_no_ended_step_was_repeated()
    with database.read() as session:
        keys = session.scalars(sa.select(Event.key).where(Event.key.is_not(None))).all()
        assert len(keys) == len(set(keys))
        for table in (Transcript, Report):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == count
    events = told(database)
    by_video: dict[str, list[VideoStatusEventDTO]] = {}
    for event in events:
        if isinstance(event, VideoStatusEventDTO):
            by_video.setdefault(event.video_id, []).append(event)
    assert len(by_video) == count
    for told_of in by_video.values():
        progress = [event.progress or 0 for event in told_of]
        assert progress == sorted(progress)
        assert Counter(event.status.value for event in told_of)["PROCESSED"] == 1
        assert told_of[-1].status == "PROCESSED"
    ready = Counter(event.video_id for event in events if isinstance(event, SummaryReadyEventDTO))
    assert ready == Counter(dict.fromkeys(by_video, 1))
    work = installation.data_dir / "work"
    assert not work.exists() or list(work.iterdir()) == []
    assert list((installation.data_dir / "uploads").glob("incoming-*")) == []


@pytest.mark.parametrize("seed", [1])
def test_whoever_is_killed_and_whenever_every_sermon_is_finished_once(
    database: Database, database_url: str, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    with installed(tmp_path / "data", database_url) as installation:
        if not database.is_sqlite:
            installation.run("db", "upgrade")
        installation.start()
        files = variants(SERMON, VIDEOS)
        for number in range(KILLS):
            if number < VIDEOS:
                installation.upload(*files[number])
            time.sleep(chance.uniform(0.0, 1.5))  # Real time, since the moment of the kill is what is tested.
            kill = chance.choice(["worker", "server", "both"])
            if kill in ("worker", "both"):
                installation.kill_workers()
            if kill in ("server", "both"):
                installation.kill_server()
                installation.start()

        wait_until(lambda: _is_finished(installation, VIDEOS), "the end of every sermon")

        _assert_each_happened_once(database, installation, VIDEOS)


def test_what_was_accepted_while_no_worker_ran_is_done_when_one_does(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    with installed(tmp_path / "data", database_url) as installation:
        if not database.is_sqlite:
            installation.run("db", "upgrade")
        installation.start("--no-worker")
        installation.upload(*variants(SERMON, 1)[0])
        assert list(installation.statuses().values()) == ["QUEUED"]

        installation.start_worker()

        wait_until(lambda: _is_finished(installation, 1), "the end of the sermon")
        assert "1 alive" in installation.run("check")
