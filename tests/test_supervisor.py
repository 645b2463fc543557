"""A worker is kept alive beside the server, and never outlives it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.streams import PATIENCE_S, wait_until

from cultotranscript.supervisor import PARENT_PIPE, Supervisor

WORKER = """
import os, sys, time
with open(sys.argv[1], "a") as log:
    log.write(f"{os.getpid()}\\n")
os.read(int(os.environ["CULTO_PARENT_PIPE"]), 1)
"""


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _started(log: Path) -> list[int]:
    return [int(line) for line in log.read_text().splitlines()] if log.exists() else []


def _is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    # A child that ended and was not waited for is still there as a zombie.
    return "Z" not in Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]


def test_a_worker_that_dies_is_started_again_after_a_wait_that_grows(tmp_path: Path) -> None:
    clock, log = _Clock(), tmp_path / "log"
    supervisor = Supervisor([sys.executable, "-c", WORKER, str(log)], clock)

    def die() -> None:
        count = len(_started(log))
        os.kill(_started(log)[-1], signal.SIGKILL)
        wait_until(lambda: not _is_running(_started(log)[-1]))
        supervisor.tick()
        assert len(_started(log)) == count

    supervisor.tick()
    wait_until(lambda: len(_started(log)) == 1)
    die()
    clock.now += 0.6
    supervisor.tick()
    wait_until(lambda: len(_started(log)) == 2)
    die()
    clock.now += 0.6
    supervisor.tick()
    assert len(_started(log)) == 2
    clock.now += 0.6
    supervisor.tick()
    wait_until(lambda: len(_started(log)) == 3)

    supervisor.stop()

    wait_until(lambda: not _is_running(_started(log)[-1]))


def test_a_worker_that_lived_long_is_started_again_without_a_longer_wait(tmp_path: Path) -> None:
    clock, log = _Clock(), tmp_path / "log"
    supervisor = Supervisor([sys.executable, "-c", WORKER, str(log)], clock)
    for lives in range(1, 5):
        supervisor.tick()
        wait_until(lambda lives=lives: len(_started(log)) == lives)  # type: ignore[misc]  # A default binds the value.
        clock.now += 61
        os.kill(_started(log)[-1], signal.SIGKILL)
        wait_until(lambda: not _is_running(_started(log)[-1]))
        supervisor.tick()
        clock.now += 0.6

    supervisor.stop()


def test_the_worker_ends_when_the_server_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    program = (
        "import sys, time; from cultotranscript.supervisor import Supervisor; "
        "s = Supervisor(sys.argv[1:]); s.tick(); time.sleep(600)"
    )
    server = subprocess.Popen([sys.executable, "-c", program, sys.executable, "-c", WORKER, str(log)])
    wait_until(lambda: _started(log))

    server.kill()
    server.wait(PATIENCE_S)

    wait_until(lambda: not _is_running(_started(log)[0]))


def test_stopping_what_was_never_started_does_nothing() -> None:
    Supervisor([sys.executable, "-c", ""]).stop()
    assert PARENT_PIPE not in os.environ
