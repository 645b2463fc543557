"""What a worker does beside its jobs: it tidies up, and looks at channels whose time has come."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from cultotranscript.dtos import utc_now
from cultotranscript.errors import CultoError
from cultotranscript.pipeline.leftovers import remove_leftovers
from cultotranscript.pipeline.ports import VideoSite
from cultotranscript.services.channels import Channels
from cultotranscript.services.runs import Runs
from cultotranscript.services.videos import Videos
from cultotranscript.services.workers import Workers

_log = logging.getLogger(__name__)

_TIDY_S = 3600.0
_SCHEDULES_S = 15.0
_LOOKS_S = 2.0


class Chores:
    """Called once a second each; each knows when it is due.

    Args:
        data_dir: What it tidies up in.
        runs: Of this worker.
        workers: Which of them live.
        channels: Whose looks are taken.
        videos: Takes what a look finds.
        site: Where channels are looked at.
        clock: Seconds that only rise.
    """

    def __init__(
        self,
        data_dir: Path,
        runs: Runs,
        workers: Workers,
        channels: Channels,
        videos: Videos,
        site: VideoSite,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        assert runs.worker_id is not None
        self._worker_id = runs.worker_id
        self._data_dir, self._runs, self._workers = data_dir, runs, workers
        self._channels, self._videos, self._site, self._clock = channels, videos, site, clock
        self._due: dict[str, float] = {}
        self._looking: threading.Thread | None = None

    def _is_due(self, what: str, every_s: float) -> bool:
        now = self._clock()
        if now < self._due.get(what, now):
            return False
        self._due[what] = now + every_s
        return True

    def tidy_up(self) -> None:
        """Remove what killed processes left on the disk, at the start and once an hour."""
        if self._is_due("tidy", _TIDY_S):
            remove_leftovers(self._data_dir / "work", self._data_dir / "uploads", self._runs)

    def ask_scheduled_checks(self) -> None:
        """Ask for looks at channels whose time has come."""
        if self._is_due("schedules", _SCHEDULES_S):
            self._channels.ask_scheduled(utc_now())

    def look_at_channels(self) -> None:
        """Take looks that wait, in a thread: a site may take its time, and signs of life may not."""
        is_looking = self._looking is not None and self._looking.is_alive()
        if not is_looking and self._is_due("looks", _LOOKS_S):
            self._looking = threading.Thread(target=self.take_looks, name="channel-looks", daemon=True)
            self._looking.start()

    def take_looks(self) -> None:
        """Take every look that waits."""
        try:
            while self._channels.look_once(
                self._worker_id, self._workers.living(), self._site, self._videos.submit_listed
            ):
                pass
        except CultoError as error:
            _log.warning("A look at a channel failed and is taken again: %s", error)
