"""The wire: every shape that crosses the HTTP and event API, and nothing else.

All shapes are frozen and refuse unknown fields. Numbers and booleans are strict (`"3"` is no number, `1` is no
boolean); times and enums come from JSON text. Times are aware, in UTC, and end in `Z` in JSON. Durations and
positions are whole seconds. The TypeScript types of the front end are generated from this file.
"""

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, Generic, Literal, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    TypeAdapter,
    field_validator,
    model_validator,
)

T = TypeVar("T")

_CALENDAR_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def _only_iso_text(value: Any) -> Any:
    """Refuse what pydantic would take for seconds since 1970: a number, or digits in a string."""
    if isinstance(value, datetime) or (isinstance(value, str) and _ISO_TIME.match(value)):
        return value
    raise ValueError("a time is ISO 8601 text with a time zone, such as 2025-01-31T12:00:00Z")


def _as_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("this time lies outside the years 1 to 9999") from None


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


def utc_text(value: datetime) -> str:
    """An aware time as ISO 8601 in UTC ending in `Z`."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


UtcTime = Annotated[
    AwareDatetime,
    BeforeValidator(_only_iso_text),
    AfterValidator(_as_utc),
    PlainSerializer(utc_text, return_type=str, when_used="json"),
]


def _only_calendar_text(value: Any) -> Any:
    """Refuse what pydantic would take for seconds since 1970, as of times."""
    if isinstance(value, date) or (isinstance(value, str) and _CALENDAR_DAY.fullmatch(value)):
        return value
    raise ValueError("a day is written YYYY-MM-DD, such as 2025-01-31")


Day = Annotated[date, BeforeValidator(_only_calendar_text)]


def _only_boolean(value: Any) -> Any:
    """A Literal compares with `==`, and 1 equals True."""
    if not isinstance(value, bool):
        raise ValueError("this is true or false")
    return value


WholeNumber = Annotated[int, Field(strict=True, ge=0, le=2**53 - 1)]
Flag = Annotated[bool, Field(strict=True)]
Percent = Annotated[int, Field(strict=True, ge=0, le=100)]
Score = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
# A database text may hold no NUL, and neither may a lone surrogate (pydantic refuses that one by itself).
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
ShortText = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=500, strip_whitespace=True)]
# Other programs may use ids of their own in events, so these are any short text without control characters.
EventVideoId = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
ErrorCode = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]


class DTO(BaseModel):
    """What all shapes of the wire have in common: frozen, and no unknown field."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class VideoStatus(StrEnum):
    """Where a video is on its way to a summary."""

    PENDING = "PENDING"
    """Known, but not submitted."""
    QUEUED = "QUEUED"
    """Waiting for a worker."""
    PROCESSING = "PROCESSING"
    """A worker is on it."""
    PROCESSED = "PROCESSED"
    """Its transcript and summary can be read."""
    FAILED = "FAILED"
    """A step failed; `error_message` says which, why and what to do."""


class PipelineStep(StrEnum):
    """The steps from a file or an address to a summary, in their order."""

    METADATA = "metadata"
    VALIDATE = "validate"
    TRANSCRIPT = "transcript"
    SERMON_START = "sermon_start"
    ANALYSE = "analyse"
    INDEX = "index"


class EventType(StrEnum):
    """The kinds of event that a stream carries."""

    VIDEO_STATUS = "video.status"
    SUMMARY_READY = "summary.ready"
    ERROR = "error"
    HEARTBEAT = "heartbeat"


# What is read of a video.


class BiblicalPassageDTO(DTO):
    """A passage of the Bible that was preached or named."""

    book: ShortText
    """The book's Portuguese name, such as "João" or "1 Coríntios"."""
    chapter: Annotated[int, Field(strict=True, ge=1, le=150)]
    verse_start: Annotated[int, Field(strict=True, ge=1, le=176)]
    """The first verse; 1 for a whole chapter."""
    verse_end: Annotated[int, Field(strict=True, ge=1, le=176)] | None = None
    """The last verse of a range; a whole chapter ends with its last verse."""
    text: Text | None = None
    """The words of the passage, when a translation is installed, or as they were said."""
    timestamp: WholeNumber | None = None
    """Seconds from the start of the video at which it is first named."""
    source: Literal["named", "quoted", "edited"] | None = None
    """How it was found: named, recognised by its words, or entered by a person."""


class CitationDTO(DTO):
    """Something the preacher quoted, in the words that were said."""

    text: Text
    context: Text | None = None
    """Who or what is quoted, or the sentence that introduces it."""
    timestamp: WholeNumber | None = None
    """Seconds from the start of the video."""


class SummaryDTO(DTO):
    """What a sermon comes down to."""

    themes: list[ShortText]
    """The main themes, most weighty first."""
    passages: list[BiblicalPassageDTO]
    """The distinct passages, in order of first mention."""
    citations: list[CitationDTO]
    speaker: ShortText | None = None
    word_count: WholeNumber
    """Words of the sermon, without notices and songs."""
    key_points: list[Text]
    suggestions: list[Text] | None = None
    """Advice for the preacher."""

    @classmethod
    def empty(cls) -> Self:
        """The summary of a video that has none yet."""
        return cls(themes=[], passages=[], citations=[], word_count=0, key_points=[])


class VideoDTO(DTO):
    """A video, or a file that stands for one."""

    id: Text
    title: Text
    youtube_id: Text
    """The 11 characters of YouTube, or "" for an upload."""
    status: VideoStatus
    duration: WholeNumber
    """Seconds; 0 while it is not known."""
    published_at: UtcTime | None = None
    created_at: UtcTime
    processed_at: UtcTime | None = None
    thumbnail_url: Text | None = None
    """A path on this server."""
    channel_id: Text
    """The channel it belongs to, or "0" for none."""
    speaker: Text | None = None
    progress: Percent | None = None
    """Percent of the whole; never falls within a run."""
    message: Text | None = None
    """What happens right now, for the person who waits."""


class VideoDetailDTO(VideoDTO):
    """A video with what was found in it."""

    summary: SummaryDTO
    """An empty one before it is ready."""
    transcript: Text | None = None
    error_message: Text | None = None
    """The step that failed, the cause, and what to do."""
    error_code: Text | None = None


class ThemeDTO(DTO):
    """A theme and its weight in the sermon."""

    theme: Text
    score: Score


class HighlightDTO(DTO):
    """A part of the sermon worth going back to."""

    title: Text
    summary: Text
    timestamp: WholeNumber | None = None
    """Seconds from the start of the video."""


class DiscussionQuestionDTO(DTO):
    """A question for a small group."""

    question: Text
    passage: Text | None = None
    """The passage it is about, such as "João 3:16"."""


class SermonStatisticsDTO(DTO):
    """Length and pace of the sermon."""

    word_count: WholeNumber
    duration_minutes: WholeNumber
    wpm: WholeNumber
    """Words a minute."""


class VideoDetailedReportDTO(DTO):
    """All that was found in one video."""

    video_id: Text
    title: Text
    youtube_id: Text
    published_at: UtcTime | None = None
    duration: WholeNumber
    status: VideoStatus
    speaker: Text | None = None
    thumbnail_url: Text | None = None
    ai_summary: Text | None = None
    """The sermon in a paragraph."""
    statistics: SermonStatisticsDTO
    themes: list[ThemeDTO]
    passages: list[BiblicalPassageDTO]
    highlights: list[HighlightDTO]
    discussion_questions: list[DiscussionQuestionDTO]
    transcript: Text | None = None
    error_message: Text | None = None
    mentions: list[BiblicalPassageDTO]
    """One per time a passage is named, in order."""


class TranscriptSegmentDTO(DTO):
    """A stretch of speech; times in seconds from the start of the video."""

    start: Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
    end: Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
    text: Text


class TranscriptDTO(DTO):
    """The whole of what was said, as one text and as timed segments."""

    transcript: Text
    segments: list[TranscriptSegmentDTO]


class TranscriptVersionDTO(DTO):
    """A version of what was said."""

    version: WholeNumber
    origin: Text
    """Where it is from: captions, a model, or a person who edited it."""
    language: Text | None = None
    created_at: UtcTime
    is_current: Flag


class TranscriptChangeDTO(DTO):
    """Where one version of a transcript says something else than another."""

    before: Text
    """"" where something was put in."""
    after: Text
    """"" where something was taken out."""
    timestamp: WholeNumber
    """Seconds from the start of the video."""


# The preaching map.


class PreachedChapterDTO(DTO):
    """A chapter that was preached."""

    chapter: WholeNumber
    sermons: WholeNumber
    """Sermons that name it or a part of it."""
    last_preached_at: UtcTime


class PreachedBookDTO(DTO):
    """A book of the Bible and what was preached of it."""

    book: Text
    """Its Portuguese name, such as "1 Coríntios"."""
    testament: Literal["AT", "NT"]
    """The old or the new one."""
    chapter_count: WholeNumber
    """Chapters that it has."""
    sermons: WholeNumber
    """Sermons that name it, each once."""
    last_preached_at: UtcTime | None = None
    chapters: list[PreachedChapterDTO]
    """Those that were preached."""
    never_preached: list[WholeNumber]
    """Its other chapters."""


class BookCountDTO(DTO):
    """In how many sermons a book was named."""

    book: Text
    sermons: WholeNumber


class ThemeCountDTO(DTO):
    """In how many sermons a theme was spoken of."""

    theme: Text
    sermons: WholeNumber


class PreachedMonthDTO(DTO):
    """What was preached in a month."""

    year: WholeNumber
    month: Annotated[int, Field(strict=True, ge=1, le=12)]
    sermons: WholeNumber
    books: list[BookCountDTO]
    """Most often first."""
    themes: list[ThemeCountDTO]
    """Most often first."""


class PreacherDTO(DTO):
    """Who preached how often, and of how much of the Bible."""

    speaker: Text
    sermons: WholeNumber
    books: WholeNumber
    """Different ones."""


class PreachedChannelDTO(DTO):
    """How often was preached in a channel, and of how much of the Bible."""

    channel_id: Text
    """"0" for videos of no channel."""
    sermons: WholeNumber
    books: WholeNumber
    """Different ones."""


class PreachingMapDTO(DTO):
    """What of the Bible was preached when and by whom, and what never was."""

    sermons: WholeNumber
    """Sermons that were worked on and pass the filters."""
    books: list[PreachedBookDTO]
    """All 66, in their order."""
    never_preached: list[Text]
    """Books that no sermon names."""
    months: list[PreachedMonthDTO]
    """Those in which was preached, oldest first."""
    themes: list[ThemeCountDTO]
    """Most often first."""
    speakers: list[PreacherDTO]
    """Most often first; 100 at the most."""
    channels: list[PreachedChannelDTO]
    """Most often first; 500 at the most."""


# Channels.


class ChannelScheduleDTO(DTO):
    """When a channel is looked at by itself."""

    weekday: Annotated[int, Field(strict=True, ge=0, le=6)] | None = None
    """0 is Monday; none is every day."""
    hour: Annotated[int, Field(strict=True, ge=0, le=23)]
    minute: Annotated[int, Field(strict=True, ge=0, le=59)]
    tz: ShortText
    """An IANA time zone, such as America/Sao_Paulo."""

    @field_validator("tz")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError("an IANA time zone, such as America/Sao_Paulo") from None
        return name


class ChannelSettingsDTO(DTO):
    """How a channel is followed."""

    active: Flag
    title_filter: ShortText | None = None
    """Only videos whose title contains this."""
    min_duration: WholeNumber | None = None
    """Seconds."""
    max_duration: WholeNumber | None = None
    """Seconds."""
    default_speaker: ShortText | None = None
    schedule: ChannelScheduleDTO | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_duration is not None and self.max_duration is not None and self.min_duration > self.max_duration:
            raise ValueError("min_duration is more than max_duration")
        return self


class ChannelDTO(DTO):
    """A church's channel."""

    id: Text
    title: Text
    youtube_channel_id: Text
    """"" if it has none."""
    last_checked_at: UtcTime | None = None
    created_at: UtcTime
    total_videos: WholeNumber
    processed_videos: WholeNumber
    settings: ChannelSettingsDTO


class ChannelStatsDTO(DTO):
    """Counts and lengths over the videos of a channel; durations in seconds."""

    total_videos: WholeNumber
    processed_videos: WholeNumber
    processing_videos: WholeNumber
    failed_videos: WholeNumber
    total_duration: WholeNumber
    average_duration: WholeNumber
    last_updated: UtcTime


class ChannelCheckDTO(DTO):
    """A look at a channel for videos that are not known yet, and how far it is."""

    id: Text
    channel_id: Text
    status: Literal["waiting", "running", "done", "failed"]
    listed: WholeNumber
    """Videos that the channel's list held."""
    looked_at: WholeNumber
    """Videos of the list that were judged."""
    added: WholeNumber
    """Videos that were queued."""
    message: Text | None = None
    """Why it failed."""
    error_code: Text | None = None
    asked_at: UtcTime
    ended_at: UtcTime | None = None


# Jobs.


class JobDTO(DTO):
    """A stretch of work on a video that waits or runs."""

    video_id: Text
    title: Text
    status: Literal["waiting", "delayed", "running"]
    lane: Literal["quick", "listening"]
    """`quick` takes seconds; `listening` is where sound is fetched and written down."""
    run: WholeNumber
    """Counts the times the video was queued."""
    worker_id: Text | None = None
    created_at: UtcTime


class JobsDTO(DTO):
    """What waits and what runs."""

    depth: WholeNumber
    """Jobs that wait."""
    running: WholeNumber
    oldest_s: WholeNumber
    """Seconds that the oldest of those that wait has waited."""
    stuck: WholeNumber
    """Jobs whose worker is gone, and videos that wait without a job. A worker sees to them within seconds."""
    workers: WholeNumber
    jobs: list[JobDTO]
    """The oldest 200."""


# Events.


class EventDTO(DTO):
    """What all events have in common."""

    type: EventType
    timestamp: UtcTime = Field(default_factory=utc_now)
    """When it happened; now, unless it is said."""


class VideoStatusEventDTO(EventDTO):
    """A video moved to another status, or moved on within one."""

    type: Literal[EventType.VIDEO_STATUS] = EventType.VIDEO_STATUS
    video_id: EventVideoId
    status: VideoStatus
    progress: Percent | None = None
    """Percent of the whole; never falls within a run."""
    message: Text | None = None
    """What happens right now, for the person who waits."""


class SummaryReadyEventDTO(EventDTO):
    """The summary of a video can be read."""

    type: Literal[EventType.SUMMARY_READY] = EventType.SUMMARY_READY
    video_id: EventVideoId
    summary: SummaryDTO


class ErrorEventDTO(EventDTO):
    """Something failed: with a video, or with the stream itself (`EVENTS_LOST`)."""

    type: Literal[EventType.ERROR] = EventType.ERROR
    video_id: EventVideoId | None = None
    error_code: ErrorCode
    error_message: Text


class HeartbeatEventDTO(EventDTO):
    """The stream is alive. Its SSE id is the stream's position."""

    type: Literal[EventType.HEARTBEAT] = EventType.HEARTBEAT


LoggedEventDTO = VideoStatusEventDTO | SummaryReadyEventDTO | ErrorEventDTO
"""The events that are kept and numbered: all but the heartbeat."""

SSEEventDTO = Annotated[
    VideoStatusEventDTO | SummaryReadyEventDTO | ErrorEventDTO | HeartbeatEventDTO, Field(discriminator="type")
]
"""Every event of the stream, told apart by `type`."""

SSE_EVENT: TypeAdapter[VideoStatusEventDTO | SummaryReadyEventDTO | ErrorEventDTO | HeartbeatEventDTO] = TypeAdapter(
    SSEEventDTO
)
"""Reads and writes any event: `SSE_EVENT.validate_json(data)`."""

LOGGED_EVENT: TypeAdapter[LoggedEventDTO] = TypeAdapter(Annotated[LoggedEventDTO, Field(discriminator="type")])
"""Reads and writes any event but a heartbeat."""


# Answers.


class ApiSuccessResponse(DTO, Generic[T]):
    """Every JSON success under /api."""

    success: Annotated[Literal[True], BeforeValidator(_only_boolean)] = True
    data: T
    message: Text | None = None


class ApiErrorResponse(DTO):
    """Every JSON error under /api."""

    success: Annotated[Literal[False], BeforeValidator(_only_boolean)] = False
    detail: Text
    """A sentence for a person."""
    error_code: Text | None = None
    """UPPER_SNAKE, for machines."""


class PaginationDTO(DTO):
    """Where a page lies in the whole."""

    page: WholeNumber
    """From 1."""
    page_size: WholeNumber
    total: WholeNumber
    total_pages: WholeNumber


class PaginatedResponseDTO(DTO, Generic[T]):
    """One page of a list."""

    items: list[T]
    pagination: PaginationDTO


class MonthlyGroupDTO(DTO):
    """The videos of one month."""

    year: WholeNumber
    month: Annotated[int, Field(strict=True, ge=1, le=12)]
    month_label: Text
    """Such as "Janeiro 2025"."""
    videos: list[VideoDTO]
    total_duration: WholeNumber
    """Seconds."""


class SearchMatchDTO(DTO):
    """A sentence that matches a search."""

    text: Text
    """Plain text, never HTML."""
    highlights: list[tuple[WholeNumber, WholeNumber]]
    """Start and end of each match in `text`, in code points."""
    timestamp: WholeNumber | None = None
    """Seconds from the start of the video."""
    score: Annotated[float, Field(strict=True, allow_inf_nan=False)]


class SearchHitDTO(DTO):
    """A video that holds what was searched for."""

    video: VideoDTO
    matches: list[SearchMatchDTO]


class ChatMessageDTO(DTO):
    """One turn of a chat."""

    role: Literal["user", "assistant"]
    content: Text
    timestamp: UtcTime


class ChatRequestDTO(DTO):
    """A question about what was preached."""

    message: Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"^[^\x00]*$")]
    session_id: Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]*$")]
    channel_id: Text
    knowledge_mode: Literal["database_only", "global"] = "database_only"


class ChatResponseDTO(DTO):
    """An answer made of what was preached."""

    response: Text
    cited_videos: list[VideoDTO]
    relevance_scores: list[Score]
    """One per cited video."""
    session_id: Text

    @model_validator(mode="after")
    def _one_score_per_video(self) -> Self:
        if len(self.relevance_scores) != len(self.cited_videos):
            raise ValueError("relevance_scores holds one number for each cited video")
        return self


# Bodies of requests.


class SubmitVideoDTO(DTO):
    """A YouTube video to be worked on."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
    channel_id: Text | None = None
    title: ShortText | None = None


class PatchVideoDTO(DTO):
    """What a person may change of a video; what is left out stays as it is."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)] | None = None
    speaker: ShortText | None = None
    published_at: UtcTime | None = None
    channel_id: Text | None = None


class PatchPassageDTO(DTO):
    """A passage that a person adds or leaves in; text, second and source of one that was found are kept."""

    book: ShortText
    """Its Portuguese or English name, or a usual abbreviation."""
    chapter: Annotated[int, Field(strict=True, ge=1, le=150)]
    verse_start: Annotated[int, Field(strict=True, ge=1, le=176)] | None = None
    """None for the whole chapter."""
    verse_end: Annotated[int, Field(strict=True, ge=1, le=176)] | None = None
    text: Text | None = None
    timestamp: WholeNumber | None = None
    source: Literal["named", "quoted", "edited"] | None = None


class PatchSummaryDTO(DTO):
    """A person's corrections of a summary: each list is the whole of what shall stand there."""

    themes: (
        Annotated[
            list[Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]],
            Field(max_length=50),
        ]
        | None
    ) = None
    passages: Annotated[list[PatchPassageDTO], Field(max_length=500)] | None = None
    speaker: ShortText | None = None


class PatchTranscriptDTO(DTO):
    """Another version of what was said: in segments, or as text whose unchanged words keep their times."""

    segments: Annotated[list[TranscriptSegmentDTO], Field(max_length=100_000)] | None = None
    transcript: Text | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.segments is None) == (self.transcript is None):
            raise ValueError("send either segments or transcript")
        if any(segment.end < segment.start for segment in self.segments or ()):
            raise ValueError("a segment ends before it starts")
        return self


class ReprocessDTO(DTO):
    """From where a video is worked on again."""

    from_step: PipelineStep | None = None
    """None for the step that failed, or for the first."""


class BulkActionDTO(DTO):
    """One thing to be done to many videos."""

    ids: Annotated[
        list[Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,17}$")]], Field(min_length=1, max_length=500)
    ]
    action: Literal["delete", "cancel", "reprocess", "move"]
    channel_id: Text | None = None
    """Where `move` moves them; null or "0" for no channel."""
    from_step: PipelineStep | None = None
    """Where `reprocess` begins."""


class BulkResultDTO(DTO):
    """What became of one of many videos."""

    id: Text
    done: Flag
    detail: Text | None = None
    """Why it was not done."""
    error_code: Text | None = None


_ChannelTitle = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$", strip_whitespace=True),
    Field(examples=["Igreja da Esquina"]),
]
_ChannelUrl = Annotated[
    str,
    StringConstraints(max_length=2000, pattern=r"^[^\x00]*$"),
    Field(examples=["https://www.youtube.com/@igreja"]),
]
"""Of a YouTube channel: a page of it, its id or its `@name`."""


class CreateChannelDTO(DTO):
    """A channel to be followed, or one that only groups videos."""

    title: _ChannelTitle
    url: _ChannelUrl | None = None
    settings: ChannelSettingsDTO | None = None


class PatchChannelDTO(DTO):
    """What may change of a channel; what is left out stays as it is."""

    title: _ChannelTitle | None = None
    url: _ChannelUrl | None = None
    settings: ChannelSettingsDTO | None = None


class ImportChannelDTO(DTO):
    """The days whose videos are fetched, both included."""

    date_start: Day
    date_end: Day
    max_videos: Annotated[int, Field(strict=True, ge=1, le=5000)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.date_end < self.date_start:
            raise ValueError("date_end lies before date_start")
        if self.date_end.year > 9000:
            raise ValueError("date_end lies outside of the calendar")
        return self


class SubscriptionDTO(DTO):
    """What a stream follows: null is no filter, `[]` is nothing of that kind."""

    video_ids: Annotated[list[EventVideoId], Field(max_length=10_000)] | None = None
    channel_ids: Annotated[list[EventVideoId], Field(max_length=10_000)] | None = None
    types: list[EventType] | None = None


class BroadcastResultDTO(DTO):
    """What became of an event that another program posted."""

    video_id: Text | None = None
    status: VideoStatus | None = None
    clients_notified: WholeNumber
    """Matching streams of the process that answered."""


class LoginDTO(DTO):
    """The instance password."""

    password: Annotated[str, StringConstraints(max_length=1000)]


class SessionStateDTO(DTO):
    """Who the caller is."""

    authenticated: Flag
    role: Text | None = None
