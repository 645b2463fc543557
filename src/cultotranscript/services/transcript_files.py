"""A transcript as a file: readable text, or captions for a player."""

from collections.abc import Sequence
from typing import Literal

from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import paragraphs

Format = Literal["txt", "vtt", "srt"]
FORMATS: dict[Format, str] = {"txt": "text/plain", "vtt": "text/vtt", "srt": "application/x-subrip"}
"""The media type of each."""


def write_transcript(segments: Sequence[Segment], form: Format) -> str:
    """The whole of what was said, as the text of a file in one of the `FORMATS`."""
    if form == "txt":
        return paragraphs(segments) + "\n"
    blocks = ["WEBVTT"] if form == "vtt" else []
    mark = "." if form == "vtt" else ","
    for number, segment in enumerate(segments, 1):
        # An empty line ends a cue, and "-->" begins one.
        text = " ".join(segment.text.replace("-->", "->").split())
        if form == "vtt":
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        head = f"{number}\n" if form == "srt" else ""
        blocks.append(f"{head}{_clock(segment.start, mark)} --> {_clock(segment.end, mark)}\n{text}")
    return "\n\n".join(blocks) + "\n"


def _clock(at_s: float, mark: str) -> str:
    ms = max(round(at_s * 1000), 0)
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}{mark}{ms % 1000:03d}"
