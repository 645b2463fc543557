"""Text out of bytes."""

import pytest

from cultotranscript.analysis.decoding import decode_text
from cultotranscript.errors import UnsupportedMediaError

TEXT = "A oração é conversa com Deus; não há “fórmula”, só comunhão."


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        b"\x00".join([TEXT.encode()[:9], TEXT.encode()[9:]]),
    ],
)
def test_a_text_is_the_same_in_every_encoding(data: bytes) -> None:
    assert decode_text(data) == TEXT


def test_a_file_that_was_cut_off_in_the_middle_of_a_letter_keeps_the_others() -> None:
    assert decode_text("Oração e comunhão são".encode()[:-2]) == "Oração e comunhão s"


def test_one_byte_of_another_encoding_does_not_spoil_the_letters_around_it() -> None:
    assert decode_text("Oração, ".encode() + b"\xff" + " comunhão".encode()) == "Oração,  comunhão"


def test_a_lone_byte_of_windows_in_a_text_without_accents_is_read_as_such() -> None:
    assert decode_text(b"It\x92s grace") == "It’s grace"


def test_what_was_encoded_twice_is_put_right() -> None:
    damaged = TEXT.encode().decode("cp1252", "replace").replace("\ufffd", "\x9d")

    assert decode_text(damaged.encode()) == TEXT


def test_a_text_with_such_letters_that_was_not_is_left_alone() -> None:
    text = "Ã© Ã© Ã© e também é 日"

    assert decode_text(text.encode()) == text


@pytest.mark.parametrize("data", [b"%PDF-1.7 and more", b"PK\x03\x04 and more", bytes(range(256)) * 9, b"{\\rtf1 a}"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnsupportedMediaError):
        decode_text(data)
