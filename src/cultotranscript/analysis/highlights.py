"""The parts of a sermon worth going back to, each with a title, what it says, and the second where it begins.

Preachers say where a part begins: "segundo movimento: a mesa", "the third thing is…", "pra terminar". Where one says
nothing of the kind, the sermon is cut into parts of equal length at the pauses next to their borders.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cultotranscript.analysis.content_words import content_terms, shared_part
from cultotranscript.analysis.findings import Highlight, Language, Mention
from cultotranscript.analysis.key_points import SAME_PART, Candidate, point_text
from cultotranscript.analysis.passage_tokens import fold_text
from cultotranscript.analysis.sentences import Sentence
from cultotranscript.analysis.wording import fit_to_read, listed, reference_text, shortened

MIN_PARTS, MAX_PARTS = 3, 6
PART_WORDS = 500
"""A sermon that does not tell its parts has one for so many words, as far as the limits allow."""
_SHORTEST_PART = 0.06
"""Of the sermon. Marks nearer to each other only list the parts that are to come."""
_TITLE_WORDS = 11
_TITLE_SENTENCES = 4
_SUMMARY_POINTS = 2

_ORDINALS = {
    "primeir": 1, "segund": 2, "terceir": 3, "quart": 4, "quint": 5, "sext": 6,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
}  # fmt: skip
_MARK = re.compile(
    r"(?:^|[.:;,]\s|\b(?:e|and|so|now|entao|agora|para|to|que)\s)(?:(?:em|o|a|meu|minha|nosso|nossa|the|my|our)\s)?"
    r"(?P<ordinal>primeir|segund|terceir|quart|quint|sext|first|second|third|fourth|fifth|sixth)[oa]?s?"
    r"(?:(?=:)|\s(?:\w+\s)?(?P<noun>movimento|ponto|coisa|licao|verdade|marca|passo|razao|lugar|atitude|principio|cena|palavra|"
    r"parte|motivo|aspecto|tipo|sinal|thing|point|truth|lesson|mark|step|reason|part|scene|word|sign|principle)\b)"
)
_LAST = re.compile(
    r"\b(?:(?:pra|para) (?:terminar|concluir|encerrar|finalizar|fechar)|concluindo|em conclusao|recapitulando|"
    r"let me land|land (?:the|this) plane|in conclusion|as we close|let me close|to wrap up|i ll close|to close)\b"
)


@dataclass(frozen=True, slots=True)
class _Part:
    first: int
    end: int
    label: str | None
    rule: str


def find_highlights(
    sentences: Sequence[Sentence], ranked: Sequence[Candidate], mentions: Sequence[Mention], language: Language
) -> list[Highlight]:
    """Find the parts of a sermon.

    Args:
        sentences: The sermon.
        ranked: Its sentences as points, of `rank_sentences`.
        mentions: The passages that are named in it.
        language: For the names of the books.

    Returns:
        Three to six, in order; none for a text that is too short to have parts.
    """
    if len(sentences) < 2 * MIN_PARTS:
        return []
    highlights = []
    told: set[str] = set()
    for part in _parts(sentences):
        begin, end = sentences[part.first].start, sentences[part.end - 1].end
        inside = [one for one in ranked if begin <= one.sentence.start < end]
        points = [text for one in inside if (text := point_text(one.text)) and text not in told]
        title = part.label or _title(sentences, part, points)
        told.add(title)
        rest: list[str] = []
        for text in points[:6]:
            if len(rest) < _SUMMARY_POINTS and not any(_is_like(text, other) for other in (title, *rest)):
                rest.append(text)
        summary = _in_order(rest, inside) or fit_to_read(sentences[part.first].text)
        told.update(rest)
        named = list(dict.fromkeys(m.reference for m in mentions if begin <= m.timestamp < end))[:4]
        if named:
            lead = "Passages: " if language == "en" else "Passagens: "
            summary += f" {lead}{listed([reference_text(one, language) for one in named], language)}."
        highlights.append(
            Highlight(
                shortened(title, _TITLE_WORDS).rstrip("."), summary, sentences[part.first].segment, begin, part.rule
            )
        )
    return highlights


def _title(sentences: Sequence[Sentence], part: _Part, points: Sequence[str]) -> str:
    """What a part is about: the point that stands where it begins, where one does, else its weightiest."""
    if part.rule == "announced":
        for sentence in sentences[part.first : part.first + _TITLE_SENTENCES]:
            text = point_text(sentence.text)
            if text in points and len(text.split()) <= _TITLE_WORDS:
                return text
    short = [text for text in points[:3] if len(text.split()) <= _TITLE_WORDS]
    if short or points:
        return (short or list(points))[0]
    return fit_to_read(sentences[part.first].text)


def _is_like(text: str, other: str) -> bool:
    return shared_part(content_terms(text), content_terms(other)) >= SAME_PART


def _in_order(texts: Sequence[str], inside: Sequence[Candidate]) -> str:
    by_time = sorted(inside, key=lambda one: one.sentence.start)
    order = {point_text(one.text): place for place, one in reversed(list(enumerate(by_time)))}
    return " ".join(sorted(texts, key=lambda text: order.get(text, 0)))


def _parts(sentences: Sequence[Sentence]) -> list[_Part]:
    begin, length_s = sentences[0].start, max(sentences[-1].end - sentences[0].start, 1.0)

    def place(index: int) -> float:
        return (sentences[index].start - begin) / length_s

    starts: list[tuple[int, str | None]] = []
    expected = 1
    for number, index, label in _without_lists(_marks(sentences), place):
        if number == expected or (number > expected and starts):
            starts.append((index, label))
            expected = number + 1
    if len(starts) < 2:
        return _equal_parts(sentences)
    rows = [(0, None), *starts] if place(starts[0][0]) >= _SHORTEST_PART else starts
    last = _last_part(sentences, starts[-1][0])
    if last is not None and place(last) - place(rows[-1][0]) >= _SHORTEST_PART:
        rows = [*rows, (last, None)]
    while len(rows) > MAX_PARTS:
        del rows[1]
    ends = [index for index, _ in rows[1:]] + [len(sentences)]
    announced = {index for index, _ in starts}
    parts = []
    for (index, label), end in zip(rows, ends, strict=True):
        rule = "announced" if index in announced else "introduction" if index == 0 else "closing"
        parts.append(_Part(index, end, label, rule))
    return parts if len(parts) >= MIN_PARTS else _equal_parts(sentences)


def _marks(sentences: Sequence[Sentence]) -> list[tuple[int, int, str | None]]:
    """The sentences that name a part by its number, in order: (number, sentence, what it is called)."""
    marks = []
    for index, sentence in enumerate(sentences):
        match = _MARK.search(fold_text(sentence.text))
        if match is not None:
            marks.append((_ORDINALS[match["ordinal"]], index, _label(sentence.text, match.end())))
    return marks


def _without_lists(
    marks: Sequence[tuple[int, int, str | None]], place: Callable[[int], float]
) -> list[tuple[int, int, str | None]]:
    """The marks at which parts begin: not those of a list of them, at the beginning or the end, that stand together."""
    groups: list[list[tuple[int, int, str | None]]] = []
    for mark in marks:
        if groups and place(mark[1]) - place(groups[-1][-1][1]) < _SHORTEST_PART:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    kept = []
    for group in groups:
        numbers = [number for number, _, _ in group]
        if len(set(numbers)) == 1:
            kept.append(group[0])
        elif numbers[-1] < max(numbers):
            # The list is over, and its first part begins: "nome, mesa e casa. Primeiro movimento: o nome."
            kept.append(group[-1])
    return kept


def _label(text: str, end: int) -> str | None:
    """What a part is called: a few words behind "segundo movimento:", "second point,"."""
    behind = re.match(r"\s*[:,–—-]\s*([^.!?:;]{2,70})(?:[.!?:;]|$)", text[end:])
    if behind is None or len(behind[1].split()) > 8:
        return None
    return fit_to_read(behind[1]).rstrip(".") or None


def _last_part(sentences: Sequence[Sentence], after: int) -> int | None:
    for index in range(after + 1, len(sentences)):
        if _LAST.search(" ".join(re.findall(r"\w+", fold_text(sentences[index].text)))):
            return index
    return None


def _equal_parts(sentences: Sequence[Sentence]) -> list[_Part]:
    """Parts of equal length, each beginning at the longest pause near where it should."""
    words = [len(sentence.text.split()) for sentence in sentences]
    total = sum(words)
    count = min(max(total // PART_WORDS, MIN_PARTS), MAX_PARTS)
    borders, said = [0], 0
    reach = total / count / 4
    for number in range(1, count):
        best: tuple[float, int] | None = None
        said = 0
        for index, size in enumerate(words):
            distance = abs(said - total * number / count)
            if index > borders[-1] and distance <= reach:
                pause_s = sentences[index].start - sentences[index - 1].end
                worth = pause_s - distance / max(reach, 1)
                if best is None or worth > best[0]:
                    best = worth, index
            said += size
        if best is not None:
            borders.append(best[1])
    ends = [*borders[1:], len(sentences)]
    return [_Part(first, end, None, "equal-parts") for first, end in zip(borders, ends, strict=True)]
