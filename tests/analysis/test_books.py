"""The canon: names, chapters, verses."""

import pytest

from cultotranscript.analysis.books import BOOK_WORDS, BOOKS, Book, book_named, exists, format_reference, verse_count
from cultotranscript.analysis.findings import Reference


def test_the_canon_has_66_books_in_order_and_1189_chapters() -> None:
    assert [book.number for book in BOOKS] == list(range(1, 67))
    assert sum(len(book.verses) for book in BOOKS) == 1189
    assert (BOOKS[0].name, BOOKS[0].english, BOOKS[-1].english) == ("Gênesis", "Genesis", "Revelation")
    assert [book.testament for book in BOOKS].count("NT") == 27


def test_every_book_has_words_that_mean_it() -> None:
    meant = {book.name for word in BOOK_WORDS for book in (word.plain, *word.numbered) if book is not None}

    assert meant == {book.name for book in BOOKS}


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: str(book.number))
def test_a_book_is_known_by_its_name_in_both_languages_whatever_the_case(book: Book) -> None:
    for name in (book.name, book.english, book.name.upper(), book.english.lower()):
        assert book_named(name) == book


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("jo", "João"),
        ("Jó", "Jó"),
        ("jó.", "Jó"),
        ("1co", "1 Coríntios"),
        ("1 Co.", "1 Coríntios"),
        ("II Timóteo", "2 Timóteo"),
        ("Terceira João", "3 João"),
        ("Cântico dos Cânticos", "Cantares"),
        ("Song of Songs", "Cantares"),
        ("exodo", "Êxodo"),
        ("Fp", "Filipenses"),
        ("Abdias", "Obadias"),
    ],
)
def test_abbreviations_and_other_names_are_known(name: str, expected: str) -> None:
    found = book_named(name)

    assert found is not None
    assert found.name == expected


@pytest.mark.parametrize("name", ["", "Coríntios", "Macabeus", "Sabedoria", "graça"])
def test_what_is_no_book_has_no_book(name: str) -> None:
    assert book_named(name) is None


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (Reference("João", 3, 16), True),
        (Reference("Salmos", 119, 1, 176), True),
        (Reference("Judas", 1), True),
        (Reference("Efésios", 7), False),
        (Reference("Atos", 29), False),
        (Reference("Lucas", 19, 99), False),
        (Reference("Lucas", 19, 5, 5), False),
        (Reference("Lucas", 19, 9, 5), False),
        (Reference("Lucas", 19, 40, 49), False),
        (Reference("Lucas", 0), False),
        (Reference("Lucas", 19, 0), False),
        (Reference("Lucas", 19, None, 5), False),
        (Reference("Tobias", 4, 15), False),
    ],
)
def test_only_what_the_bible_has_exists(reference: Reference, expected: bool) -> None:
    assert exists(reference) is expected


def test_verses_are_counted_by_chapter_and_are_none_where_there_is_no_chapter() -> None:
    assert verse_count("Salmos", 119) == 176
    assert verse_count("João", 22) == 0
    assert verse_count("Tobias", 1) == 0


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (Reference("Salmos", 23), "Salmos 23"),
        (Reference("João", 3, 16), "João 3:16"),
        (Reference("1 Coríntios", 13, 4, 5), "1 Coríntios 13:4-5"),
    ],
)
def test_a_reference_is_written_as_it_is_printed(reference: Reference, expected: str) -> None:
    assert format_reference(reference) == expected
