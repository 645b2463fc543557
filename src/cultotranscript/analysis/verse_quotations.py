"""Verses that are quoted, laid beside the passages that are named and the words that are cited.

With a translation at hand, a verse that is quoted without being named becomes a passage of the sermon, and a quotation
that differs from the translation shows how: in the context of its citation.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from cultotranscript.analysis.findings import Citation, Language, Mention, Reference, SermonSpan
from cultotranscript.analysis.passage_tokens import fold_text
from cultotranscript.analysis.quotations import Quotation, VerseText, find_quotations
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.wording import reference_text

_NEAR_S = 25.0
"""How far apart the same words may be dated, by the sentence and by the word."""
_NEXT_VERSE_S = 20.0
_SHARED = 0.5
_DIFFERENCES = 4

_TEXTS: dict[Language, dict[str, str]] = {
    "pt": {
        "same": "conforme a tradução",
        "other": "disse “{said}” onde está escrito “{written}”",
        "left": "deixou de fora “{written}”",
        "added": "acrescentou “{said}”",
        "more": "e mais {count} diferença(s)",
    },
    "en": {
        "same": "as the translation has it",
        "other": "said “{said}” where it is written “{written}”",
        "left": "left out “{written}”",
        "added": "added “{said}”",
        "more": "and {count} more difference(s)",
    },
}


@dataclass(frozen=True, slots=True)
class _Quoted:
    """Verses that follow each other, quoted in one breath."""

    reference: Reference
    quotations: tuple[Quotation, ...]

    @property
    def said(self) -> str:
        return " ".join(quotation.said for quotation in self.quotations)

    @property
    def differences(self) -> list[tuple[str, str]]:
        return [one for quotation in self.quotations for one in quotation.differences]


def quote_verses(
    segments: Sequence[Segment],
    span: SermonSpan,
    mentions: Sequence[Mention],
    citations: Sequence[Citation],
    read_verses: Callable[[], Iterable[VerseText]] | None,
    language: Language,
) -> tuple[list[Mention], list[Citation]]:
    """Find the verses that are quoted.

    Args:
        segments: The whole recording.
        span: Where the sermon lies in it; what is quoted elsewhere is left out.
        mentions: The passages that are named.
        citations: What is quoted, as far as it is found without a translation.
        read_verses: Gives a translation's verses, once; None where there is none.
        language: In which differences are told.

    Returns:
        The passages that are quoted and not named, and the citations: each verse that is quoted is among them, with
        what differs from the translation as its context.
    """
    if read_verses is None:
        return [], list(citations)
    found = find_quotations(segments[span.first : span.last + 1], read_verses())
    groups = _in_one_breath([replace(one, segment=one.segment + span.first) for one in found])
    quoted: list[Mention] = []
    cited = list(citations)
    for group in groups:
        first = group.quotations[0]
        if not any(_holds(mention.reference, group.reference) for mention in mentions):
            quoted.append(Mention(group.reference, group.said, first.segment, first.timestamp, "quotation"))
        context = _context(group, language)
        place = _place_in(cited, group)
        if place is None:
            source = reference_text(group.reference, language)
            cited.append(
                Citation(group.said, source, "scripture", context, first.segment, first.timestamp, "quotation")
            )
        elif cited[place].kind == "scripture":
            cited[place] = replace(cited[place], context=context)
        else:
            # What looked like somebody's saying is Scripture.
            source = reference_text(group.reference, language)
            cited[place] = replace(cited[place], source=source, kind="scripture", context=context, rule="quotation")
    return quoted, sorted(cited, key=lambda one: one.timestamp)


def _in_one_breath(quotations: Sequence[Quotation]) -> list[_Quoted]:
    groups: list[_Quoted] = []
    for quotation in quotations:
        verse = quotation.verse
        if groups:
            before = groups[-1]
            last = before.quotations[-1]
            is_next = (last.verse.book, last.verse.chapter, last.verse.verse + 1) == (
                verse.book,
                verse.chapter,
                verse.verse,
            )
            if is_next and quotation.timestamp - last.timestamp <= _NEXT_VERSE_S:
                reference = replace(before.reference, verse_end=verse.verse)
                groups[-1] = _Quoted(reference, (*before.quotations, quotation))
                continue
        groups.append(_Quoted(Reference(verse.book, verse.chapter, verse.verse), (quotation,)))
    return groups


def _holds(named: Reference, quoted: Reference) -> bool:
    """Whether a passage that is named holds a quoted one."""
    if (named.book, named.chapter) != (quoted.book, quoted.chapter):
        return False
    if named.verse_start is None:
        return True
    last = quoted.verse_end or quoted.verse_start or 0
    return named.verse_start <= last and (quoted.verse_start or 0) <= (named.verse_end or named.verse_start)


def _place_in(citations: Sequence[Citation], group: _Quoted) -> int | None:
    """The citation that has the words of a quotation already."""
    said = set(fold_text(group.said).split())
    for place, citation in enumerate(citations):
        words = {word.strip('.,;:!?…"“”') for word in fold_text(citation.text).split()}
        shared = len(said & words) / max(min(len(said), len(words)), 1)
        if abs(citation.timestamp - group.quotations[0].timestamp) <= _NEAR_S and shared >= _SHARED:
            return place
    return None


def _context(group: _Quoted, language: Language) -> str:
    texts = _TEXTS[language]
    told = []
    for written, said in group.differences[:_DIFFERENCES]:
        kind = "other" if written and said else "left" if written else "added"
        told.append(texts[kind].format(said=said, written=written))
    if len(group.differences) > _DIFFERENCES:
        told.append(texts["more"].format(count=len(group.differences) - _DIFFERENCES))
    return "; ".join(told) if told else texts["same"]
