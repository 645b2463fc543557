"""Transcripts as files."""

import pytest

from cultotranscript.analysis.captions import read_captions
from cultotranscript.analysis.segments import Segment
from cultotranscript.services.transcript_files import write_transcript

SEGMENTS = [
    Segment(0.0, 2.5, "No princípio & antes <de tudo>"),
    Segment(2.5, 3661.042, "00:01 --> 00:02\nera o Verbo"),
    Segment(360_000.0, 360_001.9999, "muito depois disso"),
]


def test_captions_are_written_byte_for_byte_as_players_expect_them() -> None:
    assert write_transcript(SEGMENTS, "vtt") == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:02.500\nNo princípio &amp; antes &lt;de tudo&gt;\n\n"
        "00:00:02.500 --> 01:01:01.042\n00:01 -&gt; 00:02 era o Verbo\n\n"
        "100:00:00.000 --> 100:00:02.000\nmuito depois disso\n"
    )
    assert write_transcript(SEGMENTS[:1], "srt") == (
        "1\n00:00:00,000 --> 00:00:02,500\nNo princípio & antes <de tudo>\n"
    )
    assert write_transcript(SEGMENTS[:1], "txt") == "No princípio & antes <de tudo>\n"


@pytest.mark.parametrize("form", ["vtt", "srt"])
def test_what_is_written_is_read_back(form: str) -> None:
    spoken = [Segment(n * 2.0, n * 2.0 + 1.5, f"Frase número {n}, com vírgula.") for n in range(5)]

    assert read_captions(write_transcript(spoken, form).encode(), f"a.{form}") == spoken  # type: ignore[arg-type]  # One of the forms.
