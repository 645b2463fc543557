"""The 66 books of the Bible: their names, and how many verses each chapter has."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from cultotranscript.analysis.findings import Reference
from cultotranscript.analysis.passage_tokens import tokenise


@dataclass(frozen=True, slots=True)
class Book:
    """A book of the canon.

    Attributes:
        number: 1 for Genesis to 66 for Revelation.
        name: Canonical Portuguese name, such as "1 Coríntios".
        english: English name.
        testament: "AT" (old) or "NT" (new).
        verses: How many verses each chapter has, chapter 1 first.
    """

    number: int
    name: str
    english: str
    testament: Literal["AT", "NT"]
    verses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BookWord:
    """What a book is called without its number: "João" is a book, and with a number one of three letters.

    Attributes:
        names: Full names in Portuguese and English.
        abbreviations: As printed: "Gn", "1 Co" without the 1.
        misheard: What recognisers make of it, where no rule of sound leads back.
        plain: The book that is meant without a number, None for "Coríntios".
        numbered: The books that are meant with 1, 2, 3 (and 4, of the Greek "Reinos").
        kind: Whether it is a person's name or a common word too.
    """

    names: tuple[str, ...]
    abbreviations: tuple[str, ...]
    misheard: tuple[str, ...]
    plain: Book | None
    numbered: tuple[Book, ...]
    kind: Literal["person", "word"] | None


def _load() -> tuple[tuple[Book, ...], tuple[BookWord, ...]]:
    file = resources.files("cultotranscript.analysis") / "data" / "books.json"
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    books = tuple(
        Book(row["number"], row["name"], row["english"], row["testament"], tuple(row["verses"]))
        for row in data["books"]
    )
    by_name = {book.name: book for book in books}
    words = tuple(
        BookWord(
            names=tuple(row["names"]),
            abbreviations=tuple(row["abbreviations"]),
            misheard=tuple(row["misheard"]),
            plain=by_name[row["plain"]] if "plain" in row else None,
            numbered=tuple(by_name[name] for name in row.get("numbered", ())),
            kind=row.get("kind"),
        )
        for row in data["words"]
    )
    return books, words


BOOKS: tuple[Book, ...]
"""The canon, in its order."""
BOOK_WORDS: tuple[BookWord, ...]
"""What the books are called."""
BOOKS, BOOK_WORDS = _load()

_BY_NAME = {book.name: book for book in BOOKS}

ORDINALS: dict[int, tuple[str, ...]] = {
    1: ("1", "1a", "1o", "i", "primeira", "primeiro", "first", "1st", "one"),
    2: ("2", "2a", "2o", "ii", "segunda", "segundo", "second", "2nd", "two"),
    3: ("3", "3a", "3o", "iii", "terceira", "terceiro", "third", "3rd", "three"),
    4: ("4", "4a", "4o", "iv", "quarta", "quarto", "fourth", "4th", "four"),
}
"""How a book is numbered, folded."""


def book_named(name: str) -> Book | None:
    """The book of a name or abbreviation in Portuguese or English, whatever its case and accents; None if unknown."""
    stripped = name.strip()
    if stripped in _BY_NAME:
        return _BY_NAME[stripped]
    if stripped.lower().rstrip(".") in ("jó", "jô"):
        # Without its accent this is the abbreviation of João.
        return _BY_NAME["Jó"]
    return _names().get(_key(stripped))


def exists(reference: Reference) -> bool:
    """Whether the Bible has this chapter and these verses."""
    book = _BY_NAME.get(reference.book)
    if book is None or not 1 <= reference.chapter <= len(book.verses):
        return False
    start, end = reference.verse_start, reference.verse_end
    if start is None:
        return end is None
    last = book.verses[reference.chapter - 1]
    return 1 <= start <= last and (end is None or start < end <= last)


def verse_count(book: str, chapter: int) -> int:
    """How many verses a chapter has; `book` is a canonical name. 0 where there is no such chapter."""
    found = _BY_NAME.get(book)
    return found.verses[chapter - 1] if found is not None and 1 <= chapter <= len(found.verses) else 0


def format_reference(reference: Reference) -> str:
    """Write a reference as it is printed: "1 Coríntios 13:4-5", "Salmos 23"."""
    text = f"{reference.book} {reference.chapter}"
    if reference.verse_start is not None:
        text += f":{reference.verse_start}"
        if reference.verse_end is not None:
            text += f"-{reference.verse_end}"
    return text


def _key(name: str) -> str:
    """A name without what may differ: case, accents, spaces, full stops."""
    return "".join(word for word in tokenise(name).words if word.isalnum())


@cache
def _names() -> dict[str, Book]:
    """Every name to its book; where two books share one, a full name wins over an abbreviation, then the first."""
    found: dict[str, Book] = {}
    for book in BOOKS:
        for name in (book.name, book.english):
            found.setdefault(_key(name), book)
    for kind in ("names", "misheard", "abbreviations"):
        for word in BOOK_WORDS:
            spellings: tuple[str, ...] = getattr(word, kind)
            for spelling in spellings:
                if word.plain is not None and _key(spelling) != "jo":
                    found.setdefault(_key(spelling), word.plain)
                for number, book in enumerate(word.numbered, start=1):
                    for ordinal in ORDINALS[number]:
                        found.setdefault(ordinal + _key(spelling), book)
    found["jo"] = _BY_NAME["João"]
    return found
