"""A chapter and all that can follow it: its verses in every form, further chapters, or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cultotranscript.analysis.books import BOOKS, Book
from cultotranscript.analysis.numbers import LARGEST
from cultotranscript.analysis.passage_context import PassageContext
from cultotranscript.analysis.passage_items import Part
from cultotranscript.analysis.passage_tokens import Tokens
from cultotranscript.analysis.passage_verses import FOLLOWING, VerseReader, Verses
from cultotranscript.analysis.passage_words import WORDS


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: its parts and the token after it.

    Attributes:
        parts: In order.
        end: The token after the last that belongs to it.
        form: How sure the form is: "explicit" (a marker word), "tight" (3:16), "pair" (two bare numbers), "bare".
        last: The first token of the last number, to see what it counts; None where a marker makes that plain.
        is_refused: It reads as a reference to what does not exist, so nothing shorter may be read from it.
        rule: The rule that found it.
    """

    parts: tuple[Part, ...]
    end: int
    form: str
    rule: str
    last: int | None = None
    is_refused: bool = False


class ChapterReader:
    """Reads chapters of a known book in one text."""

    def __init__(self, tokens: Tokens, reader: VerseReader, context: PassageContext) -> None:
        self._tokens = tokens
        self._reader = reader
        self._context = context

    def from_chapter(self, book: Book, chapter: int, end: int, at: int, *, is_marked: bool) -> Iterator[Read]:
        """Read a chapter at a token and what follows it, or what follows the one that is right after all."""
        yield from self.after_chapter(book, chapter, end, chapter_at=at, is_marked=is_marked)
        corrected = self._reader.correction(end)
        if corrected is None:
            return
        for numeral in self._reader.cardinals(corrected):
            if 1 <= numeral.value <= len(book.verses) and not self._context.is_counted(numeral.end):
                yield from self.after_chapter(
                    book, numeral.value, numeral.end, chapter_at=corrected, is_marked=is_marked
                )

    def after_chapter(self, book: Book, chapter: int, at: int, *, chapter_at: int, is_marked: bool) -> Iterator[Read]:
        """Read what can follow a chapter, each reading once: verses in every form, further chapters, nothing."""
        tokens = self._tokens
        last_verse = book.verses[chapter - 1]
        form = "explicit" if is_marked else "bare"
        marked = self._reader.lead(at, is_chapter=False)
        if marked is not None:
            verses = self._reader.verses(marked[1], last_verse, is_marked=True)
            if verses is not None:
                yield self._with_verses(book, chapter, verses, form="explicit", rule="chapter-verse")
                return
        sign = tokens.word(at)
        digits_after = tokens.word(at + 1).isdecimal()
        if sign == ":" and digits_after:
            yield from self._separated(book, chapter, at + 1, with_point=False)
            return
        if sign in (".", ",") and digits_after and tokens.is_tight(at) and tokens.is_tight(at + 1):
            yield from self._separated(book, chapter, at + 1, with_point=sign == ",")
            return
        yield from self._spoken_range(book, chapter, at, is_marked=is_marked)
        yield from self._loose_pair(book, chapter, at, is_marked=is_marked)
        yield from self._further_chapters(book, chapter, at, is_marked=is_marked)
        last = None if is_marked else chapter_at
        yield Read((Part(chapter),), at, form, "chapter", last=last)

    def _separated(self, book: Book, chapter: int, at: int, *, with_point: bool) -> Iterator[Read]:
        verses = self._reader.verses(at, book.verses[chapter - 1], is_marked=False, with_point=with_point)
        if verses is not None:
            read = self._with_verses(book, chapter, verses, form="tight", rule="chapter-verse-signs")
            yield replace(read, last=verses.last)

    def _spoken_range(self, book: Book, chapter: int, at: int, *, is_marked: bool) -> Iterator[Read]:
        """ "do cinco ao dez", "a partir do onze", "from four to seven", "starting at nine", each without a marker."""
        tokens = self._tokens
        begin = at + 1 if tokens.word(at) in (",", "-", "(") else at
        while self._reader.is_filler(begin):
            begin += 1
        word = tokens.word(begin)
        is_open = False
        if word == "a" and tokens.word(begin + 1) == "partir":
            begin, is_open = begin + 3, True
        elif word in ("starting", "beginning") and tokens.word(begin + 1) in ("at", "from", "with", "in"):
            begin, is_open = begin + 2, True
        elif word in ("do", "dos", "de", "from"):
            begin += 1
        else:
            return
        verses = self._reader.verses(begin, book.verses[chapter - 1], is_marked=False)
        if verses is None or verses.is_refused:
            return
        is_range = verses.crossed is not None or any(end is not None for _, end in verses.spans)
        has_open_end = tokens.word(verses.end - 1) in WORDS.open_ends and tokens.word(verses.end - 1) not in FOLLOWING
        if is_range or is_open or has_open_end:
            form = "explicit" if is_marked else "pair"
            yield self._with_verses(book, chapter, verses, form=form, rule="spoken-range")

    def _loose_pair(self, book: Book, chapter: int, at: int, *, is_marked: bool) -> Iterator[Read]:
        """A verse right behind its chapter, or after a comma; after "e" where there is no such chapter."""
        tokens = self._tokens
        begin, with_and = at, False
        if tokens.word(begin) in (",", ":"):
            begin += 1
        elif tokens.word(begin) in ("e", "and"):
            begin, with_and = begin + 1, True
        while self._reader.is_filler(begin):
            begin += 1
        if self._context.begins_numbered_book(begin):
            return
        candidates = self._reader.cardinals(begin)
        if with_and and any(n.value <= len(book.verses) and n.value > chapter for n in candidates):
            return
        if with_and and not any(n.value > len(book.verses) for n in candidates):
            return
        verses = self._reader.verses(begin, book.verses[chapter - 1], is_marked=False)
        if verses is None or verses.is_refused:
            return
        form = "explicit" if is_marked else "pair"
        read = self._with_verses(book, chapter, verses, form=form, rule="bare-pair")
        yield replace(read, last=verses.last)
        # "joão três três dezesseis": a chapter said twice.
        if verses.spans == ((chapter, None),):
            again = self._reader.verses(verses.end, book.verses[chapter - 1], is_marked=False)
            if again is not None and not again.is_refused and tokens.word(verses.end) not in (",", "-"):
                yield replace(self._with_verses(book, chapter, again, form=form, rule="bare-pair"), last=again.last)

    def _further_chapters(
        self, book: Book, chapter: int, at: int, *, is_marked: bool, is_plural: bool = False
    ) -> Iterator[Read]:
        """Chapters in a range or joined with "e": "33–34", "do 120 ao 122", "dois e três"."""
        tokens = self._tokens
        form = "explicit" if is_marked else "bare"
        end = self._reader.after_range_word(at)
        if end is not None:
            if tokens.word(end) in ("capitulo", "chapter", "salmo", "psalm"):
                end += 1
            if self._context.begins_numbered_book(end):
                return
            for numeral in self._reader.cardinals(end):
                if chapter < numeral.value <= len(book.verses):
                    if self._reader.is_pair_sign(numeral.end):
                        crossed = (numeral.value, int(tokens.word(numeral.end + 1)))
                        verses = Verses(((1, None),), numeral.end + 2, end, crossed=crossed)
                        read = self._with_verses(book, chapter, verses, form="tight", rule="cross-chapter")
                        if not read.is_refused:
                            whole = (Part(chapter),)
                            middle = tuple(part for part in read.parts[1:])
                            yield replace(read, parts=whole + middle)
                        return
                    parts = tuple(Part(c) for c in range(chapter, numeral.value + 1))
                    last = None if is_marked else end
                    yield Read(parts, numeral.end, form, "chapter-range", last=last)
                    return
                if numeral.value <= chapter and tokens.word(at) != "-":
                    yield Read((), numeral.end, form, "chapter-range", is_refused=True)
            return
        chapters, last_at = [chapter], at
        while True:
            step = self._next_chapter(at, chapters, book, is_list=is_marked, is_plural=is_plural)
            if step is None:
                break
            last_at, at = step[1], step[2]
            chapters.append(step[0])
            ranged = self._reader.after_range_word(at) if tokens.word(at) == "-" else None
            for numeral in self._reader.cardinals(ranged) if ranged is not None else ():
                if step[0] < numeral.value <= len(book.verses):
                    chapters += range(step[0] + 1, numeral.value + 1)
                    at = numeral.end
                    break
        if len(chapters) > 1:
            parts = tuple(Part(c) for c in chapters)
            yield Read(parts, at, form, "chapter-list", last=None if is_marked else last_at)

    def _next_chapter(
        self, at: int, chapters: list[int], book: Book, *, is_list: bool, is_plural: bool
    ) -> tuple[int, int, int] | None:
        """The next chapter of a list: (chapter, its token, the token after it)."""
        tokens = self._tokens
        begin = at
        is_comma = tokens.word(begin) == ","
        if is_comma:
            begin += 1
        is_and = tokens.word(begin) in ("e", "and", "&")
        if is_and:
            begin += 1
        # A number after a comma is a verse where there is such a verse.
        is_verse = is_comma and not is_and and len(chapters) == 1 and not is_list
        is_right_behind = not (is_and or is_comma or is_plural)
        if self._context.begins_numbered_book(begin):
            return None
        for numeral in self._reader.cardinals(begin):
            if numeral.is_ordinal or not chapters[-1] < numeral.value <= len(book.verses):
                continue
            if is_right_behind and numeral.value != chapters[-1] + 1:
                continue
            if (is_verse or is_right_behind) and (
                (numeral.is_word and not is_right_behind) or numeral.value <= book.verses[chapters[-1] - 1]
            ):
                return None
            if self._reader.is_pair_sign(numeral.end):
                return None
            if self._context.is_counted(numeral.end, is_noun_enough=True):
                return None
            return numeral.value, begin, numeral.end
        return None

    def chapter_list(self, book: Book, at: int) -> Read | None:
        """Chapters after a plural: "capítulos 5, 6 e 7", "os Salmos 22, 23 e 24"."""
        for numeral in self._reader.numerals(at):
            if not 1 <= numeral.value <= len(book.verses):
                continue
            for read in self._further_chapters(book, numeral.value, numeral.end, is_marked=True, is_plural=True):
                if not read.is_refused:
                    return read
        return None

    def _with_verses(self, book: Book, chapter: int, verses: Verses, *, form: str, rule: str) -> Read:
        """Make parts of a chapter and its verses; refused where they, or the end of a range, do not exist."""
        if verses.is_refused:
            return Read((), verses.end, form, rule, is_refused=True)
        parts = [Part(chapter, start, end) for start, end in verses.spans]
        if verses.crossed is not None:
            to_chapter, to_verse = verses.crossed
            if not chapter < to_chapter <= len(book.verses) or not 1 <= to_verse <= book.verses[to_chapter - 1]:
                return Read((), verses.end, form, rule, is_refused=True)
            first = parts.pop().start or 1
            last_verse = book.verses[chapter - 1]
            parts.append(Part(chapter, first, last_verse if last_verse > first else None))
            parts += [Part(between) for between in range(chapter + 1, to_chapter)]
            parts.append(Part(to_chapter, 1, to_verse if to_verse > 1 else None))
            rule = "cross-chapter"
        return Read(tuple(parts), verses.end, form, rule)


def glued_digits(book: Book, digits: str) -> tuple[int, int] | None:
    """Split digits that a recogniser ran together, "316" into 3:16, where just one split exists.

    Three digits or more, no chapter of the book by themselves; in Psalms four, for its chapters reach 150.
    """
    least = 4 if len(book.verses) >= 100 else 3
    if not digits.isdecimal() or len(digits) < least or int(digits) <= len(book.verses):
        return None
    splits = [
        (int(digits[:cut]), int(digits[cut:]))
        for cut in range(1, len(digits))
        if digits[cut] != "0"
        and digits[0] != "0"
        and 1 <= int(digits[:cut]) <= len(book.verses)
        and int(digits[cut:]) <= book.verses[int(digits[:cut]) - 1]
    ]
    return splits[0] if len(splits) == 1 and len(book.verses) > 1 else None


def any_book() -> Book:
    """A book in which every chapter and verse that could be anywhere exists: for numbers whose book is not known."""
    return _ANY_BOOK


_ANY_BOOK = replace(BOOKS[18], verses=(LARGEST,) * len(BOOKS[18].verses))
