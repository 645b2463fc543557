"""Servers and workers that are really killed: every sermon is finished, once."""

import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import alembic.command
import pytest
from tests.installation import PATIENCE_S, Installation, installed, variants, wait_until
from tests.once import assert_each_happened_once, assert_each_was_recorded_once, is_finished
from tests.own_postgresql import POSTGRES_BIN, OwnPostgreSQL, own_postgresql

from cultotranscript.db.session import Database, _alembic_config

SERMON = (Path(__file__).parents[1] / "data" / "sermons" / "zaqueu.vtt").read_bytes()
VIDEOS = 5
KILLS = 10
SMALL_DISK = os.environ.get("CULTO_TEST_SMALL_DISK")
"""A folder on a file system of some hundred MB, which is filled."""


def _kill_at_random(installation: Installation, kills: dict[str, Callable[[], None]]) -> None:
    """Send sermons while one thing or another is killed, and wait until all are finished."""
    chance = random.Random(1)
    files = variants(SERMON, VIDEOS)
    for number in range(KILLS):
        if number < VIDEOS:
            installation.upload(*files[number])
        time.sleep(chance.uniform(0.0, 1.5))  # Real time, since the moment of the kill is what is tested.
        kills[chance.choice(list(kills))]()
    wait_until(lambda: is_finished(installation, VIDEOS), "the end of every sermon")


def _kills(installation: Installation) -> dict[str, Callable[[], None]]:
    def kill_server() -> None:
        installation.kill_server()
        installation.start()

    def kill_both() -> None:
        installation.kill()
        installation.start()

    return {"worker": installation.kill_workers, "server": kill_server, "both": kill_both}


def test_whoever_is_killed_and_whenever_every_sermonis_finished_once(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    with installed(tmp_path / "data", database_url) as installation:
        installation.start()

        _kill_at_random(installation, _kills(installation))

        assert_each_happened_once(database, installation, VIDEOS)


@pytest.fixture
def server() -> Iterator[OwnPostgreSQL]:
    """A PostgreSQL server that may be killed."""
    if POSTGRES_BIN is None:
        pytest.skip("set CULTO_TEST_POSTGRES_BIN to the folder of initdb and pg_ctl to run this test")
    with own_postgresql(Path(POSTGRES_BIN)) as server:
        yield server


def test_a_database_that_is_killed_as_well_loses_no_sermon_and_doubles_none(
    server: OwnPostgreSQL, tmp_path: Path
) -> None:
    with installed(tmp_path / "data", server.url) as installation:
        installation.start()

        def kill_database() -> None:
            server.kill()
            server.start()

        _kill_at_random(installation, {**_kills(installation), "database": kill_database})

        with closing(Database(server.url)) as database:
            assert_each_happened_once(database, installation, VIDEOS)


def test_a_database_that_is_away_for_half_a_minute_is_waited_for(server: OwnPostgreSQL, tmp_path: Path) -> None:
    with installed(tmp_path / "data", server.url) as installation:
        installation.start()
        for name, content in variants(SERMON, VIDEOS):
            installation.upload(name, content)
        wait_until(lambda: "PROCESSED" in installation.statuses().values(), "the end of a sermon")
        workers = installation.worker_ids()

        server.kill()
        answer = installation.send("GET", "/api/v2/videos")
        time.sleep(30)  # Real time, since the patience of real processes is what is tested.
        late_answer = installation.send("GET", "/api/v2/videos")
        server.start()

        for refused in (answer, late_answer):
            assert (refused.status_code, refused.json()["error_code"]) == (503, "UNAVAILABLE")
        wait_until(lambda: is_finished(installation, VIDEOS), "the end of every sermon")
        with closing(Database(server.url)) as database:
            assert_each_happened_once(database, installation, VIDEOS)
        assert installation.worker_ids() == workers


def test_a_worker_that_finds_no_database_begins_when_there_is_one(server: OwnPostgreSQL, tmp_path: Path) -> None:
    with installed(tmp_path / "data", server.url) as installation:
        installation.start("--no-worker")
        installation.upload(*variants(SERMON, 1)[0])
        server.kill()

        worker = installation.start_worker()
        wait_until(lambda: "begins when it can" in installation.log.read_text(), "the worker's patience")
        server.start()

        wait_until(lambda: is_finished(installation, 1), "the end of the sermon")
        assert worker.poll() is None


# On SQLite a frozen process may hold the lock of the whole file, which nobody can take from it.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_worker_that_freezes_is_replaced_and_records_nothing_when_it_thaws(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    with installed(tmp_path / "data", database_url) as installation:
        installation.start("--no-worker")
        frozen = installation.start_worker()
        for name, content in variants(SERMON, VIDEOS):
            installation.upload(name, content)
        wait_until(lambda: "PROCESSING" in installation.statuses().values(), "the start of a sermon")
        frozen.send_signal(signal.SIGSTOP)
        other = installation.start_worker()

        wait_until(lambda: is_finished(installation, VIDEOS), "the end of every sermon")
        assert_each_happened_once(database, installation, VIDEOS)
        frozen.send_signal(signal.SIGCONT)

        assert frozen.wait(PATIENCE_S) == 75
        assert other.poll() is None
        assert_each_was_recorded_once(database, installation, VIDEOS)


def test_a_disk_that_fills_while_sermons_are_worked_on_loses_none(tmp_path: Path) -> None:
    if SMALL_DISK is None:
        pytest.skip("set CULTO_TEST_SMALL_DISK to a folder on a small file system to run this test")
    with tempfile.TemporaryDirectory(dir=SMALL_DISK) as folder, installed(Path(folder) / "data") as installation:
        installation.log = tmp_path / "log"
        installation.start()
        for name, content in variants(SERMON, VIDEOS):
            installation.upload(name, content)
        wait_until(lambda: "PROCESSED" in installation.statuses().values(), "the end of a sermon")
        workers = installation.worker_ids()
        filler = Path(folder) / "filler"
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1024 * 1024))
        with suppress(OSError), filler.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(1024))

        name, content = variants(SERMON, 1)[0]
        refused = installation.send("POST", "/api/v2/videos/upload", files={"file": (name, content)})
        assert (refused.status_code, refused.json()["error_code"]) == (507, "INSUFFICIENT_STORAGE")
        wait_until(lambda: "The disk is full" in installation.log.read_text(), "the worker's complaint")
        # What is there can be read.
        assert len(installation.statuses()) == VIDEOS
        filler.unlink()

        wait_until(lambda: is_finished(installation, VIDEOS), "the end of every sermon")
        with closing(Database(f"sqlite:///{installation.data_dir / 'culto.sqlite'}")) as database:
            assert_each_happened_once(database, installation, VIDEOS)
        assert installation.worker_ids() == workers


def test_an_upgrade_with_jobs_in_flight_finishes_them(database: Database, database_url: str, tmp_path: Path) -> None:
    with installed(tmp_path / "data", database_url) as installation:
        installation.start()
        for name, content in variants(SERMON, VIDEOS):
            installation.upload(name, content)
        wait_until(lambda: "PROCESSING" in installation.statuses().values(), "the start of a sermon")
        installation.kill()
        # The tables as the version before this one has them.
        with database.engine.begin() as connection:
            config = _alembic_config()
            config.attributes["connection"] = connection
            alembic.command.downgrade(config, "-1")
        assert not database.is_current()

        if not database.is_sqlite:
            installation.run("db", "upgrade")
        installation.start()

        wait_until(lambda: is_finished(installation, VIDEOS), "the end of every sermon")
        assert_each_happened_once(database, installation, VIDEOS)


def test_what_was_accepted_while_no_worker_ran_is_done_when_one_does(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    with installed(tmp_path / "data", database_url) as installation:
        installation.start("--no-worker")
        installation.upload(*variants(SERMON, 1)[0])
        assert list(installation.statuses().values()) == ["QUEUED"]

        installation.start_worker()

        wait_until(lambda: is_finished(installation, 1), "the end of the sermon")
        assert "1 alive" in installation.run("check")
