"""The words around references, from `data/passage_words.json`: all folded, each kind a set."""

import json
from dataclasses import dataclass, fields
from importlib import resources


@dataclass(frozen=True, slots=True)
class PassageWords:
    """Kinds of words, by what they tell of a number or a name beside them.

    Attributes:
        chapter: "capítulo", "chapter"; their abbreviations count before a numeral alone ("ver" is "to see" too).
        verse: "versículo", "verse".
        next: "seguinte", "next"; and `previous`.
        letters: What a numbered book is: "carta", "book".
        titles: What may stand between "capítulo dois de" and a name.
        connectors: What may stand between a name and "capítulo", a chapter and "versículo".
        fillers: Sounds and words that say nothing.
        corrections: What takes the number before it back; the strong ones do so alone.
        open_ends: The end of "em diante".
        units: What a count is of: years, hours, people, money.
        months: After "de", a date.
        places: Before a name, a street, a room or a group called so; `place_links` may stand between.
        honorifics: Before a name, a person.
        person_articles: Before a name, a person too, in Portuguese.
        common_word_determiners: Before "números" or "acts", the common word.
        lists: In a sentence with names and numbers, what these are: a score, ages, a roster.
        sayings: What an author does in a book.
        not_books: Scriptures outside the 66, and words that sound like a book.
        ambiguous_abbreviations: Words and short forms of other things; believed before "3:16" alone.
        not_counted: Portuguese words that end in s and are nothing that is counted; `english_not_counted` likewise.
        portuguese: Small words that tell the language; `english` likewise.
        other_books: After "capítulo 2 da", another book than the Bible; `own_book` means the one that is read.
    """

    chapter: frozenset[str]
    chapter_abbreviations: frozenset[str]
    verse: frozenset[str]
    verse_abbreviations: frozenset[str]
    next: frozenset[str]
    previous: frozenset[str]
    letters: frozenset[str]
    titles: frozenset[str]
    connectors: frozenset[str]
    fillers: frozenset[str]
    corrections: frozenset[str]
    strong_corrections: frozenset[str]
    open_ends: frozenset[str]
    units: frozenset[str]
    months: frozenset[str]
    places: frozenset[str]
    place_links: frozenset[str]
    honorifics: frozenset[str]
    person_articles: frozenset[str]
    common_word_determiners: frozenset[str]
    lists: frozenset[str]
    sayings: frozenset[str]
    not_books: frozenset[str]
    ambiguous_abbreviations: frozenset[str]
    not_counted: frozenset[str]
    english_not_counted: frozenset[str]
    other_books: frozenset[str]
    own_book: frozenset[str]
    portuguese: frozenset[str]
    english: frozenset[str]


def _load() -> PassageWords:
    file = resources.files("cultotranscript.analysis") / "data" / "passage_words.json"
    data: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))
    return PassageWords(**{field.name: frozenset(data[field.name]) for field in fields(PassageWords)})


WORDS = _load()
