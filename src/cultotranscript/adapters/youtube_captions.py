"""Captions as YouTube gives them: which of a video's tracks is read, and what it says.

The form read is `json3`. Its automatic captions have a time for every word and, unlike those in the form of WebVTT,
say nothing twice; each of their events stays on the screen while the next one is spoken, so that it ends there.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from cultotranscript.analysis.segments import Segment
from cultotranscript.pipeline.ports import TimedWord

_LONGEST_WORD_S = 2.0
"""What follows the last word of a line is silence: the line's end says nothing of the word's."""


@dataclass(frozen=True, slots=True)
class CaptionTrack:
    """One of a video's captions.

    Attributes:
        language: As YouTube writes it: "pt", "pt-BR", "en-nP7a9".
        is_automatic: Made by YouTube's speech recognition.
        address: Where its text is.
    """

    language: str
    is_automatic: bool
    address: str


def order_tracks(tracks: Iterable[CaptionTrack], spoken: str | None) -> list[CaptionTrack]:
    """The tracks that can be read, best first.

    What people wrote comes before what was recognised, Portuguese of Brazil before any other, before English; other
    languages are left out. A translation comes last, since it quotes another Bible than the preacher.

    Args:
        tracks: All of a video; none of them translated by YouTube.
        spoken: The language spoken in the video, None where nobody knows.
    """
    ranked = [(_rank(track.language), track) for track in tracks]
    ranked.sort(
        key=lambda pair: (
            spoken is not None and primary(pair[1].language) != primary(spoken),
            pair[1].is_automatic,
            pair[0],
            len(pair[1].language),
        )
    )
    return [track for rank, track in ranked if rank < _UNREAD]


_UNREAD = 3


def _rank(language: str) -> int:
    if language.lower().startswith("pt-br"):
        return 0
    return {"pt": 1, "en": 2}.get(primary(language), _UNREAD)


def primary(language: str) -> str:
    """The part that names the language alone: "pt" of "pt-BR"."""
    return language.lower().replace("_", "-").partition("-")[0]


def read_json3(text: str | bytes) -> tuple[list[Segment], list[TimedWord]]:
    """Read captions.

    Args:
        text: In the form `json3`.

    Returns:
        The lines, ordered by start, and their words where these have times of their own.

    Raises:
        ValueError: It is no such text.
    """
    try:
        events = json.loads(text)["events"]
        lines = sorted((line for event in events if (line := _read_event(event))), key=lambda line: line.start)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("these are no captions in the form json3") from error
    for line, following in pairwise(lines):
        if line.start < following.start < line.end:
            line.end = following.start
    segments = [
        Segment(line.start, line.end, _in_one_line("".join(piece for _, piece in line.pieces))) for line in lines
    ]
    words = [word for line in lines for word in line.words()]
    return segments, words


@dataclass(slots=True)
class _Line:
    start: float
    end: float
    pieces: list[tuple[float, str]]
    """Each with the second at which it is said."""

    def words(self) -> list[TimedWord]:
        """The words, where each was given a time."""
        if len(self.pieces) < 2:
            return []
        spoken = [(start, text) for start, piece in self.pieces if (text := _in_one_line(piece))]
        ends = [start for start, _ in spoken[1:]] + [self.end]
        return [
            TimedWord(start, max(start, min(end, start + _LONGEST_WORD_S)), text)
            for (start, text), end in zip(spoken, ends, strict=True)
        ]


def _read_event(event: dict[str, Any]) -> _Line | None:
    """A line that is shown, or None for what only opens a window or breaks a line."""
    start_ms = _milliseconds(event.get("tStartMs", 0))
    pieces = [
        ((start_ms + _milliseconds(piece.get("tOffsetMs", 0))) / 1000, str(piece.get("utf8", "")))
        for piece in event.get("segs", ())
    ]
    if not any(_in_one_line(text) for _, text in pieces):
        return None
    return _Line(start_ms / 1000, (start_ms + _milliseconds(event.get("dDurationMs", 0))) / 1000, pieces)


def _milliseconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise TypeError("a time is a number of milliseconds")
    return value


def _in_one_line(text: str) -> str:
    # Zero-width characters hold YouTube's lines in place and would part words here.
    return " ".join(text.replace("\u200b", "").replace("\ufeff", "").split())
