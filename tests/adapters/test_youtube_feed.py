"""The feed of a channel."""

from datetime import UTC, datetime

import pytest
from tests.adapters.youtube_server import feed_of

from cultotranscript.adapters.youtube_feed import read_feed


def test_a_feed_lists_its_videos_newest_first() -> None:
    feed = feed_of(
        ("sermon_0001", "Culto &amp; Ceia", "2025-01-05T21:00:00+00:00"),
        ("sermon_0002", "Louvor", "2025-01-12T21:00:00-03:00"),
    )

    videos = read_feed(feed)

    assert [(video.youtube_id, video.title) for video in videos] == [
        ("sermon_0002", "Louvor"),
        ("sermon_0001", "Culto & Ceia"),
    ]
    assert videos[0].published_at == datetime(2025, 1, 13, 0, 0, tzinfo=UTC)


def test_an_entry_without_an_id_or_a_time_is_left_out() -> None:
    feed = feed_of(
        ("../etc/pass", "a", "2025-01-05T21:00:00+00:00"),
        ("sermon_0001", "b", "yesterday"),
        ("sermon_0002", "c", "2025-01-05"),
    )

    assert [video.youtube_id for video in read_feed(feed)] == ["sermon_0002"]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<html></html>",
        b"<feed/>",
        b'<!DOCTYPE f [<!ENTITY a "b">]><feed xmlns="http://www.w3.org/2005/Atom"><entry><title>&a;</title></entry></feed>',
        b'<!DOCTYPE f SYSTEM "file:///etc/passwd"><feed xmlns="http://www.w3.org/2005/Atom"/>',
    ],
)
def test_what_is_no_feed_or_asks_for_more_than_itself_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match="no feed"):
        read_feed(text)
