"""The labelled services of the tests: two that are shared and those of `tests/data/services`, in both caption forms."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cultotranscript.analysis.captions import read_captions
from cultotranscript.analysis.findings import Language
from cultotranscript.analysis.segments import Segment

_DATA = Path(__file__).parents[1] / "data"
_WORDS_PER_SECOND = 2.4
_MIDDLES = {"zaqueu": (378.0, 1344.0), "waiting": (341.0, 1253.0)}
"""The part of each shared sermon between the preacher's first words and their closing prayer, in seconds."""
_ASR_WORDS = 9


@dataclass(frozen=True, slots=True)
class Service:
    """A service with its gold: `start` and `end` of the sermon in seconds."""

    id: str
    language: Language
    title: str
    speaker: str | None
    start: float
    end: float
    forms: dict[str, list[Segment]]
    """By "captions" (with marks) and "asr" (lower case, without marks, cut anywhere)."""


def sermons() -> Iterator[Service]:
    """The shared sermons."""
    for name in ("zaqueu", "waiting"):
        gold = json.loads((_DATA / "sermons" / f"{name}.json").read_text("utf-8"))
        yield Service(
            gold["id"],
            gold["lang"],
            gold["title"],
            gold["speaker"],
            gold["sermon_start"],
            gold["sermon_end"],
            {"captions": _shared(f"{name}.vtt"), "asr": _shared(f"{name}.asr.vtt")},
        )


def services() -> Iterator[Service]:
    """The invented services, those that were written before the rules and those after."""
    for name in ("services", "services_later"):
        for raw in json.loads((_DATA / "services" / f"{name}.json").read_text("utf-8"))["services"]:
            yield _service(raw)


def _service(raw: dict[str, Any]) -> Service:
    before, start = _spoken(raw["before"] + _leading_gap(raw["opening"]), 0.0)
    opening, at = _spoken(_without_leading_gap(raw["opening"]), start)
    if isinstance(raw["body"], str):
        low, high = _MIDDLES[raw["body"]]
        middle = [one for one in _shared(f"{raw['body']}.vtt") if low <= one.start and one.end <= high]
        body = [Segment(one.start - low + at, one.end - low + at, one.text) for one in middle]
    else:
        body, _ = _spoken(raw["body"], at)
    closing, end = _spoken(raw["closing"], body[-1].end + 1.0)
    after, _ = _spoken(raw["after"], end)
    segments = [*before, *opening, *body, *closing, *after]
    forms = {"captions": segments, "asr": list(_recognised(segments))}
    return Service(raw["id"], raw["language"], raw["title"], raw["speaker"], start, end, forms)


def _shared(name: str) -> list[Segment]:
    return read_captions((_DATA / "sermons" / name).read_bytes(), name)


def _leading_gap(parts: list[str | int]) -> list[str | int]:
    return parts[:1] if isinstance(parts[0], int) else []


def _without_leading_gap(parts: list[str | int]) -> list[str | int]:
    return parts[1:] if isinstance(parts[0], int) else parts


def _spoken(parts: list[str | int], at: float) -> tuple[list[Segment], float]:
    """The segments of texts and silences, one for each sentence, and the second behind them."""
    segments = []
    for part in parts:
        if isinstance(part, int):
            at += part
            continue
        for sentence in re.split(r"(?<=[.!?])\s+", part):
            length = max(len(sentence.split()) / _WORDS_PER_SECOND, 0.5)
            segments.append(Segment(at, at + length, sentence))
            at += length + 0.2
    return segments, at


def _recognised(segments: list[Segment]) -> Iterator[Segment]:
    """The same words as a recogniser without punctuation gives them: cut where a line is full or silence comes."""
    line: list[tuple[float, float, str]] = []
    for segment in segments:
        words = re.findall(r"[\w'’-]+", segment.text.lower())
        pace = (segment.end - segment.start) / max(len(words), 1)
        for number, word in enumerate(words):
            start = segment.start + pace * number
            if line and (len(line) >= _ASR_WORDS or start - line[-1][1] > 1.0):
                yield Segment(line[0][0], line[-1][1], " ".join(one[2] for one in line))
                line = []
            line.append((start, start + pace, word))
    if line:
        yield Segment(line[0][0], line[-1][1], " ".join(one[2] for one in line))
