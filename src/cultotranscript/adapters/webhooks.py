"""Posts messages to other programs, and to nothing in the network that this machine stands in.

Every address that a name has is looked at, and the one that was looked at is connected to: a name that has another
address a moment later leads nowhere else. No redirect is followed, no proxy is used, and only the head of an answer
is read.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

from cultotranscript.errors import WebhookFailedError

_LIMIT_S = 10.0
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Resolve = Callable[[str, int], list[str]]
"""The addresses of a host, as text."""


def resolve_host(host: str, port: int) -> list[str]:
    """The addresses of a host, as this machine knows them.

    Raises:
        OSError: It has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class HttpWebhookSender:
    """Fulfils `WebhookSender`.

    Args:
        is_private_allowed: Lets messages go to this machine and its network, and without encryption.
        resolve: Finds a host's addresses.
        limit_s: How long a whole exchange may take, seconds.
    """

    def __init__(
        self, *, is_private_allowed: bool = False, resolve: Resolve = resolve_host, limit_s: float = _LIMIT_S
    ) -> None:
        self._is_private_allowed, self._resolve, self._limit_s = is_private_allowed, resolve, limit_s

    def send(self, url: str, body: bytes, headers: dict[str, str]) -> None:
        """Post a message.

        Raises:
            WebhookFailedError: It was not taken, or may not be sent there.
        """
        parts = urlsplit(url)
        is_https = parts.scheme == "https"
        host, port = parts.hostname or "", parts.port or (443 if is_https else 80)
        if not is_https and not self._is_private_allowed:
            raise WebhookFailedError("Only https is spoken outside of the own network. Change the address to https.")
        address = self._address_of(host, port)
        connection = _PinnedConnection(host, port, address, is_https=is_https, limit_s=self._limit_s)
        # The limits of a socket hold for each read: one that answers a byte at a time would never reach them.
        watchdog = threading.Timer(self._limit_s, connection.abort)
        watchdog.daemon = True
        watchdog.start()
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body=body, headers={**headers, "Connection": "close"})
            # The status says all; whatever else is answered is not read.
            with connection.getresponse() as response:
                status = response.status
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise WebhookFailedError(
                f"It could not be reached, or did not answer in time ({type(error).__name__})."
            ) from error
        finally:
            watchdog.cancel()
            connection.close()
        if not 200 <= status < 300:
            raise WebhookFailedError(f"It answered with status {status}; 2xx says that it has the message.")

    def _address_of(self, host: str, port: int) -> str:
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise WebhookFailedError("Its name has no address. Check the address of the webhook.") from error
        if not addresses:
            raise WebhookFailedError("Its name has no address. Check the address of the webhook.")
        # One private address among public ones is the beginning of an attack, not a choice.
        if not self._is_private_allowed and not all(map(is_public, addresses)):
            raise WebhookFailedError(
                "It is in a private network, where nothing is sent. Set CULTO_WEBHOOK_ALLOW_PRIVATE to allow it."
            )
        return addresses[0]


def is_public(address: str) -> bool:
    """Whether an address is one of the open network: not of this machine, of a private network, or of neither."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        # Addresses that carry another one lead to it.
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


class _PinnedConnection(http.client.HTTPConnection):
    """Speaks with a host at an address that was looked at before."""

    def __init__(self, host: str, port: int, address: str, *, is_https: bool, limit_s: float) -> None:
        super().__init__(host, port, timeout=limit_s)
        self.default_port = 443 if is_https else 80
        self._address, self._is_https = address, is_https
        self._is_aborted = False
        self._wire: socket.socket | None = None
        """The base lets go of it before the answer is read."""

    def connect(self) -> None:
        """Connect to the address; the certificate must be the host's."""
        self.sock = self._wire = socket.create_connection((self._address, self.port), self.timeout)
        if self._is_https:
            self.sock = self._wire = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
        if self._is_aborted:
            raise TimeoutError

    def abort(self) -> None:
        """End whatever is waited for; from any thread."""
        self._is_aborted = True
        if self._wire is not None:
            # It may be closed already.
            with contextlib.suppress(OSError):
                self._wire.shutdown(socket.SHUT_RDWR)
