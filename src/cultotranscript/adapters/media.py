"""Sound and video that somebody sent: what they are, and the sound in them. PyAV reads them, in another process."""

import json
import os
import selectors
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

from cultotranscript.adapters.media_process import RATE
from cultotranscript.errors import (
    CultoError,
    InsufficientStorageError,
    InvalidFileError,
    NoSpeechError,
    StoppedError,
    TranscriberMissingError,
    UnsupportedMediaError,
)
from cultotranscript.pipeline.ports import IsStopped, MediaInfo, OnProgress
from cultotranscript.services.media_types import MEDIA_SUFFIXES, SNIFFED_BYTES, sniff_media

MAX_S = 12 * 3600.0
_PROGRAM = (sys.executable, "-m", "cultotranscript.adapters.media_process")
_LOOK_S = 0.1
_PROBE_LIMIT_S = 120.0
_DECODE_LIMIT_S = 3600.0

_FAILURES: dict[str, Callable[[], CultoError]] = {
    "missing": TranscriberMissingError,
    "full": InsufficientStorageError,
    "unreadable": lambda: InvalidFileError(
        "The file is damaged, or is not what its beginning says. Check that it plays, then send it again."
    ),
}


class AvMediaReader:
    """Fulfils `MediaReader`.

    Args:
        scratch_dir: Where decoded sound is kept while it is needed, some 115 MB an hour.
        max_s: The longest recording that is taken, seconds.
        program: What runs the process that reads.
        limit_s: How long that process may take, for tests of what never ends; None for the usual limits.
    """

    def __init__(
        self,
        scratch_dir: Path,
        *,
        max_s: float = MAX_S,
        program: Sequence[str] = _PROGRAM,
        limit_s: float | None = None,
    ) -> None:
        self._scratch_dir = scratch_dir
        self._max_s = max_s
        self._program = program
        self._limit_s = limit_s

    def probe(self, path: Path) -> MediaInfo:
        """Length and kind of a file.

        Raises:
            UnsupportedMediaError: It is of a kind that is not read.
            InvalidFileError: It cannot be read, or is longer than is taken.
            TranscriberMissingError: What reads it is not installed.
        """
        with _open(path) as file:
            answer = self._run("probe", file, None, self._limit_s or _PROBE_LIMIT_S, lambda: False, lambda _at_s: None)
        info = MediaInfo(duration_s=float(answer["duration_s"]), has_audio=bool(answer["has_audio"]))
        if info.duration_s > self._max_s:
            raise InvalidFileError(
                f"The recording is longer than {self._max_s / 3600:g} hours. Cut it into parts and send each of them."
            )
        return info

    def decode(self, path: Path, is_stopped: IsStopped, on_progress: OnProgress) -> IO[bytes]:
        """The sound of a file: 16 bits, one channel, 16,000 a second.

        Args:
            path: Of a file that can be probed.

        Returns:
            An open file with no name: the disk has its space back when it is closed, however this process ends.

        Raises:
            StoppedError: `is_stopped` said so.
            NoSpeechError: There is no sound in it.
            UnsupportedMediaError, InvalidFileError, TranscriberMissingError: As `probe`.
        """
        with _open(path) as file:
            declared_s = self.probe(path).duration_s
            self._scratch_dir.mkdir(parents=True, exist_ok=True)
            sound = tempfile.TemporaryFile(dir=self._scratch_dir)  # noqa: SIM115 -- it is handed to the caller.
            try:

                def on_second(at_s: float) -> None:
                    if declared_s > 0:
                        on_progress(min(at_s / declared_s, 1.0), None)

                limit_s = self._limit_s or _DECODE_LIMIT_S
                answer = self._run("decode", file, sound, limit_s, is_stopped, on_second)
                if not answer["has_audio"] or os.fstat(sound.fileno()).st_size == 0:
                    raise NoSpeechError("There is no sound in this file. Check that it is the right one.")
            except BaseException:
                sound.close()
                raise
        return sound

    def _run(
        self,
        task: str,
        file: IO[bytes],
        sound: IO[bytes] | None,
        limit_s: float,
        is_stopped: IsStopped,
        on_second: Callable[[float], None],
    ) -> dict[str, Any]:
        """Have a task done, and tell what was answered at its end."""
        container = sniff_media(file.read(SNIFFED_BYTES))
        file.seek(0)
        if container is None:
            kinds = " ".join(MEDIA_SUFFIXES)
            raise UnsupportedMediaError(f"That is no sound or video of a kind that can be read ({kinds}).")
        output = -1 if sound is None else sound.fileno()
        process = subprocess.Popen(  # noqa: S603 -- every word of the command is ours.
            [*self._program, task, container, str(self._max_s), str(output)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=() if sound is None else (output,),
            env={name: value for name, value in os.environ.items() if name in {"PATH", "PYTHONPATH", "LANG"}},
            start_new_session=True,
        )
        assert process.stdout is not None
        try:
            answers = _follow(process.stdout, time.monotonic() + limit_s, is_stopped, on_second)
            process.wait(timeout=10)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
        last: dict[str, Any] = answers[-1] if answers else {}
        if "duration_s" in last:
            return last
        # One that was ended by its limits says nothing.
        raise _FAILURES[last.get("failed", "unreadable")]()


def _open(path: Path) -> IO[bytes]:
    """A file's bytes. Unbuffered: the process that reads shares this one's place in the file."""
    try:
        # A link would lead out of the folder of uploads, and a pipe would be waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise InvalidFileError("The file is not there any more. Send it again.") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InvalidFileError("That is no file.")
    return os.fdopen(descriptor, "rb", buffering=0)


def _follow(
    pipe: IO[bytes], ends_at: float, is_stopped: IsStopped, on_second: Callable[[float], None]
) -> list[dict[str, Any]]:
    """What the process answers until it has nothing more to say; all but how far it is."""
    answers: list[dict[str, Any]] = []
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            if is_stopped():
                raise StoppedError
            if time.monotonic() > ends_at:
                raise InvalidFileError(
                    "The file takes longer to read than any recording should. Save it in another form."
                )
            if not selector.select(_LOOK_S):
                continue
            block = os.read(pipe.fileno(), 65536)
            if not block:
                return answers
            *lines, rest = (rest + block).split(b"\n")
            for line in lines:
                answer = json.loads(line)
                if "at_s" in answer:
                    on_second(float(answer["at_s"]))
                else:
                    answers.append(answer)


def seconds_of(sound: IO[bytes]) -> float:
    """How long decoded sound is."""
    return os.fstat(sound.fileno()).st_size / (2 * RATE)
