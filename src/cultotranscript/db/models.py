"""The tables. Rows are bare nouns; what crosses the wire is made from them in `services`."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

RowId = BigInteger().with_variant(Integer, "sqlite")
"""1 to 2^63-1; SQLite numbers rows by itself only in a column of type INTEGER."""


SearchText = String(80).with_variant(String(80, collation="C"), "postgresql")
"""Ordered by code points on both databases, so that words that begin alike stand together."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC. SQLite keeps no zone, so it is put back when a row is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: what it means would depend on the machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back what was stored, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables of ours."""

    type_annotation_map = {datetime: UtcDateTime(), dict[str, Any]: JSON(), list[Any]: JSON()}  # noqa: RUF012 -- read by SQLAlchemy as it is.


class Channel(Base):
    """A church's channel."""

    __tablename__ = "channel"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    title: Mapped[str] = mapped_column(String(500))
    youtube_channel_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    youtube_name: Mapped[str | None] = mapped_column(String(100))
    """`@name`, `c/name` or `user/name`, of a channel that was given so; the first look at it learns the id."""
    settings: Mapped[dict[str, Any]]
    last_checked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = ({"sqlite_autoincrement": True},)


class ChannelCheck(Base):
    """A look at a channel for videos that are not known yet: asked for, under way, or ended."""

    __tablename__ = "channel_check"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"))
    key: Mapped[str | None] = mapped_column(String(100), unique=True)
    """Names the time of a schedule, so that several workers ask for it once."""
    published_from: Mapped[datetime | None]
    published_before: Mapped[datetime | None]
    max_videos: Mapped[int]
    status: Mapped[str] = mapped_column(String(16))
    """`waiting`, `running`, `done` or `failed`."""
    worker_id: Mapped[str | None] = mapped_column(String(200))
    listed: Mapped[int]
    """Videos that the channel's list held."""
    looked_at: Mapped[int]
    """Videos of the list that were judged."""
    added: Mapped[int]
    """Videos that were queued."""
    message: Mapped[str | None] = mapped_column(Text)
    error_code: Mapped[str | None] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_channel_check_status", "status", "id"),
        Index("ix_channel_check_channel_id", "channel_id", "id"),
        {"sqlite_autoincrement": True},
    )


class Video(Base):
    """A video, or a file that stands for one, and how far it is."""

    __tablename__ = "video"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id", ondelete="SET NULL"))
    youtube_id: Mapped[str | None] = mapped_column(String(11), unique=True)
    content_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of an uploaded file, so that the same file twice is one video."""
    file_name: Mapped[str | None] = mapped_column(String(500))
    """What an uploaded file was called where it came from."""
    title: Mapped[str] = mapped_column(String(500))
    is_title_given: Mapped[bool]
    """A person chose the title, so that no step replaces it."""
    speaker: Mapped[str | None] = mapped_column(String(500))
    is_speaker_given: Mapped[bool]
    folded: Mapped[str] = mapped_column(Text)
    """Title and speaker without case and accents, parted by a line: what a list's filters look into."""
    duration: Mapped[int]
    """Seconds; 0 while it is not known."""
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    listed_at: Mapped[datetime]
    """published_at, else created_at: what lists are ordered and grouped by."""
    processed_at: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(String(16))
    progress: Mapped[int | None]
    message: Mapped[str | None] = mapped_column(Text)
    error_code: Mapped[str | None] = mapped_column(String(100))
    error_message: Mapped[str | None] = mapped_column(Text)
    run: Mapped[int]
    """Counts the times it was queued or stopped. A worker of an earlier run cannot record."""
    from_step: Mapped[str] = mapped_column(String(32))
    """Where this run of the pipeline begins."""

    __table_args__ = (
        Index("ix_video_listed_at", "listed_at", "id"),
        Index("ix_video_channel_id_listed_at", "channel_id", "listed_at", "id"),
        Index("ix_video_created_at", "created_at", "id"),
        Index("ix_video_title", "title", "id"),
        Index("ix_video_duration", "duration", "id"),
        Index("ix_video_status", "status", "id"),
        Index("ix_video_speaker", "speaker"),
        # What channels are counted by, so that counting reads no row.
        Index("ix_video_channel_counts", "channel_id", "status", "duration", "processed_at", "created_at"),
        # PostgreSQL indexes no text of this length, and looks through rows in parallel.
        Index("ix_video_names", "listed_at", "id", "folded", info={"only": "sqlite"}).ddl_if(dialect="sqlite"),
        {"sqlite_autoincrement": True},
    )


class Transcript(Base):
    """What was said in a video, as one run read it."""

    __tablename__ = "transcript"

    video_id: Mapped[int] = mapped_column(ForeignKey("video.id", ondelete="CASCADE"), primary_key=True)
    run: Mapped[int] = mapped_column(primary_key=True)
    segments: Mapped[list[Any]]
    """[[start, end, text], ...], times in seconds."""
    words: Mapped[list[Any]]
    """[[start, end, text], ...] where the source gives each word's times; else empty."""
    language: Mapped[str | None] = mapped_column(String(8))
    origin: Mapped[str] = mapped_column(String(100))
    """Where it is from, for people: "captions", "whisper small", "edited"."""
    created_at: Mapped[datetime]


class Report(Base):
    """What the analysis of a video found, in the form of `services/reports.py`."""

    __tablename__ = "report"

    video_id: Mapped[int] = mapped_column(ForeignKey("video.id", ondelete="CASCADE"), primary_key=True)
    run: Mapped[int]
    sermon_start: Mapped[float] = mapped_column(Float)
    """Seconds."""
    sermon_end: Mapped[float] = mapped_column(Float)
    body: Mapped[dict[str, Any] | None]
    """None between the steps that find the sermon's start and the analysis."""
    created_at: Mapped[datetime]


class SummaryCorrection(Base):
    """What a person changed of a video's summary; laid over whatever an analysis finds, again and again."""

    __tablename__ = "summary_correction"

    video_id: Mapped[int] = mapped_column(ForeignKey("video.id", ondelete="CASCADE"), primary_key=True)
    themes_added: Mapped[list[Any]]
    themes_removed: Mapped[list[Any]]
    passages_added: Mapped[list[Any]]
    """[[book, chapter, verse_start, verse_end], ...]."""
    passages_removed: Mapped[list[Any]]
    changed_at: Mapped[datetime]


class PreachedPassage(Base):
    """A distinct passage of a video: what lists filter by."""

    __tablename__ = "preached_passage"

    video_id: Mapped[int] = mapped_column(ForeignKey("video.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    book: Mapped[str] = mapped_column(String(40))
    chapter: Mapped[int]
    verse_start: Mapped[int]
    verse_end: Mapped[int]

    __table_args__ = (Index("ix_preached_passage_place", "book", "chapter", "verse_start"),)


class PreachedTheme(Base):
    """A theme of a video: what lists filter by."""

    __tablename__ = "preached_theme"

    video_id: Mapped[int] = mapped_column(ForeignKey("video.id", ondelete="CASCADE"), primary_key=True)
    theme: Mapped[str] = mapped_column(String(100), primary_key=True)
    score: Mapped[float] = mapped_column(Float)

    __table_args__ = (Index("ix_preached_theme_theme", "theme"),)


class Event(Base):
    """What happened, in the order in which streams tell it: the id is the SSE id."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    """Names what a step announces, so that a step that runs twice announces it once."""
    type: Mapped[str] = mapped_column(String(40))
    video_id: Mapped[str | None] = mapped_column(String(128))
    channel_id: Mapped[str | None] = mapped_column(String(128))
    body: Mapped[str] = mapped_column(Text)
    """The event DTO as one line of JSON."""

    __table_args__ = ({"sqlite_autoincrement": True},)


class StreamSubscription(Base):
    """What a named stream follows; shared by all web processes, kept for an hour."""

    __tablename__ = "stream_subscription"

    client_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    opening: Mapped[str] = mapped_column(String(32))
    """Names the newest stream of this client; an older one with another value ends."""
    subscription: Mapped[dict[str, Any]]
    """A SubscriptionDTO: what the stream's own address asked for, until it is changed."""
    is_changed: Mapped[bool]
    """A request changed it, so that it beats what the stream's address asks for."""
    version: Mapped[int] = mapped_column(RowId, index=True)
    """Counts the writes to this table, so that every process finds what is new by one number."""
    seen_at: Mapped[datetime] = mapped_column(index=True)


class Worker(Base):
    """A process that works on videos, and when it was last heard of."""

    __tablename__ = "worker"

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    beats: Mapped[int]
    """Counts its signs of life, so that nobody's clock is asked whether it lives."""


class LoginSession(Base):
    """Somebody who signed in with the instance password and has not signed out."""

    __tablename__ = "login_session"

    id_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Translation(Base):
    """A translation of the Bible that the user brought."""

    __tablename__ = "translation"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    is_default: Mapped[bool]
    """Its text fills the summaries; at most one row says so."""
    created_at: Mapped[datetime]

    __table_args__ = ({"sqlite_autoincrement": True},)


class Verse(Base):
    """A verse of a translation."""

    __tablename__ = "verse"

    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id", ondelete="CASCADE"), primary_key=True)
    book: Mapped[str] = mapped_column(String(40), primary_key=True)
    chapter: Mapped[int] = mapped_column(primary_key=True)
    verse: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class SearchDocument(Base):
    """A video that can be found by what was said in it."""

    __tablename__ = "search_document"

    video_id: Mapped[int] = mapped_column(ForeignKey("video.id", ondelete="CASCADE"), primary_key=True)
    length: Mapped[int]
    """Words that were said."""
    sentence_starts: Mapped[bytes] = mapped_column(LargeBinary)
    """The position of each sentence's first word: four bytes each, lowest first."""


class SpokenSentence(Base):
    """A sentence, as it was said."""

    __tablename__ = "spoken_sentence"

    video_id: Mapped[int] = mapped_column(ForeignKey("video.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[float] = mapped_column(Float)
    """Seconds from the start of the video."""
    text: Mapped[str] = mapped_column(Text)

    __table_args__ = ({"sqlite_with_rowid": False},)


class SearchPosting(Base):
    """That a term occurs in a video: how often, in which names, and where."""

    __tablename__ = "search_posting"

    term: Mapped[str] = mapped_column(SearchText)
    video_id: Mapped[int] = mapped_column(ForeignKey("video.id", ondelete="CASCADE"))
    said: Mapped[int]
    """Times that it was said."""
    names: Mapped[int] = mapped_column(SmallInteger)
    """1: it stands in the title; 2: in the speaker's name; 3: in both."""
    length: Mapped[int]
    """Words of the video; repeated here, so that ranking reads one index and nothing else."""
    positions: Mapped[bytes] = mapped_column(LargeBinary)
    """See `db/search.py`."""

    __table_args__ = (
        PrimaryKeyConstraint("term", "video_id", postgresql_include=["said", "names", "length"]),
        Index("ix_search_posting_video_id", "video_id"),
        {"sqlite_with_rowid": False},
    )


class SearchWord(Base):
    """A word that was said somewhere, and its term: what prefixes are looked for in."""

    __tablename__ = "search_word"

    word: Mapped[str] = mapped_column(SearchText, primary_key=True)
    term: Mapped[str] = mapped_column(SearchText)

    __table_args__ = ({"sqlite_with_rowid": False},)


class ChatSession(Base):
    """A conversation of one person about the sermons of one channel."""

    __tablename__ = "chat_session"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    """Who made it, and may read it."""
    channel_id: Mapped[int] = mapped_column(RowId)
    """0 for the whole library."""
    session_id: Mapped[str] = mapped_column(String(128))
    """What its maker calls it."""
    created_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_chat_session_owner", "owner", "channel_id", "session_id", unique=True),
        {"sqlite_autoincrement": True},
    )


class ChatMessage(Base):
    """A question or an answer of a conversation."""

    __tablename__ = "chat_message"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chat_session.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(16))
    content: Mapped[str] = mapped_column(Text)
    memory: Mapped[dict[str, Any]]
    """What a later question may lean on: the terms of a question, the videos of an answer, the language."""
    created_at: Mapped[datetime]

    __table_args__ = (Index("ix_chat_message_chat_id", "chat_id", "id"), {"sqlite_autoincrement": True})


class WebhookDelivery(Base):
    """What another program is told of a video; written with the change that it tells, sent after it."""

    __tablename__ = "webhook_delivery"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    """Names what is told to whom, so that it is told once, whoever records a run twice."""
    url: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    """JSON, exactly as it is signed and sent."""
    attempts: Mapped[int]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it is sent next; None once it was delivered or given up."""
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)

    __table_args__ = ({"sqlite_autoincrement": True},)
