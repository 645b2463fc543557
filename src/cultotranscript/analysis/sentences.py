"""Sentences out of segments, whose borders say nothing: captions are cut where a line is full.

Punctuated text ends a sentence at its marks. Text as recognisers give it, lower case and without marks, is cut at
pauses and in front of words with which people begin anew, so that each piece is about as long as a spoken sentence.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cultotranscript.analysis.segments import Segment

_BEFORE_NAMES = frozenset("dr dra sr sra srs pr pra prof profa rev reva mr mrs ms st sto sta fr pe dom".split())
"""What stands in front of a name: "o Dr. Silva"."""
_BEFORE_NUMBERS = frozenset(
    "v vv vs ver vers cap caps n nº no p pg pág art co cor tm ts pe jo sl gn ex lv nm dt js jz rs cr ne et jó pv ec ct "
    "is jr lm ez dn os jl am ob jn mq na hc sf ag zc ml mt mc lc at rm gl ef fp cl tt fm hb tg jd ap gen deut josh "
    "judg sam kgs chr neh ps prov eccl isa jer lam ezek dan hos mic hab zech mal matt mk lk jn rom gal eph phil col "
    "thess tim heb jas pet rev".split()
)
"""What stands in front of a chapter, a verse or a page: "Rm. 8", "cap. 3". Elsewhere "is." and "ver." end sentences."""
_ABBREVIATIONS = frozenset("etc av r tel jr i.e e.g d.c a.c a.d b.c".split())
"""What may have more behind it: "Martin Luther King Jr. marched"."""
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"”'’»)\]]*+(?!\S)")
_WORD = re.compile(r"\S+")
_MARKED_SHARE = 1 / 60
"""Fewer ends of sentences than one in so many words: the text has no punctuation to speak of."""
_PAUSE_S = 0.7
_LONG_PAUSE_S = 2.0
_SHORTEST_WORDS, _LONGEST_WORDS = 7, 32
_LONGEST_MARKED_WORDS = 70
_BEGINNINGS = frozenset(
    "então entao mas porque agora irmãos irmaos gente amados olha veja primeiro segundo terceiro quando depois aí ai "
    "por jesus deus ele ela eu nós nos você voce so but now then because when and jesus god brothers look first second "
    "let he she we you i".split()
)
_PARAGRAPH_WORDS = 90
_PARAGRAPH_PAUSE_S = 2.5


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it was said.

    Attributes:
        text: With single spaces.
        start: Seconds, interpolated within its first segment.
        end: Seconds, interpolated within its last.
        segment: Index of the segment in which it begins.
    """

    text: str
    start: float
    end: float
    segment: int


def split_sentences(segments: Sequence[Segment]) -> list[Sentence]:
    """Split what was said into sentences, over the borders of segments.

    Args:
        segments: Ordered by start; times in seconds.

    Returns:
        The sentences in order; together they hold every word.
    """
    text, starts = _joined(segments)
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    if not words:
        return []
    pauses = _pauses(segments, starts)
    ends = _marked_ends(text)
    if len(ends) < len(words) * _MARKED_SHARE:
        ends = _unmarked_ends(text, words, pauses)
    else:
        ends = sorted([*ends, *_ends_within(text, words, ends, pauses)])
    sentences = []
    begin = 0
    for end in [*ends, len(text)]:
        piece = " ".join(text[begin:end].split())
        if piece:
            first = begin + len(text[begin:end]) - len(text[begin:end].lstrip())
            last = max(first, begin + len(text[begin:end].rstrip()) - 1)
            start_s, index = _time_at(segments, starts, first)
            end_s, _ = _time_at(segments, starts, last, is_end=True)
            sentences.append(Sentence(piece, start_s, max(end_s, start_s), index))
        begin = end
    return sentences


def _joined(segments: Sequence[Segment]) -> tuple[str, list[int]]:
    """All texts, parted by one space, and where each begins."""
    starts, size = [], 0
    for segment in segments:
        starts.append(size)
        size += len(segment.text) + 1
    return " ".join(segment.text for segment in segments), starts


def _time_at(
    segments: Sequence[Segment], starts: Sequence[int], place: int, *, is_end: bool = False
) -> tuple[float, int]:
    index = max(bisect_right(starts, place) - 1, 0)
    segment = segments[index]
    length = max(len(segment.text), 1)
    part = min((place - starts[index] + is_end) / length, 1.0)
    return segment.start + (segment.end - segment.start) * part, index


def _marked_ends(text: str) -> list[int]:
    return [match.end() for match in _END.finditer(text) if _is_end(text, match)]


def _is_end(text: str, match: re.Match[str]) -> bool:
    """Whether marks end a sentence; those of abbreviations and initials do not, nor those that it goes on behind."""
    after = text[match.end() : match.end() + 3].lstrip("\"“'‘«([ ")[:1]
    is_question = "?" in match[0] or "!" in match[0]
    if after.islower():
        # "Quem é este?" perguntavam. A question without quotation marks may be followed by a careless small letter.
        return is_question and match[0][-1] in "?!"
    if match[0] != ".":
        return True
    before = text[max(0, match.start() - 40) : match.start()].split()
    word = before[-1].lstrip("(\"“'‘") if before else ""
    if len(word) == 1 and "A" <= word <= "Z":
        return not after.isupper()
    plain = word.lower()
    if after.isdigit():
        return plain not in _BEFORE_NUMBERS
    if plain in _BEFORE_NAMES:
        return not after.isupper()
    return plain not in _ABBREVIATIONS


def _pauses(segments: Sequence[Segment], starts: Sequence[int]) -> dict[int, float]:
    """The silences in front of segments, in seconds, by where in the text each segment begins."""
    return {
        starts[index]: segments[index].start - segments[index - 1].end
        for index in range(1, len(segments))
        if segments[index].start - segments[index - 1].end >= _PAUSE_S
    }


def _ends_within(
    text: str, words: Sequence[tuple[int, int]], ends: Sequence[int], pauses: Mapping[int, float]
) -> list[int]:
    """Where to cut what goes on without a mark for longer than anybody speaks in one sentence."""
    found, first = [], 0
    for end in [*ends, len(text)]:
        behind = bisect_left(words, (end, 0), lo=first)
        if behind - first > _LONGEST_MARKED_WORDS:
            found += _unmarked_ends(text, words[first:behind], pauses)
        first = behind
    return found


def _unmarked_ends(text: str, words: Sequence[tuple[int, int]], pauses: Mapping[int, float]) -> list[int]:
    """Where a text without marks may be cut: at pauses, and before words with which people begin anew."""
    ends, count = [], 0
    for number, (begin, _) in enumerate(words):
        gap_s = pauses.get(begin, 0.0)
        is_beginning = text[begin : words[number][1]].lower().strip(",") in _BEGINNINGS
        is_long_pause = gap_s >= _LONG_PAUSE_S and count > 0
        is_pause = gap_s >= _PAUSE_S and count >= _SHORTEST_WORDS
        is_anew = is_beginning and count >= 2 * _SHORTEST_WORDS
        if is_long_pause or is_pause or is_anew or count >= _LONGEST_WORDS:
            ends.append(begin)
            count = 0
        count += 1
    return ends


def paragraphs(segments: Sequence[Segment]) -> str:
    """What was said as readable text: sentences in paragraphs, parted by an empty line, broken at pauses and length."""
    blocks: list[list[str]] = []
    words = 0
    last_end: float | None = None
    for sentence in split_sentences(segments):
        is_pause = last_end is not None and sentence.start - last_end >= _PARAGRAPH_PAUSE_S
        if not blocks or words >= _PARAGRAPH_WORDS or (is_pause and words >= _PARAGRAPH_WORDS // 3):
            blocks.append([])
            words = 0
        blocks[-1].append(sentence.text)
        words += sentence.text.count(" ") + 1
        last_end = sentence.end
    return "\n\n".join(" ".join(block) for block in blocks)
