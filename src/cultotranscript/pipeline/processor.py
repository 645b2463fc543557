"""What files are processed with outside of a run: the same tools, without anything to record in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cultotranscript.analysis.findings import Mention, SermonFindings
from cultotranscript.analysis.segments import Segment
from cultotranscript.pipeline.ports import Transcriber

ReadBible = Callable[[Sequence[Segment], SermonFindings], tuple[dict[Any, str], Sequence[Mention]]]
"""The words of the places that were named, and the verses that were quoted without being named."""


@dataclass(frozen=True, slots=True)
class Processor:
    """What files are processed with.

    Attributes:
        analyse: `analyse_sermon`, or one with a lexicon of the user's.
        transcriber: For sound; None where no model is set up.
        read_bible: As the type says.
    """

    analyse: Callable[..., SermonFindings]
    transcriber: Transcriber | None
    read_bible: ReadBible
