"""Speech to text with faster-whisper, on this machine.

A recording is listened to in pieces of some minutes, cut where it is most quiet. That bounds the memory, whatever the
recording's length, and a model that has lost its way in one piece begins the next one afresh.
"""

import logging
import queue
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from cultotranscript.adapters.media import seconds_of
from cultotranscript.adapters.media_process import RATE
from cultotranscript.adapters.whisper_models import find_model
from cultotranscript.analysis.segments import Segment
from cultotranscript.errors import ModelUnavailableError, NoSpeechError, StoppedError, TranscriberMissingError
from cultotranscript.pipeline.ports import IsStopped, OnProgress, SpokenText, TimedWord

_log = logging.getLogger(__name__)

SoundDecoder = Callable[[Path, IsStopped, OnProgress], IO[bytes]]
"""Decodes a file, as `AvMediaReader.decode`."""

_PIECE_S = 600
_QUIET_WITHIN_S = 60
_QUIET_S = 0.3
_LANGUAGE_S = 300
"""A service begins with music: its language is heard in the first piece that has this much speech, or the last one."""
_STOP_SEEN_S = 0.2
_DECODED_PART = 0.05
_LANGUAGES = ("pt", "en")
_SURELY = 0.8

# A text that repeats itself is packed well; ordinary speech is packed to a half.
_LOOP_RATIO = 2.4
_SILENCE_PROBABILITY = 0.6
_UNSURE_LOGPROB = -1.0


@dataclass(frozen=True, slots=True)
class Heard:
    """A line as the model heard it.

    Attributes:
        words: With their times, where the model gives them.
        no_speech: The model's own guess that nobody speaks, 0 to 1.
        logprob: How sure it is of each word, on average; 0 is certain.
    """

    start: float
    end: float
    text: str
    words: tuple[TimedWord, ...]
    no_speech: float
    logprob: float


class WhisperTranscriber:
    """Fulfils `Transcriber`. The model is loaded when it is first needed, once, and listens to one recording at a time.

    Args:
        model: The name of a model that was pulled, or the folder of one.
        models_dir: Where pulled models are.
        decode: Decodes recordings.
        device: "cpu", "cuda" or "auto".
        compute_type: Of CTranslate2, such as "int8" or "float16".
        threads: How many work on it; 0 for as many as the machine has cores.
    """

    def __init__(
        self,
        model: str,
        models_dir: Path,
        decode: SoundDecoder,
        *,
        device: str = "cpu",
        compute_type: str = "int8",
        threads: int = 0,
    ) -> None:
        self._name, self._models_dir, self._decode = model, models_dir, decode
        self._device, self._compute_type, self._threads = device, compute_type, threads
        self._model: Any = None
        self._lock = threading.Lock()

    def transcribe(
        self, path: Path, language: str | None, is_stopped: IsStopped, on_progress: OnProgress
    ) -> SpokenText:
        """Write down what is said; a stop is seen within a second, however long the model takes for a line.

        Raises:
            StoppedError: `is_stopped` said so.
            NoSpeechError: Nobody speaks.
            ModelUnavailableError: The model is not there, or cannot be loaded.
            TranscriberMissingError: The extra `whisper` is not installed.
        """
        find_model(self._name, self._models_dir)
        with self._decode(path, is_stopped, lambda done, _left_s: on_progress(done * _DECODED_PART, None)) as sound:
            heard = self._listen(sound, language, is_stopped, on_progress)
        segments = [Segment(line.start, line.end, line.text) for line in heard.lines]
        if not segments:
            raise NoSpeechError
        words = [word for line in heard.lines for word in line.words]
        return SpokenText(segments, words, heard.language, f"whisper {Path(self._name).name}")

    def _listen(
        self, sound: IO[bytes], language: str | None, is_stopped: IsStopped, on_progress: OnProgress
    ) -> "_Text":
        """Listen on a thread of its own: the model cannot be interrupted, so whoever stops does not wait for it."""
        told: queue.Queue[float | _Text | BaseException] = queue.Queue()
        giving_up = threading.Event()

        def listen() -> None:
            try:
                # One that was given up ends its line first; the next one waits for it here, and may be stopped too.
                with self._lock:
                    told.put(self._listen_to_all(sound, language, giving_up, told.put))
            except BaseException as error:  # It is raised again below, on the thread that waits for it.
                told.put(error)

        length_s = seconds_of(sound)
        began_at = time.monotonic()
        threading.Thread(target=listen, name="whisper", daemon=True).start()
        try:
            while True:
                if is_stopped():
                    raise StoppedError
                try:
                    news = told.get(timeout=_STOP_SEEN_S)
                except queue.Empty:
                    continue
                if isinstance(news, BaseException):
                    raise news
                if isinstance(news, _Text):
                    on_progress(1.0, 0.0)
                    return news
                done = min(news / length_s, 1.0)
                left_s = (time.monotonic() - began_at) * (1 - done) / done if done > 0 else None
                on_progress(_DECODED_PART + done * (1 - _DECODED_PART), left_s)
        finally:
            giving_up.set()

    def _listen_to_all(
        self, sound: IO[bytes], language: str | None, giving_up: threading.Event, tell: Callable[[float], None]
    ) -> "_Text":
        import numpy as np  # noqa: PLC0415 -- it is part of an extra.

        model = self._load()
        samples = np.memmap(sound, dtype=np.int16, mode="r")
        lines: list[Heard] = []
        for start, end in cut_at_quiet(samples):
            if giving_up.is_set():
                raise StoppedError
            audio = samples[start:end].astype(np.float32) / 32768.0
            offset_s = start / RATE
            if language is None:
                language = self._hear_language(model, audio, is_last=end == len(samples))
            for heard in self._hear(model, audio, language):
                if giving_up.is_set():
                    raise StoppedError
                # A window is half a minute, whatever is left of the recording: nothing is said behind its end.
                line = _within(heard, len(audio) / RATE)
                lines.append(_later(line, offset_s))
                tell(offset_s + line.end)
            tell(end / RATE)
        return _Text(without_loops(lines), language)

    def _hear_language(self, model: Any, audio: Any, *, is_last: bool) -> str | None:
        """The language of a piece; None where too little is spoken in it to know. Others than the two that are read are
        believed only where the model is sure: Portuguese with much music is easily taken for Galician."""
        from faster_whisper.vad import (  # type: ignore[import-untyped]  # noqa: PLC0415 -- as above; without types.
            get_speech_timestamps,
        )

        speech_samples = sum(part["end"] - part["start"] for part in get_speech_timestamps(audio))
        if speech_samples == 0 or (speech_samples < min(_LANGUAGE_S * RATE, len(audio) // 2) and not is_last):
            return None
        _language, _probability, known = model.detect_language(audio, vad_filter=True, language_detection_segments=4)
        probabilities = dict(known)
        surest = max(probabilities, key=lambda name: probabilities[name])
        if surest in _LANGUAGES or probabilities[surest] >= _SURELY:
            return str(surest)
        return max(_LANGUAGES, key=lambda name: float(probabilities.get(name, 0.0)))

    def _hear(self, model: Any, audio: Any, language: str | None) -> Iterator[Heard]:
        # A loop begins with a line that was believed: no line is told what was heard before it.
        heard, _info = model.transcribe(
            audio,
            language=language or _LANGUAGES[0],
            beam_size=5,
            vad_filter=True,
            word_timestamps=True,
            condition_on_previous_text=False,
            hallucination_silence_threshold=2.0,
            compression_ratio_threshold=_LOOP_RATIO,
            no_speech_threshold=_SILENCE_PROBABILITY,
            log_prob_threshold=_UNSURE_LOGPROB,
        )
        for line in heard:
            words = tuple(
                TimedWord(float(word.start), float(word.end), text)
                for word in line.words or ()
                if (text := word.word.strip())
            )
            text = " ".join(line.text.split())
            if text:
                yield Heard(
                    float(line.start), float(line.end), text, words, float(line.no_speech_prob), float(line.avg_logprob)
                )

    def _load(self) -> Any:
        if self._model is None:
            try:
                from faster_whisper import (  # type: ignore[import-untyped]  # noqa: PLC0415 -- an extra, without types.
                    WhisperModel,
                )
            except ImportError as error:
                raise TranscriberMissingError from error
            folder = find_model(self._name, self._models_dir)
            _log.info("The Whisper model %s is loaded", self._name)
            try:
                self._model = WhisperModel(
                    str(folder),
                    device=self._device,
                    compute_type=self._compute_type,
                    cpu_threads=self._threads,
                    local_files_only=True,
                )
            except Exception as error:  # What CTranslate2 raises for a broken file or a missing device has no class.
                raise ModelUnavailableError(
                    f"The Whisper model {self._name} cannot be loaded on {self._device} as {self._compute_type}. "
                    "Pull it again (culto models pull), or set CULTO_WHISPER_DEVICE and CULTO_WHISPER_COMPUTE_TYPE."
                ) from error
        return self._model


@dataclass(frozen=True, slots=True)
class _Text:
    lines: list[Heard]
    language: str | None


def cut_at_quiet(samples: Any) -> Iterator[tuple[int, int]]:
    """Cut a recording into pieces of at most ten minutes.

    Args:
        samples: n of 16 bits each, 16,000 a second.

    Yields:
        First and last sample of each piece; a piece ends where the last minute before its limit is most quiet.
    """
    import numpy as np  # noqa: PLC0415 -- it is part of an extra.

    start, total = 0, len(samples)
    window = int(_QUIET_S * RATE)
    while total - start > _PIECE_S * RATE:
        limit = start + _PIECE_S * RATE
        last = samples[limit - _QUIET_WITHIN_S * RATE : limit]
        windows = last[: len(last) // window * window].reshape(-1, window).astype(np.float32)
        quietest = int(np.argmin((windows**2).mean(axis=1)))
        end = limit - _QUIET_WITHIN_S * RATE + quietest * window + window // 2
        yield start, end
        start = end
    if total > start:
        yield start, total


def without_loops(lines: list[Heard]) -> list[Heard]:
    """Leave out what a model makes up: what says the same over and over, and what it hears in silence.

    What is said twice is kept, since preachers do that; the same line a third time in a row is not.
    """
    kept: list[Heard] = []
    for line in lines:
        if line.no_speech > _SILENCE_PROBABILITY and line.logprob < _UNSURE_LOGPROB:
            continue
        data = line.text.casefold().encode()
        if len(data) > 60 and len(data) / len(zlib.compress(data)) > _LOOP_RATIO:
            continue
        before = [other.text.casefold() for other in kept[-2:]]
        if before == [line.text.casefold()] * 2:
            continue
        kept.append(line)
    return kept


def _within(line: Heard, end_s: float) -> Heard:
    words = tuple(TimedWord(min(word.start, end_s), min(word.end, end_s), word.text) for word in line.words)
    return replace(line, start=min(line.start, end_s), end=min(line.end, end_s), words=words)


def _later(line: Heard, offset_s: float) -> Heard:
    words = tuple(TimedWord(word.start + offset_s, word.end + offset_s, word.text) for word in line.words)
    return replace(line, start=line.start + offset_s, end=line.end + offset_s, words=words)
