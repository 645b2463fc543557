"""Who of the workers of this machine is gone: each holds a lock on a file of its own, and the system lets go of it.

A killed worker's jobs are so taken over by the next one at once, and not only after its signs of life are missed.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class WorkerLocks:
    """The locks in a folder of this machine.

    Args:
        folder: Made when it is missing.
        own_id: Of the worker of this process.
    """

    def __init__(self, folder: Path, own_id: str) -> None:
        self._folder, self._own_id = folder, own_id

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold this worker's lock for as long as the block runs, or the process lives."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(self._own_id)
        with path.open("xb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
            path.unlink(missing_ok=True)

    def is_gone(self, worker_id: str) -> bool:
        """Whether a worker of this machine has ended; its file is removed. False for one that left no file here."""
        path = self._path(worker_id)
        try:
            descriptor = os.open(path, os.O_RDONLY)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            with suppress(FileNotFoundError):
                path.unlink()
            return True
        finally:
            os.close(descriptor)

    def _path(self, worker_id: str) -> Path:
        return self._folder / f"{worker_id}.lock"
