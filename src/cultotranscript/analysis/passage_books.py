"""Which book a name means: its ordinal before it, far before it or behind it, and what exists."""

from collections.abc import Iterator
from dataclasses import dataclass

from cultotranscript.analysis.book_names import BookName, name_by_sound, names_at
from cultotranscript.analysis.books import Book
from cultotranscript.analysis.findings import Language
from cultotranscript.analysis.numbers import NUMBER_WORDS
from cultotranscript.analysis.passage_context import CARDINAL_WORDS, ORDINAL_LINKS, ORDINAL_WORDS, SENTENCE_ENDS
from cultotranscript.analysis.passage_tokens import Tokens
from cultotranscript.analysis.passage_words import WORDS

LONGEST_TITLE = 12
"""Words between "primeira carta" and the name it numbers."""


@dataclass(frozen=True, slots=True)
class BookOrdinal:
    """The number of a book: what it says, where it begins, where the whole name ends."""

    number: int | None
    first: int
    end: int
    is_according_to: bool = False
    """It is the Portuguese "segundo", which means "according to" too."""
    is_list_number: bool = False
    """It is a digit that may number a list and no book."""


class BookFinder:
    """Finds the books that names in one text mean."""

    def __init__(self, tokens: Tokens, language: Language, *, is_query: bool) -> None:
        self._tokens = tokens
        self._language = language
        self._is_query = is_query
        self._numbered: dict[str, Book] = {}

    def remember(self, name: BookName, book: Book) -> None:
        """Keep which of a numbered pair was named, for "Coríntios" without its number later on."""
        if book in name.word.numbered:
            self._numbered[name.word.names[0]] = book

    def books_of(self, name: BookName, at: int) -> Iterator[tuple[Book, BookOrdinal]]:
        """The books that a name can mean, with the number before or after it: what exists decides among them."""
        word = name.word
        if word.names[0] == "Jó" and self._tokens.word(at) == "jo" and not self._may_be_job(at):
            return
        ordinal = self._ordinal_of(name, at) if word.numbered or word.names[0] == "Esdras" else None
        if ordinal is None or ordinal.number is None:
            if word.plain is not None:
                if word.names[0] == "João" and name.form == "abbreviation" and self.is_job(at):
                    return
                yield word.plain, BookOrdinal(None, at, name.end)
            elif word.names[0] in self._numbered:
                yield self._numbered[word.names[0]], BookOrdinal(None, at, name.end)
            return
        if ordinal.number <= len(word.numbered):
            yield word.numbered[ordinal.number - 1], ordinal
        if word.plain is not None and (ordinal.is_according_to or ordinal.is_list_number) and word.numbered:
            yield word.plain, BookOrdinal(None, at, name.end)

    def is_job(self, at: int) -> bool:
        return self._tokens.original(at).lower() in ("jó", "jô")

    def _may_be_job(self, at: int) -> bool:
        """Whether "jo" can be Job: with its accent, or where a recogniser lost it and nothing numbers a letter."""
        tokens = self._tokens
        if self.is_job(at):
            return True
        return not tokens.is_cased and tokens.word(at + 1) in NUMBER_WORDS and self.ordinal_before(at, at + 1) is None

    def _ordinal_of(self, name: BookName, at: int) -> BookOrdinal | None:
        return self.ordinal_before(at, name.end) or self._ordinal_after(name)

    def ordinal_before(self, at: int, end: int) -> BookOrdinal | None:
        tokens = self._tokens
        back = at - 1
        for _ in range(4):
            word = tokens.word(back)
            number = ORDINAL_WORDS.get(word)
            if number is not None:
                return self._as_ordinal(number, back, at, end)
            if (
                word in ("a", "o", "st", "nd", "rd")
                and tokens.is_tight(back)
                and tokens.word(back - 1) in ("1", "2", "3", "4")
            ):
                return BookOrdinal(int(tokens.word(back - 1)), back - 1, end)
            if word in CARDINAL_WORDS and back == at - 1 and self._language == "pt":
                # "dois coríntios": only a name that is no book by itself is numbered so.
                plain = any(name.word.plain is not None or name.word.kind for name in names_at(tokens, at))
                return None if plain else BookOrdinal(CARDINAL_WORDS[word], back, end)
            if word not in ORDINAL_LINKS and word not in ("sao", "livro", "carta", "epistola"):
                break
            back -= 1
        return self._ordinal_of_title(at, end)

    def _as_ordinal(self, number: int, back: int, at: int, end: int) -> BookOrdinal | None:
        """Whether the number word before a name numbers it: "1.", "I" and "one" may be something else."""
        tokens = self._tokens
        word = tokens.word(back)
        between = tokens.words[back + 1 : at]
        if word.isdecimal():
            if between not in ([], ["."]) or (tokens.word(back - 1) in (":", ".", "-") and tokens.is_tight(back)):
                return None
            return BookOrdinal(number, back, end, is_list_number=True)
        if word in ("i", "ii", "iii", "iv"):
            is_upper = tokens.original(back).isupper() or not tokens.is_cased or self._is_query
            return BookOrdinal(number, back, end) if is_upper and between in ([], ["."], ["a"]) else None
        if word in ("one", "two", "three"):
            return BookOrdinal(number, back, end) if not between else None
        return BookOrdinal(number, back, end, is_according_to=word == "segundo" and not between)

    def _ordinal_of_title(self, at: int, end: int) -> BookOrdinal | None:
        """ "A primeira carta que Paulo escreveu ao jovem Timóteo": the ordinal beside "carta", some words before."""
        tokens = self._tokens
        for back in range(at - 1, max(-1, at - 1 - LONGEST_TITLE), -1):
            word = tokens.word(back)
            if word in WORDS.letters:
                for beside in (back - 1, back + 1):
                    number = ORDINAL_WORDS.get(tokens.word(beside))
                    if number is not None and tokens.word(beside) != "i":
                        return BookOrdinal(number, min(beside, back), end)
                if tokens.word(back - 1) in ("a", "o") and tokens.word(back - 2) in ("1", "2", "3", "4"):
                    return BookOrdinal(int(tokens.word(back - 2)), back - 2, end)
                return None
            if word in SENTENCE_ENDS or word == ":" or word.isdecimal():
                return None
        return None

    def _ordinal_after(self, name: BookName) -> BookOrdinal | None:
        """ "Coríntios, a primeira carta"; "Pedro escreve, na sua primeira carta"."""
        tokens = self._tokens
        at = name.end
        while tokens.word(at) in (",", "a", "na", "o", "-", "("):
            at += 1
        for i in range(at, at + LONGEST_TITLE // 2):
            number = ORDINAL_WORDS.get(tokens.word(i))
            if number is not None and len(tokens.word(i)) > 3 and tokens.word(i + 1) in WORDS.letters:
                return BookOrdinal(number, i, i + 2)
            if tokens.word(i) in SENTENCE_ENDS or tokens.word(i).isdecimal() or names_at(tokens, i):
                break
        number = ORDINAL_WORDS.get(tokens.word(at))
        if number is None or len(tokens.word(at)) <= 3 or tokens.word(at) == "three":
            return None
        is_followed = bool(names_at(tokens, at + 1)) or tokens.word(at + 1) in ORDINAL_LINKS
        is_marker = tokens.word(at + 1) in WORDS.chapter | WORDS.verse
        return None if is_followed or is_marker else BookOrdinal(number, at, at + 1)

    def name_after(self, end: int) -> tuple[Book, int] | None:
        """The book named after "de" and a title: (the book, the token after it)."""
        tokens = self._tokens
        at = end
        if tokens.word(at) == ",":
            at += 1
        if tokens.word(at) not in ("de", "do", "da", "dos", "das", "of", "in", "from", "em", "no", "na", "aos"):
            return None
        for i in range(at + 1, min(len(tokens), at + LONGEST_TITLE)):
            for name in names_at(tokens, i):
                if name.form == "abbreviation" and not (tokens.has_capital(i) or self.is_job(i)):
                    continue
                for book, ordinal in self.books_of(name, i):
                    return book, ordinal.end
            word = tokens.word(i)
            if word not in WORDS.titles and word not in ORDINAL_WORDS and word not in ("pastoral", "pastorais"):
                sound = name_by_sound(word) if word.isalpha() else None
                if sound is not None and sound.plain is not None:
                    return sound.plain, i + 1
                return None
        return None
