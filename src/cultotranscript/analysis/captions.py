"""Caption files and transcripts as people export them, damaged or mislabelled as they may be, read into segments.

Three forms are told by what is in a file and not by its name: cues with `-->` between two times (WebVTT, SubRip), lines
that begin with a time (YouTube's transcript panel, copied), and plain text, whose times are spread at a usual pace.
"""

import codecs
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath

from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import split_sentences
from cultotranscript.errors import InvalidFileError, UnsupportedMediaError

SUFFIXES = (".vtt", ".srt", ".txt")
TEXT_WORDS_PER_MINUTE = 140
"""The pace at which the times of a text without times are spread; preachers speak at 110 to 160."""

_TIME = r"(?:(\d{1,6}):)?(\d{1,3}):(\d{1,2})(?:[.,:](\d{1,3}))?"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_TIMED_LINE = re.compile(rf"\s*[\[(]?{_TIME}[\])]?(?:\s*[-–—:|]\s*|\s+|$)(.*)")
_SPOKEN_LENGTH = re.compile(
    r"(?:\d+ (?:horas?|hours?|minutos?|minutes?|segundos?|seconds?)(?:,? (?:e |and )?)?)+", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<[\d:.]{5,}>|</?[a-z]?\d?>|\{\\[^{}]{0,100}\}")
_BLOCK_HEAD = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)")
_LONGEST_TEXT_WORDS = 25
_FEWEST_WORDS = 5
_DISORDER_SHARE, _DISORDER_S = 0.1, 0.5
"""So many cues may stand before the one in front of them, by more than so much, until a file is taken for damaged."""
_ROLLING_SHARE = 0.3
_ROLLING_WORDS = 3
_FLASH_S = 0.1


@dataclass(slots=True)
class _Cue:
    start: float
    end: float
    lines: list[str]
    line_number: int


def read_captions(data: bytes, file_name: str) -> list[Segment]:
    """Read a file of captions or text.

    Args:
        data: The whole file, in UTF-8, UTF-16 or Windows-1252.
        file_name: Its name ends in one of `SUFFIXES`, whose form it need not have.

    Returns:
        Its segments ordered by start, without tags, entities and the repeats of rolling captions; times in seconds.

    Raises:
        UnsupportedMediaError: The name is of another kind, or the content is no text.
        InvalidFileError: There is nothing to read in it, or it is damaged; the sentence says where and what to do.
    """
    suffix = PurePath(file_name).suffix.lower()
    if suffix not in SUFFIXES:
        raise UnsupportedMediaError
    if not data.strip():
        raise InvalidFileError("The file is empty. Export it again and send the new one.")
    lines = re.split(r"\r\n|\r|\n|\x0b|\x0c|\x85|\u2028|\u2029", _decode(data))
    if any("-->" in line and _TIMING.fullmatch(line) for line in lines):
        segments = _without_rolling(_in_order(list(_read_cues(lines))))
    elif (timed := _read_timed_lines(lines)) is not None:
        segments = timed
    elif suffix == ".txt":
        segments = _read_text(lines)
    else:
        raise InvalidFileError(
            f"The file ends in {suffix} but has no cue, such as a line 00:01:02.000 --> 00:01:05.000. "
            "Export the captions again, or send plain text as .txt."
        )
    count = sum(len(segment.text.split()) for segment in segments)
    if count == 0:
        raise InvalidFileError("The file has times but no text. Export the captions again and send the new file.")
    if count < _FEWEST_WORDS:
        raise InvalidFileError(
            f"There {'is only one word' if count == 1 else f'are only {count} words'} in the file, and a sermon has "
            "hundreds. Check that it is the right file."
        )
    return segments


def _decode(data: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _checked(data.decode(encoding, "replace"))
    head = data[:4096]
    if head[1::2].count(0) > len(head) // 3:
        return _checked(data.decode("utf-16-le", "replace"))
    if head[::2].count(0) > len(head) // 3:
        return _checked(data.decode("utf-16-be", "replace"))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        # What is no UTF-8 was written by an older Windows program; five of its bytes mean nothing.
        return _checked(data.decode("cp1252", "replace"))


def _checked(text: str) -> str:
    """Refuse what is no text, however it was decoded."""
    sample = text[:20_000]
    strange = sum(one == "\ufffd" or (ord(one) < 32 and one not in "\t\r\n\x0b\x0c\x1c") for one in sample)
    if strange > len(sample) // 50 or sample.startswith(("%PDF", "PK\x03\x04")):
        raise UnsupportedMediaError("The file holds no text. Send captions (.vtt, .srt) or a transcript (.txt).")
    if sample.lstrip().startswith("{\\rtf"):
        raise UnsupportedMediaError("This is a file of a word processor. Save it as plain text (.txt) and send that.")
    return text.replace("\x00", "")


def _read_cues(lines: Sequence[str]) -> Iterator[_Cue]:
    """Cues, whatever stands around them; a cue's text ends at an empty line or at the next cue."""
    cue: _Cue | None = None
    is_skipping = False
    for number, line in enumerate(lines, 1):
        timing = _TIMING.fullmatch(line) if "-->" in line else None
        if timing is not None:
            if cue is not None:
                # A cue's number stands in front of its times, and there was no empty line before it.
                if cue.lines and cue.lines[-1].isdigit() and lines[number - 2].strip() == cue.lines[-1]:
                    cue.lines.pop()
                yield cue
            groups = timing.groups()
            cue = _Cue(_seconds(groups[:4]), _seconds(groups[4:]), [], number)
            is_skipping = False
        elif not line.strip():
            is_skipping = cue is None or bool(cue.lines)
        elif cue is not None:
            if is_skipping and (_BLOCK_HEAD.match(line) or line.strip().isdigit() or _is_identifier(lines, number)):
                continue
            if is_skipping and _is_in_note(lines, number):
                continue
            text = _plain(line)
            if text:
                cue.lines.append(text)
    if cue is not None:
        yield cue


def _is_identifier(lines: Sequence[str], number: int) -> bool:
    """Whether a line stands in front of a line of times: WebVTT lets a cue have any name."""
    return number < len(lines) and "-->" in lines[number] and _TIMING.fullmatch(lines[number]) is not None


def _is_in_note(lines: Sequence[str], number: int) -> bool:
    """Whether a line belongs to a block that begins with NOTE, STYLE or REGION."""
    first = number - 1
    while first > 0 and lines[first - 1].strip() and number - first < 200:
        first -= 1
    return _BLOCK_HEAD.match(lines[first]) is not None


def _plain(line: str) -> str:
    text = _TAG.sub("", line)
    # Entities are decoded twice where a tool has encoded what was encoded.
    text = html.unescape(html.unescape(text)) if "&" in text else text
    text = _TAG.sub("", text).replace("\u200b", "").replace("\ufeff", "").replace("\xa0", " ")
    return " ".join("".join(one if one.isprintable() or one == "\t" else " " for one in text).split())


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = parts
    thousandths = int((fraction or "0").ljust(3, "0"))
    return int(hours or 0) * 3600.0 + int(minutes or 0) * 60 + int(seconds or 0) + thousandths / 1000


def _in_order(cues: list[_Cue]) -> list[_Cue]:
    """Cues by their starts; a few that stand wrong are moved, many are a damaged file.

    Raises:
        InvalidFileError: Many cues begin before the one in front of them, or end before they begin.
    """
    backward = [cue.line_number for before, cue in pairwise(cues) if cue.start < before.start - _DISORDER_S]
    ended = [cue.line_number for cue in cues if cue.end < cue.start]
    for broken, what in ((backward, "begins before the one in front of it"), (ended, "ends before it begins")):
        if len(broken) > max(len(cues) * _DISORDER_SHARE, 1) or (len(broken) == 1 and len(cues) < 3):
            raise InvalidFileError(
                f"The times run backwards: the cue at line {broken[0]} {what}, and so do {len(broken)} of "
                f"{len(cues)} in all. Export the captions again and send the new file."
            )
    cues.sort(key=lambda cue: cue.start)
    for cue, after in zip(cues, [*cues[1:], None], strict=True):
        if cue.end < cue.start:
            cue.end = after.start if after is not None else cue.start + 3.0
    return cues


def _without_rolling(cues: Sequence[_Cue]) -> list[Segment]:
    """Segments without the lines that rolling captions show a second and a third time."""
    overlaps = [0] * len(cues)
    signs = 0
    previous: list[str] = []
    for number, cue in enumerate(cues):
        overlaps[number] = overlap = _line_overlap(previous, cue.lines)
        # A cue that says the same again is no sign: that is a refrain, unless it flashes by.
        signs += 0 < overlap < len(cue.lines) or (overlap > 0 and cue.end - cue.start < _FLASH_S)
        if cue.lines:
            previous = cue.lines
    with_text = sum(bool(cue.lines) for cue in cues)
    is_rolling = signs >= max(with_text * _ROLLING_SHARE, 2)
    segments: list[Segment] = []
    for cue, overlap in zip(cues, overlaps, strict=True):
        text = " ".join(cue.lines[overlap:] if is_rolling else cue.lines)
        if text:
            segments.append(Segment(cue.start, cue.end, text))
    segments = segments if is_rolling else _without_rolling_words(segments)
    # A rolling line stays until the next but one; it was said until the next began.
    return [
        Segment(s.start, min(s.end, after.start) if after.start > s.start else s.end, s.text)
        for s, after in zip(segments, [*segments[1:], *segments[-1:]], strict=True)
    ]


def _line_overlap(before: Sequence[str], lines: Sequence[str]) -> int:
    """How many of the first lines are the last ones of the cue before."""
    for size in range(min(len(before), len(lines)), 0, -1):
        if list(before[-size:]) == list(lines[:size]):
            return size
    return 0


def _without_rolling_words(segments: Sequence[Segment]) -> list[Segment]:
    """As above, where a tool has put each cue's lines into one."""
    words = [segment.text.split() for segment in segments]
    overlaps = [0] + [_line_overlap(words[n - 1][-40:], words[n]) for n in range(1, len(words))]
    rolling = sum(overlap >= _ROLLING_WORDS for overlap in overlaps)
    if rolling < max(len(segments) * _ROLLING_SHARE, 2):
        return list(segments)
    kept = []
    for segment, mine, overlap in zip(segments, words, overlaps, strict=True):
        rest = mine[overlap:] if overlap >= _ROLLING_WORDS else mine
        if rest:
            kept.append(Segment(segment.start, segment.end, " ".join(rest)))
    return kept


def _read_timed_lines(lines: Sequence[str]) -> list[Segment] | None:
    """A transcript whose lines begin with a time, or stand below one; None for a text that only names some."""
    found: list[tuple[float, list[str]]] = []
    filled = 0
    for line in lines:
        if not line.strip():
            continue
        filled += 1
        match = _TIMED_LINE.fullmatch(line)
        if match is not None:
            found.append((_seconds(match.groups()[:4]), [_plain(match[5])] if match[5].strip() else []))
        elif found and not _SPOKEN_LENGTH.fullmatch(line.strip()):
            found[-1][1].append(_plain(line))
    starts = [start for start, _ in found]
    rising = sum(one <= other for one, other in pairwise(starts))
    # A few lines of verses begin with numbers of this form as well, but they neither rise nor are they many.
    if len(found) < 3 or len(found) < filled / 8 or rising < 0.9 * (len(found) - 1):
        return None
    found.sort(key=lambda one: one[0])
    segments = []
    for (start, texts), after in zip(found, [*starts[1:], None], strict=True):
        text = " ".join(part for part in texts if part)
        if text:
            spoken_s = len(text.split()) * 60 / TEXT_WORDS_PER_MINUTE
            segments.append(Segment(start, after if after is not None and after > start else start + spoken_s, text))
    return segments


def _read_text(lines: Sequence[str]) -> list[Segment]:
    """Plain text, its sentences timed one after the other at a usual pace."""
    blocks, block = [], []
    for line in [*lines, ""]:
        text = _plain(line)
        if text:
            block.append(text)
        elif block:
            blocks.append(" ".join(block))
            block = []
    segments, at_s = [], 0.0
    for text in blocks:
        for sentence in split_sentences([Segment(0.0, 0.0, text)]):
            words = sentence.text.split()
            for first in range(0, len(words), _LONGEST_TEXT_WORDS):
                part = words[first : first + _LONGEST_TEXT_WORDS]
                length_s = len(part) * 60 / TEXT_WORDS_PER_MINUTE
                segments.append(Segment(round(at_s, 3), round(at_s + length_s, 3), " ".join(part)))
                at_s += length_s
    return segments
