"""Bytes of a text file into text: by their mark, their zeros, and what their bytes can mean."""

import codecs

from cultotranscript.errors import UnsupportedMediaError

_SAMPLE_CHARACTERS = 20_000
_TWICE_ENCODED = ("Ã£", "Ã§", "Ã©", "Ã¡", "Ã³", "Ãª", "Ãº", "Ã­", "â€™", "â€œ")
_FEWEST_SIGNS = 3


def decode_text(data: bytes) -> str:
    """Decode a file that should be text.

    Args:
        data: The whole file, in UTF-8 (a few bytes of it may be broken), UTF-16 or Windows-1252.

    Returns:
        Its text without byte order mark and NUL. UTF-8 that a tool took for Windows-1252 ("oraÃ§Ã£o") is put right.

    Raises:
        UnsupportedMediaError: It is no text, or that of a word processor.
    """
    text = _decoded(data)
    sample = text[:_SAMPLE_CHARACTERS]
    strange = sum(one == "\ufffd" or (ord(one) < 32 and one not in "\t\r\n\x0b\x0c\x1c") for one in sample)
    if strange > len(sample) // 50 + 1 or sample.startswith(("%PDF", "PK\x03\x04")):
        raise UnsupportedMediaError("The file holds no text. Send captions (.vtt, .srt) or a transcript (.txt).")
    if sample.lstrip().startswith("{\\rtf"):
        raise UnsupportedMediaError("This is a file of a word processor. Save it as plain text (.txt) and send that.")
    return _encoded_once(text.replace("\x00", "").replace("\ufffd", ""))


def _decoded(data: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    head = data[:4096]
    if head[1::2].count(0) > len(head) // 3:
        return data.decode("utf-16-le", "replace")
    if head[::2].count(0) > len(head) // 3:
        return data.decode("utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    # A file that was cut off or damaged has at least as many good letters with accents as broken ones. In one that an
    # older Windows program wrote, hardly one of them is good UTF-8.
    broken = text.count("\ufffd")
    good = len(text) - broken - sum(map(text.count, map(chr, range(128))))
    return text if good >= broken else data.decode("cp1252", "replace")


def _encoded_once(text: str) -> str:
    """Undo that UTF-8 was read as Windows-1252 and written as UTF-8."""
    if sum(text.count(sign) for sign in _TWICE_ENCODED) < _FEWEST_SIGNS:
        return text
    byte_of = {bytes([one]).decode("cp1252", "replace"): one for one in range(256)}
    byte_of |= {chr(one): one for one in range(256) if chr(one) not in byte_of}
    try:
        return bytes(byte_of[one] for one in text).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return text
