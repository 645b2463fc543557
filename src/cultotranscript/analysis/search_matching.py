"""Where the words of a search stand in what was said: runs of words, the best sentences, the marks in a text."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import nsmallest

from cultotranscript.analysis.search_terms import tokenise

_REPEATED = 0.1
"""What a second and further time in the same sentence adds, as a part of the first."""
_REPEATS_MAX = 4
_NEGLIGIBLE = 0.02
"""The part of the rarest slot's rarity below which a slot does not choose between sentences."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that is searched for.

    Attributes:
        places: Which terms may stand at each place of a run of words; a single word is a run of one.
        rarity: How much it says that a text holds it.
    """

    places: tuple[frozenset[str], ...]
    rarity: float = 0.0

    @property
    def terms(self) -> frozenset[str]:
        """All its terms."""
        return frozenset[str]().union(*self.places)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the words of a video stand: the position at which each sentence begins, and where the names begin."""

    starts: Sequence[int]
    length: int

    def sentence_at(self, position: int) -> int | None:
        """The sentence of a position; None in the names."""
        return bisect_right(self.starts, position) - 1 if position < self.length else None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sentences that hold what is searched for: one, or several that a run of words goes through."""

    first: int
    last: int
    score: float


def find_runs(slot: Slot, positions: Mapping[str, Sequence[int]]) -> Sequence[int]:
    """The positions at which a slot's run of words begins, in order.

    Args:
        slot: What is looked for.
        positions: Of each term, ascending; a term that is missing stands nowhere.
    """
    places = [_positions_of(place, positions) for place in slot.places]
    if len(places) == 1:
        return places[0]
    # From the rarest word outwards: a run costs what its rarest word costs. A "de" that stands in a sermon 400 times
    # is looked into and never gone through.
    rarest = min(range(len(places)), key=lambda index: len(places[index]))
    starts = [position - rarest for position in places[rarest]]
    for index, others in enumerate(places):
        if index != rarest:
            starts = [start for start in starts if _holds(others, start + index, start + index + 1)]
    return starts


def _positions_of(place: frozenset[str], positions: Mapping[str, Sequence[int]]) -> Sequence[int]:
    found = [positions[term] for term in place if term in positions]
    return found[0] if len(found) == 1 else sorted(position for one in found for position in one)


def _holds(positions: Sequence[int], first: int, end: int) -> bool:
    """Whether any position lies from `first` on and before `end`."""
    index = bisect_left(positions, first)
    return index < len(positions) and positions[index] < end


def outside_of(
    runs: Sequence[int], length: int, unwanted: Sequence[tuple[Slot, Sequence[int]]], layout: Layout
) -> list[int]:
    """The runs that go through no sentence in which something unwanted begins or ends.

    Args:
        runs: Positions at which they begin.
        length: How many words each has.
        unwanted: Each slot with the positions at which it begins.
        layout: Of the video.
    """
    kept = []
    for start in runs:
        if start < layout.length:
            first = layout.starts[bisect_right(layout.starts, start) - 1]
            after = bisect_right(layout.starts, start + length - 1)
            end = layout.starts[after] if after < len(layout.starts) else layout.length
        else:
            first, end = start, start + length
        if not any(_holds(others, first - len(slot.places) + 1, end) for slot, others in unwanted):
            kept.append(start)
    return kept


def best_stretches(found: Sequence[tuple[Slot, Sequence[int]]], layout: Layout, *, limit: int) -> list[Stretch]:
    """The sentences that hold most of what is searched for, best first, earlier ones first among equals.

    Args:
        found: Each slot with the positions at which it begins, ascending.
        layout: Of the video.
        limit: How many at the most.
    """
    scores: dict[tuple[int, int], float] = {}
    least = max((slot.rarity for slot, _ in found), default=0.0) * _NEGLIGIBLE
    for slot, positions in found:
        if slot.rarity < least:
            continue  # A "de" is in every other sentence, and would cost more than all the rest.
        starts = positions[: bisect_left(positions, layout.length)]
        sentence_of = partial(bisect_right, layout.starts)
        length = len(slot.places)
        firsts = map(sentence_of, starts)
        lasts = firsts if length == 1 else map(sentence_of, (start + length - 1 for start in starts))
        runs = ((first, first) for first in firsts) if length == 1 else zip(firsts, lasts, strict=True)
        for run, times in Counter(runs).items():
            more = 1 + _REPEATED * min(times - 1, _REPEATS_MAX)
            scores[run] = scores.get(run, 0.0) + slot.rarity * more
    ordered = nsmallest(limit, ((-score, run) for run, score in scores.items()))
    return [Stretch(first - 1, last - 1, round(-score, 6)) for score, (first, last) in ordered]


def mark(text: str, slots: Sequence[Slot]) -> list[tuple[int, int]]:
    """Start and end of each place in a text where a slot stands, in code points; places that overlap are one."""
    tokens = tokenise(text)
    positions: dict[str, list[int]] = {}
    for position, token in enumerate(tokens):
        positions.setdefault(token.term, []).append(position)
    marks = [
        (tokens[start].start, tokens[start + len(slot.places) - 1].end)
        for slot in slots
        for start in find_runs(slot, positions)
    ]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
