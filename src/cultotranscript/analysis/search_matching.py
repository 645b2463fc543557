"""Where the words of a search stand in what was said: runs of words, the best sentences, the marks in a text."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from cultotranscript.analysis.search_terms import tokenise

_REPEATED = 0.1
"""What a second and further time in the same sentence adds, as a part of the first."""
_REPEATS_MAX = 4


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
    found: Sequence[tuple[Slot, Sequence[int]]],
    sentence_at: Callable[[int], int | None],
    *,
    limit: int,
    left_out: Collection[int] = (),
) -> list[Stretch]:
    """The sentences that hold most of what is searched for, best first, earlier ones first among equals.

    Args:
        found: Each slot with the positions at which it begins.
        sentence_at: The sentence of a position; None where it is in no sentence.
        limit: How many at the most.
        left_out: Sentences that are not looked at.
    """
    scores: dict[tuple[int, int], float] = {}
    for slot, starts in found:
        times: dict[tuple[int, int], int] = {}
        for start in starts:
            first, last = sentence_at(start), sentence_at(start + len(slot.places) - 1)
            if first is not None and last is not None and first not in left_out and last not in left_out:
                times[first, last] = times.get((first, last), 0) + 1
        for stretch, number in times.items():
            more = 1 + _REPEATED * min(number - 1, _REPEATS_MAX)
            scores[stretch] = scores.get(stretch, 0.0) + slot.rarity * more
    ordered = sorted(scores.items(), key=lambda item: (-round(item[1], 6), item[0]))
    return [Stretch(first, last, round(score, 6)) for (first, last), score in ordered[:limit]]


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
