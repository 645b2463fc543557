"""Whether words were said, and where: what is given as a quotation has to stand in the transcript word for word.

Case, accents and punctuation do not count, because they are the captioner's; every word does, in its order.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cultotranscript.analysis.quotations import fold
from cultotranscript.analysis.segments import Segment

MIN_WORDS = 4
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_QUOTED = re.compile(r"[“\"«]([^“”\"«»]+)[”\"»]")
_SENTENCE = re.compile(r"[^.!?…]+(?:[.!?…]+[\"”»’']*|$)\s*")


@dataclass(frozen=True, slots=True)
class Said:
    """Words as they stand in the transcript, and where they begin."""

    text: str
    segment: int
    timestamp: float


class Transcript:
    """What was said, ready to be asked.

    Args:
        segments: In order; times in seconds.
        first: The index that the first of them has among all.
    """

    def __init__(self, segments: Sequence[Segment], first: int = 0) -> None:
        self._words: list[str] = []
        self._places: list[tuple[int, int, int]] = []
        self._segments = segments
        self._first = first
        self._at: dict[str, list[int]] = defaultdict(list)
        for index, segment in enumerate(segments):
            for match in _WORD.finditer(segment.text):
                word = fold(match[0])
                self._at[word].append(len(self._words))
                self._words.append(word)
                self._places.append((index, match.start(), match.end()))

    def find(self, quote: str) -> Said | None:
        """Where words were said first; None where they were not, or are fewer than four."""
        wanted = [fold(match[0]) for match in _WORD.finditer(quote)]
        if len(wanted) < MIN_WORDS:
            return None
        rarest = min(range(len(wanted)), key=lambda i: len(self._at.get(wanted[i], ())))
        for place in self._at.get(wanted[rarest], ()):
            begin = place - rarest
            if begin >= 0 and self._words[begin : begin + len(wanted)] == wanted:
                return self._said(begin, begin + len(wanted) - 1)
        return None

    def _said(self, begin: int, last: int) -> Said:
        first_segment, start, _ = self._places[begin]
        last_segment, _, end = self._places[last]
        if first_segment == last_segment:
            text = self._segments[first_segment].text[start:end]
        else:
            between = [segment.text for segment in self._segments[first_segment + 1 : last_segment]]
            text = " ".join(
                [self._segments[first_segment].text[start:], *between, self._segments[last_segment].text[:end]]
            )
        segment = self._segments[first_segment]
        at = segment.start + (segment.end - segment.start) * start / max(len(segment.text), 1)
        return Said(" ".join(text.split()), self._first + first_segment, at)

    def without_false_quotations(self, text: str) -> str:
        """A text without the sentences that put words into quotation marks which nobody said."""
        if all(self._is_said(quoted) for quoted in _QUOTED.findall(text)):
            return text
        # A sentence may end inside the marks, so those are taken out of the way first.
        kept = []
        for sentence in _SENTENCE.findall(_QUOTED.sub(lambda match: match[0].translate(_HIDDEN), text)):
            shown = sentence.translate(_SHOWN)
            if all(self._is_said(quoted) for quoted in _QUOTED.findall(shown)):
                kept.append(shown)
        return "".join(kept).strip()

    def _is_said(self, quoted: str) -> bool:
        """Whether words in quotation marks were said; a word or two are a name and no quotation."""
        return len(_WORD.findall(quoted)) < MIN_WORDS or self.find(quoted) is not None


_HIDDEN = {ord("."): "\ue000", ord("!"): "\ue001", ord("?"): "\ue002", ord("…"): "\ue003"}
_SHOWN = {0xE000: ".", 0xE001: "!", 0xE002: "?", 0xE003: "…"}
