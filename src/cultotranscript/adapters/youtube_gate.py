"""The one way out to YouTube: https, to hosts of YouTube and to no other, through every redirect.

Both libraries that speak with YouTube do it with `requests`, which hands every request to a transport, the one that a
redirect leads to as well. The gate stands in front of that transport.
"""

import contextlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from yt_dlp import YoutubeDL  # type: ignore[import-untyped]  # It comes without types.
from yt_dlp.globals import plugin_dirs  # type: ignore[import-untyped]  # It comes without types.
from yt_dlp.networking._requests import RequestsRH  # type: ignore[import-untyped]  # It comes without types.

_HOSTS = ("youtube.com", "youtube-nocookie.com", "googlevideo.com", "ytimg.com", "youtubei.googleapis.com")
_LIMIT_S = 20.0
"""How long YouTube may say nothing."""


class OtherHostError(requests.exceptions.RequestException):
    """YouTube led to an address that is not its own."""


class Gate(BaseAdapter):
    """Lets requests to YouTube through.

    Args:
        transport: What carries them; a test gives one that leads to a server of its own.
    """

    def __init__(self, transport: BaseAdapter) -> None:
        super().__init__()
        self._transport = transport
        self._is_closed = False
        self._responses: list[requests.Response] = []

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: dict[str, str] | None = None,
    ) -> requests.Response:
        """Carry a request to YouTube, or refuse it.

        Raises:
            OtherHostError: It goes elsewhere.
        """
        if not is_youtube(request.url or ""):
            # The address is told apart later: YouTube sends robots to a page of Google's.
            raise OtherHostError(f"led to another host: {(request.url or '')[:100]}")
        if self._is_closed:
            raise requests.exceptions.ConnectionError("the way out is closed")
        response = self._transport.send(
            request, stream=stream, timeout=timeout or _LIMIT_S, verify=verify, cert=cert, proxies=proxies
        )
        self._responses.append(response)
        return response

    def abort(self) -> None:
        """End what is being read, whichever thread waits for it, and let no further request through."""
        self._is_closed = True
        for response in list(self._responses):
            # One that has been read to its end cannot be shut down any more.
            with contextlib.suppress(OSError, ValueError, RuntimeError):
                response.raw.shutdown()

    def close(self) -> None:
        """Close the connections, those of answers that nobody read as well."""
        for response in list(self._responses):
            response.close()
        self._transport.close()


def is_youtube(address: str) -> bool:
    """Whether an address is one of YouTube's, asked for in the safe way."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    host = (parts.hostname or "").lower()
    return (
        parts.scheme == "https"
        and port in {None, 443}
        and parts.username is None
        and any(host == ours or host.endswith(f".{ours}") for ours in _HOSTS)
    )


def new_session(transport: BaseAdapter | None) -> requests.Session:
    """A session behind the gate, with nobody's cookies and passwords."""
    session = requests.Session()
    session.adapters.clear()
    gate = Gate(transport or HTTPAdapter())
    session.mount("https://", gate)
    session.mount("http://", gate)
    # Proxies are the one thing taken from the environment: a .netrc file or a bundle of certificates is not.
    session.trust_env = False
    session.proxies.update(getproxies())
    return session


def new_downloader(params: dict[str, Any], transport: BaseAdapter | None) -> tuple[YoutubeDL, Callable[[], None]]:
    """A yt-dlp behind the gate. It reads no configuration of the user's, no cookies, no plugins.

    Args:
        params: Of `yt_dlp.YoutubeDL`.
        transport: What carries its requests, None for the network.

    Returns:
        It, and what ends its requests at once when called from another thread.
    """
    gates: list[Gate] = []

    class GateRH(RequestsRH):  # type: ignore[misc]  # The base is not typed. The library demands the name's ending.
        def _create_instance(self, **options: Any) -> requests.Session:
            session: requests.Session = super()._create_instance(**options)
            gate = Gate(transport or session.get_adapter("https://"))
            session.mount("https://", gate)
            session.mount("http://", gate)
            gates.append(gate)
            return session

    class GatedYoutubeDL(YoutubeDL):  # type: ignore[misc]  # The base is not typed.
        def build_request_director(self, _handlers: Any, preferences: Any = None) -> Any:
            return super().build_request_director([GateRH], preferences)

    def abort() -> None:
        for gate in gates:
            gate.abort()

    # Plugins are code from folders of the user's, loaded when the first of these is made.
    plugin_dirs.value = []
    return GatedYoutubeDL(params), abort
