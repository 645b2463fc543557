"""Verses that are quoted without being named: the words of a sermon laid over the words of a translation.

A preacher says "porque Deus amou o mundo de tal maneira" and names nothing. Runs of four words that the sermon
shares with a verse are cheap to find; a run that many verses share ("e disse o Senhor a") says nothing, so each
counts by how few verses have it. A verse that collects enough is then aligned with the words around, in order, and
scored by how much of the stretch that was said stands in the verse.

The sermon is the small side (10,000 words) and the translation the large one (700,000), so the sermon's runs are
put into a table and the translation is walked once; nothing has to be kept or built for a translation.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import pairwise

from cultotranscript.analysis.segments import Segment

RUN = 4
"""Words in a run."""
MIN_WORDS = 6
"""Words of a verse that must have been said, at the least."""
MIN_SCORE = 0.75
"""Part of the stretch said that must stand in the verse, in its order."""
MAX_GAP = 5
"""Words left out or put in between two stretches that still hang together."""
COMMON_RUN = 6
"""A run that more verses than this have says nothing about any of them."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class VerseText:
    """A verse of a translation; `book` is the canonical Portuguese name."""

    book: str
    chapter: int
    verse: int
    text: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """A verse that was quoted.

    Attributes:
        verse: The verse, in the words of the translation.
        segment: Index of the segment in which the quotation begins.
        timestamp: Seconds at which it begins, interpolated within its segment.
        said: The words that were said, as they stand in the transcript.
        score: 0 to 1: the part of the words said that stand in the verse, in its order.
        differences: What was said otherwise, as (in the verse, as said); empty for a literal quotation.
    """

    verse: VerseText
    segment: int
    timestamp: float
    said: str
    score: float
    differences: tuple[tuple[str, str], ...]


def find_quotations(segments: Sequence[Segment], verses: Iterable[VerseText]) -> list[Quotation]:
    """Find the verses that are quoted in a sermon.

    Args:
        segments: The sermon, in order; times in seconds.
        verses: A translation, in any order; walked once.

    Returns:
        The quotations in the order in which they are said, each verse once for each time it is quoted. Where two
        verses have the same words (parallel passages), the one with more of the words said, else the first.
    """
    words = _words_of(segments)
    if len(words) < MIN_WORDS:
        return []
    places: dict[str, list[int]] = defaultdict(list)
    for i in range(len(words) - RUN + 1):
        places[" ".join(word.folded for word in words[i : i + RUN])].append(i)

    shared: list[tuple[VerseText, list[str]]] = []
    verses_with: dict[str, int] = defaultdict(int)
    for verse in verses:
        folded = [fold(word) for word in _WORD.findall(verse.text)]
        runs = {run for i in range(len(folded) - RUN + 1) if (run := " ".join(folded[i : i + RUN])) in places}
        if runs:
            shared.append((verse, sorted(runs)))
            for run in runs:
                verses_with[run] += 1

    candidates: list[tuple[int, int, Quotation]] = []
    for verse, its_runs in shared:
        telling = sorted({i for run in its_runs if verses_with[run] <= COMMON_RUN for i in places[run]})
        for stretch in _neighbours(telling, len(_WORD.findall(verse.text))):
            aligned = _align(verse, words, stretch)
            if aligned is not None:
                candidates.append(aligned)
    return _without_overlaps(candidates)


def fold(word: str) -> str:
    """A word without case and accents, so that "oração", "Oração" and "oracao" are one."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.replace("’", "'").lower())
    return "".join(part for part in parts if not unicodedata.combining(part))


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    folded: str
    segment: int
    timestamp: float


def _words_of(segments: Sequence[Segment]) -> list[_Word]:
    words = []
    for index, segment in enumerate(segments):
        length = max(len(segment.text), 1)
        for match in _WORD.finditer(segment.text):
            at = segment.start + (segment.end - segment.start) * match.start() / length
            words.append(_Word(match[0], fold(match[0]), index, at))
    return words


def _neighbours(places: Sequence[int], reach: int) -> list[tuple[int, int]]:
    """Put the starts of shared runs that lie within a verse's length of each other together: (first, end) words."""
    stretches: list[tuple[int, int]] = []
    for place in places:
        if stretches and place - stretches[-1][1] <= max(RUN, reach // 2):
            stretches[-1] = (stretches[-1][0], place + RUN)
        else:
            stretches.append((place, place + RUN))
    return stretches


def _align(verse: VerseText, words: Sequence[_Word], stretch: tuple[int, int]) -> tuple[int, int, Quotation] | None:
    """Lay a verse over the words around a stretch; None where too little of it was said."""
    verse_words = _WORD.findall(verse.text)
    first, end = max(0, stretch[0] - len(verse_words)), min(len(words), stretch[1] + len(verse_words))
    said = [word.folded for word in words[first:end]]
    matcher = SequenceMatcher(None, [fold(word) for word in verse_words], said, autojunk=False)
    blocks = _densest([block for block in matcher.get_matching_blocks() if block.size >= 2])
    matched = sum(block.size for block in blocks)
    if matched < max(RUN, min(MIN_WORDS, len(verse_words))):
        return None
    said_first, said_end = blocks[0].b, blocks[-1].b + blocks[-1].size
    verse_first, verse_end = blocks[0].a, blocks[-1].a + blocks[-1].size
    score = matched / max(said_end - said_first, verse_end - verse_first)
    if score < MIN_SCORE:
        return None
    differences = []
    for before, after in pairwise(blocks):
        in_verse = " ".join(verse_words[before.a + before.size : after.a])
        as_said = " ".join(word.text for word in words[first + before.b + before.size : first + after.b])
        differences.append((in_verse, as_said))
    begin, finish = first + said_first, first + said_end
    quotation = Quotation(
        verse=verse,
        segment=words[begin].segment,
        timestamp=words[begin].timestamp,
        said=" ".join(word.text for word in words[begin:finish]),
        score=round(score, 3),
        differences=tuple(differences),
    )
    return begin, finish, quotation


def _densest(blocks: Sequence[Match]) -> list[Match]:
    """The blocks that hang together and hold most words: what matches far off from the others is chance."""
    groups: list[list[Match]] = []
    for block in blocks:
        before = groups[-1][-1] if groups else None
        if before is not None and max(block.a - before.a, block.b - before.b) - before.size <= MAX_GAP:
            groups[-1].append(block)
        else:
            groups.append([block])
    return max(groups, key=lambda group: sum(block.size for block in group), default=[])


def _without_overlaps(candidates: Sequence[tuple[int, int, Quotation]]) -> list[Quotation]:
    """Of quotations that share words, the one that holds most of them."""
    kept: list[tuple[int, int, Quotation]] = []
    for first, end, quotation in sorted(
        candidates, key=lambda found: (-(found[1] - found[0]) * found[2].score, found[0])
    ):
        if all(end <= other_first or first >= other_end for other_first, other_end, _ in kept):
            kept.append((first, end, quotation))
    return [quotation for _, _, quotation in sorted(kept, key=lambda found: found[0])]
