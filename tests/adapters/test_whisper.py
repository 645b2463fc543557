"""Speech to text: real loading and decoding with a tiny model of random weights, and the fake on the same contract."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.adapters.recordings import record, speak
from tests.adapters.tiny_whisper import write_tiny_whisper
from tests.fakes.transcriber import FakeTranscriber

from cultotranscript.adapters.media import AvMediaReader
from cultotranscript.adapters.whisper import Heard, WhisperTranscriber, cut_at_quiet, without_loops
from cultotranscript.errors import InvalidFileError, ModelUnavailableError, NoSpeechError, StoppedError
from cultotranscript.pipeline.ports import TimedWord, Transcriber

RATE = 16_000


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model."""
    return write_tiny_whisper(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def transcriber(model: Path, tmp_path: Path) -> WhisperTranscriber:
    """The adapter with that model."""
    scratch = tmp_path / "scratch"
    return WhisperTranscriber("tiny", model.parent, AvMediaReader(scratch).decode, threads=1)


@pytest.fixture(params=["real", "fake"])
def any_transcriber(request: pytest.FixtureRequest) -> Iterator[Transcriber]:
    """A transcriber of each kind."""
    if request.param == "real":
        yield request.getfixturevalue("transcriber")
    else:
        yield FakeTranscriber([(0.0, 2.0, "Graça e paz"), (2.0, 4.0, "a todos")])


def _go_on() -> bool:
    return False


def _say_nothing(_done: float, _left_s: float | None) -> None:
    pass


def test_speech_becomes_lines_with_times_and_words(any_transcriber: Transcriber, tmp_path: Path) -> None:
    path = speak(tmp_path / "sermon.wav", 8.0)
    told: list[float] = []

    spoken = any_transcriber.transcribe(path, None, _go_on, lambda done, _left_s: told.append(done))

    assert spoken.segments
    assert all(0 <= line.start <= line.end <= 9 and line.text.strip() for line in spoken.segments)
    assert [line.start for line in spoken.segments] == sorted(line.start for line in spoken.segments)
    assert spoken.words
    assert all(0 <= word.start <= word.end <= 9 for word in spoken.words)
    assert spoken.language is not None
    assert len(spoken.language) == 2
    assert spoken.origin.startswith("whisper ")
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_listening_is_stopped(any_transcriber: Transcriber, tmp_path: Path) -> None:
    with pytest.raises(StoppedError):
        any_transcriber.transcribe(speak(tmp_path / "sermon.wav", 4.0), "pt", lambda: True, _say_nothing)


def test_a_file_that_is_gone_cannot_be_heard(any_transcriber: Transcriber, tmp_path: Path) -> None:
    with pytest.raises(InvalidFileError):
        any_transcriber.transcribe(tmp_path / "gone.wav", "pt", _go_on, _say_nothing)


def test_listening_is_stopped_between_two_lines_and_the_model_serves_again(
    transcriber: WhisperTranscriber, tmp_path: Path
) -> None:
    path = speak(tmp_path / "sermon.wav", 60.0)
    told: list[float] = []

    with pytest.raises(StoppedError):
        transcriber.transcribe(
            path, "pt", lambda: bool(told) and told[-1] > 0.05, lambda done, _left: told.append(done)
        )

    assert transcriber.transcribe(speak(tmp_path / "next.wav", 4.0), "pt", _go_on, _say_nothing).segments
    assert list((tmp_path / "scratch").iterdir()) == []


def test_what_comes_after_silence_has_its_time_from_the_start(transcriber: WhisperTranscriber, tmp_path: Path) -> None:
    path = speak(tmp_path / "sermon.wav", 8.0, silence_s=20.0)

    spoken = transcriber.transcribe(path, "pt", _go_on, _say_nothing)

    assert spoken.segments[0].start > 15


def test_where_nobody_speaks_nothing_is_heard(transcriber: WhisperTranscriber, tmp_path: Path) -> None:
    with pytest.raises(NoSpeechError):
        transcriber.transcribe(record(tmp_path / "tone.ogg", 5.0), None, _go_on, _say_nothing)


def test_a_model_that_is_not_there_is_told_before_anything_is_decoded(tmp_path: Path) -> None:
    transcriber = WhisperTranscriber("small", tmp_path, AvMediaReader(tmp_path).decode)

    with pytest.raises(ModelUnavailableError, match="culto models pull small"):
        transcriber.transcribe(tmp_path / "sermon.wav", None, _go_on, _say_nothing)


@pytest.mark.parametrize("what", ["broken", "device"])
def test_a_model_that_cannot_be_loaded_is_told_apart(model: Path, tmp_path: Path, what: str) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"no model")
    chosen = folder if what == "broken" else model
    transcriber = WhisperTranscriber(
        str(chosen), tmp_path, AvMediaReader(tmp_path).decode, device="cpu" if what == "broken" else "cuda"
    )

    with pytest.raises(ModelUnavailableError, match="cannot be loaded"):
        transcriber.transcribe(speak(tmp_path / "sermon.wav", 2.0), "pt", _go_on, _say_nothing)


def test_a_long_recording_is_cut_where_it_is_quiet() -> None:
    samples = np.full(25 * 60 * RATE, 8000, dtype=np.int16)
    quiet = [595 * RATE, 1150 * RATE]
    for start in quiet:
        samples[start : start + RATE] = 0

    pieces = list(cut_at_quiet(samples))

    assert pieces[0][0] == 0
    assert pieces[-1][1] == len(samples)
    assert [piece[1] for piece in pieces[:-1]] == [piece[0] for piece in pieces[1:]]
    assert all(end - start <= 600 * RATE for start, end in pieces)
    assert all(start <= end[1] <= start + RATE for start, end in zip(quiet, pieces, strict=False))


def test_a_short_recording_is_one_piece_and_an_empty_one_none() -> None:
    assert list(cut_at_quiet(np.zeros(RATE, dtype=np.int16))) == [(0, RATE)]
    assert list(cut_at_quiet(np.zeros(0, dtype=np.int16))) == []


def _line(text: str, no_speech: float = 0.0, logprob: float = -0.3) -> Heard:
    return Heard(0.0, 1.0, text, (TimedWord(0.0, 1.0, text),), no_speech, logprob)


def test_what_a_model_makes_up_is_left_out_and_what_a_preacher_repeats_is_kept() -> None:
    heard = [
        _line("Santo, santo"),
        _line("Santo, santo"),
        _line("Obrigado por assistir", no_speech=0.9, logprob=-1.5),
        _line("Santo, santo"),
        _line("Santo, santo"),
        _line("e então e então " * 20),
        _line("Porque Deus amou o mundo de tal maneira que deu o seu Filho unigênito, para que creiam."),
        _line("amém", no_speech=0.9, logprob=-0.2),
    ]

    kept = [line.text for line in without_loops(heard)]

    assert kept[:2] == ["Santo, santo"] * 2
    assert [text[:6] for text in kept[2:]] == ["Porque", "amém"]
