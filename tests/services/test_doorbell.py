"""Telling other processes that there is something to read."""

import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.streams import PATIENCE_S

from cultotranscript.db.session import Database
from cultotranscript.services.doorbell import Doorbell, Ears, LocalDoorbell, NotifyDoorbell, make_doorbell


@pytest.fixture
def doorbell(database: Database, tmp_path: Path) -> Iterator[Doorbell]:
    """The doorbell of each kind of database."""
    doorbell = make_doorbell(database, tmp_path)
    yield doorbell
    doorbell.close()


def _hears(ears: Ears, limit_s: float = PATIENCE_S) -> bool:
    return bool(select.select([ears.fileno()], [], [], limit_s)[0])


def test_everybody_who_listens_hears_a_ring(doorbell: Doorbell, database: Database, tmp_path: Path) -> None:
    other = make_doorbell(database, tmp_path)
    with doorbell.listen() as one, other.listen() as two:
        doorbell.ring()

        assert _hears(one)
        assert _hears(two)
    other.close()


def test_rings_that_were_taken_are_not_heard_again_and_new_ones_are(doorbell: Doorbell) -> None:
    with doorbell.listen() as ears:
        doorbell.ring()
        assert _hears(ears)
        ears.clear()
        assert not _hears(ears, 0)

        doorbell.ring()

        assert _hears(ears)


def test_a_ring_from_any_thread_never_waits_for_listeners_that_do_not_hear(doorbell: Doorbell) -> None:
    with doorbell.listen() as ears:

        def ring() -> None:
            for _ in range(200):
                doorbell.ring()

        threads = [threading.Thread(target=ring) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_S)

        assert not any(thread.is_alive() for thread in threads)
        assert _hears(ears)


def test_a_ring_with_nobody_there_is_no_error(tmp_path: Path) -> None:
    bell = LocalDoorbell(tmp_path / "missing")
    bell.ring()
    bell.close()

    nowhere = NotifyDoorbell("postgresql://nobody@127.0.0.1:1/nothing")
    nowhere.ring()
    nowhere.close()


def test_listening_where_nothing_answers_says_so() -> None:
    bell = NotifyDoorbell("postgresql://nobody@127.0.0.1:1/nothing")

    with pytest.raises(OSError, match="cannot be reached"), bell.listen():
        pass


def test_a_deep_folder_is_no_hindrance_and_what_dead_listeners_left_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / ("d" * 100) / ("e" * 100)
    script = (
        "import os, sys, pathlib; from cultotranscript.services.doorbell import LocalDoorbell\n"
        "with LocalDoorbell(pathlib.Path(sys.argv[1])).listen(): os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", script, str(folder)], check=True)
    assert len(list(folder.iterdir())) == 1

    bell = LocalDoorbell(folder)
    bell.ring()

    assert list(folder.iterdir()) == []
    with bell.listen() as ears:
        bell.ring()
        assert _hears(ears)
    assert list(folder.iterdir()) == []
    bell.close()
