"""The feed of a YouTube channel: its newest fifteen videos, with exact times, for one small request."""

import re
from datetime import UTC, datetime

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]  # It comes without types.
from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]  # It comes without types.

from cultotranscript.pipeline.ports import ListedVideo

_ATOM = "{http://www.w3.org/2005/Atom}"
_YOUTUBE = "{http://www.youtube.com/xml/schemas/2015}"


def read_feed(text: bytes) -> list[ListedVideo]:
    """Read a channel's feed.

    Args:
        text: Atom, as YouTube serves it; entities and other documents are never followed.

    Returns:
        Newest first; an entry without an id or a time is left out.

    Raises:
        ValueError: It is no feed.
    """
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise ValueError("this is no feed") from error
    if root.tag != f"{_ATOM}feed":
        raise ValueError("this is no feed")
    found = []
    for entry in root.iterfind(f"{_ATOM}entry"):
        youtube_id = (entry.findtext(f"{_YOUTUBE}videoId") or "").strip()
        published_at = _time(entry.findtext(f"{_ATOM}published") or "")
        if re.fullmatch(r"[A-Za-z0-9_-]{11}", youtube_id, re.ASCII) and published_at is not None:
            title = " ".join((entry.findtext(f"{_ATOM}title") or "").split())
            found.append(ListedVideo(youtube_id, title, published_at, duration_s=None, is_ready=None))
    return sorted(found, key=lambda video: video.published_at or datetime.min.replace(tzinfo=UTC), reverse=True)


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)
