"""What a stream follows, and the bytes that streams share."""

import pytest

from cultotranscript.dtos import EventType, HeartbeatEventDTO, SubscriptionDTO, VideoStatus, VideoStatusEventDTO
from cultotranscript.services.event_log import LoggedEvent
from cultotranscript.services.stream import EVERYTHING, Payload, StreamFilter


def _event(video_id: str | None = "7", channel_id: str | None = "3", event_type: str = "video.status") -> LoggedEvent:
    return LoggedEvent(1, "1", "{}", event_type=event_type, video_id=video_id, channel_id=channel_id)


@pytest.mark.parametrize(
    ("subscription", "is_match"),
    [
        (SubscriptionDTO(), True),
        (SubscriptionDTO(video_ids=["6", "7"]), True),
        (SubscriptionDTO(video_ids=["6"]), False),
        (SubscriptionDTO(video_ids=[]), False),
        (SubscriptionDTO(video_ids=["7"], channel_ids=["3"], types=[EventType.VIDEO_STATUS]), True),
        (SubscriptionDTO(video_ids=["7"], channel_ids=["4"]), False),
        (SubscriptionDTO(video_ids=["7"], types=[EventType.ERROR]), False),
        (SubscriptionDTO(types=[EventType.ERROR, EventType.VIDEO_STATUS]), True),
    ],
)
def test_every_kind_of_filter_must_pass_by_one_of_its_values(subscription: SubscriptionDTO, is_match: bool) -> None:
    assert StreamFilter.of(subscription).matches(_event()) is is_match


def test_an_event_of_no_video_passes_no_video_filter() -> None:
    assert not StreamFilter(video_ids=frozenset({"7"})).matches(_event(video_id=None))
    assert EVERYTHING.matches(_event(video_id=None, channel_id=None))


def test_a_payload_has_every_form_that_writers_need() -> None:
    heartbeat = HeartbeatEventDTO()
    status = VideoStatusEventDTO(video_id="7", status=VideoStatus.QUEUED)
    logged = LoggedEvent(1, "1", status.model_dump_json(), event_type="video.status", video_id="7")
    payload = Payload(b"data", [heartbeat, logged])

    assert payload.chunk == b"4\r\ndata\r\n"
    assert payload.dtos == [heartbeat, status]
