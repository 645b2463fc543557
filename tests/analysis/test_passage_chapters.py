"""Chapters and what follows them."""

import pytest

from cultotranscript.analysis.books import book_named
from cultotranscript.analysis.passage_chapters import ChapterReader, any_book, glued_digits
from cultotranscript.analysis.passage_context import PassageContext
from cultotranscript.analysis.passage_items import Part
from cultotranscript.analysis.passage_tokens import tokenise
from cultotranscript.analysis.passage_verses import VerseReader


def _longest(book_name: str, chapter: int, rest: str) -> tuple[Part, ...]:
    """The parts of the longest reading of a chapter with what follows it."""
    book = book_named(book_name)
    assert book is not None
    tokens = tokenise(f"0{rest}")
    context = PassageContext(tokens, "pt")
    reader = ChapterReader(tokens, VerseReader(tokens, "pt", context), context)
    reads = list(reader.after_chapter(book, chapter, 1, chapter_at=0, is_marked=False))
    return max(reads, key=lambda read: read.end).parts


@pytest.mark.parametrize(
    ("chapter", "rest", "parts"),
    [
        (8, ":31", (Part(8, 31),)),
        (8, ".31", (Part(8, 31),)),
        (8, ",31", (Part(8, 31),)),
        (8, ", trinta e um", (Part(8, 31),)),
        (8, " trinta e um", (Part(8, 31),)),
        (8, ", versículo 31", (Part(8, 31),)),
        (8, " e versículo 31", (Part(8, 31),)),
        (8, " e 28", (Part(8, 28),)),
        (8, " e 9", (Part(8), Part(9))),
        (8, "-10", (Part(8), Part(9), Part(10))),
        (8, " ao 10", (Part(8), Part(9), Part(10))),
        (8, ", do 31 ao 39", (Part(8, 31, 39),)),
        (8, ", a partir do 31", (Part(8, 31),)),
        (8, ",35-37.39", (Part(8, 35, 37), Part(8, 39))),
        (8, ":38–9:5", (Part(8, 38, 39), Part(9, 1, 5))),
        (8, " diz", (Part(8),)),
    ],
)
def test_verses_and_chapters_behind_a_chapter_of_romans(chapter: int, rest: str, parts: tuple[Part, ...]) -> None:
    assert _longest("Romanos", chapter, rest) == parts


@pytest.mark.parametrize(
    ("book", "digits", "expected"),
    [
        ("João", "316", (3, 16)),
        ("João", "1125", (11, 25)),
        ("Romanos", "828", (8, 28)),
        ("Romanos", "121", None),  # 1:21 and 12:1.
        ("Salmos", "231", None),  # Three digits may be a psalm that does not exist.
        ("Salmos", "1191", (119, 1)),
        ("João", "21", None),
        ("João", "999", None),
        ("Judas", "124", None),
    ],
)
def test_glued_digits_are_parted_where_just_one_split_exists(
    book: str, digits: str, expected: tuple[int, int] | None
) -> None:
    found = book_named(book)
    assert found is not None

    assert glued_digits(found, digits) == expected


def test_any_book_has_every_chapter_and_verse_that_could_be() -> None:
    assert set(any_book().verses) == {176}
    assert len(any_book().verses) == 150
