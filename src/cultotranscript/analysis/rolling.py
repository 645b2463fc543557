"""Rolling captions, which show each line a second and a third time while the next one is spoken."""

from collections.abc import Sequence
from dataclasses import dataclass

from cultotranscript.analysis.segments import Segment

_ROLLING_SHARE = 0.3
_ROLLING_WORDS = 3
_MOST_WORDS = 40
_FLASH_S = 0.1


@dataclass(slots=True)
class Cue:
    """A caption as it stands in a file: times in seconds, its lines, and where in the file its times are."""

    start: float
    end: float
    lines: list[str]
    line_number: int


def unroll(cues: Sequence[Cue]) -> list[Segment]:
    """Make segments of cues, each thing said once, each ended when the next one begins.

    Captions are rolling when a third of them begin with what the cue before ended with. In others a line that comes
    again was said again.
    """
    overlaps = [0] * len(cues)
    signs = 0
    previous: list[str] = []
    for number, cue in enumerate(cues):
        overlaps[number] = overlap = _overlap(previous, cue.lines)
        # A cue that says the same again is no sign: that is a refrain, unless it flashes by.
        signs += 0 < overlap < len(cue.lines) or (overlap > 0 and cue.end - cue.start < _FLASH_S)
        if cue.lines:
            previous = cue.lines
    with_text = sum(bool(cue.lines) for cue in cues)
    is_rolling = signs >= max(with_text * _ROLLING_SHARE, 2)
    segments: list[Segment] = []
    for cue, overlap in zip(cues, overlaps, strict=True):
        text = " ".join(cue.lines[overlap:] if is_rolling else cue.lines)
        if text:
            segments.append(Segment(cue.start, cue.end, text))
    segments = segments if is_rolling else _unroll_words(segments)
    # A rolling line stays until the next but one; it was said until the next began.
    return [
        Segment(s.start, min(s.end, after.start) if after.start > s.start else s.end, s.text)
        for s, after in zip(segments, [*segments[1:], *segments[-1:]], strict=True)
    ]


def _overlap(before: Sequence[str], lines: Sequence[str]) -> int:
    """How many of the first lines or words are the last ones of the cue before; of that one the last 40 count."""
    tail = list(before[-_MOST_WORDS:])
    for size in range(min(len(tail), len(lines)), 0, -1):
        if tail[-size:] == list(lines[:size]):
            return size
    return 0


def _unroll_words(segments: Sequence[Segment]) -> list[Segment]:
    """As above, where a tool has put each cue's lines into one."""
    words = [segment.text.split() for segment in segments]
    overlaps = [0] + [_overlap(words[n - 1], words[n]) for n in range(1, len(words))]
    rolling = sum(overlap >= _ROLLING_WORDS for overlap in overlaps)
    if rolling < max(len(segments) * _ROLLING_SHARE, 2):
        return list(segments)
    kept = []
    for segment, mine, overlap in zip(segments, words, overlaps, strict=True):
        rest = mine[overlap:] if overlap >= _ROLLING_WORDS else mine
        if rest:
            kept.append(Segment(segment.start, segment.end, " ".join(rest)))
    return kept
