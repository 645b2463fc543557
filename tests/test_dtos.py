"""The wire: frozen, closed, strict, and in UTC."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from cultotranscript import dtos
from cultotranscript.dtos import (
    DTO,
    LOGGED_EVENT,
    SSE_EVENT,
    ApiErrorResponse,
    ApiSuccessResponse,
    BiblicalPassageDTO,
    ChatRequestDTO,
    ChatResponseDTO,
    ErrorEventDTO,
    HeartbeatEventDTO,
    PaginatedResponseDTO,
    PaginationDTO,
    SummaryDTO,
    SummaryReadyEventDTO,
    VideoDetailDTO,
    VideoDTO,
    VideoStatus,
    VideoStatusEventDTO,
    utc_text,
)

NOON = datetime(2025, 1, 31, 12, tzinfo=UTC)
VIDEO = VideoDTO(
    id="9223372036854775807",
    title="Oração",
    youtube_id="",
    status=VideoStatus.QUEUED,
    duration=3600,
    created_at=NOON,
    channel_id="0",
)
SUMMARY = SummaryDTO(
    themes=["graça"],
    passages=[BiblicalPassageDTO(book="1 Coríntios", chapter=13, verse_start=4, timestamp=61, source="named")],
    citations=[],
    word_count=10,
    key_points=["Deus é amor."],
)
EVENTS = [
    VideoStatusEventDTO(video_id="1", status=VideoStatus.PROCESSING, progress=20, timestamp=NOON),
    SummaryReadyEventDTO(video_id="any text", summary=SUMMARY, timestamp=NOON),
    ErrorEventDTO(error_code="EVENTS_LOST", error_message="Fetch afresh.", timestamp=NOON),
    HeartbeatEventDTO(timestamp=NOON),
]


def _shapes() -> list[type[BaseModel]]:
    return [
        shape
        for shape in vars(dtos).values()
        if isinstance(shape, type) and issubclass(shape, DTO) and shape is not DTO
    ]


@pytest.mark.parametrize("shape", _shapes(), ids=lambda shape: shape.__name__)
def test_every_shape_is_frozen_closed_and_documented(shape: type[BaseModel]) -> None:
    assert shape.model_config["frozen"] is True
    assert shape.model_config["extra"] == "forbid"
    assert (shape.__doc__ or "").strip().endswith(".")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event.type))
def test_an_event_survives_the_way_through_json(event: Any) -> None:
    assert SSE_EVENT.validate_json(event.model_dump_json()) == event


def test_a_status_event_is_this_line_of_json() -> None:
    assert EVENTS[0].model_dump_json(exclude_none=True) == (
        '{"type":"video.status","timestamp":"2025-01-31T12:00:00Z","video_id":"1","status":"PROCESSING","progress":20}'
    )


def test_a_heartbeat_holds_its_type_and_its_time_and_nothing_else() -> None:
    assert HeartbeatEventDTO(timestamp=NOON).model_dump_json() == (
        '{"type":"heartbeat","timestamp":"2025-01-31T12:00:00Z"}'
    )


def test_a_heartbeat_is_no_event_that_is_kept() -> None:
    with pytest.raises(ValidationError):
        LOGGED_EVENT.validate_json('{"type":"heartbeat","timestamp":"2025-01-31T12:00:00Z"}')


def test_an_event_without_a_time_happened_now() -> None:
    before = datetime.now(UTC)

    event = VideoStatusEventDTO(video_id="1", status=VideoStatus.QUEUED)

    assert before <= event.timestamp <= datetime.now(UTC)


def test_a_time_of_another_zone_is_written_in_utc() -> None:
    brasilia = timezone(timedelta(hours=-3))
    video = VIDEO.model_copy(update={"created_at": datetime(2025, 1, 31, 23, tzinfo=brasilia)})

    assert json.loads(video.model_dump_json())["created_at"] == "2025-02-01T02:00:00Z"
    assert utc_text(datetime(2025, 1, 31, 23, tzinfo=brasilia)) == "2025-02-01T02:00:00Z"


@pytest.mark.parametrize(
    "time", ["1738324800", 1738324800, "2025-01-31T12:00:00", "2025-01-31", "0001-01-01T00:00:00+14:00", True, None]
)
def test_a_time_that_is_not_iso_text_with_a_zone_is_refused(time: Any) -> None:
    with pytest.raises(ValidationError):
        SSE_EVENT.validate_json(json.dumps({"type": "heartbeat", "timestamp": time}))


@pytest.mark.parametrize("progress", ["3", 3.5, 3.0, True, -1, 101, 10**30])
def test_a_progress_that_is_no_whole_number_to_a_hundred_is_refused(progress: Any) -> None:
    with pytest.raises(ValidationError):
        SSE_EVENT.validate_json(
            json.dumps({"type": "video.status", "video_id": "1", "status": "QUEUED", "progress": progress})
        )


@pytest.mark.parametrize("video_id", ["", "x" * 129, "a\nb", "a\x00", "\x85", "\x7f"])
def test_an_event_for_a_video_id_with_control_characters_or_of_another_length_is_refused(video_id: str) -> None:
    with pytest.raises(ValidationError):
        VideoStatusEventDTO(video_id=video_id, status=VideoStatus.QUEUED)


@pytest.mark.parametrize("video_id", ["1", "culto de domingo", "ç" * 128, "a/b?c=d"])
def test_an_event_may_be_about_any_other_id(video_id: str) -> None:
    assert VideoStatusEventDTO(video_id=video_id, status=VideoStatus.QUEUED).video_id == video_id


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError):
        VideoDTO.model_validate({**VIDEO.model_dump(), "extra": 1})


def test_an_unknown_event_type_is_refused() -> None:
    with pytest.raises(ValidationError):
        SSE_EVENT.validate_json('{"type":"video.gone","timestamp":"2025-01-31T12:00:00Z","video_id":"1"}')


def test_a_success_is_true_and_an_error_is_false_and_nothing_that_equals_them() -> None:
    assert ApiSuccessResponse[int](data=1).model_dump() == {"success": True, "data": 1, "message": None}
    assert ApiErrorResponse(detail="No.").success is False
    with pytest.raises(ValidationError):
        ApiSuccessResponse[int].model_validate({"success": 1, "data": 1})
    with pytest.raises(ValidationError):
        ApiErrorResponse.model_validate({"success": 0, "detail": "No."})


def test_a_page_of_videos_survives_the_way_through_json() -> None:
    page = PaginatedResponseDTO[VideoDTO](
        items=[VIDEO], pagination=PaginationDTO(page=1, page_size=50, total=1, total_pages=1)
    )
    answer = ApiSuccessResponse[PaginatedResponseDTO[VideoDTO]](data=page)

    read_back = ApiSuccessResponse[PaginatedResponseDTO[VideoDTO]].model_validate_json(answer.model_dump_json())

    assert read_back == answer


def test_a_video_in_detail_is_a_video_and_more() -> None:
    detail = VideoDetailDTO(**VIDEO.model_dump(), summary=SummaryDTO.empty())

    assert detail.summary.word_count == 0
    assert detail.model_dump(include=set(VideoDTO.model_fields)) == VIDEO.model_dump()


def test_a_chat_asks_the_sermons_unless_it_says_otherwise() -> None:
    request = ChatRequestDTO(message="O que é graça?", session_id="s", channel_id="0")

    assert request.knowledge_mode == "database_only"


def test_every_cited_video_has_one_score() -> None:
    with pytest.raises(ValidationError):
        ChatResponseDTO(response="", cited_videos=[VIDEO], relevance_scores=[], session_id="s")
