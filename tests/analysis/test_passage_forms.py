"""Every reference of the canon, in every form that the grammar knows, is found exactly."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultotranscript.analysis.books import BOOKS, Book, format_reference
from cultotranscript.analysis.findings import Reference
from cultotranscript.analysis.passages import find_references, parse_reference

_PT = (
    "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito "
    "dezenove"
).split()
_PT_TENS = "- - vinte trinta quarenta cinquenta sessenta setenta oitenta noventa".split()
_EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_EN_TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
_PT_ORDINALS = "- primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono".split()
_PT_ORDINAL_TENS = (
    "- décimo vigésimo trigésimo quadragésimo quinquagésimo sexagésimo septuagésimo octogésimo nonagésimo"
).split()


def _pt(value: int) -> str:
    if value == 100:
        return "cem"
    if value > 100:
        return f"cento e {_pt(value - 100)}"
    if value < 20:
        return _PT[value]
    return _PT_TENS[value // 10] + (f" e {_PT[value % 10]}" if value % 10 else "")


def _en(value: int) -> str:
    if value >= 100:
        return "one hundred" + (f" and {_en(value - 100)}" if value > 100 else "")
    if value < 20:
        return _EN[value]
    return _EN_TENS[value // 10] + (f"-{_EN[value % 10]}" if value % 10 else "")


def _pt_ordinal(value: int) -> str:
    hundred = "centésimo " if value >= 100 else ""
    tens = _PT_ORDINAL_TENS[value % 100 // 10] if value % 100 >= 10 else ""
    small = _PT_ORDINALS[value % 10] if value % 10 else ""
    return " ".join(f"{hundred}{tens} {small}".split())


def _spoken_pt(book: Book) -> list[str]:
    """How a book is named in speech: with its number as a word where it has one."""
    if not book.name[0].isdigit():
        return [book.name, book.name.lower()]
    number, name = int(book.name[0]), book.name[2:]
    feminine = ("primeira", "segunda", "terceira")[number - 1]
    masculine = ("primeiro", "segundo", "terceiro")[number - 1]
    if name in ("Samuel", "Reis", "Crônicas"):
        link = {"Samuel": "de", "Reis": "dos", "Crônicas": "das"}[name]
        return [f"{masculine} {name}", f"{feminine} {name}", f"o {masculine} livro {link} {name}"]
    link = {"João": "de", "Pedro": "de", "Timóteo": "a"}.get(name, "aos")
    return [
        f"{feminine} {name}",
        f"{feminine} {link} {name}",
        f"{feminine.capitalize()} carta {link} {name}",
        f"{feminine} epístola de Paulo {link} {name}",
    ]


def _written_pt(book: Book) -> list[str]:
    if not book.name[0].isdigit():
        return [book.name]
    number, name = int(book.name[0]), book.name[2:]
    return [book.name, f"{'I' * number} {name}", f"{number}ª {name}", f"{number}º {name}"]


def _spoken_en(book: Book) -> list[str]:
    if not book.english[0].isdigit():
        return [book.english]
    number, name = int(book.english[0]), book.english[2:]
    return [f"{('First', 'Second', 'Third')[number - 1]} {name}", f"{('one', 'two', 'three')[number - 1]} {name}"]


@st.composite
def _verses(draw: st.DrawFn) -> tuple[Book, int, int]:
    book = draw(st.sampled_from(BOOKS))
    chapter = draw(st.integers(1, len(book.verses)))
    return book, chapter, draw(st.integers(1, book.verses[chapter - 1]))


@st.composite
def _ranges(draw: st.DrawFn) -> tuple[Book, int, int, int]:
    book = draw(st.sampled_from(BOOKS))
    chapter = draw(st.integers(1, len(book.verses)))
    start = draw(st.integers(1, book.verses[chapter - 1] - 1))
    return book, chapter, start, draw(st.integers(start + 1, book.verses[chapter - 1]))


def _assert_found(text: str, *expected: Reference) -> None:
    found = find_references(text)
    assert [format_reference(one) for one in found] == [format_reference(one) for one in expected], text


@settings(max_examples=200, deadline=None)
@given(_verses(), st.data())
def test_a_written_verse_is_found(where: tuple[Book, int, int], data: st.DataObject) -> None:
    book, chapter, verse = where
    name = data.draw(st.sampled_from([*_written_pt(book), book.english]))
    sign = data.draw(st.sampled_from([":", ".", ",", " : "]))
    half = data.draw(st.sampled_from(["", "a", "b"]))
    around = data.draw(st.sampled_from(["{}", "Leia {}.", "({})", "Hoje, {}, amém", "“{}”"]))

    _assert_found(around.format(f"{name} {chapter}{sign}{verse}{half}"), Reference(book.name, chapter, verse))


@settings(max_examples=200, deadline=None)
@given(_ranges(), st.data())
def test_a_written_range_is_found(where: tuple[Book, int, int, int], data: st.DataObject) -> None:
    book, chapter, start, end = where
    name = data.draw(st.sampled_from(_written_pt(book)))
    to = data.draw(st.sampled_from(["-", "–", " - ", " a ", " até "]))

    _assert_found(f"{name} {chapter}:{start}{to}{end}", Reference(book.name, chapter, start, end))


@pytest.mark.parametrize("name", ["1 João", "1Jo", "1 John", "I João", "1ª João"])
def test_a_letter_longer_than_the_gospel_of_its_name_is_found_to_its_end(name: str) -> None:
    letter = next(book for book in BOOKS if book.name == "1 João")

    for chapter, last in enumerate(letter.verses, start=1):
        _assert_found(f"{name} {chapter}:{last}", Reference(letter.name, chapter, last))
        _assert_found(f"{name} {chapter}:2-{last}", Reference(letter.name, chapter, 2, last))


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.name)
def test_the_whole_of_every_chapter_is_found(book: Book) -> None:
    for chapter, last in enumerate(book.verses, start=1):
        _assert_found(f"{book.name} {chapter}:1-{last}", Reference(book.name, chapter, 1, last))


@settings(max_examples=300, deadline=None)
@given(_verses(), st.data())
def test_a_verse_spoken_with_its_markers_is_found(where: tuple[Book, int, int], data: st.DataObject) -> None:
    book, chapter, verse = where
    name = data.draw(st.sampled_from(_spoken_pt(book)))
    c = data.draw(st.sampled_from([str(chapter), _pt(chapter)]))
    v = data.draw(st.sampled_from([str(verse), _pt(verse)]))
    text = data.draw(
        st.sampled_from(
            [
                f"{name}, capítulo {c}, versículo {v}",
                f"{name} capítulo {c} versículo {v}",
                f"{name}, no capítulo {c}, no verso {v}, diz",
                f"{name} capitulo {c} e versiculo {v}",
                f"no capítulo {c} de {name}, versículo {v}",
                f"versículo {v} do capítulo {c} de {name}",
                f"{name}, capítulo {_pt_ordinal(chapter)}, versículo {v}",
                f"o {_pt_ordinal(chapter)} capítulo de {name}, versículo {v}",
                f"{name}, cap. {chapter}, v. {verse}",
            ]
        )
    )

    _assert_found(text, Reference(book.name, chapter, verse))


@settings(max_examples=200, deadline=None)
@given(_ranges(), st.data())
def test_a_spoken_range_is_found(where: tuple[Book, int, int, int], data: st.DataObject) -> None:
    book, chapter, start, end = where
    name = data.draw(st.sampled_from(_spoken_pt(book)))
    text = data.draw(
        st.sampled_from(
            [
                f"{name}, capítulo {_pt(chapter)}, versículos {_pt(start)} a {_pt(end)}",
                f"{name}, capítulo {_pt(chapter)}, do versículo {_pt(start)} ao {_pt(end)}",
                f"{name}, capítulo {_pt(chapter)}, do versículo {start} até o versículo {end}",
                f"{name} capítulo {chapter} versículos de {start} a {end}",
            ]
        )
    )

    _assert_found(text, Reference(book.name, chapter, start, end))


@settings(max_examples=200, deadline=None)
@given(_verses(), st.data())
def test_bare_number_words_are_found(where: tuple[Book, int, int], data: st.DataObject) -> None:
    book, chapter, verse = where
    name = data.draw(st.sampled_from(_spoken_pt(book)))
    join = data.draw(st.sampled_from([" ", ", "]))

    _assert_found(f"{name} {_pt(chapter)}{join}{_pt(verse)}", Reference(book.name, chapter, verse))


@settings(max_examples=200, deadline=None)
@given(_verses(), st.data())
def test_a_verse_spoken_in_english_is_found(where: tuple[Book, int, int], data: st.DataObject) -> None:
    book, chapter, verse = where
    name = data.draw(st.sampled_from(_spoken_en(book)))
    text = data.draw(
        st.sampled_from(
            [
                f"{name}, chapter {_en(chapter)}, verse {_en(verse)}",
                f"{name} chapter {chapter} verse {verse}",
                f"in chapter {_en(chapter)} of {name}, verse {_en(verse)}",
                f"verse {verse} of chapter {chapter} of {name}",
                f"{name} {_en(chapter)}, verse {_en(verse)}",
                f"{name} {_en(chapter)}, {_en(verse)}",
            ]
        )
    )

    _assert_found(text, Reference(book.name, chapter, verse))


@settings(max_examples=100, deadline=None)
@given(_verses(), st.data())
def test_a_whole_chapter_is_found(where: tuple[Book, int, int], data: st.DataObject) -> None:
    book, chapter, _ = where
    name = data.draw(st.sampled_from(_spoken_pt(book)))
    forms = [f"{name}, capítulo {_pt(chapter)}", f"o capítulo {chapter} de {name}"]
    if len(book.verses) > 1:
        forms += [f"{name} {_pt(chapter)}", f"{name} {chapter}"]

    _assert_found(data.draw(st.sampled_from(forms)), Reference(book.name, chapter))


@settings(max_examples=150, deadline=None)
@given(_verses(), st.data())
def test_what_is_formatted_is_parsed_back(where: tuple[Book, int, int], data: st.DataObject) -> None:
    book, chapter, verse = where
    reference = data.draw(st.sampled_from([Reference(book.name, chapter), Reference(book.name, chapter, verse)]))

    parsed = parse_reference(format_reference(reference))

    # A whole chapter of a book that has one alone reads as that verse: "Judas 1".
    is_one_chapter = len(book.verses) == 1 and reference.verse_start is None
    assert parsed == (Reference(book.name, 1, 1) if is_one_chapter else reference)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    find_references(text)
    parse_reference(text)


@pytest.mark.parametrize("language", ["pt", "en"])
@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_soup_of_its_own_words_is_read_without_an_error(language: str, data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(_SOUP), max_size=40))

    find_references(" ".join(words), language="en" if language == "en" else "pt")


_SOUP = [
    *json.loads(
        (Path(__file__).parents[2] / "src/cultotranscript/analysis/data/passage_words.json").read_text("utf-8")
    )["connectors"],
    *[book.name for book in BOOKS],
    *(_PT + _EN + _PT_TENS + _EN_TENS + _PT_ORDINALS),
    *"capítulo versículo cap. v. , . : ; - – ( ) 1 2 3 16 119 316 1125 ª º e a ao até seguinte não".split(),
]


@pytest.mark.parametrize(
    "unit", ["capítulo ", "versículo 5 ", "João 3:16 versículo 5 ", "5 mais ", "primeira de ", "e o 5 "]
)
def test_a_text_of_one_thing_over_and_over_is_read_without_an_error(unit: str) -> None:
    find_references(unit * 3000)
