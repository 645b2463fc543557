"""What a text names, as the grammar gives it and before anything that leans on earlier passages is resolved."""

from dataclasses import dataclass
from typing import Literal

from cultotranscript.analysis.books import Book


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter, or verses of one; `chapter` is None where it is the one spoken of."""

    chapter: int | None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a text names.

    Attributes:
        kind: "named" is a whole reference; "relative" leans on an earlier one; "step" counts on from it ("o
            versículo seguinte"); "book" is a name alone.
        first: Its first token.
        end: The token after its last.
        book: None where it leans on the one before.
        parts: Chapters and verses; of a step, what follows on it ("o capítulo seguinte, versículo 3").
        rule: The rule that found it.
        fallback: The parts if `parts` do not exist in the book that turns out to be meant.
        step: For a step, how far: ("verse", 1) is the next verse, ("verse", 2) the next two.
        is_introduced: Of a book alone: named as a book, not as a person may be.
        is_of_last: "No mesmo capítulo" stands before it.
    """

    kind: Literal["named", "relative", "step", "book"]
    first: int
    end: int
    book: Book | None
    parts: tuple[Part, ...]
    rule: str
    fallback: tuple[Part, ...] = ()
    step: tuple[Literal["verse", "chapter"], int] | None = None
    is_introduced: bool = False
    is_of_last: bool = False
