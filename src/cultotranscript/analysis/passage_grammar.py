"""Places in the Bible as they are named in speech and writing: a text in, what it names out, in order.

A name, a marker ("capítulo", "versículo") or a number may begin a reference, and each is tried where it stands:

- from a **name**: back to its ordinal ("primeira carta que Paulo escreveu a Timóteo") and on to its numbers;
- from a **marker**: on to its number, and to "de" and a name ("no capítulo 22 de Gênesis, no verso 14");
- from a **number**: on to "de" and a name ("oito vinte e oito de Romanos"), or back to what was named before ("e no
  dezesseis").

What needs an earlier passage to be understood ("o versículo seguinte") is given as it stands; `main_reading`
resolves it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from cultotranscript.analysis.book_names import BookName, first_words, name_by_sound, names_at
from cultotranscript.analysis.books import Book
from cultotranscript.analysis.findings import Language
from cultotranscript.analysis.numbers import NUMBER_WORDS
from cultotranscript.analysis.passage_context import CARDINAL_WORDS, ORDINAL_LINKS, ORDINAL_WORDS, PassageContext
from cultotranscript.analysis.passage_tokens import Tokens
from cultotranscript.analysis.passage_verses import Part, Read, VerseReader, any_book, glued_digits
from cultotranscript.analysis.passage_words import WORDS

LONGEST_TITLE = 12
"""Words between "primeira carta" and the name it numbers."""
RECENT_TOKENS = 40
"""How far back a passage may lie for "e o dezesseis" to mean a verse of it."""
SAME_TOKENS = 6
"""How near before a verse "no mesmo capítulo" stands."""
SAME_CHAPTER = frozenset({("mesmo", "capitulo"), ("same", "chapter"), ("mesmo", "salmo"), ("same", "psalm")})
SENTENCE_ENDS = frozenset({".", "!", "?", ";"})
CONJUNCTIONS = frozenset("e ja depois mas enquanto ai la entao agora tambem , ; . :".split())


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a text names.

    Attributes:
        kind: "named" is a whole reference; "relative" leans on an earlier one; "step" counts on from it ("o
            versículo seguinte"); "book" is a name alone.
        first: Its first token.
        end: The token after its last.
        book: None where it leans on the one before.
        parts: Chapters and verses; of a step, what follows on it ("o capítulo seguinte, versículo 3").
        rule: The rule that found it.
        fallback: The parts if `parts` do not exist in the book that turns out to be meant.
        step: For a step, how far: ("verse", 1) is the next verse, ("verse", 2) the next two.
        is_introduced: Of a book alone: named as a book, not as a person may be.
        is_explicit: A marker word stands in it.
        is_of_last: "No mesmo capítulo" stands before it.
    """

    kind: Literal["named", "relative", "step", "book"]
    first: int
    end: int
    book: Book | None
    parts: tuple[Part, ...]
    rule: str
    fallback: tuple[Part, ...] = ()
    step: tuple[Literal["verse", "chapter"], int] | None = None
    is_introduced: bool = False
    is_explicit: bool = False
    is_of_last: bool = False


@dataclass(frozen=True, slots=True)
class _Ordinal:
    """The number of a book: what it says, where it begins, where the whole name ends."""

    number: int | None
    first: int
    end: int
    is_according_to: bool = False
    """It is the Portuguese "segundo", which means "according to" too."""
    is_list_number: bool = False
    """It is a digit that may number a list and no book."""


_MARKER_WORDS = WORDS.chapter | WORDS.chapter_abbreviations | WORDS.verse | WORDS.verse_abbreviations
_TRIGGERS = first_words() | _MARKER_WORDS | NUMBER_WORDS


def parse(tokens: Tokens, language: Language, *, is_query: bool = False) -> list[Item]:
    """Read everything that a text names.

    Args:
        tokens: The text.
        language: What its number words and articles are read as.
        is_query: The text is a reference that somebody typed, so that no person or street can be meant.
    """
    return list(_Grammar(tokens, language, is_query=is_query).items())


class _Grammar:
    def __init__(self, tokens: Tokens, language: Language, *, is_query: bool) -> None:
        self._tokens = tokens
        self._language = language
        self._is_query = is_query
        self._context = PassageContext(tokens, language)
        self._reader = VerseReader(tokens, language, self._context)
        self._items: list[Item] = []
        self._numbered: dict[str, Book] = {}

    def items(self) -> Iterator[Item]:
        words = self._tokens.words
        resume = 0
        for at in [i for i, word in enumerate(words) if word in _TRIGGERS or word.isdecimal()]:
            if at < resume:
                continue
            for item in self._items_at(at):
                self._items.append(item)
                resume = max(resume, item.end)
                yield item

    def _items_at(self, at: int) -> Iterator[Item]:
        word = self._tokens.words[at]
        if word in _MARKER_WORDS:
            found = self._from_marker(at)
            if found is not None:
                yield found
                return
        if word in first_words():
            items = self._from_name(at)
            if items:
                yield from items
                return
        if word.isdecimal() or word in NUMBER_WORDS:
            yield from self._from_number(at)

    # From a name

    def _from_name(self, at: int) -> list[Item]:
        for name in names_at(self._tokens, at):
            items = self._named(name, at)
            if items:
                return items
        return []

    def _named(self, name: BookName, at: int) -> list[Item]:
        """The references that begin with this name, and those that carry it on after ";"."""
        best: tuple[Book, Read, _Ordinal] | None = None
        for book, ordinal in self._books_of(name, at):
            read = self._after_name(book, name, at, ordinal)
            if read is None or read.is_refused:
                if read is not None and not ordinal.is_according_to and not ordinal.is_list_number:
                    return []
                continue
            if best is None or read.end > best[1].end:
                best = book, read, ordinal
        if best is None:
            return self._name_alone(name, at)
        book, read, ordinal = best
        if name.word.numbered and book in name.word.numbered:
            self._numbered[name.word.names[0]] = book
        rule = "misheard-name" if name.form == "misheard" else read.rule
        first = self._title_start(min(ordinal.first, at))
        items = [Item("named", first, read.end, book, read.parts, rule, is_explicit=read.form == "explicit")]
        return [*items, *self._carried(book, read)]

    def _books_of(self, name: BookName, at: int) -> Iterator[tuple[Book, _Ordinal]]:
        """The books that a name can mean, with the number before or after it: what exists decides among them."""
        word = name.word
        if word.names[0] == "Jó" and self._tokens.word(at) == "jo" and not self._may_be_job(at):
            return
        ordinal = self._ordinal_of(name, at) if word.numbered or word.names[0] == "Esdras" else None
        if ordinal is None or ordinal.number is None:
            if word.plain is not None:
                if word.names[0] == "João" and name.form == "abbreviation" and self._is_job(at):
                    return
                yield word.plain, _Ordinal(None, at, name.end)
            elif word.names[0] in self._numbered:
                yield self._numbered[word.names[0]], _Ordinal(None, at, name.end)
            return
        if ordinal.number <= len(word.numbered):
            yield word.numbered[ordinal.number - 1], ordinal
        if word.plain is not None and (ordinal.is_according_to or ordinal.is_list_number) and word.numbered:
            yield word.plain, _Ordinal(None, at, name.end)

    def _is_job(self, at: int) -> bool:
        return self._tokens.original(at).lower() in ("jó", "jô")

    def _may_be_job(self, at: int) -> bool:
        """Whether "jo" can be Job: with its accent, or where a recogniser lost it and nothing numbers a letter."""
        tokens = self._tokens
        if self._is_job(at):
            return True
        return not tokens.is_cased and tokens.word(at + 1) in NUMBER_WORDS and self._ordinal_before(at, at + 1) is None

    def _ordinal_of(self, name: BookName, at: int) -> _Ordinal | None:
        return self._ordinal_before(at, name.end) or self._ordinal_after(name)

    def _ordinal_before(self, at: int, end: int) -> _Ordinal | None:
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
                return _Ordinal(int(tokens.word(back - 1)), back - 1, end)
            if word in CARDINAL_WORDS and back == at - 1 and self._language == "pt":
                # "dois coríntios": only a name that is no book by itself is numbered so.
                plain = any(name.word.plain is not None or name.word.kind for name in names_at(tokens, at))
                return None if plain else _Ordinal(CARDINAL_WORDS[word], back, end)
            if word not in ORDINAL_LINKS and word not in ("sao", "livro", "carta", "epistola"):
                break
            back -= 1
        return self._ordinal_of_title(at, end)

    def _as_ordinal(self, number: int, back: int, at: int, end: int) -> _Ordinal | None:
        """Whether the number word before a name numbers it: "1.", "I" and "one" may be something else."""
        tokens = self._tokens
        word = tokens.word(back)
        between = tokens.words[back + 1 : at]
        if word.isdecimal():
            if between not in ([], ["."]) or (tokens.word(back - 1) in (":", ".", "-") and tokens.is_tight(back)):
                return None
            return _Ordinal(number, back, end, is_list_number=True)
        if word in ("i", "ii", "iii", "iv"):
            is_upper = tokens.original(back).isupper() or not tokens.is_cased or self._is_query
            return _Ordinal(number, back, end) if is_upper and between in ([], ["."], ["a"]) else None
        if word in ("one", "two", "three"):
            return _Ordinal(number, back, end) if not between else None
        return _Ordinal(number, back, end, is_according_to=word == "segundo" and not between)

    def _ordinal_of_title(self, at: int, end: int) -> _Ordinal | None:
        """ "A primeira carta que Paulo escreveu ao jovem Timóteo": the ordinal beside "carta", some words before."""
        tokens = self._tokens
        for back in range(at - 1, max(-1, at - 1 - LONGEST_TITLE), -1):
            word = tokens.word(back)
            if word in WORDS.letters:
                for beside in (back - 1, back + 1):
                    number = ORDINAL_WORDS.get(tokens.word(beside))
                    if number is not None and tokens.word(beside) != "i":
                        return _Ordinal(number, min(beside, back), end)
                if tokens.word(back - 1) in ("a", "o") and tokens.word(back - 2) in ("1", "2", "3", "4"):
                    return _Ordinal(int(tokens.word(back - 2)), back - 2, end)
                return None
            if word in SENTENCE_ENDS or word == ":" or word.isdecimal():
                return None
        return None

    def _ordinal_after(self, name: BookName) -> _Ordinal | None:
        """ "Coríntios, a primeira carta"; "Pedro escreve, na sua primeira carta"."""
        tokens = self._tokens
        at = name.end
        while tokens.word(at) in (",", "a", "na", "o", "-", "("):
            at += 1
        for i in range(at, at + LONGEST_TITLE // 2):
            number = ORDINAL_WORDS.get(tokens.word(i))
            if number is not None and len(tokens.word(i)) > 3 and tokens.word(i + 1) in WORDS.letters:
                return _Ordinal(number, i, i + 2)
            if tokens.word(i) in SENTENCE_ENDS or tokens.word(i).isdecimal() or names_at(tokens, i):
                break
        number = ORDINAL_WORDS.get(tokens.word(at))
        if number is None or len(tokens.word(at)) <= 3 or tokens.word(at) == "three":
            return None
        is_followed = bool(names_at(tokens, at + 1)) or tokens.word(at + 1) in ORDINAL_LINKS
        is_marker = tokens.word(at + 1) in WORDS.chapter | WORDS.verse
        return None if is_followed or is_marker else _Ordinal(number, at, at + 1)

    def _after_name(self, book: Book, name: BookName, at: int, ordinal: _Ordinal) -> Read | None:
        """Read the numbers after a name and judge whether the book is meant at all."""
        best: Read | None = None
        refused: Read | None = None
        for read in self._numbers_after(book, name, at, ordinal.end):
            if read.is_refused:
                refused = refused or read
            elif best is None or read.end > best.end:
                best = read
        if refused is not None and (best is None or refused.end >= best.end or best.form == "bare"):
            return refused
        if best is None or self._is_query:
            return best
        return self._judged(best, name, at, ordinal)

    def _numbers_after(self, book: Book, name: BookName, at: int, end: int) -> Iterator[Read]:
        tokens, reader = self._tokens, self._reader
        found = reader.lead(end, is_chapter=True)
        if found is not None:
            yield from self._from_chapter_marker(book, found[0], found[1])
        if len(book.verses) == 1:
            yield from self._of_one_chapter(book, end)
            return
        at_number = self._bare_start(end, is_abbreviation=name.form == "abbreviation")
        if self._context.begins_numbered_book(at_number):
            return
        is_psalm = book.number == 19
        if is_psalm and (before := reader.ordinal_before(at)) and before[0] <= len(book.verses):
            yield from reader.after_chapter(book, before[0], end, chapter_at=before[1], is_marked=True)
        if is_psalm and tokens.word(at) in ("salmos", "psalms") and self._is_plural(at):
            listed = reader.chapter_list(book, at_number)
            if listed is not None and self._has_no_verse(listed.end):
                yield listed
                return
        numerals = reader.numerals(at_number, with_roman=True)
        for numeral in numerals:
            if numeral.is_ordinal and numeral.is_word and not is_psalm:
                continue
            if 1 <= numeral.value <= len(book.verses):
                yield from self._from_chapter(book, numeral.value, numeral.end, at_number, is_marked=False)
            elif (split := glued_digits(book, tokens.word(at_number))) and tokens.word(at_number - 1) != ",":
                yield from self._from_glued(book, split, at_number)

    def _is_plural(self, at: int) -> bool:
        return self._tokens.word(at - 1) in ("os", "nos", "dos", "aos", "the") or (
            self._language == "en" and self._tokens.word(at) == "psalms"
        )

    def _has_no_verse(self, at: int) -> bool:
        return self._reader.lead(at, is_chapter=False) is None and self._tokens.word(at) != ":"

    def _bare_start(self, end: int, *, is_abbreviation: bool) -> int:
        """Where the number after a name may stand: past the full stop of an abbreviation, a comma, a filler."""
        tokens = self._tokens
        at = end
        if is_abbreviation and tokens.word(at) == "." and tokens.is_tight(at):
            at += 1
        if tokens.word(at) in (",", ":", "-", "("):
            at += 1
        while self._reader.is_filler(at):
            at += 1
        if tokens.word(at) == "de" and tokens.word(at + 1) in ("numero", "n"):
            at += 2
        elif tokens.word(at) in ("numero", "number") and at > end - 1:
            at += 1
        return at

    def _from_chapter_marker(self, book: Book, marker: int, at: int) -> Iterator[Read]:
        """ "capítulo cinco", "quinto capítulo", "capítulos 2 e 3", and what follows."""
        reader = self._reader
        if self._tokens.word(marker) in ("capitulos", "chapters", "caps", "chs", "chaps"):
            listed = reader.chapter_list(book, at)
            if listed is not None:
                yield listed
        numerals = [(n.value, n.end) for n in reader.numerals(at, with_roman=True)]
        before = reader.ordinal_before(marker)
        if before is not None and not numerals:
            numerals = [(before[0], at)]
        for value, end in numerals:
            if 1 <= value <= len(book.verses):
                yield from self._from_chapter(book, value, end, at, is_marked=True)
            else:
                yield Read((), end, "explicit", "chapter", is_refused=True)
                return

    def _from_chapter(self, book: Book, chapter: int, end: int, at: int, *, is_marked: bool) -> Iterator[Read]:
        yield from self._reader.after_chapter(book, chapter, end, chapter_at=at, is_marked=is_marked)
        corrected = self._reader.correction(end)
        if corrected is None:
            return
        for numeral in self._reader.cardinals(corrected):
            if 1 <= numeral.value <= len(book.verses) and not self._context.is_counted(numeral.end):
                yield from self._reader.after_chapter(
                    book, numeral.value, numeral.end, chapter_at=corrected, is_marked=is_marked
                )

    def _of_one_chapter(self, book: Book, end: int) -> Iterator[Read]:
        """A book of one chapter: the number after the name is the verse, unless both are said."""
        tokens, reader = self._tokens, self._reader
        found = reader.lead(end, is_chapter=False)
        if found is not None:
            verses = reader.verses(found[1], book.verses[0], is_marked=True)
            if verses is not None:
                parts = tuple(Part(1, start, last) for start, last in verses.spans)
                yield Read(parts, verses.end, "explicit", "one-chapter-book", is_refused=verses.is_refused)
                return
        at = self._bare_start(end, is_abbreviation=True)
        if self._context.begins_numbered_book(at):
            return
        for numeral in reader.cardinals(at):
            if numeral.value == 1:
                for read in reader.after_chapter(book, 1, numeral.end, chapter_at=at, is_marked=False):
                    if len(read.parts) and read.parts[0].start is not None:
                        yield read
            elif tokens.word(numeral.end) == ":" and tokens.word(numeral.end + 1).isdecimal():
                yield Read((), numeral.end + 2, "tight", "one-chapter-book", is_refused=True)
                return
        verses = reader.verses(at, book.verses[0], is_marked=False)
        if verses is not None and verses.crossed is None:
            parts = tuple(Part(1, start, last) for start, last in verses.spans)
            refused = verses.is_refused
            yield Read(parts, verses.end, "bare", "one-chapter-book", last=verses.last, is_refused=refused)

    def _from_glued(self, book: Book, split: tuple[int, int], at: int) -> Iterator[Read]:
        chapter, verse = split
        end = at + 1
        parts: tuple[Part, ...] = (Part(chapter, verse),)
        further = self._reader.verses(end, book.verses[chapter - 1], is_marked=False)
        if self._tokens.word(end) in ("a", "ao", "ate", "-", "to", "e") and further is None:
            following = self._reader.verses(end + 1, book.verses[chapter - 1], is_marked=False)
            if following is not None and following.spans and following.spans[0][0] > verse:
                last = following.spans[0]
                if last[1] is None and (self._tokens.word(end) != "e" or last[0] == verse + 1):
                    parts, end = (Part(chapter, verse, last[0]),), following.end
        yield Read(parts, end, "pair", "glued-digits", last=at)

    def _judged(self, read: Read, name: BookName, at: int, ordinal: _Ordinal) -> Read | None:
        """Whether the book is meant and not a person, street or count; without its last number if that is counted."""
        tokens, context = self._tokens, self._context
        if name.form == "abbreviation":
            return self._judged_abbreviation(read, name, at)
        if read.form == "explicit":
            return read
        if context.is_place(at) or tokens.word(read.end) in ("x", "%"):
            return None
        if read.form == "tight":
            return None if context.is_counted(read.end) and read.rule != "cross-chapter" else read
        # "Primeira de Pedro" is a letter, and nobody is called so.
        kind = name.word.kind if ordinal.number is None else None
        is_person = kind == "person"
        is_counted = context.is_counted(read.end, is_noun_enough=read.form == "bare" and self._counts(read))
        has_comma = tokens.word(ordinal.end) == ","
        if is_counted:
            if is_person or read.form == "bare" or has_comma:
                return None
            shorter = self._without_last(read)
            return shorter if shorter is None else self._judged(shorter, name, at, ordinal)
        if is_person and (context.is_person(at) or context.is_saint(at)) and (read.form == "bare" or has_comma):
            return None
        if is_person and has_comma and read.form == "bare":
            return None
        if read.rule == "glued-digits" and has_comma:
            return None
        if kind == "word":
            if context.is_common_word(name, at):
                return None
            is_plain = context.is_led_to(at) or tokens.word(read.end) in WORDS.english_not_counted
            if read.form == "bare" and not tokens.is_cased and not is_plain and self._language == "en":
                return None
        return read

    def _counts(self, read: Read) -> bool:
        last = read.parts[-1]
        return (last.end or last.start or last.chapter or 0) > 1

    def _judged_abbreviation(self, read: Read, name: BookName, at: int) -> Read | None:
        tokens, context = self._tokens, self._context
        word = tokens.word(at)
        is_numbered = bool(name.word.numbered) and self._ordinal_before(at, name.end) is not None
        first_number = at + 1
        while first_number < read.end and not tokens.word(first_number).isdecimal():
            if tokens.word(first_number) in NUMBER_WORDS:
                break
            first_number += 1
        if not tokens.word(first_number).isdecimal() and read.form != "explicit" and word != "jo":
            return None
        if context.is_counted(read.end) and read.form != "explicit":
            return None
        is_range = read.rule in ("chapter-range", "chapter-list") and "-" in tokens.words[at : read.end]
        if read.form in ("tight", "explicit") or is_range:
            is_capital = tokens.has_capital(at) or not tokens.is_cased
            if word in WORDS.ambiguous_abbreviations and not is_numbered:
                return read if tokens.has_capital(at) and not context.is_place(at) else None
            return read if is_capital or len(word) > 1 else None
        if word in WORDS.ambiguous_abbreviations and not is_numbered:
            return None
        if is_numbered:
            return read if tokens.has_capital(at) or tokens.is_tight(at) or not tokens.is_cased else None
        if word == "jo" and not tokens.is_cased:
            return read
        original = tokens.original(at)
        is_shouted = len(original) > 1 and original.isupper() and read.form == "bare"
        return read if original[0].isupper() and not is_shouted else None

    def _without_last(self, read: Read) -> Read | None:
        """A pair without its verse, when that turns out to count something."""
        chapters = {part.chapter for part in read.parts}
        if read.last is None or len(chapters) != 1 or len(read.parts) != 1 or read.parts[0].end is not None:
            return None
        end = read.last
        while end > 0 and self._tokens.word(end - 1) == ",":
            end -= 1
        return Read((Part(read.parts[0].chapter),), end, "bare", "chapter")

    def _carried(self, book: Book, read: Read) -> list[Item]:
        """The references that follow with the same book: "; 14:6", ", 4:24"."""
        tokens, reader = self._tokens, self._reader
        items: list[Item] = []
        end = read.end
        is_chapters = read.parts[-1].start is None
        while tokens.word(end) in (";", ",", "e", "and", "/") or tokens.word(end) == ")":
            separator = tokens.word(end)
            at = end + 1
            if separator in (",", ";") and tokens.word(at) in ("e", "and"):
                at += 1
            digits = tokens.word(at)
            sign = tokens.word(at + 1)
            if not digits.isdecimal() or self._context.begins_numbered_book(at):
                break
            is_pair = sign in (":", ".", ",") and tokens.is_tight(at + 1) and tokens.word(at + 2).isdecimal()
            is_pair = is_pair and tokens.is_tight(at + 2) and (sign == ":" or separator == ";")
            is_chapter = separator == ";" and is_chapters and not sign.isalnum() and not is_pair
            if not (is_pair or is_chapter) or not 1 <= int(digits) <= len(book.verses):
                break
            found = [
                r
                for r in reader.after_chapter(book, int(digits), at + 1, chapter_at=at, is_marked=False)
                if r.form == "tight" or is_chapter
            ]
            if not found or found[0].is_refused:
                break
            items.append(Item("named", at, found[0].end, book, found[0].parts, "carried-book"))
            end = found[0].end
        return items

    def _name_alone(self, name: BookName, at: int) -> list[Item]:
        """A book that is named without numbers, for a chapter that may come later."""
        tokens, context = self._tokens, self._context
        if name.form == "abbreviation" or (tokens.is_cased and not tokens.has_capital(at)):
            return []
        books = list(self._books_of(name, at))
        if not books or (name.word.kind == "word" and context.is_common_word(name, at)):
            return []
        book, ordinal = books[0]
        is_person = name.word.kind == "person"
        if is_person and (context.is_person(at) or context.is_place(at) or context.is_saint(at)):
            return []
        if is_person and name.end < len(tokens) and tokens.is_cased and tokens.has_capital(name.end):
            return []  # "João Batista", "Lucas Andrade".
        is_introduced = not is_person or ordinal.number is not None or self._is_introduced(at)
        end = max(ordinal.end, name.end)
        return [Item("book", min(ordinal.first, at), end, book, (), "book", is_introduced=is_introduced)]

    def _is_introduced(self, at: int) -> bool:
        around = {self._tokens.word(at + step) for step in (-3, -2, -1, 1, 2, 3)}
        return bool(around & (WORDS.letters | {"evangelho", "gospel", "profeta", "prophet", "em", "in"}))

    def _title_start(self, first: int) -> int:
        """Take "no evangelho de" and the like into what carries a reference."""
        tokens = self._tokens
        at = first
        while at > 0 and first - at < 6 and tokens.word(at - 1) in WORDS.titles:
            at -= 1
        has_title = any(word in WORDS.letters or word in ("evangelho", "gospel") for word in tokens.words[at:first])
        return at if has_title else first

    # From a marker

    def _from_marker(self, at: int) -> Item | None:
        reader = self._reader
        for is_chapter in (True, False):
            after = reader.marker(at, is_chapter=is_chapter)
            if after is None:
                continue
            return self._chapter_first(at, after) if is_chapter else self._verse_first(at, after)
        return None

    def _hint(self) -> Book:
        """The book that a chapter or verse most likely belongs to."""
        return next((item.book for item in reversed(self._items) if item.book is not None), any_book())

    def _chapter_first(self, at: int, after: int) -> Item | None:
        """ "capítulo 22 de Gênesis, no verso 14"; alone, a chapter of the book last named."""
        reader = self._reader
        step = self._step(at, after, "chapter")
        numerals = [(n.value, n.end) for n in reader.numerals(after, with_roman=True)]
        first = at
        before = reader.ordinal_before(at)
        if not numerals and before is not None and step is None:
            numerals, first = [(before[0], after)], before[1]
        if step is not None:
            return self._with_steps_verses(step)
        for value, end in numerals:
            item = self._chapter_of_name(first, value, end)
            if item is not None:
                return item
        if not numerals or self._is_other_book(numerals[0][1]) or numerals[0][0] < 1:
            return None
        return self._lone_chapter(at, first, after, numerals)

    def _chapter_of_name(self, first: int, chapter: int, end: int) -> Item | None:
        """A chapter and, before or after "de" and a name, its verses."""
        reader = self._reader
        # "capítulo 3, versículo 16, de João": the verses stand before the name.
        verse = reader.lead(end, is_chapter=False)
        if verse is not None:
            verses = reader.verses(verse[1], 176, is_marked=True)
            if verses is not None and verses.spans and verses.crossed is None:
                named = self._name_after(verses.end)
                if named is not None and 1 <= chapter <= len(named[0].verses):
                    last = named[0].verses[chapter - 1]
                    if all((stop or start) <= last for start, stop in verses.spans):
                        parts = tuple(Part(chapter, start, stop) for start, stop in verses.spans)
                        return Item("named", first, named[1], named[0], parts, "chapter-first", is_explicit=True)
        named = self._name_after(end)
        if named is None or not 1 <= chapter <= len(named[0].verses):
            return None
        book, name_end = named
        best: Read | None = None
        for read in reader.after_chapter(book, chapter, name_end, chapter_at=name_end, is_marked=True):
            if read.rule in ("chapter-range", "chapter-list"):
                continue
            if best is None or (read.end > best.end and not read.is_refused):
                best = read
        if best is None or best.is_refused:
            return None
        return Item("named", first, best.end, book, best.parts, "chapter-first", is_explicit=True)

    def _name_after(self, end: int) -> tuple[Book, int] | None:
        """The book named after "de" and a title: (the book, the token after it)."""
        tokens = self._tokens
        at = end
        if tokens.word(at) == ",":
            at += 1
        if tokens.word(at) not in ("de", "do", "da", "dos", "das", "of", "in", "from", "em", "no", "na", "aos"):
            return None
        for i in range(at + 1, min(len(tokens), at + LONGEST_TITLE)):
            for name in names_at(tokens, i):
                if name.form == "abbreviation" and not (tokens.has_capital(i) or self._is_job(i)):
                    continue
                for book, ordinal in self._books_of(name, i):
                    return book, ordinal.end
            word = tokens.word(i)
            if word not in WORDS.titles and word not in ORDINAL_WORDS and word not in ("pastoral", "pastorais"):
                sound = name_by_sound(word) if word.isalpha() else None
                if sound is not None and sound.plain is not None:
                    return sound.plain, i + 1
                return None
        return None

    def _is_other_book(self, end: int) -> bool:
        """Whether "da apostila" or "of the song" follows: a chapter or verse of something else."""
        tokens = self._tokens
        if tokens.word(end) not in (
            "de",
            "do",
            "da",
            "dos",
            "das",
            "of",
            "in",
            "from",
            "desse",
            "deste",
            "desta",
            "dessa",
        ):
            return False
        for i in range(end + 1, end + 4):
            word = tokens.word(i)
            if word in WORDS.other_books:
                return True
            if word in WORDS.own_book:
                return any(tokens.word(i + ahead) in WORDS.other_books for ahead in (1, 2))
            if names_at(tokens, i) or word in WORDS.chapter:
                return False
        return tokens.word(end) in ("de", "do", "da", "of", "desse", "deste") and tokens.word(end + 1) not in (
            "a", "the", "onde", "que", "what", "which", "novo", "fato",
        )  # fmt: skip

    def _lone_chapter(self, at: int, first: int, after: int, numerals: Sequence[tuple[int, int]]) -> Item | None:
        hint = self._hint()
        reader = self._reader
        if self._tokens.word(at) in WORDS.chapter and self._tokens.word(at).endswith("s"):
            listed = reader.chapter_list(hint, after)
            if listed is not None:
                return Item("relative", first, listed.end, None, listed.parts, "lone-chapter", is_explicit=True)
        for value, end in numerals:
            for book in (hint, any_book()):
                if value > len(book.verses):
                    continue
                best: Read | None = None
                for read in self._from_chapter(book, value, end, after, is_marked=True):
                    if not read.is_refused and (best is None or read.end > best.end):
                        best = read
                if best is not None and not self._is_other_book(best.end):
                    fallback = (Part(value),) if best.rule == "bare-pair" else ()
                    return Item(
                        "relative", first, best.end, None, best.parts, "lone-chapter", fallback, is_explicit=True
                    )
        return None

    def _verse_first(self, at: int, after: int) -> Item | None:
        """ "verso seis do capítulo catorze de João"; alone, a verse of the chapter last named."""
        tokens, reader = self._tokens, self._reader
        step = self._step(at, after, "verse")
        if step is not None:
            return step
        first = at
        verses = reader.verses(after, 176, is_marked=True)
        before = reader.ordinal_before(at)
        if verses is not None and verses.is_refused:
            return None
        if verses is None:
            if before is None or tokens.word(after) in ("que", "da", "do", "de", "dos", "das", "biblico", "that"):
                return None
            spans: tuple[tuple[int, int | None], ...] = ((before[0], None),)
            first, end = before[1], after
        else:
            spans, end = verses.spans, verses.end
            if verses.crossed is not None:
                return None
        named = self._verses_of_name(first, end, spans)
        if named is not None:
            return named
        if self._is_other_book(end):
            return None
        last_chapter = self._of_last_chapter(first, end, spans)
        if last_chapter is not None:
            return last_chapter
        parts = tuple(Part(None, start, stop) for start, stop in spans)
        before = tokens.words[max(0, first - SAME_TOKENS) : first]
        is_same = any(pair in SAME_CHAPTER for pair in pairwise(before))
        return Item("relative", first, end, None, parts, "lone-verse", is_explicit=True, is_of_last=is_same)

    def _of_last_chapter(self, first: int, end: int, spans: tuple[tuple[int, int | None], ...]) -> Item | None:
        """ "No último capítulo, verso vinte"."""
        tokens = self._tokens
        at = first - 1
        while at > first - 4 and (tokens.word(at) in WORDS.connectors or tokens.word(at) == ","):
            at -= 1
        if tokens.word(at) not in WORDS.chapter or tokens.word(at - 1) not in ("ultimo", "last"):
            return None
        book = self._hint()
        parts = tuple(Part(len(book.verses), start, stop) for start, stop in spans)
        return Item("relative", at - 1, end, None, parts, "lone-chapter", is_explicit=True)

    def _verses_of_name(self, first: int, end: int, spans: tuple[tuple[int, int | None], ...]) -> Item | None:
        """Verses followed by "do capítulo 14 de João" or "de João 14", or by a chapter of the book last named."""
        tokens, reader = self._tokens, self._reader
        chapter = reader.lead(end, is_chapter=True, longest=4)
        if chapter is not None and tokens.word(end) in (
            "do",
            "de",
            "of",
            "no",
            "in",
            "from",
            "desse",
            "deste",
            ",",
            "em",
        ):
            for numeral in reader.numerals(chapter[1], with_roman=True):
                parts = tuple(Part(numeral.value, start, stop) for start, stop in spans)
                named = self._name_after(numeral.end)
                if named is None and tokens.word(end) == ",":
                    return None
                if named is None:
                    return Item("relative", first, numeral.end, None, parts, "verse-first", is_explicit=True)
                return self._existing(first, named[1], named[0], parts)
            before = reader.ordinal_before(chapter[0])
            if before is not None:
                named = self._name_after(chapter[1])
                if named is not None:
                    parts = tuple(Part(before[0], start, stop) for start, stop in spans)
                    return self._existing(first, named[1], named[0], parts)
            return None
        named = self._name_after(end)
        if named is None:
            return None
        book, name_end = named
        if len(book.verses) == 1:
            return self._existing(first, name_end, book, tuple(Part(1, start, stop) for start, stop in spans))
        at_number = self._bare_start(name_end, is_abbreviation=True)
        marked = reader.lead(name_end, is_chapter=True)
        if marked is not None:
            at_number = marked[1]
        for numeral in reader.numerals(at_number, with_roman=True):
            parts = tuple(Part(numeral.value, start, stop) for start, stop in spans)
            item = self._existing(first, numeral.end, book, parts)
            if item is not None:
                return item
        return None

    def _existing(self, first: int, end: int, book: Book, parts: tuple[Part, ...]) -> Item | None:
        for part in parts:
            chapter = part.chapter or 0
            if not 1 <= chapter <= len(book.verses) or (part.end or part.start or 1) > book.verses[chapter - 1]:
                return None
        return Item("named", first, end, book, parts, "verse-first", is_explicit=True)

    def _step(self, at: int, after: int, unit: Literal["verse", "chapter"]) -> Item | None:
        """ "o versículo seguinte", "the next two verses", "os dois versículos seguintes"."""
        tokens, reader = self._tokens, self._reader
        first, end, count, way = at, at + 1, 1, 0
        if tokens.word(end) in WORDS.next | WORDS.previous:
            way = 1 if tokens.word(end) in WORDS.next else -1
            end += 1
            counted, first = self._count_before(at)
        else:
            counted, first = self._count_before(at)
            before = tokens.word(first - 1)
            if before in WORDS.next | WORDS.previous:
                way = 1 if before in WORDS.next else -1
                first -= 1
            elif unit == "verse" and tokens.word(end) in ("before", "after") and tokens.word(at - 1) == "the":
                way = 1 if tokens.word(end) == "after" else -1
                end += 1
        if way == 0 or (reader.numerals(end) and tokens.word(end - 1) not in WORDS.next | WORDS.previous):
            return None
        count = counted or 1
        if count > 10:
            return None
        return Item("step", first, end, None, (), f"next-{unit}", step=(unit, way * count), is_explicit=True)

    def _count_before(self, at: int) -> tuple[int, int]:
        """The number right before a marker: (its value or 0, its first token or the marker)."""
        for length in (3, 2, 1):
            for numeral in self._reader.cardinals(at - length) if at >= length else ():
                if numeral.end == at:
                    return numeral.value, at - length
        return 0, at

    def _with_steps_verses(self, step: Item) -> Item:
        """Put the verses that follow "o capítulo seguinte" to it."""
        found = self._reader.lead(step.end, is_chapter=False)
        if found is None:
            return step
        verses = self._reader.verses(found[1], 176, is_marked=True)
        if verses is None or not verses.spans or verses.crossed is not None:
            return step
        parts = tuple(Part(None, start, stop) for start, stop in verses.spans)
        return replace(step, end=verses.end, parts=parts)

    # From a number

    def _from_number(self, at: int) -> Iterator[Item]:
        item = self._pair_of_name(at)
        if item is not None:
            yield item
            return
        misheard = self._misheard(at)
        if misheard:
            yield from misheard
            return
        elliptic = self._elliptic(at)
        if elliptic is not None:
            yield elliptic

    def _pair_of_name(self, at: int) -> Item | None:
        """ "oito vinte e oito de Romanos": two bare numbers, "de" and a name with no number of its own."""
        tokens, reader = self._tokens, self._reader
        for chapter in reader.cardinals(at):
            begin = chapter.end
            if tokens.word(begin) in (":", ",", ".") and tokens.word(begin + 1).isdecimal() and tokens.is_tight(begin):
                begin += 1
            for verse in reader.cardinals(begin):
                if tokens.word(verse.end) not in ("de", "of", "da", "do", "em"):
                    continue
                named = self._name_after(verse.end)
                if named is None or reader.cardinals(named[1]) or reader.lead(named[1], is_chapter=True):
                    continue
                if tokens.word(at - 1) in ("as", "at", "dia", "sala", "pagina", "hino"):
                    return None
                return self._existing(at, named[1], named[0], (Part(chapter.value, verse.value),))
        return None

    def _misheard(self, at: int) -> list[Item]:
        """A name that is spelt as it was heard, believed before two numbers or a marker."""
        tokens = self._tokens
        back = at - 1
        steps = 0
        while steps < LONGEST_TITLE // 2 and (
            tokens.word(back) in WORDS.chapter | WORDS.verse | WORDS.connectors or tokens.word(back) in ",:"
        ):
            if back < 0:
                return []
            back -= 1
            steps += 1
        if back < 0 or not tokens.words[back].isalpha():
            return []
        word = name_by_sound(tokens.words[back])
        if word is None or any(item.end > back for item in self._items):
            return []
        name = BookName(word, back + 1, "misheard")
        return [item for item in self._named(name, back) if item.kind == "named"] if self._is_sure(name, back) else []

    def _is_sure(self, name: BookName, at: int) -> bool:
        for book, ordinal in self._books_of(name, at):
            read = self._after_name(book, name, at, ordinal)
            if read is not None and not read.is_refused and (read.form != "bare" or read.rule == "one-chapter-book"):
                return True
            if read is not None and not read.is_refused and name.word.kind is None:
                return True
        return False

    def _elliptic(self, at: int) -> Item | None:
        """ "e no dezesseis ele diz": an article and a number, soon after a passage."""
        tokens, reader = self._tokens, self._reader
        recent = next((item for item in reversed(self._items) if item.kind != "book"), None)
        if self._language != "pt" or recent is None or at - recent.end > RECENT_TOKENS:
            return None
        article = tokens.word(at - 1)
        is_joined = tokens.word(at - 2) in CONJUNCTIONS
        if article not in ("o", "no", "do", "ao") or (article != "no" and not is_joined):
            return None
        verses = reader.verses(at, 176, is_marked=False)
        if verses is None or not verses.spans or verses.crossed is not None or tokens.word(at) in ("um", "uma"):
            return None
        is_range = verses.spans[0][1] is not None
        if article in ("do", "ao") and not is_range:
            return None
        after = tokens.word(verses.end)
        if self._context.is_counted(verses.end, is_noun_enough=True) or after in ("de", "do", "da", "por", "/", "%"):
            return None
        if tokens.word(at).isdecimal() and after in ("o", "a") and tokens.is_tight(verses.end):
            return None
        parts = tuple(Part(None, start, stop) for start, stop in verses.spans)
        return Item("relative", at - 1, verses.end, None, parts, "elliptic")
