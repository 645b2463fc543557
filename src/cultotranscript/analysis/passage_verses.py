"""Chapters and verses: the numbers of a reference, with the words and signs between them.

Every reader begins at a token and gives back what it read and where it ended, or None. Where a number can be read in
more than one way, each is tried and what exists decides; of the readings that exist, the one that takes most words
is kept, since a number that is left over was meant as something too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from cultotranscript.analysis.books import BOOKS, Book
from cultotranscript.analysis.findings import Language
from cultotranscript.analysis.numbers import LARGEST, readings
from cultotranscript.analysis.passage_context import PassageContext
from cultotranscript.analysis.passage_tokens import Tokens
from cultotranscript.analysis.passage_words import WORDS

LONGEST_LEAD = 6
"""Connecting words that may stand before "capítulo" or "versículo"."""
ORDINAL_ENDINGS = frozenset({"o", "a", "os", "as", "st", "nd", "rd", "th"})
HALVES = frozenset({"a", "b", "c", "d"})
FOLLOWING = frozenset({"s", "ss", "f", "ff", "seg", "segs"})
READING_ON = frozenset("and e read reading going go on vamos indo lendo ler lemos vai ir seguindo leremos".split())
RANGE_WORDS = frozenset({"a", "ao", "aos", "ate", "to", "through", "thru", "until", "till"})
OPENERS = frozenset({"do", "dos", "de", "from", "a partir do", "no", "nos"})


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter, or verses of one; `chapter` is None where it is the one spoken of."""

    chapter: int | None
    start: int | None = None
    end: int | None = None


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


@dataclass(frozen=True, slots=True)
class _Numeral:
    value: int
    end: int
    is_ordinal: bool
    is_word: bool


@dataclass(frozen=True, slots=True)
class Verses:
    """Verses read one after another: spans of (first, last or None), and a span that runs into another chapter."""

    spans: tuple[tuple[int, int | None], ...]
    end: int
    last: int
    crossed: tuple[int, int] | None = None
    """(chapter, verse) where a range ends in a later chapter; it begins at the last span."""
    is_refused: bool = False


class VerseReader:
    """Reads the numbers of references in one text."""

    def __init__(self, tokens: Tokens, language: Language, context: PassageContext) -> None:
        self._tokens = tokens
        self._language = language
        self._context = context

    # Markers

    def marker(self, at: int, *, is_chapter: bool) -> int | None:
        """The token after "capítulo" or "versículo" (said twice, abbreviated, "de número"), None where none stands."""
        tokens = self._tokens
        words, short = (
            (WORDS.chapter, WORDS.chapter_abbreviations) if is_chapter else (WORDS.verse, WORDS.verse_abbreviations)
        )
        word = tokens.word(at)
        if word in words:
            end = at + 1
        elif word in short:
            end = at + 2 if tokens.word(at + 1) == "." and tokens.is_tight(at + 1) else at + 1
            if not tokens.word(end).isdecimal() and not (is_chapter and self._roman(end)):
                return None
            if word == "ver" and end == at + 1:
                return None  # "ver" is "to see", and with a full stop alone short for verse.
        else:
            return None
        while tokens.word(end) in words or tokens.word(end) in WORDS.fillers or tokens.word(end) in (":", "-", "e"):
            if tokens.word(end) == "e" and tokens.word(end + 1) not in words:
                break
            end += 1
        if tokens.word(end) == "de" and tokens.word(end + 1) in ("numero", "n"):
            end += 2
        return end

    def lead(self, at: int, *, is_chapter: bool, longest: int = LONGEST_LEAD) -> tuple[int, int] | None:
        """Pass over connecting words to a marker: (the marker, the token after it); None where there is none."""
        tokens = self._tokens
        for i in range(at, min(len(tokens), at + longest + 1)):
            after = self.marker(i, is_chapter=is_chapter)
            if after is not None:
                return i, after
            word = tokens.word(i)
            if not (word in WORDS.connectors or self.is_filler(i) or word in ",-(:;." or self._ends_ordinal(i)):
                return None
        return None

    def is_filler(self, at: int) -> bool:
        """Whether a word says nothing: "né", "ééé", and "um" in English."""
        word = self._tokens.word(at)
        if word in WORDS.fillers:
            return True
        if word == "um":
            return self._language == "en"
        return len(word) > 1 and len(set(word)) == 1 and word[0] in "aehmu"

    def _ends_ordinal(self, at: int) -> bool:
        return any(numeral.is_ordinal for numeral in self.numerals(at))

    # Numbers

    def numerals(self, at: int, *, with_roman: bool = False) -> list[_Numeral]:
        """The numbers that can be read at a token, the likeliest first."""
        tokens = self._tokens
        word = tokens.word(at)
        if not word:
            return []
        if word.isdecimal():
            if len(word) > 5 or (word[0] == "0" and len(word) > 2):
                return []
            end, is_ordinal = at + 1, False
            if tokens.word(end) in ORDINAL_ENDINGS and tokens.is_tight(end):
                end, is_ordinal = end + 1, True
                if tokens.word(end) == "." and tokens.is_tight(end) and tokens.word(end + 1) in WORDS.chapter:
                    end += 1
            return [_Numeral(int(word), end, is_ordinal, is_word=False)]
        found = [
            _Numeral(number.value, at + number.length, number.is_ordinal, is_word=True)
            for number in readings(tokens.words, at, language=self._language)
        ]
        if not found and with_roman and (value := self._roman(at)):
            found = [_Numeral(value, at + 1, is_ordinal=False, is_word=False)]
        return found

    def cardinals(self, at: int) -> list[_Numeral]:
        """The numbers at a token that count; an ordinal is one after a marker alone."""
        return [n for n in self.numerals(at) if not n.is_ordinal or not n.is_word]

    def _roman(self, at: int) -> int:
        tokens = self._tokens
        if at >= len(tokens) or not tokens.words[at].isalpha() or not tokens.original(at).isupper():
            return 0
        return _roman_value(tokens.words[at])

    def ordinal_before(self, at: int) -> tuple[int, int] | None:
        """The ordinal that ends right before a token: (its value, its first token)."""
        for length in (4, 3, 2, 1):
            first = at - length
            if first < 0:
                continue
            for numeral in self.numerals(first):
                if numeral.end == at and numeral.is_ordinal:
                    return numeral.value, first
        return None

    # Verses

    def verses(self, at: int, last_verse: int, *, is_marked: bool, with_point: bool = False) -> Verses | None:
        """Read a list of verses and ranges, none beyond the last of the chapter.

        Args:
            at: The first number, or "de" before it.
            last_verse: How many verses the chapter has.
            is_marked: "versículo" stands before it, so that what follows is not asked what it counts.
            with_point: Whether a full stop parts verses, as it does where a comma parts chapter and verse.

        Returns:
            The longest reading that exists; one that is refused where the numbers are plain and do not exist.
        """
        tokens = self._tokens
        if tokens.word(at) in ("de", "do", "dos", "from", "o", "os", "entre", "between", "the") and (
            is_marked or tokens.word(at) in ("do", "dos", "from")
        ):
            at += 1
        best: Verses | None = None
        refused: Verses | None = None
        for numeral in self.numerals(at) if is_marked else self.cardinals(at):
            if not 1 <= numeral.value <= last_verse:
                refused = refused or Verses((), numeral.end, at, is_refused=True)
                continue
            read = self._verses_from(at, numeral, last_verse, is_marked=is_marked, with_point=with_point)
            if best is None or (best.is_refused, -best.end) > (read.is_refused, -read.end):
                best = read
        return best or refused

    def _verses_from(self, at: int, numeral: _Numeral, last_verse: int, *, is_marked: bool, with_point: bool) -> Verses:
        end = self._after_half(numeral)
        spans: list[tuple[int, int | None]] = []
        current, last = numeral.value, at
        while True:
            ranged = self._range_end(end, current, last_verse, is_marked=is_marked)
            if ranged is not None and ranged.is_refused:
                return ranged
            if ranged is not None and ranged.crossed is not None:
                return replace(ranged, spans=(*_merged(spans), (current, None)))
            if ranged is not None:
                spans.append((current, ranged.spans[0][0]))
                current, end, last = ranged.spans[0][0], ranged.end, ranged.last
            else:
                spans.append((current, None))
            corrected = self._corrected_verse(end, last_verse)
            if corrected is not None and ranged is None:
                spans.pop()
                last, current, end = corrected[0], corrected[1].value, self._after_half(corrected[1])
                continue
            following = self._next_in_list(end, current, last_verse, is_marked=is_marked, with_point=with_point)
            if following is None:
                break
            last = following[0]
            current, end = following[1].value, self._after_half(following[1])
        return Verses(tuple(_merged(spans)), self._after_open_end(end), last)

    def _corrected_verse(self, end: int, last_verse: int) -> tuple[int, _Numeral] | None:
        """The verse that is right after all: "versículo vinte e oito, não, vinte e nove"."""
        at = self.correction(end)
        if at is None or self._context.begins_numbered_book(at):
            return None
        for numeral in self.cardinals(at):
            is_verse = 1 <= numeral.value <= last_verse and not self._context.is_counted(numeral.end)
            is_chapter = self._tokens.word(numeral.end) == ":" and self._tokens.word(numeral.end + 1).isdecimal()
            if is_verse and not is_chapter and self._tokens.word(numeral.end) not in ("de", "of"):
                return at, numeral
        return None

    def correction(self, at: int) -> int | None:
        """Where the right number stands after "perdão" and the like; None where nothing is taken back."""
        begin, has_correction = at, False
        while begin < at + 6:
            word = self._tokens.word(begin)
            if word in WORDS.strong_corrections or (word == "no" and self._language == "en"):
                has_correction = True
            elif not (word in WORDS.corrections or word in (",", "-") or self.is_filler(begin)):
                break
            begin += 1
        return begin if has_correction else None

    def _after_half(self, numeral: _Numeral) -> int:
        """The token after a verse and its "b" (half of it) or "s" (and what follows)."""
        tokens, end = self._tokens, numeral.end
        if tokens.is_tight(end) and (tokens.word(end) in HALVES or tokens.word(end) in FOLLOWING):
            return end + 1
        return end

    def _after_open_end(self, end: int) -> int:
        tokens = self._tokens
        word, following = tokens.word(end), tokens.word(end + 1)
        if word in ("em", "pra", "para", "and", "e") and following in WORDS.open_ends:
            return end + 2
        if word == "-" and following in FOLLOWING:
            return end + 2
        return end + 1 if word in ("adiante", "onward", "onwards") else end

    def _range_end(self, at: int, start: int, last_verse: int, *, is_marked: bool) -> Verses | None:
        """Read what ends a range: "-10", "a 10", "até o versículo dez", "–21:2", "ao capítulo nove, versículo seis"."""
        tokens = self._tokens
        end = self._after_range_word(at)
        if end is None:
            return None
        crossing = self.marker(end, is_chapter=True)
        if crossing is not None:
            return self._crossing(crossing)
        marked = self.marker(end, is_chapter=False)
        number_at = end if marked is None else marked
        for numeral in self.cardinals(number_at):
            colon = numeral.end
            if tokens.word(colon) in (":", ".") and tokens.word(colon + 1).isdecimal() and tokens.is_tight(colon + 1):
                verse = int(tokens.word(colon + 1))
                return Verses((), colon + 2, colon + 1, crossed=(numeral.value, verse))
            half = self._after_half(numeral)
            if numeral.value > start and (numeral.value <= last_verse):
                if marked is None and not is_marked and self._context.is_counted(numeral.end):
                    return None
                return Verses(((numeral.value, None),), half, number_at)
            if self._context.is_counted(numeral.end):
                return None
            # "3 a 1" is a score; "19:5-3" and "19:1-99" are nothing that exists.
            return Verses((), half, number_at, is_refused=True)
        return None

    def _after_range_word(self, at: int) -> int | None:
        tokens = self._tokens
        word = tokens.word(at)
        if word == "-":
            return at + 1
        if word == "," and tokens.word(at + 1) in ("ate", "through", "until"):
            word, at = tokens.word(at + 1), at + 1
        reads_on = at
        while reads_on < at + 4 and tokens.word(reads_on) in READING_ON:
            reads_on += 1
        if reads_on > at and tokens.word(reads_on) in ("ate", "to", "through", "until"):
            # "start at verse thirteen and read to verse twenty": only a marker tells that this is a range.
            after = reads_on + 1 + (tokens.word(reads_on + 1) in ("o", "the", "ao"))
            return after if self.marker(after, is_chapter=False) is not None else None
        if word == "up" and tokens.word(at + 1) == "to":
            word, at = "to", at + 1
        if word not in RANGE_WORDS or (word == "a" and self._language == "en"):
            return None
        at += 1
        while tokens.word(at) in ("o", "os", "a", "ao", "the", "ate"):
            at += 1
        return at

    def _crossing(self, at: int) -> Verses | None:
        """A range that runs "até o capítulo nove, versículo seis"; without a verse, it is left to the chapters."""
        for numeral in self.numerals(at):
            found = self.lead(numeral.end, is_chapter=False)
            if found is not None:
                for verse in self.numerals(found[1]):
                    return Verses((), verse.end, found[1], crossed=(numeral.value, verse.value))
        return None

    def _next_in_list(
        self, end: int, current: int, last_verse: int, *, is_marked: bool, with_point: bool
    ) -> tuple[int, _Numeral] | None:
        """The next number of a list, after "," or "e", or right behind where it is the next verse: (its token, it)."""
        tokens = self._tokens
        at = end
        word = tokens.word(at)
        is_comma = word == "," or (with_point and word == "." and tokens.is_tight(at + 1))
        if is_comma:
            at += 1
            word = tokens.word(at)
        is_and = word in ("e", "and", "&")
        if is_and:
            at += 1
        if tokens.word(at) in ("-", "v", "vv") and is_comma and tokens.word(at + 1).isdecimal():
            at += 1
        if self._context.begins_numbered_book(at):
            return None
        for numeral in self.cardinals(at):
            if numeral.is_ordinal or not current < numeral.value <= last_verse:
                continue
            colon = numeral.end
            if tokens.word(colon) == ":" and tokens.word(colon + 1).isdecimal():
                return None
            is_next = numeral.value == current + 1
            if not is_comma and not is_and and (not is_next or self._is_said_again(at, numeral)):
                continue
            if self._context.is_counted(numeral.end, is_noun_enough=is_comma and not is_marked):
                return None
            return at, numeral
        return None

    def _is_said_again(self, at: int, numeral: _Numeral) -> bool:
        """Whether a number right behind a verse begins something else: "dois um"."""
        return numeral.is_word and self._tokens.word(numeral.end) in ("e", "mil", "cento")

    # Chapters and what follows them

    def after_chapter(self, book: Book, chapter: int, at: int, *, chapter_at: int, is_marked: bool) -> Iterator[Read]:
        """Read what can follow a chapter, each reading once: verses in every form, further chapters, nothing."""
        tokens = self._tokens
        last_verse = book.verses[chapter - 1]
        form = "explicit" if is_marked else "bare"
        marked = self.lead(at, is_chapter=False)
        if marked is not None:
            verses = self.verses(marked[1], last_verse, is_marked=True)
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
        verses = self.verses(at, book.verses[chapter - 1], is_marked=False, with_point=with_point)
        if verses is not None:
            yield self._with_verses(book, chapter, verses, form="tight", rule="chapter-verse-signs")

    def _spoken_range(self, book: Book, chapter: int, at: int, *, is_marked: bool) -> Iterator[Read]:
        """ "do cinco ao dez", "a partir do onze", "from four to seven", "starting at nine", each without a marker."""
        tokens = self._tokens
        begin = at + 1 if tokens.word(at) in (",", "-", "(") else at
        while self.is_filler(begin):
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
        verses = self.verses(begin, book.verses[chapter - 1], is_marked=False)
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
        if tokens.word(begin) in (",", "-", ".") or (tokens.word(begin) == ":" and tokens.word(begin - 1) != ":"):
            if tokens.word(begin) == "." and not (tokens.is_tight(begin) and tokens.is_tight(begin + 1)):
                return
            if tokens.word(begin) == "-":
                return
            begin += 1
        elif tokens.word(begin) in ("e", "and"):
            begin, with_and = begin + 1, True
        while self.is_filler(begin):
            begin += 1
        if self._context.begins_numbered_book(begin):
            return
        candidates = self.cardinals(begin)
        if with_and and any(n.value <= len(book.verses) and n.value > chapter for n in candidates):
            return
        if with_and and not any(n.value > len(book.verses) for n in candidates):
            return
        verses = self.verses(begin, book.verses[chapter - 1], is_marked=False)
        if verses is None or verses.is_refused:
            return
        form = "explicit" if is_marked else "pair"
        read = self._with_verses(book, chapter, verses, form=form, rule="bare-pair")
        yield replace(read, last=verses.last)
        # "joão três três dezesseis": a chapter said twice.
        if verses.spans == ((chapter, None),):
            again = self.verses(verses.end, book.verses[chapter - 1], is_marked=False)
            if again is not None and not again.is_refused and tokens.word(verses.end) not in (",", "-"):
                yield replace(self._with_verses(book, chapter, again, form=form, rule="bare-pair"), last=again.last)

    def _further_chapters(self, book: Book, chapter: int, at: int, *, is_marked: bool) -> Iterator[Read]:
        """Chapters in a range or joined with "e": "33–34", "do 120 ao 122", "dois e três"."""
        tokens = self._tokens
        form = "explicit" if is_marked else "bare"
        end = self._after_range_word(at)
        if end is not None:
            if tokens.word(end) in ("capitulo", "chapter", "salmo", "psalm"):
                end += 1
            if self._context.begins_numbered_book(end):
                return
            for numeral in self.cardinals(end):
                if chapter < numeral.value <= len(book.verses):
                    if tokens.word(numeral.end) == ":" and tokens.word(numeral.end + 1).isdecimal():
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
            step = self._next_chapter(at, chapters, book, is_list=is_marked)
            if step is None:
                break
            last_at, at = step[1], step[2]
            chapters.append(step[0])
            ranged = self._after_range_word(at) if tokens.word(at) == "-" else None
            for numeral in self.cardinals(ranged) if ranged is not None else ():
                if step[0] < numeral.value <= len(book.verses):
                    chapters += range(step[0] + 1, numeral.value + 1)
                    at = numeral.end
                    break
        if len(chapters) > 1:
            parts = tuple(Part(c) for c in chapters)
            yield Read(parts, at, form, "chapter-list", last=None if is_marked else last_at)

    def _next_chapter(self, at: int, chapters: list[int], book: Book, *, is_list: bool) -> tuple[int, int, int] | None:
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
        if not (is_and or is_comma) or self._context.begins_numbered_book(begin):
            return None
        for numeral in self.cardinals(begin):
            if numeral.is_ordinal or not chapters[-1] < numeral.value <= len(book.verses):
                continue
            if is_verse and (numeral.is_word or numeral.value <= book.verses[chapters[-1] - 1]):
                return None
            if tokens.word(numeral.end) == ":" and tokens.word(numeral.end + 1).isdecimal():
                return None
            if self._context.is_counted(numeral.end, is_noun_enough=True):
                return None
            return numeral.value, begin, numeral.end
        return None

    def chapter_list(self, book: Book, at: int) -> Read | None:
        """Chapters after a plural: "capítulos 5, 6 e 7", "os Salmos 22, 23 e 24"."""
        for numeral in self.numerals(at):
            if not 1 <= numeral.value <= len(book.verses):
                continue
            for read in self._further_chapters(book, numeral.value, numeral.end, is_marked=True):
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


def _merged(spans: list[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    """Verses that follow on each other made one range."""
    merged: list[tuple[int, int | None]] = []
    for start, end in spans:
        if merged and start == (merged[-1][1] or merged[-1][0]) + 1:
            merged[-1] = (merged[-1][0], end or start)
        elif not merged or merged[-1] != (start, end):
            merged.append((start, end))
    return merged


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@lru_cache(maxsize=512)
def _roman_value(word: str) -> int:
    """The value of a Roman numeral up to 150, 0 where the word is none or is not well formed."""
    if not word or any(letter not in _ROMAN for letter in word):
        return 0
    total = 0
    for i, letter in enumerate(word):
        value = _ROMAN[letter]
        total += -value if i + 1 < len(word) and _ROMAN[word[i + 1]] > value else value
    return total if 1 <= total <= 150 and _written_roman(total) == word else 0


def _written_roman(value: int) -> str:
    written = ""
    for step, letters in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        while value >= step:
            written += letters
            value -= step
    return written
