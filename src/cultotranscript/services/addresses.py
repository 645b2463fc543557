"""Addresses that people paste, taken apart: only the id of a video, and the id or name of a channel, go any further."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from cultotranscript.errors import UnsupportedUrlError

_HOSTS = {"www.youtube.com", "youtube.com", "m.youtube.com"}
_SHORT_HOST = "youtu.be"
_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_PATH = re.compile(r"/(?:shorts|live|embed|v)/([^/]+)/?")
CHANNEL_ID = re.compile(r"UC[A-Za-z0-9_-]{22}")
# A handle may be written in any script; the older names as well.
CHANNEL_NAME = re.compile(r"@[\w.·-]{3,30}|(?:c|user)/[\w.-]{1,60}")
_CHANNEL_PATH = re.compile(rf"(?:channel/(?P<id>{CHANNEL_ID.pattern})|(?P<name>{CHANNEL_NAME.pattern}))(?:/[a-z]*)?/?")


def parse_video_address(address: str) -> str:
    """The YouTube id in the address of one video.

    Raises:
        UnsupportedUrlError: It is anything else: another site, a playlist, a channel, a plain http address.
    """
    address = address.strip()
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise UnsupportedUrlError from None
    if parts.scheme != "https" or port is not None or "@" in parts.netloc or re.search(r"[\s\\]", address):
        raise UnsupportedUrlError
    video_id = ""
    if host == _SHORT_HOST:
        video_id = parts.path.removeprefix("/").removesuffix("/")
    elif host in _HOSTS and parts.path in ("/watch", "/watch/"):
        values = parse_qs(parts.query).get("v", [])
        video_id = values[0] if len(values) == 1 else ""
    elif host in _HOSTS and (match := _PATH.fullmatch(parts.path)):
        video_id = match[1]
    if not _ID.fullmatch(video_id):
        raise UnsupportedUrlError
    return video_id


@dataclass(frozen=True, slots=True)
class ChannelAddress:
    """What names a YouTube channel; one of the two.

    Attributes:
        youtube_id: 24 characters, "UC" first.
        name: The path that YouTube gave the channel, not escaped: `@name`, `c/name` or `user/name`.
    """

    youtube_id: str | None = None
    name: str | None = None


def parse_channel_address(address: str) -> ChannelAddress:
    """The channel in an address of a page of its own, or in an id or `@name` alone.

    Raises:
        UnsupportedUrlError: It is anything else.
    """
    text = address.strip()
    if CHANNEL_ID.fullmatch(text):
        return ChannelAddress(youtube_id=text)
    path = text
    if not text.startswith("@"):
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError:
            raise _no_channel() from None
        if parts.scheme != "https" or port is not None or parts.netloc not in _HOSTS:
            raise _no_channel()
        path = parts.path.removeprefix("/")
    match = _CHANNEL_PATH.fullmatch(unquote(path))
    if match is None:
        raise _no_channel()
    return ChannelAddress(youtube_id=match["id"], name=match["name"])


def _no_channel() -> UnsupportedUrlError:
    return UnsupportedUrlError(
        "That is not the address of a YouTube channel, such as https://www.youtube.com/@name. "
        "Open the channel's page and copy its address."
    )
