"""Which workers live. One that is declared dead records nothing more, and others go on with its jobs."""

import time
from collections.abc import Callable

from cultotranscript.db import workers
from cultotranscript.db.session import Database

DEAD_AFTER_S = 10.0
_LOOKS = 4
"""How often a count must have been seen unchanged: a database that was away makes everybody look dead at first."""


class Workers:
    """The living workers, as one of them sees the others.

    Args:
        database: Where they are noted.
        is_gone: Whether a worker of this machine is known to have ended, by its id; false where nobody can say.
        clock: Seconds that only rise.
    """

    def __init__(
        self,
        database: Database,
        is_gone: Callable[[str], bool] = lambda _: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database, self._is_gone, self._clock = database, is_gone, clock
        self._seen: dict[str, tuple[int, float, int]] = {}
        """By id: the count, when it was first seen, and how often since."""

    def begin(self, worker_id: str) -> None:
        """Note a worker that begins, before it takes its first job."""
        with self._database.write() as session:
            workers.add(session, worker_id)

    def beat(self, worker_id: str) -> bool:
        """Give a sign of life. Returns whether the worker may go on: false once it was declared dead."""
        with self._database.write() as session:
            return workers.beat(session, worker_id)

    def end(self, worker_id: str) -> None:
        """Declare oneself dead, so that others go on at once with what was not finished."""
        with self._database.write() as session:
            for worker in workers.list_all(session):
                if worker.id == worker_id:
                    workers.declare_dead(session, worker_id, worker.beats)

    def declare_dead(self, own_id: str) -> list[str]:
        """Declare dead whoever gave no sign of life for ten seconds, or is known to have ended.

        Returns:
            The ids of those who were declared dead now.

        Raises:
            UnavailableError: The database cannot be reached; nobody is judged by the time that passes meanwhile.
        """
        try:
            with self._database.read() as session:
                found = [(worker.id, worker.beats) for worker in workers.list_all(session) if worker.id != own_id]
            dead = [(worker_id, beats) for worker_id, beats in found if self._is_dead(worker_id, beats)]
            self._seen = {worker_id: self._seen[worker_id] for worker_id, _ in found}
            declared = []
            for worker_id, beats in dead:
                with self._database.write() as session:
                    if workers.declare_dead(session, worker_id, beats):
                        declared.append(worker_id)
        except Exception:
            self._seen.clear()
            raise
        return declared

    def _is_dead(self, worker_id: str, beats: int) -> bool:
        now = self._clock()
        known = self._seen.get(worker_id)
        if known is None or known[0] != beats:
            self._seen[worker_id] = (beats, now, 1)
            return self._is_gone(worker_id)
        _, first_seen, looks = known
        self._seen[worker_id] = (beats, first_seen, looks + 1)
        return self._is_gone(worker_id) or (looks + 1 >= _LOOKS and now - first_seen >= DEAD_AFTER_S)

    def living(self) -> list[str]:
        """The ids of all workers that nobody has declared dead."""
        with self._database.read() as session:
            return [worker.id for worker in workers.list_all(session)]
