"""Stretches of speech with their times."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """What was said between two times, in seconds from the start of the video."""

    start: float
    end: float
    text: str
