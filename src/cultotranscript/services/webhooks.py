"""Tells other programs of videos that were processed or failed.

What is told is written in the transaction of the change, and sent after it by a worker, until it is taken or given up.
It may come twice, with the same `webhook-id`; it is never lost, and never told of what did not happen.

Headers and signature are those of https://www.standardwebhooks.com: `webhook-id`, `webhook-timestamp` (seconds) and
`webhook-signature`, `v1,` and the HMAC-SHA256 of id, timestamp and body, joined by full stops, in base64.
"""

import base64
import binascii
import hashlib
import hmac
import json
import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from cultotranscript.db import reports, webhooks
from cultotranscript.db.models import Video, WebhookDelivery
from cultotranscript.db.session import Database
from cultotranscript.dtos import VideoStatus, utc_now
from cultotranscript.errors import ConfigurationError, CultoError, WebhookFailedError
from cultotranscript.services.reports import summary_dto
from cultotranscript.services.videos import video_dto

_log = logging.getLogger(__name__)

WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 21600, 43200))
"""After each attempt that failed; after the last of them it is tried once more, and given up."""
_LEASE = timedelta(seconds=60)
"""Longer than an attempt may take: a worker that dies leaves what it was sending to the others after it."""
_KEPT = timedelta(days=7)


class WebhookSender(Protocol):
    """Carries a message to another program."""

    def send(self, url: str, body: bytes, headers: dict[str, str]) -> None:
        """Post it.

        Raises:
            WebhookFailedError: It was not taken.
        """


class Webhooks:
    """The outbox. Fulfils `Outcomes`.

    Args:
        database: Where it is kept.
        urls: Who is told; nobody where there are none.
        secret: Signs what is sent; `whsec_` and base64, or any text.
        sender: Carries it.
        clock: The time.
    """

    def __init__(
        self,
        database: Database,
        urls: Sequence[str],
        secret: str,
        sender: WebhookSender,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        for url in urls:
            check_webhook_url(url)
        self._database, self._urls, self._sender, self._clock = database, tuple(urls), sender, clock
        self._key = _key_of(secret)
        self._thread: threading.Thread | None = None

    def on_outcome(self, session: Session, video: Video) -> None:
        """Note what is to be told of a video that became PROCESSED or FAILED."""
        if not self._urls:
            return
        now = self._clock()
        event = "video.processed" if video.status == VideoStatus.PROCESSED else "video.failed"
        told: dict[str, object] = {
            "type": event,
            "timestamp": now.isoformat().replace("+00:00", "Z"),
            "data": {"video": video_dto(video).model_dump(mode="json", exclude_none=True)},
        }
        data = told["data"]
        assert isinstance(data, dict)
        if event == "video.processed":
            report, correction = reports.find(session, video.id), reports.find_correction(session, video.id)
            data["summary"] = summary_dto(video, report, correction).model_dump(mode="json", exclude_none=True)
        else:
            data["error"] = {"code": video.error_code, "message": video.error_message}
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        for url in self._urls:
            whom = hashlib.sha256(url.encode()).hexdigest()[:16]
            webhooks.add(session, f"{video.id}:{video.run}:{event}:{whom}", url, body, now)

    def begin_delivering(self) -> None:
        """Deliver what is due on a thread of its own, one at a time: nobody waits for a program that answers slowly."""
        if self._thread is not None and self._thread.is_alive():
            return
        with self._database.read() as session:
            is_due = webhooks.has_due(session, self._clock())
        if is_due:
            self._thread = threading.Thread(target=self._deliver_all, name="webhooks", daemon=True)
            self._thread.start()

    def deliver_due(self) -> int:
        """Send what is due, one after the other. Returns how many were taken by those who are told."""
        delivered = 0
        while True:
            now = self._clock()
            with self._database.write() as session:
                claimed = webhooks.claim_due(session, now, now + _LEASE, limit=1)
            if not claimed:
                break
            delivered += self._deliver(claimed[0])
        with self._database.write() as session:
            webhooks.forget_done(session, self._clock() - _KEPT)
        return delivered

    def _deliver_all(self) -> None:
        try:
            self.deliver_due()
        except CultoError as error:
            _log.warning("Webhooks could not be delivered and are sent later: %s", error)
        except Exception:
            # A thread that ends is begun anew by the worker's next turn.
            _log.exception("Webhooks could not be delivered and are sent later")

    def _deliver(self, row: WebhookDelivery) -> bool:
        sent_at = self._clock()
        failure = None
        try:
            self._sender.send(row.url, row.body.encode(), self._headers(row, sent_at))
        except WebhookFailedError as error:
            failure = error.detail
        is_last = row.attempts > len(WAITS)
        due_at = None if failure is None or is_last else self._clock() + WAITS[row.attempts - 1]
        with self._database.write() as session:
            webhooks.record(
                session,
                row.id,
                row.attempts,
                due_at=due_at,
                delivered_at=self._clock() if failure is None else None,
                last_error=failure,
            )
        if failure is not None:
            # The address is not logged: its path is often a secret.
            host = urlsplit(row.url).hostname
            _log.warning(
                "Webhook %d to %s %s: %s", row.id, host, "is given up" if is_last else "is sent again later", failure
            )
        return failure is None

    def _headers(self, row: WebhookDelivery, sent_at: datetime) -> dict[str, str]:
        message_id, timestamp = f"msg_{row.id}", str(int(sent_at.timestamp()))
        signed = f"{message_id}.{timestamp}.{row.body}".encode()
        signature = base64.b64encode(hmac.digest(self._key, signed, "sha256")).decode()
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "CultoTranscript",
            "webhook-id": message_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": f"v1,{signature}",
        }


def check_webhook_url(url: str) -> None:
    """Refuse what no message can be posted to.

    Raises:
        ConfigurationError: It is no http or https address with a host, or carries a password.
    """
    try:
        parts = urlsplit(url)
        is_usable = (
            parts.scheme in {"https", "http"}
            and bool(parts.hostname)
            and parts.username is None
            and parts.port != 0
            and url.isascii()
            and url.isprintable()
            and " " not in url
        )
    except ValueError:
        is_usable = False
    if not is_usable:
        raise ConfigurationError("CULTO_WEBHOOK_URLS holds what is no address such as https://example.org/hook.")


def _key_of(secret: str) -> bytes:
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ConfigurationError("CULTO_WEBHOOK_SECRET begins with whsec_ and is no base64 behind it.") from error
