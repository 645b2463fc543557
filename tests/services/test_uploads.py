"""Files as they are received."""

from pathlib import Path

import pytest

from cultotranscript.errors import PayloadTooLargeError
from cultotranscript.services.uploads import Uploads


def test_a_file_is_kept_under_the_name_of_its_content(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "uploads", limit_bytes=100)
    with uploads.receive() as incoming:
        incoming.write(b"WEB")
        incoming.write(b"VTT")
        incoming.finish()

        uploads.keep(incoming, ".vtt")

    kept = uploads.path_of(incoming.sha256(), ".vtt")
    assert kept.read_bytes() == b"WEBVTT"
    assert list((tmp_path / "uploads").iterdir()) == [kept]
    assert (incoming.head, incoming.size_bytes) == (b"WEBVTT", 6)
    assert kept.stat().st_mode & 0o077 == 0 or (tmp_path / "uploads").stat().st_mode & 0o077 == 0


def test_what_is_not_kept_is_removed(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, limit_bytes=100)

    with uploads.receive() as incoming:
        incoming.write(b"WEBVTT")

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_grows_too_large_is_refused_and_removed(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, limit_bytes=10)

    with uploads.receive() as incoming:
        incoming.write(b"12345")
        incoming.write(b"12345")
        with pytest.raises(PayloadTooLargeError):
            incoming.write(b"1")

    assert list(tmp_path.iterdir()) == []


def test_removing_a_file_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    Uploads(tmp_path, limit_bytes=10).remove("0" * 64, ".vtt")
