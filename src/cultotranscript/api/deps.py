"""What routes need, by type: `sessions: LoginSessionsDep`."""

import re
from typing import Annotated, Literal

from fastapi import Depends, Path, Query, Request

from cultotranscript.dtos import Day, VideoStatus
from cultotranscript.errors import InvalidIdError, ValidationFailedError
from cultotranscript.services.channels import Channels
from cultotranscript.services.chat import ChatService
from cultotranscript.services.exports import Exports
from cultotranscript.services.job_board import JobBoard
from cultotranscript.services.login_sessions import LoginSessions
from cultotranscript.services.preaching_map import PreachingMap
from cultotranscript.services.search import SearchService
from cultotranscript.services.videos import VideoQuery, Videos

_LARGEST_ID = 2**63 - 1


def parse_id(text: str) -> int:
    """An id of ours in a path.

    Raises:
        InvalidIdError: It is anything but 1 to 2^63-1 in digits.
    """
    if not re.fullmatch(r"[1-9]\d{0,18}", text, re.ASCII) or int(text) > _LARGEST_ID:
        raise InvalidIdError
    return int(text)


def _video_id(video_id: Annotated[str, Path(description="1 to 2^63-1, in digits.")]) -> int:
    return parse_id(video_id)


def _channel_id(channel_id: Annotated[str, Path(description="1 to 2^63-1, in digits.")]) -> int:
    return parse_id(channel_id)


def _channels(request: Request) -> Channels:
    service: Channels = request.app.state.parts.channels
    return service


def _exports(request: Request) -> Exports:
    service: Exports = request.app.state.parts.exports
    return service


def _job_board(request: Request) -> JobBoard:
    service: JobBoard = request.app.state.parts.job_board
    return service


def _login_sessions(request: Request) -> LoginSessions:
    service: LoginSessions = request.app.state.parts.login_sessions
    return service


def _chat(request: Request) -> ChatService:
    service: ChatService = request.app.state.parts.chat
    return service


def _preaching_map(request: Request) -> PreachingMap:
    service: PreachingMap = request.app.state.parts.preaching_map
    return service


def _search(request: Request) -> SearchService:
    service: SearchService = request.app.state.parts.search
    return service


def _videos(request: Request) -> Videos:
    service: Videos = request.app.state.parts.videos
    return service


_Words = Annotated[str | None, Query(max_length=200)]
Sort = Literal["published_at", "-published_at", "created_at", "-created_at", "title", "-title", "duration", "-duration"]


def _video_query(
    channel_id: Annotated[str | None, Query(description='"0" for videos of no channel.')] = None,
    status: Annotated[list[VideoStatus] | None, Query(description="May repeat: any of these.")] = None,
    search: _Words = None,
    speaker: _Words = None,
    theme: _Words = None,
    biblical_ref: Annotated[str | None, Query(max_length=200, description='Such as "João 3:16".')] = None,
    date_start: Annotated[Day | None, Query(description="The first day, in `tz`.")] = None,
    date_end: Annotated[Day | None, Query(description="The last day, in `tz`.")] = None,
    tz: Annotated[str, Query(max_length=100, description="An IANA time zone.")] = "America/Sao_Paulo",
    sort: Annotated[Sort, Query(description="With - in front for descending.")] = "-published_at",
) -> VideoQuery:
    wanted_channel = None
    if channel_id is not None:
        if not re.fullmatch(r"0|[1-9]\d{0,18}", channel_id, re.ASCII) or int(channel_id) > _LARGEST_ID:
            raise ValidationFailedError("channel_id: an id in digits, or 0 for videos of no channel.")
        wanted_channel = int(channel_id)
    return VideoQuery(
        channel_id=wanted_channel,
        statuses=status or (),
        search=search,
        speaker=speaker,
        theme=theme,
        biblical_ref=biblical_ref,
        date_start=date_start,
        date_end=date_end,
        tz=tz,
        sort=sort,
    )


ChannelId = Annotated[int, Depends(_channel_id)]
ExportsDep = Annotated[Exports, Depends(_exports)]
JobBoardDep = Annotated[JobBoard, Depends(_job_board)]
ChannelsDep = Annotated[Channels, Depends(_channels)]
VideosDep = Annotated[Videos, Depends(_videos)]
VideoQueryDep = Annotated[VideoQuery, Depends(_video_query)]
VideoId = Annotated[int, Depends(_video_id)]
ChatDep = Annotated[ChatService, Depends(_chat)]
PreachingMapDep = Annotated[PreachingMap, Depends(_preaching_map)]
SearchDep = Annotated[SearchService, Depends(_search)]
LoginSessionsDep = Annotated[LoginSessions, Depends(_login_sessions)]
