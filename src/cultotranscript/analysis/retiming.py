"""Times for an edited text: words that stayed keep theirs, and what was changed lies between its neighbours."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from cultotranscript.analysis.quotations import fold
from cultotranscript.analysis.segments import Segment

_WORD = re.compile(r"\S+")
_EXACT_WORDS = 2_000
"""Longer texts are compared without their common words as anchors; see `retime`."""
_SEGMENT_WORDS = 12
"""What was put in without any time of its own is cut into segments of this length."""


def retime(segments: Sequence[Segment], text: str) -> list[Segment]:
    """Lay an edited text over the segments that it was made from.

    Args:
        segments: The text before, ordered by start; times in seconds.
        text: The whole text after.

    Returns:
        The edited text in segments, in order; together they hold every word of it. A segment that is unchanged keeps
        its times.
    """
    old: list[str] = []
    home: list[int] = []
    for number, segment in enumerate(segments):
        for word in _WORD.findall(segment.text):
            old.append(_bare(word))
            home.append(number)
    new = _WORD.findall(text)
    if not new:
        return []
    if not old:
        return [Segment(0.0, 0.0, " ".join(new))]
    places: list[int | None] = [None] * len(new)
    # Common words anchor nothing, and comparing each of them with each would take a long text hours.
    matcher = SequenceMatcher(None, old, [_bare(word) for word in new], autojunk=True)
    for block in matcher.get_matching_blocks():
        for n in range(block.size):
            places[block.b + n] = home[block.a + n]
    known = 0
    for n, place in enumerate(places):
        # A changed word belongs to the segment of the word in front of it; at the start, to the first that stayed.
        if place is None:
            places[n] = known if n else next((later for later in places if later is not None), 0)
        known = places[n] or 0
    grouped: dict[int, list[str]] = {}
    for word, place in zip(new, places, strict=True):
        grouped.setdefault(place or 0, []).append(word)
    edited: list[Segment] = []
    for number in sorted(grouped):
        edited += _cut(segments[number], grouped[number])
    return edited


@dataclass(frozen=True, slots=True)
class Change:
    """Where one text says something else than another; either side may be empty.

    Attributes:
        before: The words of the first.
        after: The words of the second.
        timestamp: Seconds, in the second text; of the word in front where something was taken out.
    """

    before: str
    after: str
    timestamp: float


def compare(before: Sequence[Segment], after: Sequence[Segment]) -> list[Change]:
    """What a text says otherwise than another, in order; case and punctuation count."""
    old = [word for segment in before for word in segment.text.split()]
    new = [(word, segment) for segment in after for word in segment.text.split()]
    matcher = SequenceMatcher(None, old, [word for word, _ in new], autojunk=len(old) > _EXACT_WORDS)
    changes = []
    for kind, old_first, old_end, new_first, new_end in matcher.get_opcodes():
        if kind != "equal":
            at = new[min(new_first, len(new) - 1)][1].start if new else 0.0
            words = " ".join(word for word, _ in new[new_first:new_end])
            changes.append(Change(" ".join(old[old_first:old_end]), words, at))
    return changes


def _bare(word: str) -> str:
    return fold(re.sub(r"\W+", "", word)) or word


def _cut(home: Segment, words: Sequence[str]) -> list[Segment]:
    """One segment's words, cut where far more were put in than it held."""
    if len(words) <= max(2 * len(home.text.split()), 2 * _SEGMENT_WORDS):
        return [Segment(home.start, home.end, " ".join(words))]
    length_s = home.end - home.start
    parts = [words[n : n + _SEGMENT_WORDS] for n in range(0, len(words), _SEGMENT_WORDS)]
    return [
        Segment(home.start + length_s * n / len(parts), home.start + length_s * (n + 1) / len(parts), " ".join(part))
        for n, part in enumerate(parts)
    ]
