"""Where the words of a search stand in what was said: runs of words, the best sentences, the marks in a text."""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import nsmallest

from cultotranscript.analysis.search_terms import find_terms

_TIMES = (0.0, 1.0, 1.1, 1.2, 1.3, 1.4)
"""What a word counts that stands in a sentence so many times."""
_NEGLIGIBLE = 0.35
"""The part of the most telling word's weight below which a word does not choose between sentences."""


_LOOKED_INTO = 20
"""How many places may be gone through for one that is looked up: where both are few, a set is quicker than a search."""


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
    # From the rarest word outwards: a run costs what its rarest word costs.
    rarest = min(range(len(places)), key=lambda index: len(places[index]))
    starts = [position - rarest for position in places[rarest]]
    for index, others in enumerate(places):
        if index == rarest:
            continue
        if len(others) > _LOOKED_INTO * len(starts):
            # A "de" that stands in a sermon 400 times is looked into and never gone through.
            starts = [start for start in starts if _holds(others, start + index, start + index + 1)]
        else:
            held = set(others)
            starts = [start for start in starts if start + index in held]
    return starts


def follow(positions: Sequence[int], others: Sequence[int], distance: int) -> bool:
    """Whether any of the others lies a distance behind, or before where it is negative, any of the positions."""
    if len(positions) > len(others):
        positions, others, distance = others, positions, -distance
    end = len(others)
    for position in positions:
        wanted = position + distance
        index = bisect_left(others, wanted)
        if index < end and others[index] == wanted:
            return True
    return False


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

    A word tells the more, the fewer sentences of this video hold it.

    Args:
        found: Each slot with the positions at which it begins, ascending.
        layout: Of the video.
        limit: How many at the most.
    """
    scores: dict[tuple[int, int], float] = {}
    said = [(slot, positions[: bisect_left(positions, layout.length)]) for slot, positions in found]
    weights = [math.log(1 + len(layout.starts) / len(positions)) if positions else 0.0 for _, positions in said]
    least = max(weights, default=0.0) * _NEGLIGIBLE
    for (slot, starts), weight in sorted(zip(said, weights, strict=True), key=lambda one: -one[1]):
        if not starts or (weight < least and len(scores) >= limit):
            continue  # A "de" is in every other sentence, and would cost more than all the rest.
        sentence_of = partial(bisect_right, layout.starts)
        length = len(slot.places)
        firsts = map(sentence_of, starts)
        if length == 1:
            for first, times in Counter(firsts).items():
                more = weight * _TIMES[times] if times < len(_TIMES) else weight * _TIMES[-1]
                scores[first, first] = scores.get((first, first), 0.0) + more
        else:
            lasts = map(sentence_of, [start + length - 1 for start in starts])
            for run, times in Counter(zip(firsts, lasts, strict=True)).items():
                more = weight * _TIMES[times] if times < len(_TIMES) else weight * _TIMES[-1]
                scores[run] = scores.get(run, 0.0) + more * length
    ordered = nsmallest(limit, [(-score, run) for run, score in scores.items()])
    return [Stretch(first - 1, last - 1, round(-score, 6)) for score, (first, last) in ordered]


def mark(text: str, slots: Sequence[Slot]) -> list[tuple[int, int]]:
    """Start and end of each place in a text where a slot stands, in code points; places that overlap are one."""
    standing = find_terms(text, frozenset[str]().union(*(slot.terms for slot in slots)))
    ends = {position: end for found in standing.values() for position, _, end in found}
    begins = {position: start for found in standing.values() for position, start, _ in found}
    positions = {term: [position for position, _, _ in found] for term, found in standing.items()}
    marks = [
        (begins[start], ends[start + len(slot.places) - 1]) for slot in slots for start in find_runs(slot, positions)
    ]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
