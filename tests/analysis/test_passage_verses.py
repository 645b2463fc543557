"""Markers, numbers, lists and ranges of verses."""

import pytest

from cultotranscript.analysis.passage_context import PassageContext
from cultotranscript.analysis.passage_tokens import tokenise
from cultotranscript.analysis.passage_verses import VerseReader


def _reader(text: str) -> VerseReader:
    tokens = tokenise(text)
    return VerseReader(tokens, "pt", PassageContext(tokens, "pt"))


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("9", [(9, None)]),
        ("9b", [(9, None)]),
        ("9ss", [(9, None)]),
        ("1-10", [(1, 10)]),
        ("1 a 10", [(1, 10)]),
        ("de treze a dezesseis", [(13, 16)]),
        ("onze até o versículo dezesseis", [(11, 16)]),
        ("3, 5 e 11", [(3, None), (5, None), (11, None)]),
        ("8, 9 e 10", [(8, 10)]),
        ("dois e três", [(2, 3)]),
        ("trinta e um e trinta e dois", [(31, 32)]),
        ("22 23", [(22, 23)]),
        ("9-13, 19, 33", [(9, 13), (19, None), (33, None)]),
        ("vinte e cinco em diante", [(25, None)]),
        ("vinte e oito, não, vinte e nove", [(29, None)]),
        ("8 e 2 pessoas", [(8, None)]),
        ("13, 1 João", [(13, None)]),
        ("16, 4:24", [(16, None)]),
    ],
)
def test_verses_are_read_as_they_are_listed(text: str, spans: list[tuple[int, int | None]]) -> None:
    verses = _reader(text).verses(0, 50, is_marked=True)

    assert verses is not None
    assert list(verses.spans) == spans


@pytest.mark.parametrize("text", ["51", "10-5", "10-99", "3 a 1"])
def test_verses_that_do_not_exist_are_refused(text: str) -> None:
    verses = _reader(text).verses(0, 50, is_marked=False)

    assert verses is not None
    assert verses.is_refused


def test_a_range_may_end_in_a_later_chapter() -> None:
    for text in ("1 a 9:15", "1–9:15", "um até o capítulo nove, versículo quinze"):
        verses = _reader(text).verses(0, 24, is_marked=True)
        assert verses is not None
        assert (verses.spans, verses.crossed) == (((1, None),), (9, 15))


@pytest.mark.parametrize(
    ("text", "is_chapter", "after"),
    [
        ("capítulo 3", True, 1),
        ("capítulo de número 3", True, 3),
        ("cap. 3", True, 2),
        ("caps 3", True, 1),
        ("versículo versículo 3", False, 2),
        ("v. 3", False, 2),
        ("vv. 3", False, 2),
        ("v3", False, 1),
    ],
)
def test_a_marker_may_be_short_or_said_twice(text: str, is_chapter: bool, after: int) -> None:
    assert _reader(text).marker(0, is_chapter=is_chapter) == after


@pytest.mark.parametrize("text", ["ver 5 filmes", "cap vermelho", "v de vitória", "verdade"])
def test_other_words_are_no_markers(text: str) -> None:
    assert _reader(text).marker(0, is_chapter=False) is None


def test_roman_numerals_are_read_where_they_are_well_formed() -> None:
    assert [n.value for n in _reader("XXIII").numerals(0, with_roman=True)] == [23]
    assert _reader("IIX").numerals(0, with_roman=True) == []
    assert _reader("xiv").numerals(0, with_roman=True) == []


def test_an_ordinal_before_a_word_is_read_as_a_whole() -> None:
    assert _reader("the twenty-third Psalm").ordinal_before(4) == (23, 1)
    assert _reader("quinto capítulo").ordinal_before(1) == (5, 0)
    assert _reader("5º capítulo").ordinal_before(2) == (5, 0)


def test_fillers_say_nothing() -> None:
    assert _reader("ééé").is_filler(0)
    assert _reader("né").is_filler(0)
    assert not _reader("um").is_filler(0)
