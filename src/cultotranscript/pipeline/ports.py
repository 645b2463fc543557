"""What the steps need from outside. An adapter fulfils each; tests pass fakes that pass the same contract tests."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from cultotranscript.analysis.findings import Language
from cultotranscript.analysis.segments import Segment
from cultotranscript.dtos import PipelineStep
from cultotranscript.services.job_queue import Job

IsStopped = Callable[[], bool]
"""Asked often by whatever takes long: true once the video was cancelled or deleted, or the worker ends."""
RunStep = Callable[[Job, PipelineStep], bool]
"""Runs one step of a job; returns whether the job goes on with the next."""
OnProgress = Callable[[float, float | None], None]
"""Told the part that is done, 0 to 1, and the seconds that are left as far as they can be guessed."""


@dataclass(frozen=True, slots=True)
class VideoMetadata:
    """What a site says of a video."""

    title: str
    duration: int
    """Seconds; 0 where the site does not say."""
    published_at: datetime | None
    channel_title: str | None
    youtube_channel_id: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word and its times in seconds from the start of the video."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class SpokenText:
    """What was said in a video, and where it is from.

    Attributes:
        segments: Ordered by start.
        words: With times of their own, where the source gives them.
        language: "pt", "en" or another code of two letters; None where nobody said.
        origin: Names the source for people: "captions", "automatic captions", "whisper small".
    """

    segments: Sequence[Segment]
    words: Sequence[TimedWord]
    language: str | None
    origin: str


@dataclass(frozen=True, slots=True)
class ListedVideo:
    """What a channel's list says of a video.

    Attributes:
        youtube_id: 11 characters.
        published_at: Exact for the newest; for older ones, right to the precision of "3 weeks ago"; None where unknown.
        duration_s: None where the list does not say.
        is_ready: False for one that is live or will be; None where the list does not say.
    """

    youtube_id: str
    title: str
    published_at: datetime | None
    duration_s: int | None
    is_ready: bool | None


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a media file is."""

    duration_s: float
    has_audio: bool


@dataclass(frozen=True, slots=True)
class ModelQuotation:
    """Words that a language model says were quoted, and from whom; not to be believed before they are found."""

    text: str
    source: str | None


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What a language model makes of a sermon; of the right form, and otherwise unchecked.

    Attributes:
        title: Of a few words.
        summary: A paragraph.
        themes: Each with its weight, 0 to 1.
        key_points: A sentence each.
        questions: For a small group.
        quotations: Of people, hymns and Scripture.
    """

    title: str
    summary: str
    themes: Sequence[tuple[str, float]]
    key_points: Sequence[str]
    questions: Sequence[str]
    quotations: Sequence[ModelQuotation]


class ModelRefusal(Exception):  # noqa: N818 -- It is never shown as an error: the built-in analysis takes its place.
    """A language model gave no reading that can be used; `reason` says why."""

    def __init__(self, reason: "ModelRefusalReason") -> None:
        self.reason = reason
        super().__init__(reason)


ModelRefusalReason = Literal["unreachable", "timeout", "refused", "unusable", "budget", "rejected"]


class SermonModel(Protocol):
    """A language model that reads sermons."""

    def read_sermon(self, transcript: str, language: Language, on_part: Callable[[float], None]) -> ModelReading:
        """Read a sermon.

        Args:
            transcript: All that was said in it, in paragraphs.
            language: In which the answer is to be.
            on_part: Told the part that is done, 0 to 1.

        Raises:
            ModelRefusal: It could not be asked, or its answer is of no use.
        """


class VideoSite(Protocol):
    """Where videos with an id of 11 characters come from. Every failure is a PipelineStepError that says what to do."""

    def describe(self, youtube_id: str) -> VideoMetadata:
        """Ask what the video is."""

    def read_captions(self, youtube_id: str) -> SpokenText | None:
        """The best captions: manual before automatic, Portuguese of Brazil before Portuguese before English."""

    def download_audio(self, youtube_id: str, folder: Path, is_stopped: IsStopped, on_progress: OnProgress) -> Path:
        """Put the sound into a new file in a folder.

        Raises:
            StoppedError: `is_stopped` said so; what was written is removed.
        """

    def find_channel(self, name: str) -> str:
        """The id of a channel, "UC" and 22 characters, by the name that its address holds: `@name`, `c/name`…"""

    def list_channel(self, youtube_channel_id: str, since: datetime | None, max_videos: int) -> list[ListedVideo]:
        """A channel's videos that were published after a time, newest first.

        Args:
            youtube_channel_id: 24 characters, "UC" first.
            since: None for all.
            max_videos: How many at most.
        """


class MediaReader(Protocol):
    """Looks into uploaded sound and video."""

    def probe(self, path: Path) -> MediaInfo:
        """Length and kind of a file.

        Raises:
            InvalidFileError: It is no sound or video that can be read.
        """


class JobEngine(Protocol):
    """Runs jobs in this process, durably: what it began is begun again by whoever comes after it."""

    def start(self, worker_id: str, run_step: "RunStep") -> None:
        """Take jobs from now on. Steps that ended before are not run again when a job is begun again."""

    def workers_with_jobs(self) -> set[str]:
        """The ids of workers, living or dead, whose jobs are marked as running.

        Raises:
            UnavailableError: The engine's database cannot be reached.
        """

    def recover(self, worker_ids: Sequence[str]) -> None:
        """Give the running jobs of workers that are dead back to the queue; doing so twice is as once.

        Raises:
            UnavailableError: As above.
        """


class Transcriber(Protocol):
    """Turns sound into text."""

    def transcribe(
        self, path: Path, language: str | None, is_stopped: IsStopped, on_progress: OnProgress
    ) -> SpokenText:
        """Write down what is said in a file of sound or video.

        Raises:
            StoppedError: `is_stopped` said so.
        """
