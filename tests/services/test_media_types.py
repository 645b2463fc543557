"""Which files are sound or video."""

import pytest

from cultotranscript.errors import CultoError, InvalidFileError, UnsupportedMediaError
from cultotranscript.services.media_types import MediaKind, kind_of, sniff_media


@pytest.mark.parametrize(
    ("head", "container"),
    [
        (b"ID3\x04\x00\x00\x00\x00\x00\x23TSSE", "mp3"),
        (b"\xff\xfb\x90\x64\x00\x0f", "mp3"),
        (b"\xff\xf3\x44\xc4", "mp3"),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", "mov"),
        (b"\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00", "mov"),
        (b"RIFF\x24\x08\x00\x00WAVEfmt ", "wav"),
        (b"RF64\xff\xff\xff\xffWAVEds64", "wav"),
        (b"OggS\x00\x02", "ogg"),
        (b"fLaC\x00\x00\x00\x22", "flac"),
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01", "matroska"),
    ],
)
def test_sound_and_video_are_known_by_their_first_bytes(head: bytes, container: str) -> None:
    assert sniff_media(head) == container


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"ff",
        b"#EXTM3U\n#EXT-X-VERSION:3\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"WEBVTT\n\n00:00.000 --> 00:02.000\n",
        b"1\n00:00:00,000 --> 00:00:02,000\n",
        b"\xff\xfeG\x00r\x00a\x00",
        b"\xff\xfb\xf0\x00",
        b"\xff\xff\xff\xff",
        b"RIFF\x24\x08\x00\x00AVI LIST",
        b"\x89PNG\r\n\x1a\n",
        b"\x00\x00\x00\x20ftyp\x00\x01\x02\x03",
        b"PK\x03\x04",
        b"<?xml version='1.0'?><MPD>",
    ],
)
def test_everything_else_is_neither(head: bytes) -> None:
    assert sniff_media(head) is None


@pytest.mark.parametrize(
    ("file_name", "head", "kind"),
    [
        ("sermon.vtt", b"WEBVTT\n", MediaKind.CAPTIONS),
        ("SERMON.SRT", b"1\n00:00", MediaKind.CAPTIONS),
        ("sermon.txt", "Olá".encode("utf-16"), MediaKind.CAPTIONS),
        ("sermon.txt", "oração".encode("cp1252"), MediaKind.CAPTIONS),
        ("a.mp3", b"ID3\x04\x00", MediaKind.SOUND),
        ("a.mp3", b"\xff\xfb\x90\x00", MediaKind.SOUND),
        ("a.m4a", b"\x00\x00\x00\x1cftypM4A \x00", MediaKind.SOUND),
        ("a.wav", b"RIFF\x00\x00\x00\x00WAVEfmt ", MediaKind.SOUND),
        ("a.opus", b"OggS\x00", MediaKind.SOUND),
        ("a.flac", b"fLaC\x00", MediaKind.SOUND),
        ("a.mkv", b"\x1a\x45\xdf\xa3", MediaKind.SOUND),
    ],
)
def test_a_file_is_what_its_name_and_its_first_bytes_say(file_name: str, head: bytes, kind: MediaKind) -> None:
    assert kind_of(file_name, head, len(head)) is kind


@pytest.mark.parametrize(
    ("file_name", "head", "error"),
    [
        ("sermon.pdf", b"%PDF-1.7", UnsupportedMediaError),
        ("sermon", b"WEBVTT", UnsupportedMediaError),
        ("", b"WEBVTT", UnsupportedMediaError),
        ("sermon.vtt", b"", InvalidFileError),
        ("sermon.vtt", b"%PDF-1.7", UnsupportedMediaError),
        ("sermon.srt", b"PK\x03\x04", UnsupportedMediaError),
        ("sermon.txt", b"abc\x00def", UnsupportedMediaError),
        ("sermon.txt", b"ID3\x04", UnsupportedMediaError),
        ("a.mp3", b"WEBVTT\n", UnsupportedMediaError),
        ("a.mp4", b"#EXTM3U\n", UnsupportedMediaError),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(file_name: str, head: bytes, error: type[CultoError]) -> None:
    with pytest.raises(error) as refusal:
        kind_of(file_name, head, len(head))

    assert refusal.value.detail.endswith(".")


def test_captions_of_200_megabytes_are_refused() -> None:
    with pytest.raises(InvalidFileError, match="200 MB"):
        kind_of("sermon.vtt", b"WEBVTT\n", 200_000_000)
