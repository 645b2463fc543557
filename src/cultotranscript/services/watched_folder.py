"""A folder whose files become videos: somebody, or a recorder, puts them there.

A file is taken when it has not changed for some seconds. It is first moved into a folder of ours, so that nobody can
exchange it, and at the end into `done` or `failed`: nothing is taken twice, whenever this process ends.
"""

import contextlib
import logging
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cultotranscript.errors import ConfigurationError, CultoError, InsufficientStorageError, UnavailableError
from cultotranscript.services.media_types import CAPTION_SUFFIXES, MEDIA_SUFFIXES, suffix_of

_log = logging.getLogger(__name__)

SETTLED_S = 5.0
_LOOK_EVERY_S = 2.0
_TAKING, _DONE, _FAILED = ".taking", "done", "failed"


class WatchedFolder:
    """Looks into one folder.

    Args:
        folder: It; made if it is not there. Links and folders in it are left alone.
        submit: Makes a video of a file, which stays where it is; the same content again is no new video.
        clock: Seconds that only rise.

    Raises:
        ConfigurationError: It cannot be made or written.
    """

    def __init__(
        self, folder: Path, submit: Callable[[Path], object], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder, self._submit, self._clock = folder, submit, clock
        self._seen: dict[str, tuple[tuple[int, int, int], float]] = {}
        self._looked_at = -_LOOK_EVERY_S
        self._thread: threading.Thread | None = None
        try:
            for name in (_TAKING, _DONE, _FAILED):
                (folder / name).mkdir(parents=True, exist_ok=True)
                if (folder / name).is_symlink():
                    raise ConfigurationError(f"{folder / name} is a link, and files would be moved out of the folder.")
        except OSError as error:
            raise ConfigurationError(f"The watched folder {folder} cannot be used: {error.strerror}.") from error
        # What a process that ended had taken is taken first.
        self._is_taken_left = True

    def begin_looking(self) -> None:
        """Look on a thread of its own, now and then: a file of some gigabytes takes its time."""
        if self._clock() - self._looked_at < _LOOK_EVERY_S or (self._thread is not None and self._thread.is_alive()):
            return
        self._looked_at = self._clock()
        self._thread = threading.Thread(target=self._look, name="watched-folder", daemon=True)
        self._thread.start()

    def _look(self) -> None:
        try:
            self.look()
        except Exception:
            # The folder may be on a network that is away; the next look begins anew.
            _log.exception("The watched folder could not be looked into and is tried again")

    def look(self) -> int:
        """Take what is there and has settled. Returns how many became videos."""
        taken = 0
        if self._is_taken_left:
            taken += sum(self._make_video(path) for path in sorted((self._folder / _TAKING).iterdir()))
            self._is_taken_left = False
        for name in list(self._settled()):
            try:
                path = (self._folder / name).rename(_free(self._folder / _TAKING / name))
            except FileNotFoundError:
                # Another worker was quicker.
                continue
            taken += self._make_video(path)
        return taken

    def _settled(self) -> Iterator[str]:
        """The names of files that have not changed for a while."""
        now, seen = self._clock(), {}
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or suffix_of(entry.name) not in CAPTION_SUFFIXES + MEDIA_SUFFIXES:
                    continue
                with contextlib.suppress(FileNotFoundError):
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode):
                        state = (status.st_ino, status.st_size, status.st_mtime_ns)
                        known = self._seen.get(entry.name)
                        seen[entry.name] = known if known is not None and known[0] == state else (state, now)
        self._seen = seen
        return (name for name, (state, since) in seen.items() if now - since >= SETTLED_S and state[1] > 0)

    def _make_video(self, path: Path) -> bool:
        """Submit a file that was moved out of everybody's reach, and put it where it belongs then."""
        if path.is_symlink() or not path.is_file():
            return False
        try:
            self._submit(path)
        except (UnavailableError, InsufficientStorageError) as error:
            _log.warning("%s waits in the watched folder: %s", path.name, error.detail)
            self._move(path, self._folder / path.name)
            return False
        except CultoError as error:
            _log.warning("%s of the watched folder is no video: %s", path.name, error.detail)
            failed = self._move(path, self._folder / _FAILED / path.name)
            if failed is not None:
                failed.with_name(f"{failed.name}.why").write_text(f"{error.detail}\n")
            return False
        return self._move(path, self._folder / _DONE / path.name) is not None

    def _move(self, path: Path, to: Path) -> Path | None:
        with contextlib.suppress(FileNotFoundError):
            return path.rename(_free(to))
        return None


def _free(path: Path) -> Path:
    """A path of which there is nothing yet: the same name, or one with a number."""
    number, free = 1, path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
