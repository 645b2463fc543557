"""What kind of file somebody sends."""

import pytest

from cultotranscript.errors import CultoError, InvalidFileError, UnsupportedMediaError
from cultotranscript.services.media_types import MediaKind, kind_of


@pytest.mark.parametrize(
    ("file_name", "head", "kind"),
    [
        ("sermon.vtt", b"WEBVTT\n", MediaKind.CAPTIONS),
        ("SERMON.SRT", b"1\n00:00", MediaKind.CAPTIONS),
        ("sermon.txt", "Olá".encode("utf-16"), MediaKind.CAPTIONS),
        ("sermon.txt", "oração".encode("cp1252"), MediaKind.CAPTIONS),
        ("a.mp3", b"ID3\x04\x00", MediaKind.SOUND),
        ("a.mp3", b"\xff\xfb\x90\x00", MediaKind.SOUND),
        ("a.m4a", b"\x00\x00\x00\x1cftypM4A ", MediaKind.SOUND),
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
