"""What kind of file somebody sends: told by its name, and checked against its first bytes."""

from enum import StrEnum
from pathlib import PurePath

from cultotranscript.errors import InvalidFileError, UnsupportedMediaError

CAPTION_SUFFIXES = (".vtt", ".srt", ".txt")
MEDIA_SUFFIXES = (".mp3", ".m4a", ".wav", ".ogg", ".opus", ".flac", ".mp4", ".mkv", ".webm")
CAPTIONS_MAX_BYTES = 20 * 1024 * 1024
"""The captions of a whole day of speech have a tenth of it."""

_ID3, _MPEG_SYNC = b"ID3", 0xFFE0
_EBML = b"\x1a\x45\xdf\xa3"
_BINARY_HEADS = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"MZ\x90",
    b"7z\xbc",
)


class MediaKind(StrEnum):
    """What is done with a file."""

    CAPTIONS = "captions"
    SOUND = "sound"


def suffix_of(file_name: str) -> str:
    """The end of a file's name, lower case, with its dot; "" for none."""
    return PurePath(file_name).suffix.lower()


def kind_of(file_name: str, head: bytes, size_bytes: int) -> MediaKind:
    """What a file is.

    Args:
        file_name: As it was called where it comes from.
        head: Its first bytes, up to 4096.
        size_bytes: Of the whole.

    Raises:
        UnsupportedMediaError: It is of no kind that can be read, or not of the kind that its name says.
        InvalidFileError: It is empty, or far too large for captions.
    """
    suffix = suffix_of(file_name)
    if suffix not in CAPTION_SUFFIXES + MEDIA_SUFFIXES:
        raise UnsupportedMediaError
    if not head:
        raise InvalidFileError("The file is empty. Export it again and send the new one.")
    sounds_like = _is_media(head)
    if suffix in MEDIA_SUFFIXES:
        if not sounds_like:
            raise UnsupportedMediaError(
                f"The file ends in {suffix} but holds neither sound nor video. Check that it plays, then send it again."
            )
        return MediaKind.SOUND
    if sounds_like or _is_binary(head):
        raise UnsupportedMediaError(
            f"The file ends in {suffix} but holds no text. Send captions (.vtt, .srt, .txt), sound or video "
            "under the name that fits."
        )
    if size_bytes > CAPTIONS_MAX_BYTES:
        raise InvalidFileError(
            f"The file has {size_bytes // 1_000_000} MB of text, and a day of captions has less than "
            f"{CAPTIONS_MAX_BYTES // 1_000_000}. Check that it is the right file."
        )
    return MediaKind.CAPTIONS


def _is_media(head: bytes) -> bool:
    return (
        head.startswith((_ID3, _EBML, b"OggS", b"fLaC"))
        or (head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE")
        or head[4:8] == b"ftyp"
        or (len(head) > 2 and int.from_bytes(head[:2], "big") & _MPEG_SYNC == _MPEG_SYNC and head[:2] != b"\xff\xfe")
    )


def _is_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False  # UTF-16, whose every other byte may be NUL.
    return head.startswith(_BINARY_HEADS) or b"\x00" in head
