"""What kind of file somebody sends: told by its name, and checked against its first bytes."""

import re
from enum import StrEnum
from pathlib import PurePath

from cultotranscript.errors import InvalidFileError, UnsupportedMediaError

CAPTION_SUFFIXES = (".vtt", ".srt", ".txt")
MEDIA_SUFFIXES = (".mp3", ".m4a", ".wav", ".ogg", ".opus", ".flac", ".mp4", ".mkv", ".webm")
"""What people may send."""
CAPTIONS_MAX_BYTES = 20 * 1024 * 1024
"""The captions of a whole day of speech have a tenth of it."""

SNIFFED_BYTES = 64
"""How many of a file's first bytes are enough."""
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
    is_media = sniff_media(head) is not None
    if suffix in MEDIA_SUFFIXES:
        if not is_media:
            raise UnsupportedMediaError(
                f"The file ends in {suffix} but holds neither sound nor video. Check that it plays, then send it again."
            )
        return MediaKind.SOUND
    if is_media or _is_binary(head):
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


def _is_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False  # UTF-16, whose every other byte may be NUL.
    return head.startswith(_BINARY_HEADS) or b"\x00" in head


def sniff_media(head: bytes) -> str | None:
    """Which container a file is.

    Args:
        head: Its first bytes, SNIFFED_BYTES if it has as many.

    Returns:
        "mp3", "mov" (.m4a and .mp4), "wav", "ogg" (.ogg and .opus), "flac" or "matroska" (.mkv and .webm); None for
        anything else, such as text, playlists and images.

    Source: RFC 3533, RFC 9639, RFC 8794, ISO/IEC 14496-12 section 4.3, ISO/IEC 11172-3 section 2.4.2.3.
    """
    if head.startswith(b"OggS"):
        return "ogg"
    if head.startswith(b"fLaC"):
        return "flac"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"
    if head[:4] in {b"RIFF", b"RF64"} and head[8:12] == b"WAVE":
        return "wav"
    if re.fullmatch(rb"ftyp[\x20-\x7e]{4}", head[4:12]):
        return "mov"
    if head.startswith(b"ID3") or _is_mp3_frame(head):
        return "mp3"
    return None


def _is_mp3_frame(head: bytes) -> bool:
    """Eleven bits of synchronisation, then version, layer III, bit rate and sampling rate, none of them reserved."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    return version != 1 and layer == 1 and head[2] >> 4 not in {0, 15} and head[2] >> 2 & 3 != 3
