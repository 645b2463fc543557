"""A text cut into words, numbers and signs, folded so that case and accents do not matter.

Folding keeps every character in its place, so that a token's offsets hold in the text as it was said. The text is
cut once, by one expression; what reads it afterwards looks at lists by index.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

_TOKEN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]|_")
_NUMBERED = re.compile(r"\bI{1,3}(?=[A-Z][a-zé])")
"""The Roman number of a book that is written as one word with its abbreviation: "IICo"."""

WORDS_A_CAPITAL = 60
"""A text with fewer capitals than one for so many words is taken to have none."""

_SIGNS = {"–": "-", "—": "-", "‑": "-", "−": "-", "‐": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "°": "o"}


def _folded_characters() -> dict[int, str]:
    table = {ord(sign): plain for sign, plain in _SIGNS.items()}
    for code in [*range(0x41, 0x5B), *range(0xAA, 0x250), *range(0x1E00, 0x1F00)]:
        character = chr(code)
        if not character.isalpha():
            continue
        base = unicodedata.normalize("NFKD", character.lower())[0]
        if base.isalpha():
            table[code] = base
    return table


_FOLDED = _folded_characters()


def fold_text(text: str) -> str:
    """A text without case and accents, of the same length: "Êxodo 3º" becomes "exodo 3o"."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text: `words` folded, `starts` and `ends` as offsets into `text`."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.words)

    def word(self, at: int) -> str:
        """The folded word at an index; empty beyond either end."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def is_tight(self, at: int) -> bool:
        """Whether no space stands between a token and the one before it."""
        return 0 < at < len(self.words) and self.starts[at] == self.ends[at - 1]

    def original(self, at: int) -> str:
        """The word at an index as it was written."""
        return self.text[self.starts[at] : self.ends[at]]

    def said(self, first: int, end: int) -> str:
        """The text from one token up to another, which is left out."""
        return self.text[self.starts[first] : self.ends[end - 1]]

    def has_capital(self, at: int) -> bool:
        """Whether a word begins with a capital letter."""
        return self.text[self.starts[at]].isupper()

    @cached_property
    def is_cased(self) -> bool:
        """Whether the text uses capitals: recognisers often do not, but for "[Music]", and then they say nothing."""
        capitals = sum(self.text[start].isupper() for start in self.starts)
        return capitals * WORDS_A_CAPITAL >= len(self.words) and capitals > 0


def tokenise(text: str) -> Tokens:
    """Cut a text into tokens; offsets are into its composed form (NFC), which `Tokens.text` holds."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    folded = fold_text(text)
    cuts = {match.start(): match.end() for match in _NUMBERED.finditer(text)}
    for match in _TOKEN.finditer(folded):
        start = match.start()
        if start in cuts:
            words.append(folded[start : cuts[start]])
            starts.append(start)
            start = cuts[start]
            ends.append(start)
        words.append(folded[start : match.end()])
        starts.append(start)
        ends.append(match.end())
    return Tokens(text, words, starts, ends)
