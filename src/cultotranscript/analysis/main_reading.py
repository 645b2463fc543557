"""What "o versículo oito" means: verses and chapters that lean on what was named before, resolved in order.

A listener keeps two places in mind: the passage named last, and the reading that the sermon is about. A lone verse
belongs to a chapter that was just announced; else to the main reading where it lies inside it; else to the passage
named last. A lone chapter belongs to the book named last, with or without numbers. What finds no place that exists
is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cultotranscript.analysis.books import exists, verse_count
from cultotranscript.analysis.findings import Reference
from cultotranscript.analysis.passage_items import Item, Part
from cultotranscript.analysis.passage_tokens import Tokens
from cultotranscript.analysis.passage_words import WORDS

ANNOUNCED_TOKENS = 40
"""How long a chapter named without a verse waits for its verse."""
NAMED_TOKENS = 18
"""How far behind a name without numbers its chapter may stand."""
PERSON_TOKENS = 5
"""The same for a name that may be a person's and does not say or write anything."""
MERGED_TOKENS = 14
"""How near a verse must stand to its chapter to be one mention with it."""
CORRECTED_TOKENS = 8
"""How far "perdão" and the right reference may stand behind the wrong one."""
READING_WORDS = frozenset(
    "abra abram abre abrir abrirmos abrisse abrissem leitura ler lermos leiamos leiam texto reading read turn open "
    "passagem scripture passage lendo lemos".split()
)
OPEN_WORDS = frozenset({"partir", "diante", "adiante", "starting", "beginning", "onward", "onwards"})
"""What makes a reading of one verse go on to the end of its chapter."""
LEAST_SCORE = 1.0
"""What a main reading needs of: 2 for its announcement, 1.5 for a range, 0.5 for each verse gone back to, at most 4."""
FINDING_WORDS = frozenset("acha achou acharam encontrou encontraram acompanhem acompanhe found follow".split())
MOST_READINGS, MOST_LONE_VERSES = 100, 500
"""How many passages may be the reading, and how many verses are looked at for it: no sermon has more before its end."""
READING_TOKENS = 25
"""How far before a reading its announcement may stand, and how far behind it "quem achou"."""


@dataclass(frozen=True, slots=True)
class Named:
    """References that were named at one place, with the tokens that carry them."""

    first: int
    end: int
    references: tuple[Reference, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class _Place:
    reference: Reference
    end: int


def resolve(items: Sequence[Item], tokens: Tokens, *, has_main_reading: bool) -> list[Named]:
    """Resolve what leans on earlier passages.

    Args:
        items: What a text names, in order.
        tokens: The text.
        has_main_reading: It is a whole sermon, which keeps going back to its reading.

    Returns:
        The references that exist, in order; a chapter that its verse follows at once, and what the speaker takes
        back, left out.
    """
    named = _Resolver(tokens, None).resolve(items)
    if has_main_reading:
        main = _main_reading(named, items, tokens)
        named = _Resolver(tokens, main).resolve(items)
    return [found for i, found in enumerate(named) if not _is_superseded(found, named[i + 1 : i + 2], tokens)]


def _main_reading(named: Sequence[Named], items: Sequence[Item], tokens: Tokens) -> _Place | None:
    """The reading that the sermon is about: announced, of several verses, early, and gone back to.

    Args:
        named: What was named when no main reading was known; a reading may itself lean on a book named before it.
        items: What the text names; its lone verses tell what is gone back to.
        tokens: The text.
    """
    lone = [(item.first, part.start) for item in items if item.rule == "lone-verse" for part in item.parts]
    lone = lone[:MOST_LONE_VERSES]
    best, highest = None, LEAST_SCORE
    for found in named[:MOST_READINGS]:
        reference = found.references[0]
        is_open = _is_open(tokens.words[found.first : found.end])
        if is_open and reference.verse_start is not None and reference.verse_end is None:
            last = verse_count(reference.book, reference.chapter)
            reference = replace(reference, verse_end=last if last > reference.verse_start else None)
        before = tokens.words[max(0, found.first - READING_TOKENS) : found.first]
        after = tokens.words[found.end : found.end + READING_TOKENS]
        score = 2.0 if READING_WORDS & set(before) or FINDING_WORDS & set(after) else 0.0
        score += 1.5 if reference.verse_end is not None else 0.5 if reference.verse_start is None else 0.0
        inside = sum(first >= found.end and _holds(reference, verse) for first, verse in lone)
        # A whole chapter holds nearly any verse, so that says half as much.
        score += min(inside, 4) * (0.5 if reference.verse_start is not None else 0.25)
        score -= 2.0 * found.first / max(len(tokens), 1)
        if score > highest:
            best, highest = _Place(reference, found.end), score
    return best


def _is_open(words: Sequence[str]) -> bool:
    return not OPEN_WORDS.isdisjoint(words)


def _holds(reference: Reference, verse: int | None) -> bool:
    if verse is None:
        return False
    if reference.verse_start is None:
        return exists(replace(reference, verse_start=verse))
    return reference.verse_start <= verse <= (reference.verse_end or reference.verse_start)


class _Resolver:
    def __init__(self, tokens: Tokens, main: _Place | None) -> None:
        self._tokens = tokens
        self._main = main
        self._last: _Place | None = None
        self._name: Item | None = None
        self._chapters: dict[str, int] = {}

    def resolve(self, items: Sequence[Item]) -> list[Named]:
        found = []
        for item in items:
            named = self._resolved(item)
            if named is not None:
                last = named.references[-1]
                self._last = _Place(last, named.end)
                self._chapters[last.book] = last.chapter
                self._name = None
                found.append(named)
        return found

    def _resolved(self, item: Item) -> Named | None:
        if item.kind == "book":
            self._name = item
            return None
        if item.kind == "named":
            assert item.book is not None
            return self._whole(item, item.book.name, item.parts)
        if item.kind == "step":
            return self._stepped(item)
        if item.parts[0].chapter is not None:
            return self._lone_chapter(item)
        if item.rule == "elliptic":
            return self._elliptic(item)
        return self._lone_verse(item, item.parts)

    def _whole(self, item: Item, book: str, parts: Sequence[Part], rule: str | None = None) -> Named | None:
        """The item with these parts, None unless all of them exist."""
        references = [_as_reference(book, part) for part in parts]
        if not references or None in references:
            return None
        whole = tuple(reference for reference in references if reference is not None)
        return Named(item.first, item.end, whole, rule or item.rule)

    def _lone_chapter(self, item: Item) -> Named | None:
        for book in self._books_for(item):
            for parts in (item.parts, item.fallback):
                named = self._whole(item, book, parts) if parts else None
                if named is not None:
                    return named
        return None

    def _books_for(self, item: Item) -> Iterator[str]:
        """The books that a lone chapter may be of, the likeliest first."""
        if self._name is not None and self._name.book is not None and self._is_meant(self._name, item):
            yield self._name.book.name
        if self._last is not None:
            yield self._last.reference.book
        if self._main is not None and item.first >= self._main.end:
            yield self._main.reference.book

    def _is_meant(self, name: Item, item: Item) -> bool:
        """Whether a name without numbers is the book of a chapter that follows it."""
        between = self._tokens.words[name.end : item.first]
        distance = sum(word.isalnum() for word in between)
        if distance > NAMED_TOKENS:
            return False
        if name.is_introduced or self._last is None:
            return True
        return distance <= PERSON_TOKENS or bool(WORDS.sayings & set(between))

    def _lone_verse(self, item: Item, parts: Sequence[Part]) -> Named | None:
        name = self._name
        if name is not None and name.book is not None and len(name.book.verses) == 1 and self._is_meant(name, item):
            named = self._whole(item, name.book.name, [replace(part, chapter=1) for part in parts])
            if named is not None:
                return named
        if name is not None and name.book is not None and self._is_meant(name, item):
            # "Isaías de novo, agora no versículo oito": the chapter of that book that was named before.
            chapter = self._chapters.get(name.book.name)
            if chapter is not None:
                named = self._whole(item, name.book.name, [replace(part, chapter=chapter) for part in parts])
                if named is not None:
                    return named
        for reference, rule in self._chapters_for(item, parts):
            named = self._whole(
                item, reference.book, [replace(part, chapter=reference.chapter) for part in parts], rule
            )
            if named is not None:
                return named
        return None

    def _chapters_for(self, item: Item, parts: Sequence[Part]) -> Iterator[tuple[Reference, str]]:
        """The chapters that lone verses may be of, the likeliest first."""
        last = self._last
        is_announced = (
            last is not None and last.reference.verse_start is None and item.first - last.end <= ANNOUNCED_TOKENS
        )
        if last is not None and (is_announced or item.is_of_last):
            yield last.reference, item.rule
        if self._main is not None and item.first >= self._main.end:
            main = self._main.reference
            if all(_holds(main, part.start) and _holds(main, part.end or part.start) for part in parts):
                yield main, "main-reading"
        if last is not None:
            yield last.reference, item.rule
        if self._main is not None and item.first >= self._main.end:
            yield self._main.reference, "main-reading"

    def _elliptic(self, item: Item) -> Named | None:
        """ "e o 122": the next chapter after a whole one, any later psalm after a psalm; else a verse."""
        if self._last is None:
            return None
        last = self._last.reference
        if item.parts[0].start == last.chapter and last.verse_start is None:
            return None  # "no capítulo anterior, no dezoito": the chapter again.
        if last.verse_start is None:
            chapters = [Part(part.start) for part in item.parts if part.end is None]
            is_next = bool(chapters) and chapters[0].chapter == last.chapter + 1
            if is_next or last.book == "Salmos":
                named = self._whole(item, last.book, chapters)
                if named is not None:
                    return named
        return self._lone_verse(item, item.parts)

    def _stepped(self, item: Item) -> Named | None:
        if self._last is None or item.step is None:
            return None
        unit, count = item.step
        last = self._last.reference
        if unit == "chapter":
            steps = range(1, count + 1) if count > 0 else range(count, 0)
            chapters = [last.chapter + step for step in steps]
            if item.parts:
                parts = [replace(part, chapter=chapters[-1]) for part in item.parts]
            else:
                parts = [Part(chapter) for chapter in chapters]
            return self._whole(item, last.book, parts)
        if last.verse_start is None:
            return None
        if count > 0:
            start = (last.verse_end or last.verse_start) + 1
            end = start + count - 1
        else:
            start, end = last.verse_start + count, last.verse_start - 1
        return self._whole(item, last.book, [Part(last.chapter, start, end if end > start else None)])


def _is_superseded(found: Named, following: Sequence[Named], tokens: Tokens) -> bool:
    """Whether a chapter is only the announcement of the verse that follows, or is taken back."""
    if not following:
        return False
    after = following[0]
    one, other = found.references[-1], after.references[0]
    distance = after.first - found.end
    between = tokens.words[found.end : after.first]
    if distance <= CORRECTED_TOKENS and len(found.references) == 1 and _is_correction(between):
        is_only_that = all(
            word in WORDS.corrections or word in WORDS.fillers or word in WORDS.connectors or not word.isalnum()
            for word in between
        )
        if is_only_that:
            return True
    is_its_verse = (one.book, one.chapter) == (other.book, other.chapter) and other.verse_start is not None
    return (
        len(found.references) == 1
        and one.verse_start is None
        and is_its_verse
        and distance <= MERGED_TOKENS
        and after.rule in ("lone-verse", "main-reading")
    )


def _is_correction(words: Sequence[str]) -> bool:
    # "no" is Portuguese for "in the"; as the English word it is set off by a comma.
    return bool(WORDS.strong_corrections & set(words)) or any(pair == ("no", ",") for pair in pairwise(words))


def _as_reference(book: str, part: Part) -> Reference | None:
    if part.chapter is None:
        return None
    reference = Reference(book, part.chapter, part.start, part.end)
    return reference if exists(reference) else None
