"""Which stretch of a sermon answers a question, and whether it answers it at all.

A stretch is some neighbouring sentences. It is worth the rarity of the question's terms that it holds; a term that the
sermon's title or speaker has, or that the whole sermon keeps speaking of, counts for all its stretches, the latter in
part. How much of the question's rarity is covered decides whether it is an answer: below `ENOUGH` it is none.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ENOUGH = 0.6
"""The least part of a question that an answer covers; found on the labelled questions of tests/data/chat."""
_TOPIC_FROM = 4
"""Times that a term is said in a sermon that is about it."""
_TOPIC_WEIGHT = 0.5
_WORDS = 42
"""About how many words a stretch has; a sentence is never cut."""
_SENTENCES_MAX = 5
_SPREAD = 0.15
"""What is taken off a stretch whose terms lie in different sentences."""
_LEAD = 0.02
"""What is taken off for each sentence before the one that holds most."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term of a question.

    Attributes:
        weights: What each term is worth that stands for it. A term stands for one of a question's terms at the most.
        rarity: How much it says that a stretch holds it.
        share: The part of its rarity that an answer has to cover.
        pull: The part of its rarity by which stretches are ordered.
    """

    weights: Mapping[str, float]
    rarity: float
    share: float = 1.0
    pull: float = 1.0


@dataclass(frozen=True, slots=True)
class SpokenIn:
    """Where a question's terms stand in one sermon."""

    video_id: int
    starts: Sequence[int]
    """The position of each sentence's first word."""
    length: int
    positions: Mapping[str, Sequence[int]]
    named: frozenset[str]
    """Terms of the title and the speaker's name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Sentences `first` to `last` of a sermon, and how much of the question they cover, 0 to 1."""

    video_id: int
    first: int
    last: int
    coverage: float
    score: float


def find_answers(wanted: Sequence[Wanted], sermons: Sequence[SpokenIn], *, limit: int) -> list[Answer]:
    """The best stretches of all sermons, best first; none of them overlaps another.

    Args:
        wanted: The question's terms.
        sermons: Those that may hold the answer.
        limit: How many at the most.
    """
    whole = sum(term.rarity * term.share for term in wanted)
    if whole <= 0:
        return []
    found = [answer for sermon in sermons for answer in _answers_in(sermon, wanted, whole)]
    found.sort(key=lambda answer: (-answer.score, -answer.video_id, answer.first))
    chosen: list[Answer] = []
    for answer in found:
        if len(chosen) == limit:
            break
        if not any(_overlap(answer, other) for other in chosen):
            chosen.append(answer)
    return chosen


def stretch_from(starts: Sequence[int], length: int, first: int) -> int:
    """The last sentence of a stretch that begins with `first`."""
    last = first
    while last + 1 < len(starts) and last - first + 1 < _SENTENCES_MAX and starts[last + 1] - starts[first] < _WORDS:
        last += 1
    return last


def _answers_in(sermon: SpokenIn, wanted: Sequence[Wanted], whole: float) -> list[Answer]:
    by_sentence: dict[int, dict[int, float]] = {}
    general = [0.0] * len(wanted)
    for index, term in enumerate(wanted):
        for word, weight in term.weights.items():
            if word in sermon.named:
                general[index] = max(general[index], weight)
            positions = sermon.positions.get(word, ())
            said = 0
            for position in positions:
                if position >= sermon.length:
                    break
                said += 1
                here = by_sentence.setdefault(bisect_right(sermon.starts, position) - 1, {})
                here[index] = max(here.get(index, 0.0), weight)
            if said >= _TOPIC_FROM:
                general[index] = max(general[index], weight * _TOPIC_WEIGHT)
    answers = []
    for first in sorted({max(sentence - back, 0) for sentence in by_sentence for back in (0, 1)}):
        last = stretch_from(sermon.starts, sermon.length, first)
        held: dict[int, float] = {}
        pulls = []
        for sentence in range(first, last + 1):
            here = by_sentence.get(sentence, {})
            pulls.append(sum(wanted[index].rarity * wanted[index].pull * weight for index, weight in here.items()))
            for index, weight in here.items():
                held[index] = max(held.get(index, 0.0), weight)
        inside = sum(wanted[index].rarity * wanted[index].pull * weight for index, weight in held.items())
        covered = sum(
            term.rarity * term.share * max(held.get(index, 0.0), general[index]) for index, term in enumerate(wanted)
        )
        # Of stretches that hold the same, the one whose terms stand close, and which begins where they begin.
        best = max(pulls)
        score = covered + inside - _SPREAD * (inside - best) - _LEAD * whole * pulls.index(best)
        answers.append(Answer(sermon.video_id, first, last, covered / whole, round(score / whole, 6)))
    return answers


def _overlap(one: Answer, another: Answer) -> bool:
    return one.video_id == another.video_id and one.first <= another.last and another.first <= one.last
