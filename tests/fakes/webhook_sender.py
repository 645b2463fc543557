"""A carrier of messages that keeps them."""

from cultotranscript.errors import WebhookFailedError


class FakeWebhookSender:
    """Fulfils `WebhookSender`; `is_down` makes it fail, `is_killed` ends the process."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes, dict[str, str]]] = []
        self.is_down = False
        self.is_killed = False
        self.attempts = 0

    def send(self, url: str, body: bytes, headers: dict[str, str]) -> None:
        """Keep it."""
        self.attempts += 1
        if self.is_killed:
            raise SystemExit
        if self.is_down:
            raise WebhookFailedError("It answered with status 503; 2xx says that it has the message.")
        self.sent.append((url, body, headers))
