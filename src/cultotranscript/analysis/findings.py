"""What the analysis finds: plain values, each with the segment, the second and the rule that found it.

Seconds count from the start of the video; `segment` is an index into the segments that were analysed.
"""

from dataclasses import dataclass
from typing import Literal

Language = Literal["pt", "en"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A place in the Bible.

    Attributes:
        book: Canonical Portuguese name, such as "1 Coríntios".
        chapter: From 1.
        verse_start: None for a whole chapter.
        verse_end: None for a single verse or a whole chapter; else greater than `verse_start`.
    """

    book: str
    chapter: int
    verse_start: int | None = None
    verse_end: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the Bible as it was named once; `text` is the words that carry it."""

    reference: Reference
    text: str
    segment: int
    timestamp: float
    rule: str


@dataclass(frozen=True, slots=True)
class SermonSpan:
    """Where the sermon lies in the recording, in seconds; segments `first` to `last`, both included."""

    start: float
    end: float
    first: int
    last: int
    rule: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who preaches: the bare name, without "pastor"."""

    name: str
    segment: int | None
    """None where the title names them."""
    timestamp: float | None
    rule: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of church life and how much of the sermon it carries, 0 to 1."""

    name: str
    score: float
    segment: int
    """Where it is spoken of most."""
    timestamp: float
    rule: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Something quoted, in the words that were said; `source` is who or what is quoted."""

    text: str
    source: str | None
    kind: Literal["scripture", "person", "hymn"]
    context: str | None
    segment: int
    timestamp: float
    rule: str


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """A sentence of the preacher's own that carries the sermon."""

    text: str
    segment: int
    timestamp: float
    rule: str


@dataclass(frozen=True, slots=True)
class Highlight:
    """A part of the sermon worth going back to."""

    title: str
    summary: str
    segment: int
    timestamp: float
    rule: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question for a small group, about a passage or a point."""

    text: str
    reference: Reference | None
    rule: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Advice for the preacher that can be measured."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Statistics:
    """Length and pace of the sermon; `wpm` is words a minute."""

    word_count: int
    duration_s: float
    wpm: int


@dataclass(frozen=True, slots=True)
class SermonFindings:
    """All that was found in one sermon."""

    language: Language
    span: SermonSpan
    speaker: Speaker | None
    mentions: tuple[Mention, ...]
    """One per time a passage is named, in order."""
    passages: tuple[Mention, ...]
    """The distinct passages, each as it was first named, in that order."""
    themes: tuple[Theme, ...]
    """Most weighty first."""
    citations: tuple[Citation, ...]
    key_points: tuple[KeyPoint, ...]
    highlights: tuple[Highlight, ...]
    questions: tuple[Question, ...]
    suggestions: tuple[Suggestion, ...]
    statistics: Statistics
    abstract: str
    """The sermon in a paragraph."""
    quoted: tuple[Mention, ...] = ()
    """Verses that are quoted without being named; none where no translation is at hand."""
    notice: str | None = None
    """What a person should know of how this was found, such as that the language model could not be asked."""
