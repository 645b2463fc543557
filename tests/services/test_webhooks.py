"""Telling other programs of videos that were processed or failed."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.fakes.webhook_sender import FakeWebhookSender
from tests.rows import add_video

from cultotranscript.db.session import Database
from cultotranscript.errors import ConfigurationError
from cultotranscript.services.webhooks import WAITS, Webhooks, check_webhook_url

URL = "https://example.org/hook"


class _Outbox:
    """An outbox with a clock and a carrier that keeps what it carries."""

    def __init__(self, database: Database, *urls: str, secret: str = "salmo 23") -> None:
        self.now = datetime(2026, 1, 4, 12, tzinfo=UTC)
        self.sender = FakeWebhookSender()
        self.database = database
        self.webhooks = Webhooks(database, urls, secret, self.sender, clock=lambda: self.now)

    def end(self, status: str = "PROCESSED", times: int = 1, **values: object) -> int:
        """A video ends, and is recorded so."""
        with self.database.write() as session:
            video = add_video(session, status=status, **values)
            for _ in range(times):
                self.webhooks.on_outcome(session, video)
            return video.id


def test_a_video_that_was_processed_is_told_with_its_summary(database: Database) -> None:
    outbox = _Outbox(database, URL, "https://example.net/other")
    video_id = outbox.end(title="Zaqueu, o publicano", times=2)

    assert outbox.webhooks.deliver_due() == 2
    assert outbox.webhooks.deliver_due() == 0

    assert [url for url, _, _ in outbox.sender.sent] == [URL, "https://example.net/other"]
    told = json.loads(outbox.sender.sent[0][1])
    assert told["type"] == "video.processed"
    assert told["timestamp"] == "2026-01-04T12:00:00Z"
    assert told["data"]["video"]["id"] == str(video_id)
    assert told["data"]["video"]["title"] == "Zaqueu, o publicano"
    assert told["data"]["summary"]["themes"] == []


def test_a_video_that_failed_is_told_with_the_cause(database: Database) -> None:
    outbox = _Outbox(database, URL)
    outbox.end("FAILED", error_code="YOUTUBE_PRIVATE", error_message="This video is private.")

    outbox.webhooks.deliver_due()

    told = json.loads(outbox.sender.sent[0][1])
    assert told["type"] == "video.failed"
    assert told["data"]["error"] == {"code": "YOUTUBE_PRIVATE", "message": "This video is private."}
    assert "summary" not in told["data"]


@pytest.mark.parametrize(
    ("secret", "key"),
    [("salmo 23", b"salmo 23"), ("whsec_" + base64.b64encode(b"\x00\xff key").decode(), b"\x00\xff key")],
)
def test_a_message_is_signed_over_its_id_its_time_and_its_bytes(database: Database, secret: str, key: bytes) -> None:
    outbox = _Outbox(database, URL, secret=secret)
    outbox.end()

    outbox.webhooks.deliver_due()

    _, body, headers = outbox.sender.sent[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-timestamp"] == str(int(outbox.now.timestamp()))


def test_what_is_not_taken_is_sent_again_later_and_later_under_the_same_id(database: Database) -> None:
    outbox = _Outbox(database, URL)
    outbox.end()
    outbox.sender.is_down = True
    outbox.webhooks.deliver_due()
    outbox.webhooks.deliver_due()
    assert outbox.sender.attempts == 1

    outbox.now += WAITS[0]
    outbox.webhooks.deliver_due()
    assert outbox.sender.attempts == 2
    outbox.sender.is_down = False
    outbox.now += WAITS[1]

    assert outbox.webhooks.deliver_due() == 1
    assert outbox.webhooks.deliver_due() == 0


def test_what_is_never_taken_is_given_up(database: Database) -> None:
    outbox = _Outbox(database, URL)
    outbox.end()
    outbox.sender.is_down = True

    for _ in range(20):
        outbox.webhooks.deliver_due()
        outbox.now += WAITS[-1]

    assert outbox.sender.attempts == len(WAITS) + 1


def test_what_a_worker_was_sending_when_it_was_killed_is_sent_by_another(database: Database) -> None:
    killed = _Outbox(database, URL)
    killed.end()
    killed.sender.is_killed = True
    with pytest.raises(SystemExit):
        killed.webhooks.deliver_due()
    other = _Outbox(database, URL)
    assert other.webhooks.deliver_due() == 0

    other.now += timedelta(seconds=61)

    assert other.webhooks.deliver_due() == 1


def test_what_is_undone_is_not_told(database: Database) -> None:
    outbox = _Outbox(database, URL)

    with pytest.raises(RuntimeError, match="undone"), database.write() as session:  # noqa: PT012 -- all of it is undone.
        outbox.webhooks.on_outcome(session, add_video(session, status="PROCESSED"))
        raise RuntimeError("undone")

    assert outbox.webhooks.deliver_due() == 0


def test_where_nobody_is_to_be_told_nothing_is_written(database: Database) -> None:
    _Outbox(database).end()

    assert _Outbox(database, URL).webhooks.deliver_due() == 0


def test_delivering_goes_on_beside_the_worker(database: Database) -> None:
    outbox = _Outbox(database, URL)
    outbox.webhooks.begin_delivering()
    assert outbox.webhooks._thread is None
    outbox.end()

    outbox.webhooks.begin_delivering()

    assert outbox.webhooks._thread is not None
    outbox.webhooks._thread.join()
    assert len(outbox.sender.sent) == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org/hook",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https:///hook",
        "https://user:secret@example.org/",
        "https://example.org:port/",
        "https://example.org:0/",
        "https://example.org/a b",
        "https://example.org/\r\nX: y",
        "https://[::1/",
        "https://exämple.org/",
    ],
)
def test_what_no_message_can_be_posted_to_is_refused_at_the_start(url: str, database: Database) -> None:
    with pytest.raises(ConfigurationError):
        check_webhook_url(url)
    with pytest.raises(ConfigurationError):
        _Outbox(database, url)


def test_a_secret_that_is_none_is_refused(database: Database) -> None:
    with pytest.raises(ConfigurationError):
        _Outbox(database, URL, secret="whsec_%%%")
