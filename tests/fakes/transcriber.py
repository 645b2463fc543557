"""A transcriber that hears what a test says."""

from pathlib import Path

from cultotranscript.analysis.segments import Segment
from cultotranscript.errors import CultoError, InvalidFileError, StoppedError
from cultotranscript.pipeline.ports import IsStopped, OnProgress, SpokenText, TimedWord


class FakeTranscriber:
    """Fulfils `Transcriber`.

    Args:
        lines: Heard in every recording, with start and end in seconds.
        failure: Raised instead.
    """

    def __init__(self, lines: list[tuple[float, float, str]], *, failure: CultoError | None = None) -> None:
        self.lines, self.failure = lines, failure
        self.heard: list[Path] = []

    def transcribe(
        self, path: Path, language: str | None, is_stopped: IsStopped, on_progress: OnProgress
    ) -> SpokenText:
        """What the test says, a line at a time."""
        if not path.is_file() or path.stat().st_size == 0:
            raise InvalidFileError
        if self.failure is not None:
            raise self.failure
        self.heard.append(path)
        words: list[TimedWord] = []
        for number, (start, end, text) in enumerate(self.lines):
            if is_stopped():
                raise StoppedError
            on_progress(number / len(self.lines), None)
            words += [TimedWord(start, end, word) for word in text.split()]
        on_progress(1.0, 0.0)
        return SpokenText([Segment(*line) for line in self.lines], words, language or "pt", "whisper fake")
