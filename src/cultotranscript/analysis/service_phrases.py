"""What is said around sermons, found in spoken words: welcome, notices, handover, reading, prayer, dismissal.

Words are compared without case, accents and marks, so that captions with punctuation and captions without are read
alike. Where a caption has marks, they are kept beside the words: they tell where a sentence ends.
"""

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from typing import Any

from cultotranscript.analysis.findings import Language
from cultotranscript.analysis.segments import Segment

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SLOWEST_S, _SLOWEST_WORD_S = 2.0, 1.2
_SENTENCE_END = re.compile(r"[.!?…]")


@dataclass(frozen=True, slots=True)
class SpokenWords:
    """All words of a recording in order, each with its place.

    Attributes:
        plain: Each word in lower case without accents.
        written: Each word as it stands in the transcript.
        marks: What stands between the word and the next one: marks and spaces.
        starts: Seconds, interpolated within the segment.
        ends: Likewise.
        segments: Index of the segment of each word.
        text: The plain words, each followed by a space.
    """

    plain: list[str]
    written: list[str]
    marks: list[str]
    starts: list[float]
    ends: list[float]
    segments: list[int]
    text: str
    _offsets: list[int]

    def word_at(self, character: int) -> int:
        """The index of the word at a place of `text`."""
        return bisect_right(self._offsets, character) - 1

    def find(self, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
        """The first word of each match and the word behind its last."""
        return [
            (self.word_at(match.start()), self.word_at(max(match.end() - 1, match.start())) + 1)
            for match in pattern.finditer(self.text)
        ]

    def gap_before_s(self, word: int) -> float:
        """The silence in front of a word, in seconds; 0 for the first and within a segment, where none is known."""
        if not 0 < word < len(self.plain) or self.segments[word] == self.segments[word - 1]:
            return 0.0
        return max(self.starts[word] - self.ends[word - 1], 0.0)

    def ends_sentence(self, word: int) -> bool:
        """Whether a mark behind the word ends a sentence."""
        return bool(_SENTENCE_END.search(self.marks[word]))


def spoken_words(segments: Sequence[Segment]) -> SpokenWords:
    """Take segments apart into words.

    Args:
        segments: Ordered by start; times in seconds.
    """
    plain, written, marks, starts, ends, homes = [], [], [], [], [], []
    for index, segment in enumerate(segments):
        found = list(_WORD.finditer(segment.text))
        length = max(len(segment.text), 1)
        # Some captions stand until the next one comes, through minutes of music: nobody speaks as slowly as that.
        duration = min(max(segment.end - segment.start, 0.0), _SLOWEST_S + _SLOWEST_WORD_S * len(found))
        for number, match in enumerate(found):
            behind = found[number + 1].start() if number + 1 < len(found) else len(segment.text)
            plain.append(fold_word(match[0]))
            written.append(match[0])
            marks.append(segment.text[match.end() : behind])
            starts.append(segment.start + duration * match.start() / length)
            ends.append(segment.start + duration * match.end() / length)
            homes.append(index)
    offsets = [0, *accumulate(len(word) + 1 for word in plain)]
    return SpokenWords(plain, written, marks, starts, ends, homes, " ".join([*plain, ""]), offsets)


def fold_word(word: str) -> str:
    """A word in lower case, without accents, with a straight apostrophe."""
    folded = unicodedata.normalize("NFKD", word.lower().replace("’", "'"))
    return "".join(one for one in folded if not unicodedata.combining(one))


@cache
def phrase_pattern(language: Language, group: str) -> re.Pattern[str]:
    """The pattern that finds any phrase of a group in `SpokenWords.text`.

    Args:
        language: Whose phrases.
        group: A list of `data/service_phrases.json`; one that a language lacks is found nowhere.
    """
    phrases = _phrases()[language].get(group, [])
    if not phrases:
        return re.compile(r"(?!)")
    return re.compile(r"(?<!\S)(?:" + "|".join(_regex(phrase, language) for phrase in phrases) + ")")


def role_words(language: Language) -> frozenset[str]:
    """Folded words that stand in front of the name of a person who serves in church."""
    return frozenset(_phrases()[language]["role"].split("|"))


def _regex(phrase: str, language: Language) -> str:
    parts = []
    for word in phrase.replace("<role>", _phrases()[language]["role"]).split():
        if word == "..":
            parts.append(r"(?:\S+ ){0,3}?")
        elif word == "...":
            parts.append(r"(?:\S+ ){0,8}?")
        else:
            body = "|".join(one.replace("*", r"\w*") for one in word.rstrip("?").split("|"))
            parts.append(f"(?:(?:{body}) )" + ("?" if word.endswith("?") else ""))
    return "".join(parts)


@cache
def _phrases() -> dict[str, dict[str, Any]]:
    source = resources.files("cultotranscript.analysis") / "data" / "service_phrases.json"
    phrases: dict[str, dict[str, Any]] = json.loads(source.read_text("utf-8"))
    return phrases
