"""References that begin with "capítulo" or "versículo", before their book or without one."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from cultotranscript.analysis.book_names import names_at
from cultotranscript.analysis.books import Book
from cultotranscript.analysis.numbers import LARGEST
from cultotranscript.analysis.passage_books import BookFinder
from cultotranscript.analysis.passage_chapters import ChapterReader, Read, any_book
from cultotranscript.analysis.passage_items import Item, Part
from cultotranscript.analysis.passage_tokens import Tokens
from cultotranscript.analysis.passage_verses import VerseReader
from cultotranscript.analysis.passage_words import WORDS

SAME_TOKENS = 6
"""How near before a verse "no mesmo capítulo" stands, and half as near behind it."""
SAME_CHAPTER = frozenset({("mesmo", "capitulo"), ("same", "chapter"), ("mesmo", "salmo"), ("same", "psalm")})
MARKERS = WORDS.chapter | WORDS.chapter_abbreviations | WORDS.verse | WORDS.verse_abbreviations


class MarkerReader:
    """Reads references from markers in one text; `found` is what was named before, and grows."""

    def __init__(
        self, tokens: Tokens, books: BookFinder, chapters: ChapterReader, reader: VerseReader, found: Sequence[Item]
    ) -> None:
        self._tokens = tokens
        self._books = books
        self._chapters = chapters
        self._reader = reader
        self._items = found
        self._seen = 0
        self._book = any_book()

    def item_at(self, at: int) -> Item | None:
        reader = self._reader
        for is_chapter in (True, False):
            after = reader.marker(at, is_chapter=is_chapter)
            if after is None:
                continue
            return self._chapter_first(at, after) if is_chapter else self._verse_first(at, after)
        return None

    def _hint(self) -> Book:
        """The book that a chapter or verse most likely belongs to."""
        for item in self._items[self._seen :]:
            self._book = item.book or self._book
        self._seen = len(self._items)
        return self._book

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
        if self._is_counted(at):
            return None
        for value, end in numerals:
            item = self._chapter_of_name(first, value, end)
            if item is not None:
                return item
        if not numerals or self._is_other_book(numerals[0][1]) or numerals[0][0] < 1:
            return None
        return self._lone_chapter(at, first, after, numerals)

    def _is_counted(self, at: int) -> bool:
        """Whether a number counts the marker: "31 capítulos, um para cada dia"."""
        return self._tokens.word(at).endswith("s") and self._count_before(at)[0] > 1

    def _chapter_of_name(self, first: int, chapter: int, end: int) -> Item | None:
        """A chapter and, before or after "de" and a name, its verses."""
        reader = self._reader
        # "capítulo 3, versículo 16, de João": the verses stand before the name.
        verse = reader.lead(end, is_chapter=False)
        if verse is not None:
            verses = reader.verses(verse[1], LARGEST, is_marked=True)
            if verses is not None and verses.spans and verses.crossed is None:
                named = self._books.name_after(verses.end)
                if named is not None and 1 <= chapter <= len(named[0].verses):
                    last = named[0].verses[chapter - 1]
                    if all((stop or start) <= last for start, stop in verses.spans):
                        parts = tuple(Part(chapter, start, stop) for start, stop in verses.spans)
                        return Item("named", first, named[1], named[0], parts, "chapter-first")
        named = self._books.name_after(end)
        if named is None or not 1 <= chapter <= len(named[0].verses):
            return None
        book, name_end = named
        best: Read | None = None
        for read in self._chapters.after_chapter(book, chapter, name_end, chapter_at=name_end, is_marked=True):
            if read.rule in ("chapter-range", "chapter-list"):
                continue
            if best is None or (read.end > best.end and not read.is_refused):
                best = read
        if best is None or best.is_refused:
            return None
        return Item("named", first, best.end, book, best.parts, "chapter-first")

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
            if any(name.form == "name" for name in names_at(tokens, i)) or word in WORDS.chapter:
                return False
        return tokens.word(end) in ("de", "do", "da", "of", "desse", "deste") and tokens.word(end + 1) not in (
            "a", "the", "onde", "que", "what", "which", "novo", "fato",
        )  # fmt: skip

    def _lone_chapter(self, at: int, first: int, after: int, numerals: Sequence[tuple[int, int]]) -> Item | None:
        hint = self._hint()
        if self._tokens.word(at) in WORDS.chapter and self._tokens.word(at).endswith("s"):
            listed = self._chapters.chapter_list(hint, after)
            if listed is not None:
                return Item("relative", first, listed.end, None, listed.parts, "lone-chapter")
        for value, end in numerals:
            for book in (hint, any_book()):
                if value > len(book.verses):
                    continue
                best: Read | None = None
                for read in self._chapters.from_chapter(book, value, end, after, is_marked=True):
                    if not read.is_refused and (best is None or read.end > best.end):
                        best = read
                if best is not None and not self._is_other_book(best.end):
                    fallback = (Part(value),) if best.rule == "bare-pair" else ()
                    return Item("relative", first, best.end, None, best.parts, "lone-chapter", fallback)
        return None

    def _verse_first(self, at: int, after: int) -> Item | None:
        """ "verso seis do capítulo catorze de João"; alone, a verse of the chapter last named."""
        tokens, reader = self._tokens, self._reader
        step = self._step(at, after, "verse")
        if step is not None:
            return step
        if self._is_counted(at):
            return None
        first = at
        verses = reader.verses(after, LARGEST, is_marked=True)
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
        around = (tokens.words[max(0, first - SAME_TOKENS) : first], tokens.words[end : end + SAME_TOKENS // 2])
        is_same = any(pair in SAME_CHAPTER for words in around for pair in pairwise(words))
        return Item("relative", first, end, None, parts, "lone-verse", is_of_last=is_same)

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
        return Item("relative", at - 1, end, None, parts, "lone-chapter")

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
                named = self._books.name_after(numeral.end)
                if named is None and tokens.word(end) == ",":
                    return None
                if named is None:
                    return Item("relative", first, numeral.end, None, parts, "verse-first")
                return existing(first, named[1], named[0], parts)
            before = reader.ordinal_before(chapter[0])
            if before is not None:
                named = self._books.name_after(chapter[1])
                if named is not None:
                    parts = tuple(Part(before[0], start, stop) for start, stop in spans)
                    return existing(first, named[1], named[0], parts)
            return None
        named = self._books.name_after(end)
        if named is None:
            return None
        book, name_end = named
        if len(book.verses) == 1:
            return existing(first, name_end, book, tuple(Part(1, start, stop) for start, stop in spans))
        at_number = reader.bare_start(name_end, is_abbreviation=True)
        marked = reader.lead(name_end, is_chapter=True)
        if marked is not None:
            at_number = marked[1]
        for numeral in reader.numerals(at_number, with_roman=True):
            parts = tuple(Part(numeral.value, start, stop) for start, stop in spans)
            item = existing(first, numeral.end, book, parts)
            if item is not None:
                return item
        return None

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
        return Item("step", first, end, None, (), f"next-{unit}", step=(unit, way * count))

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
        verses = self._reader.verses(found[1], LARGEST, is_marked=True)
        if verses is None or not verses.spans or verses.crossed is not None:
            return step
        parts = tuple(Part(None, start, stop) for start, stop in verses.spans)
        return replace(step, end=verses.end, parts=parts)


def existing(first: int, end: int, book: Book, parts: tuple[Part, ...]) -> Item | None:
    """A reference with verses first, None unless all of them exist."""
    for part in parts:
        chapter = part.chapter or 0
        if not 1 <= chapter <= len(book.verses) or (part.end or part.start or 1) > book.verses[chapter - 1]:
            return None
    return Item("named", first, end, book, parts, "verse-first")
