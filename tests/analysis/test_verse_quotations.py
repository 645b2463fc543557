"""Verses that are quoted, beside what is named and cited."""

from collections.abc import Iterator

from cultotranscript.analysis.citations import find_citations
from cultotranscript.analysis.findings import Citation, Mention, Reference, SermonSpan
from cultotranscript.analysis.passages import find_mentions
from cultotranscript.analysis.quotations import VerseText
from cultotranscript.analysis.readings import find_readings
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import split_sentences
from cultotranscript.analysis.verse_quotations import quote_verses

VERSES = [
    VerseText(
        "João", 3, 16, "Porque Deus amou o mundo de tal maneira que deu o seu Filho unigênito para salvar o mundo."
    ),
    VerseText("Salmos", 23, 1, "O Senhor é o meu pastor, nada me faltará."),
    VerseText("Salmos", 23, 2, "Deitar-me faz em verdes pastos, guia-me mansamente a águas tranquilas."),
]


def _quoted(*texts: str, first: int = 0) -> tuple[list[Mention], list[Citation]]:
    segments = [Segment(10.0 * i, 10.0 * i + 10, text) for i, text in enumerate(texts)]
    inside = segments[first:]
    mentions = find_mentions(inside, language="pt")
    sentences = split_sentences(inside)
    citations = find_citations(sentences, find_readings(sentences, mentions), "pt")
    span = SermonSpan(segments[first].start, segments[-1].end, first, len(segments) - 1, "whole")

    def read_verses() -> Iterator[VerseText]:
        yield from VERSES

    return quote_verses(segments, span, mentions, citations, read_verses, "pt")


def test_a_verse_that_is_quoted_and_not_named_is_a_passage_and_a_citation() -> None:
    quoted, citations = _quoted("Bom dia.", "Eu creio que o Senhor é o meu pastor, nada me faltará, irmãos.")

    [mention], [citation] = quoted, citations
    assert (mention.reference, mention.segment, mention.rule) == (Reference("Salmos", 23, 1), 1, "quotation")
    assert (citation.source, citation.kind, citation.context) == ("Salmo 23:1", "scripture", "conforme a tradução")


def test_verses_in_one_breath_are_one_passage() -> None:
    quoted, _ = _quoted(
        "O Senhor é o meu pastor, nada me faltará. Deitar-me faz em verdes pastos, guia-me "
        "mansamente a águas tranquilas."
    )

    assert [mention.reference for mention in quoted] == [Reference("Salmos", 23, 1, 2)]


def test_a_quotation_that_differs_shows_how_in_the_context_of_its_citation() -> None:
    quoted, citations = _quoted(
        "Em João 3, 16: porque Deus amou o mundo de tal maneira que deu o seu único Filho para salvar o mundo."
    )

    [citation] = citations
    assert quoted == []
    assert citation.kind == "scripture"
    assert citation.context is not None
    assert "“único Filho”" in citation.context or "“único”" in citation.context
    assert "unigênito" in citation.context


def test_what_lies_outside_the_sermon_is_not_quoted() -> None:
    quoted, citations = _quoted("O Senhor é o meu pastor, nada me faltará.", "Bom dia, igreja querida.", first=1)

    assert (quoted, citations) == ([], [])


def test_segments_are_counted_in_the_recording() -> None:
    [mention], _ = _quoted("Bom dia.", "Aviso.", "O Senhor é o meu pastor, nada me faltará.", first=2)

    assert (mention.segment, mention.timestamp) == (2, 20.0)


def test_a_saying_that_is_scripture_is_told_as_such() -> None:
    _, [citation] = _quoted("Minha avó dizia: o Senhor é o meu pastor, nada me faltará. Ela vivia disso.")

    assert (citation.kind, citation.source) == ("scripture", "Salmo 23:1")


def test_without_a_translation_nothing_changes() -> None:
    given = [Citation("x", None, "person", None, 0, 0.0, "named")]

    assert quote_verses([], SermonSpan(0, 0, 0, 0, "whole"), [], given, None, "pt") == ([], given)
