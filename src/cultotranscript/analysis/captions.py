"""Caption files and transcripts as people export them, damaged or mislabelled as they may be, read into segments.

Three forms are told by what is in a file and not by its name: cues with `-->` between two times (WebVTT, SubRip), lines
that begin with a time (YouTube's transcript panel and other programs, copied), and plain text, whose times are spread
at a usual pace.
"""

import html
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePath

from cultotranscript.analysis.decoding import decode_text
from cultotranscript.analysis.rolling import Cue, unroll
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import split_sentences
from cultotranscript.errors import InvalidFileError, UnsupportedMediaError

SUFFIXES = (".vtt", ".srt", ".txt")
TEXT_WORDS_PER_MINUTE = 140
"""The pace at which the times of a text without times are spread; preachers speak at 110 to 160."""

_TIME = r"(?:(\d{1,6}):)?(\d{1,3}):(\d{1,2})(?:[.,:](\d{1,3}))?"
# Programs that translate captions write "00: 00: 01, 500 -> 00: 00: 03".
_LOOSE_TIME = r"(?:(\d{1,6}) ?: ?)?(\d{1,3}) ?: ?(\d{1,2})(?: ?[.,:] ?(\d{1,3}))?"
_ARROW = r"(?:[-–—]{1,3}(?:>|&gt;)|→)"
_TIMING = re.compile(rf"\s*{_LOOSE_TIME}\s*{_ARROW}\s*{_LOOSE_TIME}(?:\s.*)?")
_SPOKEN_LENGTH = (
    r"(?:(?:1 (?:hora|hour|minuto|minute|segundo|second)|\d+ (?:hora|hour|minuto|minute|segundo|second)s)"
    r"(?:,? (?:e |and )?)?)+"
)
_LENGTH_LINE = re.compile(_SPOKEN_LENGTH, re.IGNORECASE)
_TIMED_LINE = re.compile(
    rf"\s*[\[(]?{_TIME}(?:\s*(?:-->|[-–—,])\s*{_TIME})?[\])]?"
    rf"(?:{_SPOKEN_LENGTH}|\s*[-–—:|](?!\d)\s*|\s+|$)(.*)",
    re.IGNORECASE,
)
_HEADED_LINE = re.compile(
    rf"\s*(?:[^\W\d][^\d:()\[\]]{{0,40}}?(?:\d{{1,2}})?(?:\s{{2,}}|\s*[\[(])"
    rf"|(?:speaker|orador|falante|locutor|participante)\s*\d*\s+){_TIME}[\])]?:?\s*",
    re.IGNORECASE,
)
"""Who speaks and when, above what they say: "Speaker 1  0:05", "Pastor João (00:05):"."""
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<[\d:.]{5,}>|</?[a-z]?\d?>|\{\\[^{}]{0,100}\}")
_BLOCK_HEAD = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)")
_OTHER_FORM = re.compile(
    r"\s*(?:<(?:!doctype|html|\?xml|tt\b|transcript\b)|\{\s*\"|\[\s*\{|\[script info\])", re.IGNORECASE
)
_LONGEST_TEXT_WORDS = 25
_FEWEST_WORDS = 5
_FEWEST_TIMED_LINES = 3
_DISORDER_SHARE, _DISORDER_S = 0.1, 0.5
"""So many cues may stand before the one in front of them, by more than so much, until a file is taken for damaged."""
_RESTART_S, _RESTART_CUES = 60.0, 3
"""A cue that begins so much earlier than each of so many in front of it begins another file."""


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
    text = decode_text(data)
    lines = re.split(r"\r\n|\r|\n|\x0b|\x0c|\x85|\u2028|\u2029", text)
    if any(_timing(line) for line in lines):
        segments = unroll(_in_order(list(_read_cues(lines))))
    elif _OTHER_FORM.match(text):
        raise UnsupportedMediaError(
            "This is a web page or a file of another program. Export the captions as .vtt or .srt, or the text as .txt."
        )
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


def _timing(line: str) -> re.Match[str] | None:
    return _TIMING.fullmatch(line) if ">" in line or "→" in line or "&gt;" in line else None


def _read_cues(lines: Sequence[str]) -> Iterator[Cue]:
    """Cues, whatever stands around them; a cue's text ends at an empty line or at the next cue."""
    cue: Cue | None = None
    is_behind_empty = is_in_note = False
    for number, line in enumerate(lines, 1):
        timing = _timing(line)
        if timing is not None:
            if cue is not None:
                # A cue's number stands in front of its times, and there was no empty line before it.
                if cue.lines and cue.lines[-1].isdigit() and lines[number - 2].strip() == cue.lines[-1]:
                    cue.lines.pop()
                yield cue
            groups = timing.groups()
            cue = Cue(_seconds(groups[:4]), _seconds(groups[4:]), [], number)
            is_behind_empty = is_in_note = False
            continue
        if not line.strip():
            is_behind_empty = cue is None or bool(cue.lines)
            is_in_note = False
            continue
        if is_behind_empty:
            is_in_note = is_in_note or _BLOCK_HEAD.match(line) is not None
            # WebVTT lets a cue have any name; SubRip numbers them.
            if is_in_note or line.strip().isdigit() or (number < len(lines) and _timing(lines[number]) is not None):
                continue
        if cue is not None and (plain := _plain(line)):
            cue.lines.append(plain)
    if cue is not None:
        yield cue


def _plain(line: str) -> str:
    text = _TAG.sub("", line) if "<" in line or "{" in line else line
    if "&" in text:
        # Entities are decoded twice where a tool has encoded what was encoded.
        text = _TAG.sub("", html.unescape(html.unescape(text)))
    if not text.isprintable():
        text = text.replace("\u200b", "").replace("\ufeff", "")
        text = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(text.split())


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = parts
    thousandths = int((fraction or "0").ljust(3, "0"))
    return int(hours or 0) * 3600.0 + int(minutes or 0) * 60 + int(seconds or 0) + thousandths / 1000


def _in_order(cues: list[Cue]) -> list[Cue]:
    """Cues by their starts; a few that stand wrong are moved, many are a damaged file.

    Raises:
        InvalidFileError: Many cues begin before the one in front of them, or end before they begin, or all begin again.
    """
    for number in range(_RESTART_CUES, len(cues) - _RESTART_CUES + 1):
        earliest = min(cue.start for cue in cues[number - _RESTART_CUES : number])
        latest = max(cue.start for cue in cues[number : number + _RESTART_CUES])
        if latest < earliest - _RESTART_S:
            raise InvalidFileError(
                f"The times begin again at line {cues[number].line_number}, as if two files were in one. "
                "Send each by itself."
            )
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


def _read_timed_lines(lines: Sequence[str]) -> list[Segment] | None:
    """A transcript whose lines begin with a time, or stand below one; None for a text that only names some."""
    found: list[tuple[float, float | None, list[str]]] = []
    filled = 0
    for line in lines:
        if not line.strip():
            continue
        filled += 1
        if (match := _TIMED_LINE.fullmatch(line)) is not None:
            end = _seconds(match.groups()[4:8]) if match[6] is not None else None
            found.append((_seconds(match.groups()[:4]), end, [_plain(match[9])] if match[9].strip() else []))
        elif (match := _HEADED_LINE.fullmatch(line)) is not None:
            found.append((_seconds(match.groups()[:4]), None, []))
        elif found and not _LENGTH_LINE.fullmatch(line.strip()):
            found[-1][2].append(_plain(line))
    rising = sum(one[0] <= other[0] for one, other in pairwise(found))
    # A few lines of verses begin with numbers of this form as well, but they neither rise nor are they many.
    if len(found) < max(_FEWEST_TIMED_LINES, filled / 8) or rising < 0.9 * (len(found) - 1):
        return None
    found.sort(key=lambda one: one[0])
    segments = []
    for (start, end, texts), after in zip(found, [*found[1:], None], strict=True):
        text = " ".join(part for part in texts if part)
        if text:
            said = start + len(text.split()) * 60 / TEXT_WORDS_PER_MINUTE
            following = after[0] if after is not None and after[0] > start else said
            segments.append(Segment(start, end if end is not None and start < end <= following else following, text))
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
