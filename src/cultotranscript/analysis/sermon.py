"""Everything that is found in one sermon, put together in the order in which the parts need each other."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from cultotranscript.analysis.abstract import write_abstract
from cultotranscript.analysis.citations import find_citations
from cultotranscript.analysis.findings import Citation, KeyPoint, Language, SermonFindings, SermonSpan, Speaker
from cultotranscript.analysis.highlights import find_highlights
from cultotranscript.analysis.key_points import choose_key_points, rank_sentences
from cultotranscript.analysis.language import detect_language
from cultotranscript.analysis.passages import distinct, find_mentions
from cultotranscript.analysis.questions import make_questions
from cultotranscript.analysis.quotations import VerseText
from cultotranscript.analysis.readings import find_readings
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import split_sentences
from cultotranscript.analysis.sermon_span import find_sermon_span
from cultotranscript.analysis.speakers import find_speaker
from cultotranscript.analysis.statistics import measure
from cultotranscript.analysis.suggestions import make_suggestions
from cultotranscript.analysis.themes import Lexicon, find_themes
from cultotranscript.analysis.verse_quotations import quote_verses

_Found = TypeVar("_Found", Citation, KeyPoint)
_PARTS = 8
_EDGE_S = 1.0
"""A cue at the border of the sermon may begin before it."""


def analyse_sermon(
    segments: Sequence[Segment],
    *,
    title: str,
    speaker: str | None = None,
    known_speakers: Sequence[str] = (),
    span: SermonSpan | None = None,
    language: Language | None = None,
    lexicon: Lexicon | None = None,
    read_verses: Callable[[], Iterable[VerseText]] | None = None,
    on_part: Callable[[float], None] | None = None,
) -> SermonFindings:
    """Find what was preached in a recording.

    Args:
        segments: The whole recording, cleaned, ordered by start; times in seconds.
        title: Of the video.
        speaker: Who preaches, where somebody said so; then nobody else is looked for.
        known_speakers: Names that were used before.
        span: Where the sermon lies, where that is known.
        language: Of the sermon; None to tell by its words.
        lexicon: The themes that are looked for; None for ours.
        read_verses: Gives the verses of a translation, once; verses that are quoted are found by it. None where there
            is none.
        on_part: Told the part that is done, 0 to 1, as it grows.

    Returns:
        What was found. Every segment index counts in `segments`; what lies outside the sermon is not part of it.
    """
    done = 0

    def part_ends() -> None:
        nonlocal done
        done += 1
        if on_part is not None:
            on_part(min(done / _PARTS, 1.0))

    language = language or detect_language(" ".join(segment.text for segment in segments))
    span = span or find_sermon_span(segments, language)
    inside = segments[span.first : span.last + 1]
    # Segments are counted in the whole recording from here on.
    sentences = [replace(one, segment=one.segment + span.first) for one in split_sentences(inside)]
    part_ends()

    mentions = [
        replace(one, segment=one.segment + span.first)
        for one in find_mentions(inside, language=language)
        if span.start - _EDGE_S <= one.timestamp <= span.end + _EDGE_S
    ]
    readings = find_readings(sentences, mentions)
    part_ends()

    who = (
        Speaker(speaker, None, None, "given")
        if speaker
        else find_speaker(segments, title=title, known_speakers=known_speakers, span=span, language=language)
    )
    part_ends()

    themes = find_themes(sentences, language, lexicon, title=title)
    part_ends()

    citations = find_citations(sentences, readings, language)
    quoted, citations = quote_verses(segments, span, mentions, citations, read_verses, language)
    part_ends()

    statistics = measure(sentences, span)
    ranked = rank_sentences(sentences, readings, citations, title=title)
    key_points = choose_key_points(ranked, statistics.word_count)
    highlights = find_highlights(sentences, ranked, mentions, language)
    part_ends()

    questions = make_questions(
        sentences,
        mentions=mentions,
        readings=readings,
        key_points=key_points,
        themes=themes,
        language=language,
        lexicon=lexicon,
    )
    suggestions = make_suggestions(
        sentences, mentions=mentions, readings=readings, statistics=statistics, language=language
    )
    part_ends()

    abstract = write_abstract(
        title=title,
        speaker=who,
        themes=themes,
        mentions=mentions,
        key_points=key_points,
        statistics=statistics,
        language=language,
    )
    part_ends()
    starts = [segment.start for segment in segments]
    return SermonFindings(
        language=language,
        span=span,
        speaker=who,
        mentions=tuple(mentions),
        passages=tuple(distinct(mentions)),
        themes=tuple(themes),
        citations=tuple(_placed(citation, segments, starts) for citation in citations),
        key_points=tuple(_placed(point, segments, starts) for point in key_points),
        highlights=tuple(highlights),
        questions=tuple(questions),
        suggestions=tuple(suggestions),
        statistics=statistics,
        abstract=abstract,
        quoted=tuple(quoted),
    )


def _placed(found: _Found, segments: Sequence[Segment], starts: Sequence[float]) -> _Found:
    """A finding in the segment of its second: it may begin in the midst of a sentence that began segments before."""
    index = max(bisect_right(starts, found.timestamp) - 1, 0)
    return replace(found, segment=index, timestamp=min(found.timestamp, segments[index].end))
