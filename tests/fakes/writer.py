"""A stream's writer that keeps what it is given."""

from collections.abc import Callable, Sequence

from cultotranscript.dtos import SSEEventDTO
from cultotranscript.services.stream import Payload


class FakeWriter:
    """Fulfils `Writer`; what its client has not taken is set by the test."""

    def __init__(self, on_end: Callable[[], None] = lambda: None) -> None:
        self.data: list[bytes] = []
        self.events: list[SSEEventDTO] = []
        self.unsent = 0
        self.taken = 0
        self.end: str | None = None
        self._on_end = on_end

    def write(self, payload: Payload) -> None:
        """Keep it."""
        self.data.append(payload.data)

    @staticmethod
    def write_all(writers: Sequence["FakeWriter"], payload: Payload) -> None:
        """Keep it in each."""
        for writer in writers:
            writer.write(payload)

    def unsent_bytes(self) -> int:
        """What the test says."""
        return self.unsent

    def taken_bytes(self) -> int:
        """What the test says."""
        return self.taken

    async def wait_until_sent(self) -> None:
        """Everything is."""

    def finish(self) -> None:
        """End as told."""
        self._finish("finished")

    def abort(self) -> None:
        """End as told."""
        self._finish("aborted")

    def _finish(self, how: str) -> None:
        if self.end is None:
            self.end = how
            self._on_end()
