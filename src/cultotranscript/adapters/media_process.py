"""Reads sound out of a file that somebody sent, in a process of its own with little memory and little time.

Run as `python -m cultotranscript.adapters.media_process probe|decode CONTAINER MAX_S OUTPUT`. The file is standard
input, open for reading; this process never opens another by its name. Answers are lines of JSON on standard output:
`{"at_s": 12.5}` while it goes on, then `{"duration_s": 61.5, "has_audio": true}` or `{"failed": "unreadable"}`.
Decoded sound is written to the descriptor OUTPUT: 16 bits, one channel, 16,000 a second.
"""

import json
import os
import resource
import sys
import time
from typing import Any

RATE = 16_000
_MEMORY_BYTES = 1_500_000_000
_CPU_S = 1800
_TOLD_EVERY_S = 0.25


def main(task: str, container: str, max_s: float, output: int) -> None:
    """Do a task; what fails is said and not raised."""
    _limit_itself(max_s)
    try:
        import av  # noqa: PLC0415 -- it is part of an extra, and what it loads must obey the limits.
    except ImportError:
        _tell(failed="missing")
        return
    av.logging.set_level(av.logging.PANIC)
    # The container is named, so that no playlist is taken for one, and whatever it still leads to cannot be opened.
    options = {"protocol_whitelist": "none", "format_whitelist": container, "enable_drefs": "0"}
    try:
        with (
            open(0, "rb", closefd=False) as file,
            av.open(file, format=container, options=options, metadata_errors="replace", buffer_size=1 << 18) as media,
        ):
            if not media.streams.audio:
                _tell(duration_s=_declared_s(media) or 0.0, has_audio=False)
            elif task == "probe":
                _tell(duration_s=_probe(media), has_audio=True)
            else:
                _tell(duration_s=_decode(media, max_s, output), has_audio=True)
    except MemoryError:
        _tell(failed="unreadable")
    except OSError as error:
        _tell(failed="full" if error.errno in {28, 122} else "unreadable")
    except (av.FFmpegError, ValueError, IndexError):
        _tell(failed="unreadable")


def _limit_itself(max_s: float) -> None:
    """What is read may be made to hurt: a few bytes can ask for all memory, or for hours."""
    limits = {
        resource.RLIMIT_AS: _MEMORY_BYTES,
        resource.RLIMIT_CPU: _CPU_S,
        resource.RLIMIT_FSIZE: int(max_s * RATE * 2) + 1_000_000,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for limit, value in limits.items():
        _soft, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (value, value) if hard == resource.RLIM_INFINITY else (min(value, hard), hard))


def _probe(media: Any) -> float:
    """How long it is, in seconds. Some of it must decode."""
    stream = media.streams.audio[0]
    decoded = 0
    for frame in media.decode(stream):
        decoded += frame.samples
        if decoded >= RATE // 10:
            break
    if decoded == 0:
        raise ValueError("nothing of it decodes")
    declared_s = _declared_s(media)
    if declared_s is not None:
        return declared_s
    # A recorder that did not know the length when it began leaves it out: the packets tell it.
    last_s = 0.0
    for packet in media.demux(stream):
        if packet.pts is not None:
            last_s = max(last_s, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    return last_s


def _declared_s(media: Any) -> float | None:
    if media.duration is not None and media.duration > 0:
        return float(media.duration / 1_000_000)
    stream = next(iter(media.streams), None)
    if stream is not None and stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return None


def _decode(media: Any, max_s: float, output: int) -> float:
    """Write its sound. Returns the seconds written."""
    import av  # noqa: PLC0415 -- as above.

    stream = media.streams.audio[0]
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    written = 0
    told_at = 0.0
    with open(output, "wb", closefd=False) as sound:
        for frame in _frames(media, stream):
            for piece in resampler.resample(frame):
                sound.write(bytes(piece.planes[0])[: piece.samples * 2])
                written += piece.samples
            if written > max_s * RATE:
                break
            if time.monotonic() - told_at > _TOLD_EVERY_S:
                told_at = time.monotonic()
                _tell(at_s=written / RATE)
    return written / RATE


def _frames(media: Any, stream: Any) -> Any:
    """All that decodes, then None, which empties the resampler. A damaged packet is a gap and not the end."""
    import av  # noqa: PLC0415 -- as above.

    for packet in media.demux(stream):
        try:
            yield from packet.decode()
        except av.InvalidDataError:
            continue
    yield None


def _tell(**answer: Any) -> None:
    # Whoever asked is gone when this fails, and so is the reason to go on.
    os.write(1, json.dumps(answer).encode() + b"\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))
