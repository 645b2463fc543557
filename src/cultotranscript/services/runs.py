"""What the pipeline records of a run: each result and the event that announces it, in one transaction.

Every record first makes sure that the run is still the video's own and that the worker was not declared dead. Who lost
either records nothing: the video was cancelled, deleted or queued anew, or somebody else goes on with it.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from cultotranscript.analysis.findings import SermonSpan
from cultotranscript.analysis.quotations import fold
from cultotranscript.analysis.segments import Segment
from cultotranscript.db import channels, events, reports, transcripts, videos, workers
from cultotranscript.db.models import Video
from cultotranscript.db.session import Database
from cultotranscript.dtos import (
    ErrorEventDTO,
    LoggedEventDTO,
    SummaryReadyEventDTO,
    VideoStatus,
    VideoStatusEventDTO,
    utc_now,
)
from cultotranscript.errors import DismissedError, RunSupersededError
from cultotranscript.services.doorbell import Doorbell
from cultotranscript.services.reports import preached_places, preached_themes, summary_dto


@dataclass(frozen=True, slots=True)
class RunKey:
    """A run of the pipeline over a video."""

    video_id: int
    run: int


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What a step needs to know of a video."""

    video_id: int
    run: int
    title: str
    is_title_given: bool
    speaker: str | None
    is_speaker_given: bool
    duration: int
    youtube_id: str | None
    content_sha256: str | None
    file_name: str | None


class Outcomes(Protocol):
    """Hears, in the transaction itself, of runs that ended: what must be told to other programs is written with it."""

    def on_outcome(self, session: Session, video: Video) -> None:
        """A video became PROCESSED or FAILED."""


def fold_names(title: str, speaker: str | None) -> str:
    """What a list's filters look into: title and speaker without case and accents, parted by a line."""
    return " ".join(fold(word) for word in title.split()) + "\n" + " ".join(fold(w) for w in (speaker or "").split())


def _is_under_way(video: Video | None, key: RunKey) -> bool:
    """Whether a run is the video's own and has not ended: each ends once, whoever runs its last step twice."""
    return video is not None and video.run == key.run and video.status in videos.UNFINISHED


def _usual_speaker(session: Session, video: Video) -> str | None:
    """Who preaches on a video's channel where nothing says otherwise."""
    channel = channels.find(session, video.channel_id) if video.channel_id is not None else None
    return channel.settings.get("default_speaker") if channel is not None else None


class Runs:
    """Records what becomes of runs.

    Args:
        database: Where.
        doorbell: Rung after each commit that announces something.
        outcomes: Each hears of runs that ended.
        worker_id: Whose records these are; None outside of a worker.
    """

    def __init__(
        self,
        database: Database,
        doorbell: Doorbell,
        outcomes: Sequence[Outcomes] = (),
        worker_id: str | None = None,
    ) -> None:
        self._database, self._doorbell, self._outcomes = database, doorbell, outcomes
        self.worker_id = worker_id

    def facts(self, key: RunKey) -> VideoFacts:
        """What a step needs to know.

        Raises:
            RunSupersededError: The run is no longer the video's own.
        """
        with self._database.read() as session:
            video = videos.find(session, key.video_id)
            if not _is_under_way(video, key):
                raise RunSupersededError
            assert video is not None
            return VideoFacts(
                video_id=video.id,
                run=video.run,
                title=video.title,
                is_title_given=video.is_title_given,
                speaker=video.speaker,
                is_speaker_given=video.is_speaker_given,
                duration=video.duration,
                youtube_id=video.youtube_id,
                content_sha256=video.content_sha256,
                file_name=video.file_name,
            )

    def is_current(self, key: RunKey) -> bool:
        """Whether the run is still the video's own: it was not cancelled, deleted or queued anew."""
        with self._database.read() as session:
            video = videos.find(session, key.video_id)
            return _is_under_way(video, key)

    def report(self, key: RunKey, step: str, progress: int | None, message: str) -> None:
        """Say how far a run is; what was said before is not said again, and progress never falls.

        Args:
            key: The run.
            step: Which step says so.
            progress: Percent of the whole; None for as far as it is.
            message: For the person who waits.

        Raises:
            RunSupersededError: The run is no longer the video's own.
            DismissedError: This worker was declared dead.
        """
        with self._own(key) as (session, video):
            self._announce_progress(session, video, step, progress, message)

    def _announce_progress(self, session: Session, video: Video, step: str, progress: int | None, message: str) -> None:
        if progress is None:
            progress = video.progress or 0
        if video.progress is not None and video.progress > progress:
            return
        video.status, video.progress, video.message = VideoStatus.PROCESSING, progress, message
        video.error_code = video.error_message = None
        event = VideoStatusEventDTO(
            video_id=str(video.id), status=VideoStatus.PROCESSING, progress=progress, message=message
        )
        self._append(session, video, event, f"{step}:{progress}")

    def record_metadata(
        self,
        key: RunKey,
        *,
        title: str | None = None,
        duration: int | None = None,
        published_at: datetime | None = None,
    ) -> None:
        """Keep what the video's source says of it; None is not known, and what a person entered stays."""
        with self._own(key) as (_, video):
            if title and not video.is_title_given:
                video.title = title[:500]
            if duration is not None:
                video.duration = duration
            if published_at is not None and video.published_at is None:
                video.published_at = video.listed_at = published_at
            video.folded = fold_names(video.title, video.speaker)

    def record_transcript(
        self,
        key: RunKey,
        segments: Sequence[Segment],
        *,
        words: Sequence[tuple[float, float, str]] = (),
        language: str | None,
        origin: str,
    ) -> None:
        """Keep what was said."""
        with self._own(key) as (session, video):
            transcripts.put(session, video.id, video.run, segments, words=words, language=language, origin=origin)
            video.duration = max(video.duration, math.ceil(max((segment.end for segment in segments), default=0.0)))

    def read_segments(self, key: RunKey) -> tuple[list[Segment], str | None]:
        """The segments that the newest version of the transcript has, and its language.

        Raises:
            RunSupersededError: The video or its transcript is gone.
        """
        with self._database.read() as session:
            transcript = transcripts.newest(session, key.video_id)
            if transcript is None:
                raise RunSupersededError
            return transcripts.segments_of(transcript), transcript.language

    def record_span(self, key: RunKey, span: SermonSpan) -> None:
        """Keep where the sermon lies."""
        with self._own(key) as (session, video):
            reports.put_span(session, video.id, video.run, span.start, span.end)

    def read_span(self, key: RunKey) -> tuple[float, float]:
        """Where the sermon lies, in seconds.

        Raises:
            RunSupersededError: The video or its report is gone.
        """
        with self._database.read() as session:
            report = reports.find(session, key.video_id)
            if report is None:
                raise RunSupersededError
            return report.sermon_start, report.sermon_end

    def known_speakers(self) -> list[str]:
        """The names of those who preached before, most often first."""
        with self._database.read() as session:
            return videos.known_speakers(session, limit=500)

    def record_findings(self, key: RunKey, body: dict[str, Any], speaker: str | None) -> None:
        """Keep what the analysis found, and announce that the summary can be read."""
        with self._own(key) as (session, video):
            if not video.is_speaker_given:
                speaker = speaker or _usual_speaker(session, video)
                video.speaker = speaker
                video.folded = fold_names(video.title, speaker)
            reports.put_body(session, video.id, video.run, body)
            correction = reports.find_correction(session, video.id)
            themes = [(theme.theme, theme.score) for theme in preached_themes(body, correction)]
            reports.replace_preached(session, video.id, preached_places(body, correction), themes)
            summary = summary_dto(video, reports.find(session, video.id), correction)
            self._append(session, video, SummaryReadyEventDTO(video_id=str(video.id), summary=summary), "summary")

    def finish(self, key: RunKey, index: Callable[[Session, Video], None]) -> None:
        """Make a video searchable and PROCESSED.

        Args:
            key: The run.
            index: Writes what is searched, in the same transaction.
        """
        with self._own(key) as (session, video):
            index(session, video)
            report = reports.find(session, video.id)
            notice = (report.body or {}).get("notice") if report is not None else None
            video.status, video.progress, video.message = VideoStatus.PROCESSED, 100, notice
            video.processed_at = utc_now()
            video.error_code = video.error_message = None
            event = VideoStatusEventDTO(
                video_id=str(video.id), status=VideoStatus.PROCESSED, progress=100, message=notice
            )
            self._append(session, video, event, "processed")
            self._tell_outcome(session, video)

    def fail(self, key: RunKey, step: str, error_code: str, error_message: str) -> None:
        """End a run as FAILED at a step, where the next one begins; what was done before stays."""
        with self._own(key) as (session, video):
            video.status, video.message, video.from_step = VideoStatus.FAILED, None, step
            video.error_code, video.error_message = error_code, error_message
            video_id = str(video.id)
            told = ErrorEventDTO(video_id=video_id, error_code=error_code, error_message=error_message)
            self._append(session, video, told, "error")
            status = VideoStatusEventDTO(video_id=video_id, status=VideoStatus.FAILED, progress=video.progress)
            self._append(session, video, status, "failed")
            self._tell_outcome(session, video)

    def _tell_outcome(self, session: Session, video: Video) -> None:
        session.flush()
        for outcomes in self._outcomes:
            outcomes.on_outcome(session, video)

    @contextmanager
    def _own(self, key: RunKey) -> Iterator[tuple[Session, Video]]:
        """A transaction in which the run is the video's own and this worker is alive; it rings the bell at its end."""
        with self._database.write() as session:
            if self.worker_id is not None and not workers.is_known(session, self.worker_id):
                raise DismissedError
            video = videos.find(session, key.video_id, is_to_change=True)
            if not _is_under_way(video, key):
                raise RunSupersededError
            assert video is not None
            yield session, video
        self._doorbell.ring()

    def _append(self, session: Session, video: Video, event: LoggedEventDTO, what: str) -> None:
        key = f"{video.id}:{video.run}:{what}"
        events.append(session, event, channel_id=str(video.channel_id or 0), key=key)
