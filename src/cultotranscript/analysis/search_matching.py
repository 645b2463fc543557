"""Where the words of a search stand in what was said: runs of words, the best sentences, the marks in a text."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
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

    starts: tuple[int, ...]
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


def find_runs(slot: Slot, positions: Mapping[str, Sequence[int]]) -> list[int]:
    """The positions at which a slot's run of words begins, in order.

    Args:
        slot: What is looked for.
        positions: Of each term, ascending; a term that is missing stands nowhere.
    """
    places = [[position for term in place for position in positions.get(term, ())] for place in slot.places]
    if len(places) == 1:
        return sorted(places[0])
    # From the rarest word outwards: a run costs what its rarest word costs, and a set of each of the others.
    order = sorted(range(len(places)), key=lambda index: len(places[index]))
    starts = {position - order[0] for position in places[order[0]]}
    for index in order[1:]:
        if not starts:
            return []
        starts.intersection_update([position - index for position in places[index]])
    return sorted(starts)


def best_stretches(
    found: Sequence[tuple[Slot, Sequence[int]]], layout: Layout, *, limit: int, left_out: Collection[int] = ()
) -> list[Stretch]:
    """The sentences that hold most of what is searched for, best first, earlier ones first among equals.

    Args:
        found: Each slot with the positions at which it begins, ascending.
        layout: Of the video.
        limit: How many at the most.
        left_out: Sentences that are not looked at.
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
    if left_out:
        scores = {run: score for run, score in scores.items() if not {run[0] - 1, run[1] - 1} & set(left_out)}
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
