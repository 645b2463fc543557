"""Under which names this server answers, and where it may listen."""

import ipaddress
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from cultotranscript.errors import BadHostError, ConfigurationError
from cultotranscript.middleware.refusals import refusal

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


def check_listen_address(host: str, *, has_password: bool) -> None:
    """Refuse to be open to a network without a password.

    Raises:
        ConfigurationError: The address is not loopback and there is no password.
    """
    if not has_password and not _is_loopback(host):
        raise ConfigurationError(
            f"Listening on {host} opens this installation to the network, so it needs a password: "
            "set CULTO_PASSWORD, or listen on 127.0.0.1."
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class HostMiddleware:
    """Answers only under known names: a page elsewhere can point a name of its own at this machine.

    Args:
        app: What it guards.
        hosts: Names that are allowed beside those of this machine, without port.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in (*LOCAL_HOSTS, *hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and not self._is_known(Headers(scope=scope).getlist("host")):
            await refusal(BadHostError())(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_known(self, given: list[str]) -> bool:
        if len(given) != 1:
            return False
        name, colon, port = given[0].lower().rpartition(":")
        if not colon or given[0].endswith("]"):
            name, port = given[0].lower(), "0"
        return name in self._hosts and port.isascii() and port.isdigit()
