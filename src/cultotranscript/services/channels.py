"""Channels: followed by hand and by schedule. A look at one is a row that a worker takes, so that none is lost."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cultotranscript.analysis.quotations import fold
from cultotranscript.db import channels
from cultotranscript.db.channels import Counts
from cultotranscript.db.models import Channel, ChannelCheck
from cultotranscript.db.session import Database
from cultotranscript.dtos import (
    ChannelCheckDTO,
    ChannelDTO,
    ChannelScheduleDTO,
    ChannelSettingsDTO,
    ChannelStatsDTO,
    CreateChannelDTO,
    ImportChannelDTO,
    PaginatedResponseDTO,
    PaginationDTO,
    PatchChannelDTO,
    utc_now,
)
from cultotranscript.errors import ChannelExistsError, ChannelNotFoundError, CultoError, NoSourceError
from cultotranscript.services.addresses import ChannelAddress, parse_channel_address

_log = logging.getLogger(__name__)

_FIRST_LOOK = timedelta(days=30)
"""How far back the first look at a channel goes."""
_OVERLAP = timedelta(days=2)
"""Looked at again, since a service is listed as live first and becomes a video later."""
_CHECK_MAX = 200
_IMPORT_MAX = 5_000
_SHOWN_CHECKS = 20


class ListedVideo(Protocol):
    """What a channel's list says of a video; as `pipeline.ports.ListedVideo`."""

    @property
    def youtube_id(self) -> str:
        """11 characters."""

    @property
    def title(self) -> str:
        """As it is listed."""

    @property
    def published_at(self) -> datetime | None:
        """None where the list does not say."""

    @property
    def duration_s(self) -> int | None:
        """None where the list does not say."""

    @property
    def is_ready(self) -> bool | None:
        """False for one that is live or will be."""


class ChannelSite(Protocol):
    """Where channels are looked at; as `pipeline.ports.VideoSite`."""

    def find_channel(self, name: str) -> str:
        """The id of the channel of a name."""

    def list_channel(self, youtube_channel_id: str, since: datetime | None, max_videos: int) -> Sequence[ListedVideo]:
        """A channel's videos behind a time, newest first, at most so many."""


SubmitListed = Callable[[str, str, datetime | None, int], bool]
"""Queues a YouTube video: its id, title, day and channel. Returns whether it was not known."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A look that was claimed, with what it needs to know."""

    check_id: int
    channel_id: int
    address: ChannelAddress
    settings: ChannelSettingsDTO
    published_from: datetime | None
    published_before: datetime | None
    max_videos: int


class Channels:
    """All that can be done with channels.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_page(self, *, page: int, page_size: int) -> PaginatedResponseDTO[ChannelDTO]:
        """A page of the channels, by title; page from 1."""
        with self._database.read() as session:
            found = channels.list_page(session, limit=page_size, offset=(page - 1) * page_size)
            total = channels.count(session)
            counts = channels.counts_of(session, [channel.id for channel in found])
        items = [_dto(channel, counts.get(channel.id, Counts())) for channel in found]
        pagination = PaginationDTO(page=page, page_size=page_size, total=total, total_pages=-(-total // page_size))
        return PaginatedResponseDTO[ChannelDTO](items=items, pagination=pagination)

    def create(self, asked: CreateChannelDTO) -> ChannelDTO:
        """Add a channel.

        Raises:
            UnsupportedUrlError: Its address is not that of a YouTube channel.
            ChannelExistsError: There is one of this YouTube id or name.
        """
        address = parse_channel_address(asked.url) if asked.url else ChannelAddress()
        settings = asked.settings or ChannelSettingsDTO(active=True)
        with self._database.write() as session:
            _refuse_double(session, address, None)
            channel = channels.add_new(
                session,
                {
                    "title": asked.title,
                    "youtube_channel_id": address.youtube_id,
                    "youtube_name": address.name,
                    "settings": settings.model_dump(mode="json"),
                    "created_at": utc_now(),
                },
            )
            if channel is None:
                raise ChannelExistsError
            return _dto(channel, Counts())

    def read(self, channel_id: int) -> ChannelDTO:
        """A channel.

        Raises:
            ChannelNotFoundError: There is none with this id.
        """
        with self._database.read() as session:
            channel = _found(session, channel_id)
            return _dto(channel, channels.counts_of(session, [channel_id]).get(channel_id, Counts()))

    def change(self, channel_id: int, patch: PatchChannelDTO) -> ChannelDTO:
        """Change title, address or settings; what was not sent stays. A schedule holds from its next time on.

        Raises:
            ChannelNotFoundError: There is none with this id.
            UnsupportedUrlError: As in `create`.
            ChannelExistsError: As in `create`.
        """
        sent = patch.model_fields_set
        with self._database.write() as session:
            channel = _found(session, channel_id)
            if patch.title is not None:
                channel.title = patch.title
            if patch.settings is not None:
                channel.settings = patch.settings.model_dump(mode="json")
            if "url" in sent:
                address = parse_channel_address(patch.url) if patch.url else ChannelAddress()
                _refuse_double(session, address, channel_id)
                if address.name is None or address.name != channel.youtube_name:
                    channel.youtube_channel_id, channel.youtube_name = address.youtube_id, address.name
            session.flush()
            return _dto(channel, channels.counts_of(session, [channel_id]).get(channel_id, Counts()))

    def delete(self, channel_id: int) -> None:
        """Delete a channel; its videos stay, with no channel.

        Raises:
            ChannelNotFoundError: There is none with this id.
        """
        with self._database.write() as session:
            _found(session, channel_id)
            channels.delete(session, channel_id)

    def stats(self, channel_id: int) -> ChannelStatsDTO:
        """Counts and lengths of a channel's videos.

        Raises:
            ChannelNotFoundError: There is none with this id.
        """
        with self._database.read() as session:
            channel = _found(session, channel_id)
            counts = channels.counts_of(session, [channel_id]).get(channel_id, Counts())
        return ChannelStatsDTO(
            total_videos=counts.total,
            processed_videos=counts.processed,
            processing_videos=counts.processing,
            failed_videos=counts.failed,
            total_duration=counts.duration,
            average_duration=counts.duration // counts.total if counts.total else 0,
            last_updated=counts.last_updated or channel.created_at,
        )

    # Looks for new videos.

    def ask_check(self, channel_id: int) -> ChannelCheckDTO:
        """Ask for a look for videos since the last one; one that has not ended is the one that is asked for.

        Raises:
            ChannelNotFoundError: There is none with this id.
            NoSourceError: It has no YouTube channel.
        """
        with self._database.write() as session:
            channel = _followed(session, channel_id)
            check = channels.find_open_check(session, channel_id) or _ask(session, channel, None)
            assert check is not None
            return _check_dto(check)

    def ask_import(self, channel_id: int, asked: ImportChannelDTO, tz: str = "America/Sao_Paulo") -> ChannelCheckDTO:
        """Ask for all videos of a range of days, both included.

        Raises:
            ChannelNotFoundError: There is none with this id.
            NoSourceError: It has no YouTube channel.
        """
        with self._database.write() as session:
            channel = _followed(session, channel_id)
            check = channels.ask_check(
                session,
                channel.id,
                published_from=_midnight(asked.date_start, tz),
                published_before=_midnight(asked.date_end + timedelta(days=1), tz),
                max_videos=asked.max_videos or _IMPORT_MAX,
            )
            assert check is not None
            return _check_dto(check)

    def list_checks(self, channel_id: int) -> list[ChannelCheckDTO]:
        """The newest looks at a channel, with how far each is.

        Raises:
            ChannelNotFoundError: There is none with this id.
        """
        with self._database.read() as session:
            _found(session, channel_id)
            return [_check_dto(check) for check in channels.list_checks(session, channel_id, limit=_SHOWN_CHECKS)]

    def ask_scheduled(self, now: datetime) -> int:
        """Ask for the looks whose time has come; several workers may do so at once.

        Returns:
            How many were asked for.
        """
        asked = 0
        with self._database.read() as session:
            due = [
                (channel.id, key)
                for channel in channels.list_all(session)
                if _is_on_youtube(channel) and (key := _due_key(channel, now)) is not None
            ]
        for channel_id, key in due:
            with self._database.write() as session:
                channel = channels.find(session, channel_id)
                asked += channel is not None and _ask(session, channel, key) is not None
        return asked

    def look_once(self, worker_id: str, living: Sequence[str], site: ChannelSite, submit: SubmitListed) -> bool:
        """Take a look that waits, and queue what is new. Returns whether there was one.

        What is killed on the way is done again by another worker: a video that is known is not queued twice.
        """
        look = self._claim(worker_id, living)
        if look is None:
            return False
        began_at = utc_now()
        try:
            youtube_id = look.address.youtube_id or self._learn_id(look, site.find_channel(look.address.name or ""))
            listed = site.list_channel(youtube_id, look.published_from, look.max_videos)
            self._note(look, listed=len(listed))
            added = 0
            for number, video in enumerate(listed, 1):
                if _is_wanted(video, look) and submit(
                    video.youtube_id, video.title, video.published_at, look.channel_id
                ):
                    added += 1
                if number % 10 == 0 or number == len(listed):
                    self._note(look, looked_at=number, added=added)
        except CultoError as error:
            self._end(look, error, None)
        else:
            self._end(look, None, began_at if look.published_before is None else None)
        return True

    def _claim(self, worker_id: str, living: Sequence[str]) -> _Look | None:
        with self._database.write() as session:
            check = channels.claim_check(session, worker_id, living)
            if check is None:
                return None
            channel = channels.find(session, check.channel_id)
            if channel is None or not _is_on_youtube(channel):
                _close(check, NoSourceError())
                return None
            since = check.published_from
            if since is None:
                last = channel.last_checked_at
                since = last - _OVERLAP if last is not None else utc_now() - _FIRST_LOOK
            return _Look(
                check_id=check.id,
                channel_id=channel.id,
                address=ChannelAddress(channel.youtube_channel_id, channel.youtube_name),
                settings=ChannelSettingsDTO.model_validate(channel.settings),
                published_from=since,
                published_before=check.published_before,
                max_videos=check.max_videos,
            )

    def _learn_id(self, look: _Look, youtube_id: str) -> str:
        with self._database.write() as session:
            _refuse_double(session, ChannelAddress(youtube_id), look.channel_id)
            channel = channels.find(session, look.channel_id)
            if channel is not None and channel.youtube_name == look.address.name:
                channel.youtube_channel_id = youtube_id
        return youtube_id

    def _note(self, look: _Look, **values: int) -> None:
        with self._database.write() as session:
            check = channels.find_check(session, look.check_id)
            if check is not None:
                for name, value in values.items():
                    setattr(check, name, value)

    def _end(self, look: _Look, error: CultoError | None, checked_at: datetime | None) -> None:
        with self._database.write() as session:
            check = channels.find_check(session, look.check_id)
            if check is not None:
                _close(check, error)
            channel = channels.find(session, look.channel_id)
            if channel is not None and checked_at is not None:
                channel.last_checked_at = checked_at


def _close(check: ChannelCheck, error: CultoError | None) -> None:
    check.status, check.ended_at = "done" if error is None else "failed", utc_now()
    if error is not None:
        check.message, check.error_code = error.detail, error.code


def _is_wanted(video: ListedVideo, look: _Look) -> bool:
    """Whether a listed video passes the channel's settings; what a list does not say is no reason to leave it out."""
    settings = look.settings
    if video.is_ready is False:
        return False
    day = video.published_at
    if look.published_before is not None and day is not None and day >= look.published_before:
        return False
    if look.published_before is not None and day is not None and look.published_from and day < look.published_from:
        return False
    if settings.title_filter and _folded(settings.title_filter) not in _folded(video.title):
        return False
    if video.duration_s is not None:
        if settings.min_duration is not None and video.duration_s < settings.min_duration:
            return False
        if settings.max_duration is not None and video.duration_s > settings.max_duration:
            return False
    return True


def _folded(text: str) -> str:
    return " ".join(fold(word) for word in text.split())


def _ask(session: Session, channel: Channel, key: str | None) -> ChannelCheck | None:
    return channels.ask_check(session, channel.id, key=key, max_videos=_CHECK_MAX)


def _due_key(channel: Channel, now: datetime) -> str | None:
    """Names the newest time of a channel's schedule that has come since it was last looked at, None for none."""
    settings = ChannelSettingsDTO.model_validate(channel.settings)
    if not settings.active or settings.schedule is None:
        return None
    due = last_due(settings.schedule, now)
    looked = channel.last_checked_at or channel.created_at
    return f"{channel.id}:{due.isoformat()}" if looked < due else None


def last_due(schedule: ChannelScheduleDTO, now: datetime) -> datetime:
    """The newest time at or before now that a schedule names, aware. An hour that a clock skips falls behind it."""
    zone = ZoneInfo(schedule.tz)
    day = now.astimezone(zone).date()
    while True:
        due = datetime.combine(day, time(schedule.hour, schedule.minute), zone)
        if due <= now and schedule.weekday in (None, day.weekday()):
            return due
        day -= timedelta(days=1)


def _midnight(day: date, tz: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(tz))


def _found(session: Session, channel_id: int) -> Channel:
    channel = channels.find(session, channel_id)
    if channel is None:
        raise ChannelNotFoundError
    return channel


def _followed(session: Session, channel_id: int) -> Channel:
    channel = _found(session, channel_id)
    if not _is_on_youtube(channel):
        raise NoSourceError
    return channel


def _is_on_youtube(channel: Channel) -> bool:
    return channel.youtube_channel_id is not None or channel.youtube_name is not None


def _refuse_double(session: Session, address: ChannelAddress, own_id: int | None) -> None:
    same = channels.find_by_address(session, address.youtube_id, address.name)
    if same is not None and same.id != own_id:
        raise ChannelExistsError


def _dto(channel: Channel, counts: Counts) -> ChannelDTO:
    return ChannelDTO(
        id=str(channel.id),
        title=channel.title,
        youtube_channel_id=channel.youtube_channel_id or "",
        last_checked_at=channel.last_checked_at,
        created_at=channel.created_at,
        total_videos=counts.total,
        processed_videos=counts.processed,
        settings=ChannelSettingsDTO.model_validate(channel.settings),
    )


def _check_dto(check: ChannelCheck) -> ChannelCheckDTO:
    return ChannelCheckDTO(
        id=str(check.id),
        channel_id=str(check.channel_id),
        status=check.status,  # type: ignore[arg-type]  # One of the four, which the DTO checks.
        listed=check.listed,
        looked_at=check.looked_at,
        added=check.added,
        message=check.message,
        error_code=check.error_code,
        asked_at=check.asked_at,
        ended_at=check.ended_at,
    )
