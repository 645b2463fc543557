"""Who of this machine's workers has ended."""

from pathlib import Path

from cultotranscript.services.worker_locks import WorkerLocks


def test_a_worker_is_gone_once_it_holds_its_lock_no_longer(tmp_path: Path) -> None:
    locks = WorkerLocks(tmp_path / "workers", "me")
    others = WorkerLocks(tmp_path / "workers", "other")

    with locks.hold():
        assert not others.is_gone("me")
    (tmp_path / "workers" / "killed.lock").touch()

    assert others.is_gone("killed")
    assert list((tmp_path / "workers").iterdir()) == []


def test_nothing_is_said_of_a_worker_of_another_machine(tmp_path: Path) -> None:
    assert not WorkerLocks(tmp_path / "workers", "me").is_gone("elsewhere")
