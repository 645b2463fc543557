"""Keeps a worker alive beside the web server: started, started again when it dies, and ended with it."""

import contextlib
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

_log = logging.getLogger(__name__)

_RESTART_S = (0.5, 30.0)
"""Before a worker that died is started again: at first, and at most."""
_STEADY_S = 60.0
"""A worker that lived for so long is started again at once when it dies."""
_GRACE_S = 5.0
PARENT_PIPE = "CULTO_PARENT_PIPE"
"""Names the descriptor in a worker's environment that ends when whoever started it does, however it does."""


class Supervisor:
    """A worker process beside this one. `tick` is called often, by one thread.

    Args:
        command: What starts a worker.
        clock: Seconds that only rise.
    """

    def __init__(
        self,
        command: Sequence[str] = (sys.executable, "-m", "cultotranscript", "worker"),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._command, self._clock = list(command), clock
        self._worker: subprocess.Popen[bytes] | None = None
        self._writer = -1
        self._started_at = self._due_at = float("-inf")
        self._delay_s = _RESTART_S[0]

    def tick(self) -> None:
        """Start the worker where it does not run and its time has come."""
        now = self._clock()
        if self._worker is not None:
            status = self._worker.poll()
            if status is None:
                return
            self._let_go()
            if now - self._started_at > _STEADY_S:
                self._delay_s = _RESTART_S[0]
            self._due_at = now + self._delay_s
            _log.error("The worker ended with status %d and is started again in %.1f s", status, self._delay_s)
            self._delay_s = min(self._delay_s * 2, _RESTART_S[1])
        if now >= self._due_at:
            self._start(now)

    def _start(self, now: float) -> None:
        reader, self._writer = os.pipe()
        # A session of its own: Ctrl-C in a terminal reaches this process alone, which then ends the worker.
        self._worker = subprocess.Popen(  # noqa: S603 -- Our own command.
            self._command,
            pass_fds=(reader,),
            env={**os.environ, PARENT_PIPE: str(reader)},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(reader)
        self._started_at = now

    def _let_go(self) -> None:
        self._worker = None
        os.close(self._writer)

    def stop(self) -> None:
        """End the worker, and do not start it again."""
        worker = self._worker
        if worker is None:
            return
        with contextlib.suppress(ProcessLookupError):
            worker.terminate()
        try:
            worker.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()
        self._let_go()
