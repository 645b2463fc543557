"""References that begin with the name of a book: its numbers, and whether the book is meant at all."""

from collections.abc import Iterator

from cultotranscript.analysis.book_names import BookName
from cultotranscript.analysis.books import Book
from cultotranscript.analysis.findings import Language
from cultotranscript.analysis.numbers import NUMBER_WORDS
from cultotranscript.analysis.passage_books import BookFinder, BookOrdinal
from cultotranscript.analysis.passage_chapters import ChapterReader, Read, glued_digits
from cultotranscript.analysis.passage_context import PassageContext
from cultotranscript.analysis.passage_items import Item, Part
from cultotranscript.analysis.passage_tokens import Tokens
from cultotranscript.analysis.passage_verses import VerseReader
from cultotranscript.analysis.passage_words import WORDS


class NameReader:
    """Reads references from names in one text."""

    def __init__(
        self,
        tokens: Tokens,
        language: Language,
        books: BookFinder,
        chapters: ChapterReader,
        reader: VerseReader,
        context: PassageContext,
        *,
        is_query: bool,
    ) -> None:
        self._tokens = tokens
        self._language = language
        self._books = books
        self._chapters = chapters
        self._reader = reader
        self._context = context
        self._is_query = is_query

    def named(self, name: BookName, at: int) -> list[Item]:
        """The references that begin with this name, and those that carry it on after ";"."""
        best: tuple[Book, Read, BookOrdinal] | None = None
        is_listed = False
        for book, ordinal in self._books.books_of(name, at):
            read = self._after_name(book, name, at, ordinal)
            if read is None or read.is_refused:
                is_listed = is_listed or ordinal.is_list_number
                # "1 João 2:29" is in the letter: that the gospel has no such verse says nothing against it.
                is_certain = not ordinal.is_according_to and not ordinal.is_list_number
                if read is not None and is_certain and best is None:
                    return []
                continue
            # "2 João 3:16" may be the second line of a list, but "2 João 15" is a letter with a verse that it lacks.
            if is_listed and read.form == "bare":
                continue
            if best is None or read.end > best[1].end:
                best = book, read, ordinal
        if best is None:
            return self._name_alone(name, at)
        book, read, ordinal = best
        self._books.remember(name, book)
        rule = "misheard-name" if name.form == "misheard" else read.rule
        first = self._title_start(min(ordinal.first, at))
        items = [Item("named", first, read.end, book, read.parts, rule)]
        return [*items, *self._carried(book, read)]

    def is_sure(self, name: BookName, at: int) -> bool:
        """Whether the numbers after a misheard name leave no doubt that a book is meant."""
        for book, ordinal in self._books.books_of(name, at):
            read = self._after_name(book, name, at, ordinal)
            if read is not None and not read.is_refused and (read.form != "bare" or read.rule == "one-chapter-book"):
                return True
            if read is not None and not read.is_refused and name.word.kind is None:
                return True
        return False

    def _after_name(self, book: Book, name: BookName, at: int, ordinal: BookOrdinal) -> Read | None:
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
        at_number = self._reader.bare_start(end, is_abbreviation=name.form == "abbreviation")
        if self._context.begins_numbered_book(at_number):
            return
        is_psalm = book.number == 19
        if is_psalm and (before := reader.ordinal_before(at)) and before[0] <= len(book.verses):
            yield from self._chapters.after_chapter(book, before[0], end, chapter_at=before[1], is_marked=True)
        if is_psalm and tokens.word(at) in ("salmos", "psalms") and self._is_plural(at):
            listed = self._chapters.chapter_list(book, at_number)
            if listed is not None and self._has_no_verse(listed.end):
                yield listed
                return
        numerals = reader.numerals(at_number, with_roman=True)
        for numeral in numerals:
            if numeral.is_ordinal and not is_psalm:
                continue  # "Mark 1st" and "Lucas 8º" have their places in a line.
            if 1 <= numeral.value <= len(book.verses):
                yield from self._chapters.from_chapter(book, numeral.value, numeral.end, at_number, is_marked=False)
            elif (split := glued_digits(book, tokens.word(at_number))) and tokens.word(at_number - 1) != ",":
                yield from self._from_glued(book, split, at_number)

    def _is_plural(self, at: int) -> bool:
        return self._tokens.word(at - 1) in ("os", "nos", "dos", "aos", "the") or (
            self._language == "en" and self._tokens.word(at) == "psalms"
        )

    def _has_no_verse(self, at: int) -> bool:
        return self._reader.lead(at, is_chapter=False) is None and self._tokens.word(at) != ":"

    def _from_chapter_marker(self, book: Book, marker: int, at: int) -> Iterator[Read]:
        """ "capítulo cinco", "quinto capítulo", "capítulos 2 e 3", and what follows."""
        reader = self._reader
        if self._tokens.word(marker) in ("capitulos", "chapters", "caps", "chs", "chaps"):
            listed = self._chapters.chapter_list(book, at)
            if listed is not None:
                yield listed
        numerals = [(n.value, n.end) for n in reader.numerals(at, with_roman=True)]
        before = reader.ordinal_before(marker)
        if before is not None and not numerals:
            numerals = [(before[0], at)]
        for value, end in numerals:
            if 1 <= value <= len(book.verses):
                yield from self._chapters.from_chapter(book, value, end, at, is_marked=True)
            else:
                yield Read((), end, "explicit", "chapter", is_refused=True)
                return

    def _of_one_chapter(self, book: Book, end: int) -> Iterator[Read]:
        """A book of one chapter: the number after the name is the verse, unless both are said."""
        reader = self._reader
        found = reader.lead(end, is_chapter=False)
        if found is not None:
            verses = reader.verses(found[1], book.verses[0], is_marked=True)
            if verses is not None:
                parts = tuple(Part(1, start, last) for start, last in verses.spans)
                yield Read(parts, verses.end, "explicit", "one-chapter-book", is_refused=verses.is_refused)
                return
        at = self._reader.bare_start(end, is_abbreviation=True)
        if self._context.begins_numbered_book(at):
            return
        for numeral in reader.cardinals(at):
            if numeral.value == 1:
                for read in self._chapters.after_chapter(book, 1, numeral.end, chapter_at=at, is_marked=False):
                    if len(read.parts) and read.parts[0].start is not None:
                        yield read
            elif reader.is_pair_sign(numeral.end):
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

    def _judged(self, read: Read, name: BookName, at: int, ordinal: BookOrdinal) -> Read | None:
        """Whether the book is meant and not a person, street or count; without its last number if that is counted."""
        tokens, context = self._tokens, self._context
        if name.form == "abbreviation":
            return self._judged_abbreviation(read, name, at)
        if read.form == "explicit":
            return read
        if context.is_place(at) or tokens.word(read.end) in ("x", "%"):
            return None
        if read.form == "tight":
            if not context.is_counted(read.end) or read.rule == "cross-chapter":
                return read
            # "Números 14: 10 homens" has its chapter, and "Lucas 1,75 m" nothing.
            is_sentence = read.last is not None and tokens.word(read.last - 1) == ":" and not tokens.is_tight(read.last)
            return self._without_last(read) if is_sentence else None
        # "Primeira de Pedro" is a letter, and nobody is called so.
        kind = name.word.kind if ordinal.number is None else None
        if tokens.word(at) == "job":
            kind = "word"
        is_person = kind == "person"
        is_bare = read.form == "bare"
        is_counted = context.is_counted(read.end, is_noun_enough=is_bare and self._counts(read))
        is_counted = is_counted or (is_bare and context.is_counted_with_next(read.end))
        has_comma = tokens.word(ordinal.end) == ","
        if is_counted:
            if is_person or is_bare or has_comma or read.rule == "glued-digits":
                return None
            shorter = self._without_last(read)
            return shorter if shorter is None else self._judged(shorter, name, at, ordinal)
        if is_bare and self._is_left_over(read.end):
            return None
        if is_person and (context.is_person(at) or context.is_saint(at)) and (is_bare or has_comma):
            return None
        # "Rute, 39, e…" and "Rute (39)" are her age, "josué 1 80 m" his height, "Daniel 3, Joel 2" a score.
        is_aside = has_comma or tokens.word(ordinal.end) == "(" or self._reader.is_number(read.end)
        is_aside = is_aside or (tokens.word(read.end) in ("ou", "or") and self._reader.is_number(read.end + 1))
        if is_person and is_bare and (is_aside or context.is_in_list(at, read.end)):
            return None
        # "Gênesis, 50; Êxodo, 40" are counts of something: no pen sets a comma before a chapter's digits.
        if has_comma and (read.rule == "glued-digits" or (is_bare and tokens.word(ordinal.end + 1).isdecimal())):
            return None
        if kind == "word":
            if context.is_common_word(at, is_pair=not is_bare):
                return None
            # "Acts 1 and 2 of the play": a book is led to, and its chapters are of nothing.
            if is_bare and tokens.word(read.end) in ("of", "on", "da", "do") and not context.is_led_to_by_word(at):
                return None
            is_plain = context.is_led_to(at) or tokens.word(read.end) in WORDS.english_not_counted
            is_weak = is_bare or read.rule == "glued-digits"
            if is_weak and not tokens.is_cased and not is_plain and self._language == "en":
                return None
        return read

    def _is_left_over(self, end: int) -> bool:
        """Whether a number right behind is a verse that does not exist: "efésios seis trinta"."""
        at = end + 1 if self._tokens.word(end) == "," else end
        if self._context.begins_numbered_book(at):
            return False
        numerals = self._reader.cardinals(at)
        return bool(numerals) and not any(
            self._context.is_counted(numeral.end, is_noun_enough=True) for numeral in numerals
        )

    def _counts(self, read: Read) -> bool:
        last = read.parts[-1]
        return (last.end or last.start or last.chapter or 0) > 1

    def _judged_abbreviation(self, read: Read, name: BookName, at: int) -> Read | None:
        tokens, context = self._tokens, self._context
        word = tokens.word(at)
        is_numbered = bool(name.word.numbered) and self._books.ordinal_before(at, name.end) is not None
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
        while self._tokens.word(end - 1) in (",", ":"):
            end -= 1
        return Read((Part(read.parts[0].chapter),), end, "bare", "chapter")

    def _carried(self, book: Book, read: Read) -> list[Item]:
        """The references that follow with the same book: "; 14:6", ", 4:24", "e três dezenove"."""
        items: list[Item] = []
        end, before = read.end, read.parts[-1]
        while (item := self._carried_once(book, end, before)) is not None:
            items.append(item)
            end, before = item.end, item.parts[-1]
        return items

    def _carried_once(self, book: Book, end: int, before: Part) -> Item | None:
        tokens = self._tokens
        separator, at = tokens.word(end), end + 1
        if separator not in (";", ",", "e", "and", "/", ")"):
            return None
        if separator in (",", ";") and tokens.word(at) in ("e", "and"):
            separator, at = tokens.word(at), at + 1
        if self._context.begins_numbered_book(at):
            return None
        sign = tokens.word(at + 1)
        is_tight = tokens.is_tight(at + 1) and tokens.is_tight(at + 2) and tokens.word(at + 2).isdecimal()
        is_pair = self._reader.is_pair_sign(at + 1) or (is_tight and sign in (".", ",") and separator == ";")
        is_chapter = separator == ";" and before.start is None and not sign.isalnum() and not is_pair
        is_bare = separator in ("e", "and") and before.start is not None and not is_pair
        if not (is_pair or is_chapter or is_bare):
            return None
        for numeral in self._reader.cardinals(at):
            if not 1 <= numeral.value <= len(book.verses) or (is_bare and numeral.value <= (before.chapter or 0)):
                continue
            for read in self._chapters.after_chapter(book, numeral.value, numeral.end, chapter_at=at, is_marked=False):
                is_wanted = read.form == "tight" if is_pair else is_chapter or read.rule == "bare-pair"
                if not is_wanted or read.is_refused:
                    break
                if is_bare and (tokens.word(numeral.end) == "," or self._context.is_counted(read.end)):
                    break
                return Item("named", at, read.end, book, read.parts, "carried-book")
        return None

    def _name_alone(self, name: BookName, at: int) -> list[Item]:
        """A book that is named without numbers, for a chapter that may come later."""
        tokens, context = self._tokens, self._context
        if name.form == "abbreviation" or (tokens.is_cased and not tokens.has_capital(at)):
            return []
        books = list(self._books.books_of(name, at))
        if not books or (name.word.kind == "word" and context.is_common_word(at, is_pair=False)):
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
