"""Caption files as people export them."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultotranscript.analysis.captions import read_captions
from cultotranscript.analysis.segments import Segment
from cultotranscript.errors import CultoError, InvalidFileError, UnsupportedMediaError

SERMONS = Path(__file__).parents[1] / "data" / "sermons"
SRT = (
    "1\n00:00:01,000 --> 00:00:03,500\nNo princípio era o Verbo\n\n"
    "2\n00:00:03,500 --> 00:00:06,000\ne o Verbo era Deus\n"
)
READ = [Segment(1.0, 3.5, "No princípio era o Verbo"), Segment(3.5, 6.0, "e o Verbo era Deus")]


@pytest.mark.parametrize(
    "data",
    [
        SRT.encode(),
        SRT.encode("utf-8-sig"),
        SRT.encode("utf-16"),
        b"\xfe\xff" + SRT.encode("utf-16-be"),
        SRT.encode("utf-16-le"),
        SRT.encode("cp1252"),
        SRT.replace("\n", "\r\n").encode(),
        SRT.replace("\n", "\r").encode(),
        SRT.replace("1\n", "", 1).replace("\n2\n", "\n").encode(),
        SRT.replace("\n\n2\n", "\n2\n").encode(),
        ("WEBVTT - sermon\nKind: captions\n\nNOTE written by hand\non two lines\n\n" + SRT.replace(",", ".")).encode(),
        ("WEBVTT\n\nSTYLE\n::cue { color: red }\n\n" + SRT.replace(",", ".")).encode(),
        SRT.replace("00:00:0", "0:0").encode(),
        SRT.replace("No ", "<v Pastor><i>No</i> ").replace("era Deus", "{\\an8}era <c.yellow>Deus</c>").encode(),
        SRT.replace("-->", "->").replace("00:0", "00: 0").encode(),
        SRT.replace("-->", "--&gt;").encode(),
        SRT.replace("-->", "→").encode(),
        SRT.encode() + b"\xff",
        SRT.replace(" era o", " era<00:00:02.000><c> o</c>").encode(),
        SRT.replace("-->", " -->  ").replace("500\ne o", "500 align:start position:0%\ne o").encode(),
    ],
)
@pytest.mark.parametrize("name", ["a.srt", "A.VTT", "a.txt"])
def test_a_file_is_read_by_what_is_in_it_and_not_by_its_name(data: bytes, name: str) -> None:
    assert read_captions(data, name) == READ


def test_entities_are_decoded_however_often_they_were_encoded() -> None:
    data = b"00:01.000 --> 00:02.000\nP&atilde;o &amp;amp; vinho &#8220;novo&#8221; para todos\n"

    assert read_captions(data, "a.vtt")[0].text == "Pão & vinho “novo” para todos"


def test_hours_over_99_and_short_fractions_are_times() -> None:
    (segment,) = read_captions(b"100:00:01,5 --> 100:00:03,25\numa hora muito longa mesmo\n", "a.srt")

    assert (segment.start, segment.end) == (360001.5, 360003.25)


def test_what_rolling_captions_show_again_is_said_once() -> None:
    rolling = """WEBVTT

00:00:01.000 --> 00:00:03.000
@
bom<00:00:01.500><c> dia</c><00:00:02.000><c> igreja</c>

00:00:03.000 --> 00:00:03.010
bom dia igreja
@

00:00:03.010 --> 00:00:05.000
bom dia igreja
que<00:00:03.500><c> bom</c>

00:00:05.000 --> 00:00:05.010
que bom
@

00:00:05.010 --> 00:00:07.000
que bom
estar aqui com vocês
"""
    assert [segment.text for segment in read_captions(rolling.replace("@", " ").encode(), "a.vtt")] == [
        "bom dia igreja",
        "que bom",
        "estar aqui com vocês",
    ]


def test_rolling_captions_whose_lines_were_joined_are_unrolled_as_well() -> None:
    parts = ["bom dia minha igreja", "que bom estar aqui", "vamos abrir a palavra", "no livro de Rute hoje"]
    cues = "".join(
        f"{n}\n00:00:{n * 2:02d},000 --> 00:00:{n * 2 + 4:02d},000\n{' '.join(parts[max(n - 1, 0) : n + 1])}\n\n"
        for n in range(len(parts))
    )

    assert [segment.text for segment in read_captions(cues.encode(), "a.srt")] == parts


def test_a_refrain_that_is_said_twice_is_not_taken_for_rolling() -> None:
    lines = ["Deus é bom", "Deus é bom", "o tempo todo", "o tempo todo", "Deus é bom"]
    cues = "".join(f"00:{n:02d}.000 --> 00:{n:02d}.900\nlinha {n} {line}\n\n" for n, line in enumerate(lines))

    assert len(read_captions(cues.encode(), "a.vtt")) == 5


@pytest.mark.parametrize(
    "text",
    [
        "0:05\nbom dia igreja\n0:09\nvamos ler a Bíblia\n1:02:03\nfim do culto",
        "0:05\n5 segundos\nbom dia igreja\n0:09\n9 segundos\nvamos ler a Bíblia\n"
        "1:02:03\n1 hora, 2 minutos e 3 segundos\nfim do culto",
        "[00:05] bom dia igreja\n[00:09] vamos ler a Bíblia\n[1:02:03] fim do culto",
        "(0:05) - bom dia igreja\n(0:09) - vamos ler a Bíblia\n(1:02:03) - fim do culto",
        "0:055 segundosbom dia igreja\n0:099 segundosvamos ler a Bíblia\n"
        "1:02:031 hora, 2 minutos e 3 segundosfim do culto",
        "[00:05.000 --> 00:09.000]  bom dia igreja\n[00:09.000 --> 01:02:03.000]  vamos ler a Bíblia\n"
        "[01:02:03.000 --> 01:02:05.000]  fim do culto",
        "0:00:05.000,0:00:09.000\nbom dia igreja\n\n0:00:09.000,0:00:12.000\nvamos ler a Bíblia\n\n"
        "1:02:03.000,1:02:05.000\nfim do culto\n",
        "00:00:05:00 - 00:00:09:00\nbom dia igreja\n\n00:00:09:00 - 00:00:12:00\nvamos ler a Bíblia\n\n"
        "01:02:03:00 - 01:02:05:00\nfim do culto\n",
        "Speaker 1  0:05\nbom dia igreja\n\nSpeaker 1  0:09\nvamos ler a Bíblia\n\nAna Lima  1:02:03\nfim do culto",
        "Pastor João (00:05):\nbom dia igreja\n\nPastor João (00:09):\nvamos ler a Bíblia\n\n"
        "Ana (01:02:03):\nfim do culto",
        "0:05 bom dia\nigreja\n\n0:09 vamos ler a Bíblia\n1:02:03 fim do culto",
    ],
)
def test_a_copied_transcript_keeps_its_times(text: str) -> None:
    segments = read_captions(text.encode(), "a.txt")

    assert [(segment.start, segment.text) for segment in segments] == [
        (5.0, "bom dia igreja"),
        (9.0, "vamos ler a Bíblia"),
        (3723.0, "fim do culto"),
    ]
    assert segments[0].end == 9.0


def test_a_text_without_times_is_timed_at_a_usual_pace() -> None:
    text = "Irmãos, hoje falamos de Rute 1:16. " + " ".join(["Dez palavras por frase e nenhuma a mais do que."] * 14)

    segments = read_captions(text.encode(), "a.txt")

    assert segments[0] == Segment(0.0, 2.571, "Irmãos, hoje falamos de Rute 1:16.")
    assert segments[-1].end == pytest.approx(62.57, abs=0.1)
    assert all(one.end <= other.start + 0.01 for one, other in pairwise(segments))


def test_verses_in_a_text_are_not_taken_for_times() -> None:
    text = "3:16 Porque Deus amou o mundo\n1:1 No princípio era o Verbo\n2:3 E acabou o vinho da festa\n"

    assert read_captions(text.encode(), "a.txt")[0].text.startswith("3:16 Porque")


@pytest.mark.parametrize(
    ("data", "name", "error", "says"),
    [
        (b"", "a.vtt", InvalidFileError, "empty"),
        (b" \n\n ", "a.txt", InvalidFileError, "empty"),
        (b"WEBVTT\n\n", "a.vtt", InvalidFileError, "no cue"),
        (b"just some prose that somebody wrote", "a.srt", InvalidFileError, "no cue"),
        (b"00:01.000 --> 00:02.000\n\n00:03.000 --> 00:04.000\n", "a.vtt", InvalidFileError, "no text"),
        (b"Amen", "a.txt", InvalidFileError, "only one word"),
        (b"00:01.000 --> 00:02.000\nAmen brother\n", "a.vtt", InvalidFileError, "only 2 words"),
        (bytes(range(256)) * 40, "a.txt", UnsupportedMediaError, "no text"),
        (b"%PDF-1.7 and so on and on", "a.txt", UnsupportedMediaError, "no text"),
        (b"{\\rtf1\\ansi a sermon in a word processor}", "a.txt", UnsupportedMediaError, "plain text"),
        (
            b"<!DOCTYPE html><title>Sign in</title> to your account and go on",
            "a.txt",
            UnsupportedMediaError,
            "web page",
        ),
        (b'{"segments": [{"start": 0.0, "text": "bom dia igreja amada"}]}', "a.srt", UnsupportedMediaError, "program"),
        (
            b'<?xml version="1.0"?><tt><p begin="1s">um dois tres quatro cinco</p></tt>',
            "a.vtt",
            UnsupportedMediaError,
            "as",
        ),
        (
            2 * b"".join(b"%02d:00.000 --> %02d:05.000\nquatro palavras por cue\n\n" % (n, n) for n in range(20)),
            "a.srt",
            InvalidFileError,
            "begin again at line 61",
        ),
        (b"WEBVTT", "a.docx", UnsupportedMediaError, ".vtt"),
        (
            b"".join(
                b"00:%02d.000 --> 00:%02d.000\nquatro palavras por cue\n\n" % (n, n + 1) for n in range(50, 10, -2)
            ),
            "a.vtt",
            InvalidFileError,
            "line 4",
        ),
        (
            b"".join(b"00:%02d.000 --> 00:%02d.000\nquatro palavras por cue\n\n" % (n + 5, n) for n in range(10, 50)),
            "a.vtt",
            InvalidFileError,
            "ends before",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_is_wrong(
    data: bytes, name: str, error: type[CultoError], says: str
) -> None:
    with pytest.raises(error) as refusal:
        read_captions(data, name)

    assert says in refusal.value.detail


def test_a_few_cues_that_stand_wrong_are_put_right() -> None:
    times = [0, 2, 4, 6, 8, 30, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28]
    cues = "".join(f"00:{n:02d}.000 --> 00:{n + 2:02d}.000\nneste momento {n}\n\n" for n in times)
    cues = cues.replace("--> 00:06.000", "--> 00:01.000")

    segments = read_captions(cues.encode(), "a.vtt")

    assert [segment.start for segment in segments] == sorted(times)
    assert all(segment.end >= segment.start for segment in segments)


def test_a_cue_that_stands_ten_minutes_too_early_is_no_second_file() -> None:
    times = [0, 2, 4, 600, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28]
    cues = "".join(f"00:{n // 60:02d}:{n % 60:02d}.000 --> 00:15:00.000\nneste momento {n}\n\n" for n in times)

    assert [segment.start for segment in read_captions(cues.encode(), "a.vtt")] == sorted(times)


@pytest.mark.parametrize("name", ["zaqueu.vtt", "zaqueu.asr.vtt", "waiting.vtt", "waiting.asr.vtt"])
def test_every_word_of_a_whole_service_is_read(name: str) -> None:
    text = (SERMONS / name).read_text()
    spoken = [line for line in text.splitlines() if line and "-->" not in line and line != "WEBVTT"]

    segments = read_captions(text.encode(), name)

    assert " ".join(segment.text for segment in segments).split() == " ".join(spoken).split()


@given(st.binary(max_size=2000) | st.text(max_size=2000).map(str.encode), st.sampled_from(["a.vtt", "a.srt", "a.txt"]))
@settings(max_examples=300, deadline=None)
def test_no_file_is_worse_than_an_error_with_a_sentence(data: bytes, name: str) -> None:
    try:
        segments = read_captions(data, name)
    except (InvalidFileError, UnsupportedMediaError):
        return

    assert segments
    assert all(segment.start <= segment.end and segment.text for segment in segments)
