"""Places in the Bible as they are named in speech and writing: a text in, what it names out, in order.

A name, a marker ("capítulo", "versículo") or a number may begin a reference, and each is tried where it stands:

- from a **name**: back to its ordinal ("primeira carta que Paulo escreveu a Timóteo") and on to its numbers;
- from a **marker**: on to its number, and to "de" and a name ("no capítulo 22 de Gênesis, no verso 14");
- from a **number**: on to "de" and a name ("oito vinte e oito de Romanos"), or back to what was named before ("e no
  dezesseis").

What needs an earlier passage to be understood ("o versículo seguinte") is given as it stands; `main_reading`
resolves it.
"""

from collections.abc import Iterator

from cultotranscript.analysis.book_names import BookName, first_words, name_by_sound, names_at
from cultotranscript.analysis.findings import Language
from cultotranscript.analysis.numbers import LARGEST, NUMBER_WORDS
from cultotranscript.analysis.passage_books import LONGEST_TITLE, BookFinder
from cultotranscript.analysis.passage_chapters import ChapterReader
from cultotranscript.analysis.passage_context import PassageContext
from cultotranscript.analysis.passage_items import Item, Part
from cultotranscript.analysis.passage_markers import MARKERS, MarkerReader, existing
from cultotranscript.analysis.passage_names import NameReader
from cultotranscript.analysis.passage_tokens import Tokens
from cultotranscript.analysis.passage_verses import VerseReader
from cultotranscript.analysis.passage_words import WORDS

RECENT_TOKENS = 40
"""How far back a passage may lie for "e o dezesseis" to mean a verse of it."""
CONJUNCTIONS = frozenset("e ja depois mas enquanto ai la entao agora tambem , ; . :".split())
_TRIGGERS = first_words() | MARKERS | NUMBER_WORDS


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
        context = PassageContext(tokens, language)
        self._tokens = tokens
        self._language = language
        self._context = context
        self._items: list[Item] = []
        self._reader = VerseReader(tokens, language, context)
        self._books = BookFinder(tokens, language, is_query=is_query)
        chapters = ChapterReader(tokens, self._reader, context)
        self._names = NameReader(tokens, language, self._books, chapters, self._reader, context, is_query=is_query)
        self._markers = MarkerReader(tokens, self._books, chapters, self._reader, self._items)

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
        if word in MARKERS:
            found = self._markers.item_at(at)
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

    def _from_name(self, at: int) -> list[Item]:
        names = names_at(self._tokens, at)
        if len(names) > 1:
            # "Jn" is Jonah to a Portuguese pen and John to an English one, "1 Jn" is a letter to both.
            is_numbered = self._books.ordinal_before(at, at + 1) is not None
            names.sort(key=lambda name: is_numbered and not name.word.numbered)
            if self._language == "en" and not is_numbered:
                names.reverse()
        for name in names:
            items = self._names.named(name, at)
            if items:
                return items
        return []

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
                named = self._books.name_after(verse.end)
                if named is None or reader.cardinals(named[1]) or reader.lead(named[1], is_chapter=True):
                    continue
                if tokens.word(at - 1) in ("as", "at", "dia", "sala", "pagina", "hino"):
                    return None
                return existing(at, named[1], named[0], (Part(chapter.value, verse.value),))
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
        if word is None or (self._items and self._items[-1].end > back):
            return []
        name = BookName(word, back + 1, "misheard")
        return (
            [item for item in self._names.named(name, back) if item.kind == "named"]
            if self._names.is_sure(name, back)
            else []
        )

    def _recent(self, at: int) -> Item | None:
        """The passage named last, if it is not too far back."""
        for item in reversed(self._items):
            if at - item.end > RECENT_TOKENS:
                break
            if item.kind != "book":
                return item
        return None

    def _elliptic(self, at: int) -> Item | None:
        """ "e no dezesseis ele diz": an article and a number, soon after a passage."""
        tokens, reader = self._tokens, self._reader
        recent = self._recent(at) if self._language == "pt" else None
        if recent is None:
            return None
        article = tokens.word(at - 1)
        if article not in ("o", "no", "do", "ao"):
            return None
        verses = reader.verses(at, LARGEST, is_marked=False)
        if verses is None or not verses.spans or verses.crossed is not None or tokens.word(at) in ("um", "uma"):
            return None
        is_range = verses.spans[0][1] is not None
        if article == "do" and not is_range:
            return None
        # Without "e" or "já" before it, "o 36" is a verse only right after 35.
        is_joined = tokens.word(at - 2) in CONJUNCTIONS
        last = recent.parts[-1] if recent.parts else Part(None)
        is_next = verses.spans[0][0] == (last.end or last.start or last.chapter or 0) + 1
        goes_on = is_range and verses.spans[0][0] > (last.end or last.start or LARGEST)
        if article != "no" and not is_joined and not is_next and not goes_on:
            return None
        after = tokens.word(verses.end)
        is_of_something = after in ("de", "por", "/", "%") or (after in ("do", "da") and not is_joined)
        if self._context.is_counted(verses.end, is_noun_enough=True) or is_of_something:
            return None
        if tokens.word(at).isdecimal() and after in ("o", "a") and tokens.is_tight(verses.end):
            return None
        parts = tuple(Part(None, start, stop) for start, stop in verses.spans)
        return Item("relative", at - 1, verses.end, None, parts, "elliptic")
