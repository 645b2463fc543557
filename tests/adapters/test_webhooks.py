"""Posting messages to other programs: the real carrier to a server of this machine, and the fake."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tests.fakes.webhook_sender import FakeWebhookSender

from cultotranscript.adapters.webhooks import HttpWebhookSender, is_public, resolve_host
from cultotranscript.errors import WebhookFailedError
from cultotranscript.services.webhooks import WebhookSender


class _Receiver(ThreadingHTTPServer):
    """Keeps what it is sent, and answers as a test says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[str, bytes, dict[str, str]]] = []
        self.status = 204
        self.headers: dict[str, str] = {}
        self.drip = threading.Event()
        self.is_dripping = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away."""


class _Handler(BaseHTTPRequestHandler):
    server: _Receiver

    def do_POST(self) -> None:
        """Answer."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, body, {name.lower(): value for name, value in self.headers.items()}))
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        while self.server.is_dripping and not self.server.drip.wait(0.05):
            self.wfile.write(b".")
            self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the library's name.
        """Say nothing."""


@contextmanager
def _receiving() -> Iterator[tuple[_Receiver, str]]:
    server = _Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.drip.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("sender", [HttpWebhookSender(is_private_allowed=True), FakeWebhookSender()])
def test_a_message_is_posted_as_it_is(sender: WebhookSender) -> None:
    with _receiving() as (server, address):
        sender.send(f"{address}/hook?church=1", b'{"a":1}', {"webhook-id": "msg_1"})

        if isinstance(sender, FakeWebhookSender):
            path, body, headers = f"/{sender.sent[0][0].split('/', 3)[3]}", sender.sent[0][1], sender.sent[0][2]
        else:
            ((path, body, headers),) = server.got
        assert (path, body, headers["webhook-id"]) == ("/hook?church=1", b'{"a":1}', "msg_1")


def _broken() -> FakeWebhookSender:
    sender = FakeWebhookSender()
    sender.is_down = True
    return sender


@pytest.mark.parametrize("sender", [HttpWebhookSender(is_private_allowed=True), _broken()])
def test_an_answer_that_is_no_success_is_a_failure(sender: WebhookSender) -> None:
    with _receiving() as (server, address):
        server.status = 503

        with pytest.raises(WebhookFailedError, match="503"):
            sender.send(address, b"{}", {})


def test_a_redirect_is_not_followed() -> None:
    with _receiving() as (server, address):
        server.status, server.headers = 307, {"Location": f"{address}/elsewhere"}

        with pytest.raises(WebhookFailedError, match="307"):
            HttpWebhookSender(is_private_allowed=True).send(f"{address}/hook", b"{}", {})

        assert [path for path, _, _ in server.got] == ["/hook"]


def test_an_answer_without_end_is_not_waited_for() -> None:
    with _receiving() as (server, address):
        server.status, server.is_dripping = 200, True

        HttpWebhookSender(is_private_allowed=True).send(address, b"{}", {})

        assert len(server.got) == 1


def test_a_program_that_answers_a_byte_at_a_time_or_never_is_left() -> None:
    sender = HttpWebhookSender(is_private_allowed=True, limit_s=0.5)
    is_over = threading.Event()

    def drip(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            while not is_over.wait(0.02):
                with contextlib.suppress(OSError):
                    connection.send(b"x")

    with socket.create_server(("127.0.0.1", 0)) as dripping:
        thread = threading.Thread(target=drip, args=(dripping,))
        thread.start()
        with pytest.raises(WebhookFailedError):
            sender.send(f"http://127.0.0.1:{dripping.getsockname()[1]}/", b"{}", {})
        is_over.set()
        thread.join()

    with socket.create_server(("127.0.0.1", 0)) as silent:
        for scheme in ("http", "https"):
            with pytest.raises(WebhookFailedError):
                sender.send(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/", b"{}", {})


def test_a_program_that_is_gone_or_has_no_address_is_a_failure() -> None:
    sender = HttpWebhookSender(is_private_allowed=True)
    with socket.create_server(("127.0.0.1", 0)) as gone:
        address = f"http://127.0.0.1:{gone.getsockname()[1]}/"

    for url in (address, "http://no-such-host.invalid/"):
        with pytest.raises(WebhookFailedError):
            sender.send(url, b"{}", {})


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["192.168.0.9"],
        ["172.16.0.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["0.0.0.0"],
        ["224.0.0.1"],
        ["255.255.255.255"],
        ["::1"],
        ["::"],
        ["fe80::1%eth0"],
        ["fc00::1"],
        ["ff02::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["2002:7f00:1::"],
        ["93.184.215.14", "127.0.0.1"],
        ["nonsense"],
        [],
    ],
)
def test_nothing_is_sent_into_a_private_network_unless_that_is_allowed(addresses: list[str]) -> None:
    sender = HttpWebhookSender(resolve=lambda _host, _port: addresses)

    with pytest.raises(WebhookFailedError):
        sender.send("https://example.org/hook", b"{}", {})


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8"])
def test_addresses_of_the_open_network_are_public(address: str) -> None:
    assert is_public(address)


def test_a_name_is_asked_for_once_and_the_address_that_was_looked_at_is_connected_to() -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with _receiving() as (server, address):
        port = address.rpartition(":")[2]

        HttpWebhookSender(is_private_allowed=True, resolve=resolve).send(
            f"http://church.invalid:{port}/hook", b"{}", {}
        )

        assert asked == ["church.invalid"]
        assert server.got[0][2]["host"] == f"church.invalid:{port}"


def test_without_encryption_nothing_leaves_the_own_network() -> None:
    sender = HttpWebhookSender(resolve=lambda _host, _port: ["93.184.215.14"])

    with pytest.raises(WebhookFailedError, match="https"):
        sender.send("http://example.org/hook", b"{}", {})


def test_a_certificate_that_nobody_vouches_for_is_a_failure() -> None:
    # A server that speaks no TLS at all is refused in the same way, before a byte of the message is sent.
    with _receiving() as (server, address):
        with pytest.raises(WebhookFailedError) as failure:
            HttpWebhookSender(is_private_allowed=True).send(address.replace("http:", "https:"), b"{}", {})

        assert isinstance(failure.value.__cause__, ssl.SSLError)
        assert server.got == []


def test_this_machine_knows_its_own_name() -> None:
    assert "127.0.0.1" in resolve_host("localhost", 80) or "::1" in resolve_host("localhost", 80)
