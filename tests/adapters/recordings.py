"""Recordings that tests make: a tone in every form that is taken."""

import math
from array import array
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

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
