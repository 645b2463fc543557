"""A language model that answers what it was given, or refuses."""

from collections.abc import Callable

from cultotranscript.analysis.findings import Language
from cultotranscript.pipeline.ports import ModelReading, ModelRefusal


class FakeSermonModel:
    """Fulfils `SermonModel` without asking anybody.

    Args:
        answer: What it answers, or the refusal that it raises.
    """

    def __init__(self, answer: ModelReading | ModelRefusal) -> None:
        self._answer = answer
        self.asked: list[str] = []

    def read_sermon(self, transcript: str, _language: Language, on_part: Callable[[float], None]) -> ModelReading:
        """Answer at once."""
        self.asked.append(transcript)
        if isinstance(self._answer, ModelRefusal):
            raise self._answer
        on_part(1.0)
        return self._answer
