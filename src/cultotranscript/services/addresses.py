"""Addresses that people paste, taken apart: nothing of them but an id of 11 characters goes any further."""

import re
from urllib.parse import parse_qs, urlsplit

from cultotranscript.errors import UnsupportedUrlError

_HOSTS = {"www.youtube.com", "youtube.com", "m.youtube.com"}
_SHORT_HOST = "youtu.be"
_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_PATH = re.compile(r"/(?:shorts|live|embed|v)/([^/]+)/?")
_CHANNEL_ID = re.compile(r"UC[A-Za-z0-9_-]{22}")


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


def parse_channel_address(address: str) -> str:
    """The YouTube channel id (24 characters, from "UC") in an address of the form `/channel/UC…`, or the id itself.

    Raises:
        UnsupportedUrlError: It is anything else. A handle (`/@name`) does not hold the id.
    """
    text = address.strip()
    if not _CHANNEL_ID.fullmatch(text):
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError:
            raise _no_channel() from None
        match = re.fullmatch(r"/channel/([^/]+)(?:/[a-z]*)?/?", parts.path)
        if parts.scheme != "https" or port is not None or parts.netloc not in _HOSTS or match is None:
            raise _no_channel()
        text = match[1]
    if not _CHANNEL_ID.fullmatch(text):
        raise _no_channel()
    return text


def _no_channel() -> UnsupportedUrlError:
    return UnsupportedUrlError(
        "That is not the address of a YouTube channel with its id, such as "
        "https://www.youtube.com/channel/UC followed by 22 characters. On the channel's page, choose Share, "
        "then Copy channel ID."
    )
