"""Videos: submitted, listed, changed and deleted. A change of state and the event that tells of it are one commit."""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePath
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cultotranscript.analysis.books import book_named
from cultotranscript.analysis.passages import parse_reference
from cultotranscript.analysis.quotations import fold
from cultotranscript.analysis.retiming import compare, retime
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import paragraphs
from cultotranscript.db import channels, events, reports, transcripts, videos
from cultotranscript.db.models import Video
from cultotranscript.db.session import Database
from cultotranscript.db.videos import PassageFilter, VideoFilter
from cultotranscript.dtos import (
    BulkActionDTO,
    BulkResultDTO,
    MonthlyGroupDTO,
    PaginatedResponseDTO,
    PaginationDTO,
    PatchSummaryDTO,
    PatchVideoDTO,
    PipelineStep,
    SubmitVideoDTO,
    SummaryDTO,
    TranscriptChangeDTO,
    TranscriptDTO,
    TranscriptSegmentDTO,
    TranscriptVersionDTO,
    VideoDetailDTO,
    VideoDetailedReportDTO,
    VideoDTO,
    VideoStatus,
    VideoStatusEventDTO,
    utc_now,
)
from cultotranscript.errors import (
    AlreadyRunningError,
    CultoError,
    InvalidFileError,
    NotRunningError,
    TranscriptNotFoundError,
    UnavailableError,
    ValidationFailedError,
    VideoNotFoundError,
)
from cultotranscript.services.addresses import parse_video_address
from cultotranscript.services.corrections import correct_summary
from cultotranscript.services.doorbell import Doorbell
from cultotranscript.services.job_queue import Job, JobQueue
from cultotranscript.services.media_types import MEDIA_SUFFIXES, kind_of, suffix_of
from cultotranscript.services.reports import preached_places, preached_themes, report_dto, summary_dto
from cultotranscript.services.runs import fold_names
from cultotranscript.services.uploads import IncomingFile, Uploads

_log = logging.getLogger(__name__)

_WAITING = "Waiting for its turn."
_CHUNK_BYTES = 1024 * 1024
_GROUPED_VIDEOS = 500
"""How many videos an answer by month holds before it ends with a whole month."""
_MONTHS = "Janeiro Fevereiro Março Abril Maio Junho Julho Agosto Setembro Outubro Novembro Dezembro".split()
_STEPS = list(PipelineStep)


@dataclass(frozen=True, slots=True)
class VideoQuery:
    """Which videos somebody wants to see, as they said it.

    Attributes:
        channel_id: None for any, 0 for those of no channel.
        statuses: Any of these; none for all.
        search: Words of the title or the speaker's name.
        speaker: Words of the speaker's name.
        theme: The name of a theme.
        biblical_ref: Such as "João 3:16", "Salmos 23" or "Romanos".
        date_start: The first day, in `tz`.
        date_end: The last day, in `tz`.
        tz: An IANA time zone.
        sort: `published_at`, `created_at`, `title` or `duration`; "-" in front for descending.
    """

    channel_id: int | None = None
    statuses: Sequence[VideoStatus] = ()
    search: str | None = None
    speaker: str | None = None
    theme: str | None = None
    biblical_ref: str | None = None
    date_start: date | None = None
    date_end: date | None = None
    tz: str = "America/Sao_Paulo"
    sort: str = "-published_at"


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody says of a file that they send."""

    title: str | None = None
    speaker: str | None = None
    published_at: datetime | None = None
    channel_id: int | None = None


class Videos:
    """All that can be done with videos from outside of the pipeline.

    Args:
        database: Where they are kept.
        doorbell: Rung after each commit that announces something.
        jobs: Where their jobs wait.
        uploads: Where their files are kept.
        on_renamed: Has a video found by its new title and speaker, in the transaction that changes them.
    """

    def __init__(
        self,
        database: Database,
        doorbell: Doorbell,
        jobs: JobQueue,
        uploads: Uploads,
        on_renamed: Callable[[Session, Video], None],
    ) -> None:
        self._database, self._doorbell, self._jobs = database, doorbell, jobs
        self.uploads, self._on_renamed = uploads, on_renamed

    # Submitting.

    def submit_upload(self, incoming: IncomingFile, file_name: str, said: Submission) -> tuple[VideoDTO, bool]:
        """Take a file that was received.

        Args:
            incoming: The file; all of it was written.
            file_name: What it was called where it comes from.
            said: What its sender says of it.

        Returns:
            The video, and whether it is new: the same content again is the video that there is.

        Raises:
            UnsupportedMediaError: It is of no kind that can be read.
            InvalidFileError: It is empty or far too large for captions.
            ValidationFailedError: There is no such channel.
        """
        name = _printable(PurePath(file_name.replace("\\", "/")).name)
        kind_of(name, incoming.head, incoming.size_bytes)
        incoming.finish()
        title = _printable(said.title or "") or _title_of(name)
        sha256, suffix = incoming.sha256(), suffix_of(name)
        with self._database.write() as session:
            _check_channel(session, said.channel_id)
            video = videos.add_new(
                session,
                _new_row(
                    title=title,
                    is_title_given=bool(said.title),
                    speaker=said.speaker or None,
                    published_at=said.published_at,
                    channel_id=said.channel_id,
                    content_sha256=sha256,
                    file_name=name,
                ),
            )
            if video is None:
                same = videos.find_same(session, content_sha256=sha256)
                if same is None:  # Deleted between the two statements.
                    raise UnavailableError
                return video_dto(same), False
            # In the transaction, so that deleting the same content cannot come in between.
            self.uploads.keep(incoming, suffix)
            _announce(session, video)
        self._queue(video)
        return video_dto(video), True

    def submit_file(self, path: Path, title: str | None = None) -> tuple[VideoDTO, bool]:
        """Take a copy of a file of this machine; as `submit_upload`."""
        with self.uploads.receive() as incoming:
            try:
                with path.open("rb") as file:
                    while data := file.read(_CHUNK_BYTES):
                        incoming.write(data)
            except OSError as error:
                raise InvalidFileError(f"{path.name} cannot be read: {error.strerror}.") from error
            return self.submit_upload(incoming, path.name, Submission(title=title))

    def submit_address(self, asked: SubmitVideoDTO) -> tuple[VideoDTO, bool]:
        """Take the address of a YouTube video.

        Returns:
            The video, and whether it was queued: the same address again is the video that there is, and is queued
            only where that is PENDING or FAILED.

        Raises:
            UnsupportedUrlError: It is not the address of one YouTube video.
            ValidationFailedError: There is no such channel.
        """
        youtube_id = parse_video_address(asked.url)
        channel_id = parse_channel_id(asked.channel_id)
        with self._database.write() as session:
            _check_channel(session, channel_id)
            video = videos.add_new(
                session,
                _new_row(
                    title=asked.title or f"YouTube {youtube_id}",
                    is_title_given=bool(asked.title),
                    channel_id=channel_id,
                    youtube_id=youtube_id,
                ),
            )
            if video is None:
                video = videos.find_same(session, youtube_id=youtube_id)
                if video is None:  # Deleted between the two statements.
                    raise UnavailableError
                if video.status not in (VideoStatus.PENDING, VideoStatus.FAILED):
                    return video_dto(video), False
                _start_run(session, video, video.from_step)
            _announce(session, video)
        self._queue(video)
        return video_dto(video), True

    def submit_listed(self, youtube_id: str, title: str, published_at: datetime | None, channel_id: int) -> bool:
        """Take a video that a channel lists. Returns whether it was not known; one that is known is left alone."""
        with self._database.write() as session:
            if channels.find(session, channel_id) is None:
                return False
            video = videos.add_new(
                session,
                _new_row(
                    title=_printable(title) or f"YouTube {youtube_id}",
                    is_title_given=False,
                    channel_id=channel_id,
                    youtube_id=youtube_id,
                    published_at=published_at,
                ),
            )
            if video is None:
                return False
            _announce(session, video)
        self._queue(video)
        return True

    def _queue(self, video: Video) -> None:
        self._doorbell.ring()
        try:
            self._jobs.enqueue(Job(video.id, video.run, video.from_step))
        except UnavailableError:
            # The row is written, and the workers queue whatever has a row and no job.
            _log.warning("Video %d could not be queued now; a worker will find it", video.id)

    # Reading.

    def list_page(self, query: VideoQuery, *, limit: int, offset: int) -> tuple[list[VideoDTO], int]:
        """A page of videos, and how many there are in all.

        Raises:
            ValidationFailedError: The query names no place in the Bible, no time zone or no order.
        """
        wanted, sort, is_descending = understood(query)
        with self._database.read() as session:
            found = videos.list_page(
                session, wanted, sort=sort, is_descending=is_descending, limit=limit, offset=offset
            )
            return [video_dto(video) for video in found], videos.count(session, wanted)

    def list_months(self, query: VideoQuery, before: date | None = None) -> list[MonthlyGroupDTO]:
        """The videos by month, newest first: whole months, until they hold 500 videos.

        Args:
            query: Which; its order is not asked.
            before: Only months before the one that holds this day, to go on where another answer ended.
        """
        wanted, _, _ = understood(query)
        zone = _zone(query.tz)
        if before is not None:
            first_day = datetime.combine(before.replace(day=1), time(), zone)
            wanted = _narrowed(wanted, before=first_day)
        with self._database.read() as session:
            found = list(
                videos.list_page(
                    session, wanted, sort="published_at", is_descending=True, limit=_GROUPED_VIDEOS + 1, offset=0
                )
            )
            if len(found) > _GROUPED_VIDEOS:
                # The last month goes on: the whole of it is read, so that its count and its length are right.
                start = found[-1].listed_at.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
                ids = {video.id for video in found}
                rest = videos.list_page(
                    session,
                    _narrowed(wanted, before=found[-1].listed_at + timedelta(microseconds=1), since=start),
                    sort="published_at",
                    is_descending=True,
                    limit=100_000,
                    offset=0,
                )
                found += [video for video in rest if video.id not in ids]
        groups: dict[tuple[int, int], list[Video]] = {}
        for video in found:
            day = video.listed_at.astimezone(zone)
            groups.setdefault((day.year, day.month), []).append(video)
        return [
            MonthlyGroupDTO(
                year=year,
                month=month,
                month_label=f"{_MONTHS[month - 1]} {year}",
                videos=[video_dto(video) for video in members],
                total_duration=sum(video.duration for video in members),
            )
            for (year, month), members in groups.items()
        ]

    def detail(self, video_id: int) -> VideoDetailDTO:
        """A video with its summary and its text.

        Raises:
            VideoNotFoundError: There is none with this id.
        """
        with self._database.read() as session:
            return _detail(session, _found(session, video_id))

    def detailed_report(self, video_id: int) -> VideoDetailedReportDTO:
        """All that was found in a video.

        Raises:
            VideoNotFoundError: There is none with this id.
        """
        with self._database.read() as session:
            video = _found(session, video_id)
            correction = reports.find_correction(session, video_id)
            return report_dto(video, reports.find(session, video_id), correction, _text_of(session, video_id))

    def transcript(self, video_id: int, version: int | None = None) -> TranscriptDTO:
        """What was said, as text and as segments.

        Args:
            video_id: The video.
            version: The run that read or edited it; None for the newest.

        Raises:
            VideoNotFoundError: There is no such video.
            TranscriptNotFoundError: It has no transcript, or not this version.
        """
        segments = self.segments(video_id, version)
        return TranscriptDTO(
            transcript=paragraphs(segments),
            segments=[TranscriptSegmentDTO(start=s.start, end=s.end, text=s.text) for s in segments],
        )

    def segments(self, video_id: int, version: int | None = None) -> list[Segment]:
        """What was said, in segments; as `transcript`."""
        with self._database.read() as session:
            _found(session, video_id)
            if version is None:
                row = transcripts.newest(session, video_id)
            else:
                row = transcripts.find(session, video_id, version)
            if row is None:
                raise TranscriptNotFoundError
            return transcripts.segments_of(row)

    def known_speakers(self) -> list[str]:
        """The names of those who preached, most often first: what a form offers."""
        with self._database.read() as session:
            return videos.known_speakers(session, limit=200)

    def versions(self, video_id: int) -> list[TranscriptVersionDTO]:
        """The versions of what was said, newest first.

        Raises:
            VideoNotFoundError: There is no such video.
        """
        with self._database.read() as session:
            _found(session, video_id)
            rows = transcripts.list_versions(session, video_id)
        return [
            TranscriptVersionDTO(
                version=row.run,
                origin=row.origin,
                language=row.language,
                created_at=row.created_at,
                is_current=row is rows[0],
            )
            for row in rows
        ]

    def compare_versions(self, video_id: int, before: int, after: int) -> list[TranscriptChangeDTO]:
        """What one version says otherwise than another, in order; what both say is left out.

        Raises:
            VideoNotFoundError: There is no such video.
            TranscriptNotFoundError: It has no such version.
        """
        changes = compare(self.segments(video_id, before), self.segments(video_id, after))
        return [
            TranscriptChangeDTO(before=one.before, after=one.after, timestamp=int(one.timestamp)) for one in changes
        ]

    def recording(self, video_id: int) -> Path | None:
        """The file of sound or video that was uploaded; None for captions and for videos of a site.

        Raises:
            VideoNotFoundError: There is no such video.
        """
        with self._database.read() as session:
            video = _found(session, video_id)
        suffix = suffix_of(video.file_name or "")
        if video.content_sha256 is None or suffix not in MEDIA_SUFFIXES:
            return None
        path = self.uploads.path_of(video.content_sha256, suffix)
        return path if path.exists() else None

    # Changing.

    def restore_version(self, video_id: int, version: int) -> VideoDTO:
        """Make an old version the newest, and have it analysed.

        Raises:
            VideoNotFoundError: There is no such video.
            TranscriptNotFoundError: It has no such version.
            AlreadyRunningError: It is being worked on.
        """
        segments = self.segments(video_id, version)
        dtos = [TranscriptSegmentDTO(start=s.start, end=s.end, text=s.text) for s in segments]
        return self.edit_transcript(video_id, dtos, None)

    def change_many(self, asked: BulkActionDTO) -> list[BulkResultDTO]:
        """Do one thing to many videos; what fails for one is done for the others.

        Raises:
            ValidationFailedError: There is no such channel.
        """
        channel_id = parse_channel_id(asked.channel_id)
        patch = PatchVideoDTO(channel_id=str(channel_id or 0))
        actions: dict[str, Callable[[int], object]] = {
            "delete": self.delete,
            "cancel": self.cancel,
            "reprocess": lambda video_id: self.reprocess(video_id, asked.from_step),
            "move": lambda video_id: self.change(video_id, patch),
        }
        results = []
        for video_id in dict.fromkeys(asked.ids):
            try:
                actions[asked.action](int(video_id))
            except CultoError as error:
                results.append(BulkResultDTO(id=video_id, done=False, detail=error.detail, error_code=error.code))
            else:
                results.append(BulkResultDTO(id=video_id, done=True))
        return results

    def change(self, video_id: int, patch: PatchVideoDTO) -> VideoDetailDTO:
        """Change what a person may change; fields that were not sent stay.

        Raises:
            VideoNotFoundError: There is no such video.
            ValidationFailedError: There is no such channel, or the title is null.
        """
        sent = patch.model_fields_set
        with self._database.write() as session:
            video = _found(session, video_id, is_to_change=True)
            if "title" in sent:
                if patch.title is None:
                    raise ValidationFailedError("title: a video always has a title.")
                video.title, video.is_title_given = _printable(patch.title), True
            if "speaker" in sent:
                video.speaker, video.is_speaker_given = patch.speaker or None, patch.speaker is not None
            if "published_at" in sent:
                video.published_at = patch.published_at
                video.listed_at = patch.published_at or video.created_at
            if "channel_id" in sent:
                channel_id = parse_channel_id(patch.channel_id)
                _check_channel(session, channel_id)
                video.channel_id = channel_id
            if {"title", "speaker"} & sent:
                self._rename(session, video)
            session.flush()
            return _detail(session, video)

    def change_summary(self, video_id: int, patch: PatchSummaryDTO) -> SummaryDTO:
        """Correct the summary; what a person says is laid over every later analysis.

        Raises:
            VideoNotFoundError: There is no such video.
            ValidationFailedError: A passage does not exist.
        """
        with self._database.write() as session:
            video = _found(session, video_id, is_to_change=True)
            report = reports.find(session, video_id)
            body = report.body if report is not None else None
            correction = correct_summary(session, video_id, body, patch)
            if "speaker" in patch.model_fields_set:
                video.speaker, video.is_speaker_given = patch.speaker or None, patch.speaker is not None
                self._rename(session, video)
            themes = [(theme.theme, theme.score) for theme in preached_themes(body, correction)]
            reports.replace_preached(session, video_id, preached_places(body, correction), themes)
            session.flush()
            return summary_dto(video, report, correction)

    def _rename(self, session: Session, video: Video) -> None:
        video.folded = fold_names(video.title, video.speaker)
        session.flush()
        self._on_renamed(session, video)

    def edit_transcript(
        self, video_id: int, segments: Sequence[TranscriptSegmentDTO] | None, text: str | None
    ) -> VideoDTO:
        """Keep another version of what was said, and have it analysed; the old version stays.

        Args:
            video_id: The video.
            segments: The whole text in segments, or None.
            text: The whole text without times, or None: the times of the words that stay are kept.

        Raises:
            VideoNotFoundError: There is no such video.
            TranscriptNotFoundError: There is nothing to edit.
            AlreadyRunningError: It is being worked on.
        """
        with self._database.write() as session:
            video = _found(session, video_id, is_to_change=True)
            if video.status in videos.UNFINISHED:
                raise AlreadyRunningError
            row = transcripts.newest(session, video_id)
            if row is None:
                raise TranscriptNotFoundError
            if segments is not None:
                edited = [Segment(s.start, s.end, s.text) for s in sorted(segments, key=lambda s: s.start)]
            else:
                edited = retime(transcripts.segments_of(row), text or "")
            if not any(segment.text.strip() for segment in edited):
                raise ValidationFailedError("The transcript is empty. Delete the video instead.")
            _start_run(session, video, PipelineStep.SERMON_START)
            transcripts.put(session, video_id, video.run, edited, language=row.language, origin="edited")
            _announce(session, video)
        self._queue(video)
        return video_dto(video)

    def reprocess(self, video_id: int, from_step: PipelineStep | None) -> VideoDTO:
        """Queue a video anew.

        Args:
            video_id: The video.
            from_step: Where to begin; None for the step that failed, or for the first.

        Raises:
            VideoNotFoundError: There is no such video.
            AlreadyRunningError: It is being worked on.
        """
        with self._database.write() as session:
            video = _found(session, video_id, is_to_change=True)
            if video.status in videos.UNFINISHED:
                raise AlreadyRunningError
            if from_step is None:
                is_failed = video.status == VideoStatus.FAILED
                from_step = PipelineStep(video.from_step) if is_failed else _STEPS[0]
            if transcripts.newest(session, video_id) is None:
                from_step = min(from_step, PipelineStep.TRANSCRIPT, key=_STEPS.index)
            report = reports.find(session, video_id)
            if report is None:
                from_step = min(from_step, PipelineStep.SERMON_START, key=_STEPS.index)
            elif report.body is None:
                from_step = min(from_step, PipelineStep.ANALYSE, key=_STEPS.index)
            _start_run(session, video, from_step)
            _announce(session, video)
        self._queue(video)
        return video_dto(video)

    def cancel(self, video_id: int) -> VideoDTO:
        """Stop the work on a video; what was done stays, and `reprocess` goes on.

        Raises:
            VideoNotFoundError: There is no such video.
            NotRunningError: Nobody works on it, and it does not wait.
        """
        with self._database.write() as session:
            video = _found(session, video_id, is_to_change=True)
            if video.status not in videos.UNFINISHED:
                raise NotRunningError
            cancelled_run = video.run
            video.run += 1
            video.status, video.message = VideoStatus.FAILED, None
            video.error_code, video.error_message = "CANCELLED", "Cancelled. Process it again to go on."
            _announce(session, video)
        self._doorbell.ring()
        self._cancel_jobs(video_id, cancelled_run)
        return video_dto(video)

    def delete(self, video_id: int) -> None:
        """Stop the work on a video, then delete it with its file.

        Raises:
            VideoNotFoundError: There is no such video.
        """
        with self._database.write() as session:
            video = _found(session, video_id, is_to_change=True)
            run = video.run
            videos.delete(session, video_id)
            if video.content_sha256 is not None:
                # In the transaction, so that sending the same content again cannot come in between.
                self.uploads.remove(video.content_sha256, suffix_of(video.file_name or ""))
        self._cancel_jobs(video_id, run)

    def _cancel_jobs(self, video_id: int, run: int) -> None:
        try:
            self._jobs.cancel(video_id, run)
        except UnavailableError:
            # A job of another run than the video's own changes nothing when its turn comes.
            _log.warning("The jobs of video %d could not be cancelled; they will find nothing to do", video_id)


def video_dto(video: Video) -> VideoDTO:
    """A row as it goes over the wire."""
    return VideoDTO(**_common(video))


def _common(video: Video) -> dict[str, Any]:
    return {
        "id": str(video.id),
        "title": video.title,
        "youtube_id": video.youtube_id or "",
        "status": VideoStatus(video.status),
        "duration": video.duration,
        "published_at": video.published_at,
        "created_at": video.created_at,
        "processed_at": video.processed_at,
        "channel_id": str(video.channel_id or 0),
        "speaker": video.speaker,
        "progress": video.progress,
        "message": video.message,
    }


def _detail(session: Session, video: Video) -> VideoDetailDTO:
    summary = summary_dto(video, reports.find(session, video.id), reports.find_correction(session, video.id))
    values = _common(video) | {
        "summary": summary,
        "transcript": _text_of(session, video.id),
        "error_message": video.error_message,
        "error_code": video.error_code,
    }
    return VideoDetailDTO(**values)


def _text_of(session: Session, video_id: int) -> str | None:
    row = transcripts.newest(session, video_id)
    return paragraphs(transcripts.segments_of(row)) if row is not None else None


def paginated(items: list[VideoDTO], total: int, *, page: int, page_size: int) -> PaginatedResponseDTO[VideoDTO]:
    """A page of videos with its place in the whole."""
    pages = -(-total // page_size)
    pagination = PaginationDTO(page=page, page_size=page_size, total=total, total_pages=pages)
    return PaginatedResponseDTO[VideoDTO](items=items, pagination=pagination)


def parse_channel_id(text: str | None) -> int | None:
    """A channel's id as it goes over the wire; None for none, which is "0" or null.

    Raises:
        ValidationFailedError: It is no id.
    """
    if text is None or text == "0":
        return None
    if not re.fullmatch(r"[1-9]\d{0,18}", text, re.ASCII) or int(text) >= 2**63:
        raise ValidationFailedError("channel_id: an id is a whole number from 1 to 9223372036854775807, in digits.")
    return int(text)


def _check_channel(session: Session, channel_id: int | None) -> None:
    if channel_id is not None and channels.find(session, channel_id) is None:
        raise ValidationFailedError("channel_id: there is no channel with this id.")


def _found(session: Session, video_id: int, *, is_to_change: bool = False) -> Video:
    video = videos.find(session, video_id, is_to_change=is_to_change)
    if video is None:
        raise VideoNotFoundError
    return video


def _new_row(
    *,
    title: str,
    is_title_given: bool,
    channel_id: int | None,
    speaker: str | None = None,
    published_at: datetime | None = None,
    youtube_id: str | None = None,
    content_sha256: str | None = None,
    file_name: str | None = None,
) -> dict[str, object]:
    now = utc_now()
    return {
        "title": title[:500],
        "is_title_given": is_title_given,
        "speaker": speaker,
        "is_speaker_given": speaker is not None,
        "folded": fold_names(title[:500], speaker),
        "channel_id": channel_id,
        "youtube_id": youtube_id,
        "content_sha256": content_sha256,
        "file_name": file_name,
        "duration": 0,
        "published_at": published_at,
        "created_at": now,
        "listed_at": published_at or now,
        "status": VideoStatus.QUEUED.value,
        "progress": 0,
        "message": _WAITING,
        "run": 1,
        "from_step": _STEPS[0].value,
    }


def _start_run(session: Session, video: Video, from_step: str) -> None:
    video.run += 1
    video.from_step = from_step
    video.status, video.progress, video.message = VideoStatus.QUEUED, 0, _WAITING
    video.error_code = video.error_message = None
    session.flush()


def _announce(session: Session, video: Video) -> None:
    event = VideoStatusEventDTO(
        video_id=str(video.id), status=VideoStatus(video.status), progress=video.progress, message=video.message
    )
    events.append(session, event, channel_id=str(video.channel_id or 0))


def _printable(text: str) -> str:
    """A name as one line without control characters and lone surrogates, of at most 500 characters."""
    clean = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(clean.split())[:500]


def _title_of(file_name: str) -> str:
    stem = file_name.removesuffix(PurePath(file_name).suffix)
    return " ".join(re.sub(r"[_\s]+", " ", stem).split()) or file_name


def understood(query: VideoQuery) -> tuple[VideoFilter, str, bool]:
    """A query as a filter, a sort and whether that is descending."""
    sort = query.sort.removeprefix("-")
    if sort not in videos.SORTS:
        raise ValidationFailedError(f"sort: one of {', '.join(videos.SORTS)}, with - in front for descending.")
    zone = _zone(query.tz)
    start = end = None
    try:
        if query.date_start is not None:
            start = datetime.combine(query.date_start, time(), zone)
        if query.date_end is not None:
            end = datetime.combine(query.date_end + timedelta(days=1), time(), zone)
    except OverflowError:
        raise ValidationFailedError("date_end: this day lies outside of the calendar.") from None
    wanted = VideoFilter(
        channel_id=query.channel_id,
        statuses=[status.value for status in query.statuses],
        title_words=_folded_words(query.search),
        speaker_words=_folded_words(query.speaker),
        theme=query.theme.strip().lower() if query.theme else None,
        passage=_passage_of(query.biblical_ref) if query.biblical_ref else None,
        listed_from=start,
        listed_before=end,
    )
    return wanted, sort, query.sort.startswith("-")


def _narrowed(wanted: VideoFilter, *, before: datetime, since: datetime | None = None) -> VideoFilter:
    ends = [end for end in (wanted.listed_before, before) if end is not None]
    starts = [start for start in (wanted.listed_from, since) if start is not None]
    return VideoFilter(
        channel_id=wanted.channel_id,
        statuses=wanted.statuses,
        title_words=wanted.title_words,
        speaker_words=wanted.speaker_words,
        theme=wanted.theme,
        passage=wanted.passage,
        listed_from=max(starts) if starts else None,
        listed_before=min(ends),
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValidationFailedError("tz: an IANA time zone, such as America/Sao_Paulo.") from None


def _folded_words(text: str | None) -> list[str]:
    return [fold(word) for word in (text or "").split()]


def _passage_of(text: str) -> PassageFilter:
    reference = parse_reference(text)
    if reference is not None:
        return PassageFilter(reference.book, reference.chapter, reference.verse_start, reference.verse_end)
    book = book_named(text)
    if book is None:
        raise ValidationFailedError('biblical_ref: a place in the Bible, such as "João 3:16", "Salmos 23" or "Rute".')
    return PassageFilter(book.name)
