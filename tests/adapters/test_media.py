"""Sound and video that somebody sent: every form that is taken, and what was made to hurt."""

import os
import struct
import sys
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.adapters.recordings import CODECS, record
from tests.fakes.media_reader import FakeMediaReader

from cultotranscript.adapters.media import AvMediaReader, seconds_of
from cultotranscript.errors import (
    CultoError,
    InvalidFileError,
    NoSpeechError,
    StoppedError,
    TranscriberMissingError,
    UnsupportedMediaError,
)
from cultotranscript.pipeline.ports import MediaReader

_ASLEEP = (sys.executable, "-c", "import time; time.sleep(600)")
_WITHOUT_AV = (
    sys.executable,
    "-c",
    "import sys, runpy; sys.modules['av'] = None; "
    "runpy.run_module('cultotranscript.adapters.media_process', run_name='__main__', alter_sys=True)",
)


@pytest.fixture
def reader(tmp_path: Path) -> AvMediaReader:
    """The adapter."""
    return AvMediaReader(tmp_path)


@pytest.fixture(params=["real", "fake"])
def any_reader(request: pytest.FixtureRequest, tmp_path: Path) -> MediaReader:
    """A reader of each kind."""
    return AvMediaReader(tmp_path) if request.param == "real" else FakeMediaReader(2.0)


def _go_on() -> bool:
    return False


def _say_nothing(_done: float, _left_s: float | None) -> None:
    pass


def test_a_recording_has_its_length_and_its_sound(any_reader: MediaReader, tmp_path: Path) -> None:
    info = any_reader.probe(record(tmp_path / "tone.flac", 2.0))

    assert info.duration_s == pytest.approx(2.0, abs=0.1)
    assert info.has_audio


def test_a_file_that_is_gone_cannot_be_read(any_reader: MediaReader, tmp_path: Path) -> None:
    with pytest.raises(InvalidFileError):
        any_reader.probe(tmp_path / "gone.mp3")


@pytest.mark.parametrize("suffix", CODECS)
def test_every_form_that_is_taken_is_measured_and_decoded(reader: AvMediaReader, tmp_path: Path, suffix: str) -> None:
    path = record(tmp_path / f"tone{suffix}", 2.0, with_picture=suffix in {".mp4", ".mkv"})
    told: list[float] = []

    info = reader.probe(path)
    with reader.decode(path, _go_on, lambda done, _left_s: told.append(done)) as sound:
        sound.seek(0)
        samples = array("h", sound.read())
        length_s = seconds_of(sound)

    assert info.has_audio
    assert info.duration_s == pytest.approx(2.0, abs=0.1)
    assert length_s == pytest.approx(2.0, abs=0.1)
    assert 5000 < max(samples) < 12000
    assert all(0 <= done <= 1 for done in told)
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_says_nothing(reader: AvMediaReader, tmp_path: Path) -> None:
    path = record(tmp_path / "tone.flac").rename(tmp_path / "tone.mp3")

    assert reader.probe(path).has_audio


def test_a_video_without_sound_has_none(reader: AvMediaReader, tmp_path: Path) -> None:
    path = record(tmp_path / "silent.mp4", with_picture=True, with_sound=False)

    assert not reader.probe(path).has_audio
    with pytest.raises(NoSpeechError):
        reader.decode(path, _go_on, _say_nothing)


def test_a_recording_that_is_too_long_is_refused(tmp_path: Path) -> None:
    reader = AvMediaReader(tmp_path, max_s=1.0)
    path = record(tmp_path / "tone.ogg", 2.0)

    with pytest.raises(InvalidFileError, match="longer"):
        reader.probe(path)
    with pytest.raises(InvalidFileError, match="longer"):
        reader.decode(path, _go_on, _say_nothing)


def test_a_recorder_that_left_the_length_out_is_measured(reader: AvMediaReader, tmp_path: Path) -> None:
    path = record(tmp_path / "tone.webm", 2.0)
    # The element of the length is overwritten with one that says nothing.
    path.write_bytes(path.read_bytes().replace(b"\x44\x89\x88", b"\xec\x81\x00", 1))

    assert reader.probe(path).duration_s == pytest.approx(2.0, abs=0.1)


HOSTILE: dict[str, Callable[[Path], bytes]] = {
    "nothing": lambda _folder: b"",
    "text": lambda _folder: b"Gra\xc3\xa7a e paz a todos.\n" * 100,
    "a playlist": lambda folder: f"#EXTM3U\n#EXTINF:10,\n{folder / 'secret.mp3'}\n".encode(),
    "a playlist of the network": lambda _folder: b"#EXTM3U\n#EXTINF:10,\nhttp://169.254.169.254/latest\n",
    "a list of files": lambda folder: f"ffconcat version 1.0\nfile '{folder / 'secret.mp3'}'\n".encode(),
    "a playlist that begins as a video": lambda folder: (
        b"\x00\x00\x00\x14ftypisom\x00\x00\x02\x00isom" + f"#EXTM3U\n#EXTINF:10,\n{folder / 'secret.mp3'}\n".encode()
    ),
    "a playlist that begins as sound": lambda folder: b"ID3\x04\x00\x00\x00\x00\x00\x00#EXTM3U\n" + bytes(folder),
    "noise that begins as sound": lambda _folder: b"OggS" + bytes(range(256)) * 100,
    "the first half of a video": lambda folder: _half(record(folder / "whole.mp4")),
    "a box as large as can be": lambda folder: _swollen(record(folder / "whole.mp4"), b"stsz"),
    "more samples than there are": lambda folder: _swollen(record(folder / "whole.m4a"), b"stts"),
    "a claim of a hundred days": lambda folder: _of_a_hundred_days(record(folder / "whole.flac")),
}


def _half(path: Path) -> bytes:
    data = path.read_bytes()
    return data[: len(data) // 2]


def _swollen(path: Path, box: bytes) -> bytes:
    data = bytearray(path.read_bytes())
    at = data.index(box)
    for offset in range(4, 20, 4):
        struct.pack_into(">I", data, at + offset, 0xFFFFFFFF)
    return bytes(data)


def _of_a_hundred_days(path: Path) -> bytes:
    data = bytearray(path.read_bytes())
    # The last 36 bits of these eight are the number of samples.
    (word,) = struct.unpack_from(">Q", data, 18)
    struct.pack_into(">Q", data, 18, word & ~((1 << 36) - 1) | (1 << 36) - 1)
    return bytes(data)


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_was_made_to_hurt_is_refused(reader: AvMediaReader, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    record(folder / "secret.mp3")
    path = folder / "sent.mp4"
    path.write_bytes(HOSTILE[kind](folder))

    with pytest.raises((InvalidFileError, UnsupportedMediaError)):
        reader.probe(path)
    with pytest.raises((InvalidFileError, UnsupportedMediaError)):
        reader.decode(path, _go_on, _say_nothing)


@pytest.mark.parametrize("suffix", [".mp3", ".wav", ".ogg", ".flac", ".mkv"])
def test_the_first_half_of_a_recording_is_read_as_far_as_it_goes(
    reader: AvMediaReader, tmp_path: Path, suffix: str
) -> None:
    path = record(tmp_path / f"tone{suffix}", 4.0)
    path.write_bytes(_half(path))

    with reader.decode(path, _go_on, _say_nothing) as sound:
        assert 0.5 < seconds_of(sound) < 3.5


def test_a_link_is_not_followed_and_a_pipe_not_waited_for(reader: AvMediaReader, tmp_path: Path) -> None:
    (tmp_path / "link.mp3").symlink_to(record(tmp_path / "tone.mp3"))
    os.mkfifo(tmp_path / "pipe.mp3")

    for name in ("link.mp3", "pipe.mp3"):
        with pytest.raises(InvalidFileError):
            reader.probe(tmp_path / name)


def test_what_never_ends_is_ended(tmp_path: Path) -> None:
    reader = AvMediaReader(tmp_path, program=_ASLEEP, limit_s=0.3)

    with pytest.raises(InvalidFileError, match="longer to read"):
        reader.probe(record(tmp_path / "tone.mp3"))


def test_decoding_is_stopped_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    path = record(tmp_path / "tone.mp3")
    asleep = AvMediaReader(tmp_path, program=_ASLEEP)
    asleep.probe = AvMediaReader(tmp_path).probe  # type: ignore[method-assign]  # Only its decoding sleeps.

    with pytest.raises(StoppedError):
        asleep.decode(path, lambda: True, _say_nothing)

    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("program", "error"),
    [
        (_WITHOUT_AV, TranscriberMissingError),
        ((sys.executable, "-c", "import os; os.abort()"), InvalidFileError),
        ((sys.executable, "-c", ""), InvalidFileError),
    ],
)
def test_a_process_that_cannot_do_its_work_is_told_apart(
    tmp_path: Path, program: tuple[str, ...], error: type[CultoError]
) -> None:
    reader = AvMediaReader(tmp_path, program=program)

    with pytest.raises(error):
        reader.probe(record(tmp_path / "tone.mp3"))
