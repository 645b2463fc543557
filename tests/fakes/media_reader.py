"""A reader of recordings that says what a test tells it to."""

from pathlib import Path

from cultotranscript.errors import CultoError, InvalidFileError
from cultotranscript.pipeline.ports import MediaInfo


class FakeMediaReader:
    """Fulfils `MediaReader`.

    Args:
        duration_s: Of every file that is there.
        has_audio: Whether it has sound.
        failure: Raised instead.
    """

    def __init__(self, duration_s: float = 2.0, *, has_audio: bool = True, failure: CultoError | None = None) -> None:
        self.duration_s, self.has_audio, self.failure = duration_s, has_audio, failure

    def probe(self, path: Path) -> MediaInfo:
        """What the test says."""
        if not path.is_file() or path.stat().st_size == 0:
            raise InvalidFileError
        if self.failure is not None:
            raise self.failure
        return MediaInfo(self.duration_s, self.has_audio)
