"""Verses: the markers, numbers, lists and ranges of a reference.

Every reader begins at a token and gives back what it read and where it ended, or None. Where a number can be read in
more than one way, each is tried and what exists decides; of the readings that exist, the one that takes most words
is kept, since a number that is left over was meant as something too.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from cultotranscript.analysis.findings import Language
from cultotranscript.analysis.numbers import readings
from cultotranscript.analysis.passage_context import PassageContext
from cultotranscript.analysis.passage_tokens import Tokens
from cultotranscript.analysis.passage_words import WORDS

LONGEST_LEAD = 6
"""Connecting words that may stand before "capítulo" or "versículo"."""
LEAD_SIGNS = frozenset(",-(:;.")
ORDINAL_ENDINGS = frozenset({"o", "a", "os", "as", "st", "nd", "rd", "th"})
HALVES = frozenset({"a", "b", "c", "d"})
FOLLOWING = frozenset({"s", "ss", "f", "ff", "seg", "segs"})
READING = frozenset("read reading going go vamos indo lendo ler lemos vai ir seguindo leremos le".split())
READING_ON = READING | {"and", "e", "on", "nos", "we", ","}
PLURALS = frozenset({"versiculos", "versos", "verses", "versinhos", "vv", "vss"})
ARTICLES = frozenset({"um", "uma"})
RANGE_WORDS = frozenset({"a", "ao", "aos", "ate", "to", "through", "thru", "until", "till"})


@dataclass(frozen=True, slots=True)
class Numeral:
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
    """Reads markers, numbers and verses in one text."""

    def __init__(self, tokens: Tokens, language: Language, context: PassageContext) -> None:
        self._tokens = tokens
        self._language = language
        self._context = context

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
        for _ in range(LONGEST_LEAD):
            word = tokens.word(end)
            is_again = word in words or (word == "e" and tokens.word(end + 1) in words)
            if not (is_again or word in WORDS.fillers or word in (":", "-")):
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
            is_passed = word in WORDS.connectors or word in LEAD_SIGNS or self.is_filler(i) or self._ends_ordinal(i)
            if not is_passed:
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

    def numerals(self, at: int, *, with_roman: bool = False) -> list[Numeral]:
        """The numbers that can be read at a token, the likeliest first."""
        found = self._read_numerals(at)
        if not found and with_roman and (value := self._roman(at)):
            return [Numeral(value, at + 1, is_ordinal=False, is_word=False)]
        return found

    def _read_numerals(self, at: int) -> list[Numeral]:
        tokens = self._tokens
        word = tokens.word(at)
        if word.isdecimal():
            if len(word) > 5 or (word[0] == "0" and len(word) > 2):
                return []
            end, is_ordinal = at + 1, False
            if tokens.word(end) in ORDINAL_ENDINGS and tokens.is_tight(end):
                end, is_ordinal = end + 1, True
                if tokens.word(end) == "." and tokens.is_tight(end) and tokens.word(end + 1) in WORDS.chapter:
                    end += 1
            return [Numeral(int(word), end, is_ordinal, is_word=False)]
        return [
            Numeral(number.value, at + number.length, number.is_ordinal, is_word=True)
            for number in readings(tokens.words, at, language=self._language)
        ]

    def is_number(self, at: int) -> bool:
        """Whether any number begins at a token, also one that no reference has."""
        return self._tokens.word(at).isdecimal() or bool(self.cardinals(at))

    def cardinals(self, at: int) -> list[Numeral]:
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

    def bare_start(self, end: int, *, is_abbreviation: bool) -> int:
        """Where the number after a name may stand: past the full stop of an abbreviation, a comma, a filler."""
        tokens = self._tokens
        at = end
        if is_abbreviation and tokens.word(at) == "." and tokens.is_tight(at):
            at += 1
        if tokens.word(at) in (",", ":", "-", "("):
            at += 1
        while self.is_filler(at):
            at += 1
        if tokens.word(at) == "de" and tokens.word(at + 1) in ("numero", "n"):
            at += 2
        elif tokens.word(at) in ("numero", "number") and at > end - 1:
            at += 1
        return at

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
        is_plural = is_marked and any(self._tokens.word(at - back) in PLURALS for back in (1, 2))
        best: Verses | None = None
        refused: Verses | None = None
        for numeral in self.numerals(at) if is_marked else self.cardinals(at):
            if not 1 <= numeral.value <= last_verse:
                refused = refused or Verses((), numeral.end, at, is_refused=True)
                continue
            read = self._verses_from(
                at, numeral, last_verse, is_marked=is_marked, is_plural=is_plural, with_point=with_point
            )
            if best is None or (best.is_refused, -best.end) > (read.is_refused, -read.end):
                best = read
        if best is not None and len(best.spans) == 2 and self._is_between(at):
            (first, _), (last, _) = best.spans
            return replace(best, spans=((first, last),))
        return best or refused

    def _is_between(self, at: int) -> bool:
        """Whether "entre os versículos" stands before a number, so that "e" ends a range."""
        return any(self._tokens.word(at - back) in ("entre", "between") for back in (1, 2, 3))

    def _verses_from(
        self, at: int, numeral: Numeral, last_verse: int, *, is_marked: bool, is_plural: bool, with_point: bool
    ) -> Verses:
        end = self._after_half(numeral)
        spans: list[tuple[int, int | None]] = []
        current, last = numeral.value, at
        while True:
            ranged = self._range_end(end, current, last_verse, is_marked=is_marked, with_point=with_point)
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
            following = self._next_in_list(
                end, current, last_verse, is_marked=is_marked, is_plural=is_plural, with_point=with_point
            )
            if following is None:
                break
            last = following[0]
            current, end = following[1].value, self._after_half(following[1])
        return Verses(tuple(_merged(spans)), self._after_open_end(end), last)

    def _corrected_verse(self, end: int, last_verse: int) -> tuple[int, Numeral] | None:
        """The verse that is right after all: "versículo vinte e oito, não, vinte e nove"."""
        at = self.correction(end)
        if at is None or self._context.begins_numbered_book(at):
            return None
        for numeral in self.cardinals(at):
            is_verse = 1 <= numeral.value <= last_verse and not self._context.is_counted(numeral.end)
            if is_verse and not self.is_pair_sign(numeral.end) and self._tokens.word(numeral.end) not in ("de", "of"):
                return at, numeral
        return None

    def _after_half(self, numeral: Numeral) -> int:
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

    def _range_end(self, at: int, start: int, last_verse: int, *, is_marked: bool, with_point: bool) -> Verses | None:
        """Read what ends a range: "-10", "a 10", "até o versículo dez", "–21:2", "ao capítulo nove, versículo seis"."""
        tokens = self._tokens
        end = self.after_range_word(at)
        if end is None:
            return None
        crossing = self.marker(end, is_chapter=True)
        if crossing is not None:
            return self._crossing(crossing)
        marked = self.marker(end, is_chapter=False)
        number_at = end if marked is None else marked
        for numeral in self.cardinals(number_at):
            colon = numeral.end
            # In "3,16–4,2" a comma parts chapter and verse, and in "8,35-37.39" a full stop parts verses.
            is_crossing = tokens.word(colon) == ":" or (
                tokens.word(colon) == "," and numeral.value <= start if with_point else tokens.word(colon) == "."
            )
            if is_crossing and tokens.word(colon + 1).isdecimal() and tokens.is_tight(colon + 1):
                verse = int(tokens.word(colon + 1))
                return Verses((), colon + 2, colon + 1, crossed=(numeral.value, verse))
            half = self._after_half(numeral)
            if numeral.value > start and (numeral.value <= last_verse):
                if marked is None and not is_marked and self._context.is_counted(numeral.end):
                    return None
                return Verses(((numeral.value, None),), half, number_at)
            if self._context.is_counted(numeral.end):
                return None
            crossed = self._bare_crossing(numeral, is_sign=tokens.word(at) == "-")
            if crossed is not None:
                return crossed
            # "3 a 1" is a score; "19:5-3" and "19:1-99" are nothing that exists.
            return Verses((), half, number_at, is_refused=True)
        return None

    def after_range_word(self, at: int) -> int | None:
        """The token after "-", "a", "até o", "through"; None where no range goes on."""
        tokens = self._tokens
        word = tokens.word(at)
        if word == "-":
            return at + 1
        if word == "," and (tokens.word(at + 1) in ("ate", "through", "until") or self._is_bare_crossing(at + 1)):
            word, at = tokens.word(at + 1), at + 1
        reads_on = at
        while reads_on < at + 5 and tokens.word(reads_on) in READING_ON:
            reads_on += 1
        if reads_on > at and tokens.word(reads_on) in ("ate", "to", "through", "until"):
            # "start at verse thirteen and read to verse twenty", "a partir do verso dez, e vamos até o doze".
            after = reads_on + 1 + (tokens.word(reads_on + 1) in ("o", "the", "ao"))
            is_read = not READING.isdisjoint(tokens.words[at:reads_on]) and tokens.word(reads_on) == "ate"
            return after if is_read or self.marker(after, is_chapter=False) is not None else None
        if word == "up" and tokens.word(at + 1) == "to":
            word, at = "to", at + 1
        if word not in RANGE_WORDS or (word == "a" and self._language == "en"):
            return None
        at += 1
        while tokens.word(at) in ("o", "os", "a", "ao", "the", "ate"):
            at += 1
        # No range ends at 1: "o verso oito, a um veneno" has an article.
        return None if tokens.word(at) in ARTICLES else at

    def _is_bare_crossing(self, at: int) -> bool:
        """Whether "a" leads to a chapter and a verse, and to no count: "…, a dez, vinte e quatro"."""
        if self._tokens.word(at) not in ("a", "to") or self._tokens.word(at + 1) in ARTICLES:
            return False
        return any(
            self._bare_crossing(numeral, is_sign=False) is not None or self.is_pair_sign(numeral.end)
            for numeral in self.cardinals(at + 1)
        )

    def _bare_crossing(self, chapter: Numeral, *, is_sign: bool) -> Verses | None:
        """ "nove, cinquenta e um, a dez, vinte e quatro": the chapter and verse where a spoken range ends."""
        at = chapter.end + 1 if self._tokens.word(chapter.end) == "," else chapter.end
        for verse in self.cardinals(at) if not is_sign else ():
            if not self._context.is_counted(verse.end):
                return Verses((), verse.end, at, crossed=(chapter.value, verse.value))
        return None

    def _crossing(self, at: int) -> Verses | None:
        """A range that runs "até o capítulo nove, versículo seis"; without a verse, it is left to the chapters."""
        for numeral in self.numerals(at):
            found = self.lead(numeral.end, is_chapter=False)
            if found is not None:
                for verse in self.numerals(found[1]):
                    return Verses((), verse.end, found[1], crossed=(numeral.value, verse.value))
        return None

    def _next_in_list(
        self, end: int, current: int, last_verse: int, *, is_marked: bool, is_plural: bool, with_point: bool
    ) -> tuple[int, Numeral] | None:
        """The next number of a list: (its token, the number).

        It stands after "," or "e", or right behind, as recognisers leave it: there it must be the next verse, or the
        list begin with "versículos".
        """
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
            if self.is_pair_sign(numeral.end):
                return None
            is_right_behind = not is_comma and not is_and
            if is_right_behind and not is_plural and (numeral.value != current + 1 or self._goes_on(numeral)):
                continue
            if self._context.is_counted(numeral.end, is_noun_enough=is_comma and not is_marked):
                return None
            if is_and and not is_plural and numeral.value != current + 1 and self._begins_pair(numeral):
                return None
            return at, numeral
        return None

    def _begins_pair(self, numeral: Numeral) -> bool:
        """Whether a number after "e" is a chapter with its verse behind it: "atos oito três e nove um a dois"."""
        return any(
            verse.value != numeral.value + 1 and not self._context.is_counted(verse.end)
            for verse in self.cardinals(numeral.end)
        )

    def _goes_on(self, numeral: Numeral) -> bool:
        """Whether a number word right behind a verse begins a list of something else: "um dois e três"."""
        return numeral.is_word and self._tokens.word(numeral.end) in ("e", "mil", "cento")

    def is_pair_sign(self, at: int) -> bool:
        """Whether a colon parts chapter and verse here: "4:24" and "4 : 24", and not "14: 10 homens"."""
        tokens = self._tokens
        if tokens.word(at) != ":" or not tokens.word(at + 1).isdecimal():
            return False
        return tokens.is_tight(at) == tokens.is_tight(at + 1)


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
