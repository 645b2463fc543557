"""Recordings that tests make: a tone in every form that is taken."""

import math
import wave
from array import array
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

RATE = 48_000
CODECS = {
    ".mp3": "libmp3lame",
    ".m4a": "aac",
    ".wav": "pcm_s16le",
    ".ogg": "libopus",
    ".opus": "libopus",
    ".flac": "flac",
    ".mp4": "aac",
    ".mkv": "flac",
    ".webm": "libopus",
}
_FORMATS = {".m4a": "ipod", ".opus": "ogg", ".mkv": "matroska"}


def record(path: Path, duration_s: float = 2.0, *, with_picture: bool = False, with_sound: bool = True) -> Path:
    """Write a tone of 440 Hz in the form that the file's name says."""
    suffix = path.suffix
    with av.open(str(path), "w", format=_FORMATS.get(suffix, suffix[1:])) as media:
        picture: Any = media.add_stream("mpeg4", rate=5) if with_picture else None
        if picture is not None:
            picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        if with_sound:
            sound: Any = media.add_stream(CODECS[suffix], rate=RATE)
            sound.layout = "stereo"
            _write_sound(media, sound, duration_s)
        if picture is not None:
            for _ in range(int(duration_s * 5)):
                media.mux(picture.encode(av.VideoFrame(64, 48, "yuv420p")))
            media.mux(picture.encode(None))
    return path


def _write_sound(media: Any, stream: Any, duration_s: float) -> None:
    resampler = av.AudioResampler(
        format=stream.format, layout="stereo", rate=RATE, frame_size=stream.frame_size or 1024
    )
    samples = array("h", (int(8000 * math.sin(2 * math.pi * 440 * n / RATE)) for n in range(int(duration_s * RATE))))
    frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples))
    frame.planes[0].update(samples.tobytes())
    frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
    for piece in [*resampler.resample(frame), *resampler.resample(None)]:
        media.mux(stream.encode(piece))
    media.mux(stream.encode(None))


def speak(path: Path, duration_s: float, seed: int = 1, silence_s: float = 0.0) -> Path:
    """Write syllables without meaning, enough like speech to be taken for it, after some silence, as .wav."""
    rng = np.random.default_rng(seed)
    rate = 16_000
    sound = np.zeros(int((silence_s + duration_s) * rate))
    vowels = [(700, 1220, 2600), (400, 2000, 2550), (300, 2300, 3000), (450, 800, 2830), (325, 700, 2530)]
    at_s = silence_s
    while at_s < silence_s + duration_s - 0.3:
        length_s, pitch = rng.uniform(0.12, 0.25), rng.uniform(100, 160)
        seconds = np.arange(int(length_s * rate)) / rate
        phase = 2 * np.pi * np.cumsum(pitch * (1 + 0.03 * np.sin(10 * np.pi * seconds))) / rate
        formants = vowels[rng.integers(len(vowels))]
        syllable = sum(
            sum(1 / (1 + ((k * pitch - f) / (80 + 0.05 * f)) ** 2) for f in formants) / k**0.5 * np.sin(k * phase)
            for k in range(1, int(7000 / pitch))
        )
        start = int(at_s * rate)
        sound[start : start + len(seconds)] += syllable * np.hanning(len(seconds))
        at_s += length_s + rng.uniform(0.02, 0.08)
    samples = (sound / max(np.abs(sound).max(), 1e-9) * 16_000).astype("<i2").tobytes()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return path
