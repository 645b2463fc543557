"""YouTube: what a video is, its captions and its sound.

Captions are read with yt-dlp, then with youtube-transcript-api, which asks in another way. Only an id of 11
characters reaches either of them: addresses are made here. `youtube_gate` lets them speak with YouTube alone.
"""

import errno
import logging
import re
import secrets
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import requests
from requests.adapters import BaseAdapter
from youtube_transcript_api import YouTubeTranscriptApi, YouTubeTranscriptApiException
from yt_dlp.utils import YoutubeDLError  # type: ignore[import-untyped]  # It comes without types.

from cultotranscript.adapters.youtube_captions import CaptionTrack, order_tracks, primary, read_json3
from cultotranscript.adapters.youtube_feed import read_feed
from cultotranscript.adapters.youtube_gate import new_downloader, new_session
from cultotranscript.adapters.youtube_refusals import tell_refusal
from cultotranscript.analysis.segments import Segment
from cultotranscript.errors import (
    InsufficientStorageError,
    PipelineStepError,
    StoppedError,
    UnsupportedUrlError,
    YouTubeNotReadyError,
    YouTubeRemovedError,
    YouTubeUnavailableError,
)
from cultotranscript.pipeline.ports import IsStopped, ListedVideo, OnProgress, SpokenText, VideoMetadata
from cultotranscript.services.addresses import CHANNEL_ID, CHANNEL_NAME

_log = logging.getLogger(__name__)

_KEPT_S = 600.0
_KEPT_VIDEOS = 16
_UNREADABLE = (SyntaxError, ValueError, KeyError, TypeError, AttributeError)
"""What both libraries fail with where an answer is not as they expect; a SyntaxError is of the XML parser."""
_STOP_SEEN_S = 0.2
_STOP_LIMIT_S = 1.0
_FEED_BYTES = 4_000_000
_NO_CHANNEL = "YouTube knows no such channel. Check its address."

_DOWNLOADER: dict[str, Any] = {
    "quiet": True,
    "noprogress": True,
    "color": "never",
    "noplaylist": True,
    "allowed_extractors": ["youtube"],
    "socket_timeout": 20,
    # A step that fails is tried again as a whole, later; a second try at once is for a hiccup.
    "extractor_retries": 1,
    "retries": 3,
    "fragment_retries": 3,
    # Both run YouTube's own script with no access to files, deno without the network as well; the script that drives
    # them is a package of ours, and none is fetched.
    "js_runtimes": {"deno": {}, "node": {}},
    "remote_components": [],
    "check_formats": False,
    # Whatever ffmpeg would do to a file, the transcriber does not need.
    "fixup": "never",
    "hls_prefer_native": True,
    "postprocessors": [],
    "continuedl": False,
    "overwrites": True,
    "updatetime": False,
    "writethumbnail": False,
}
# Whisper hears 16 kHz in one channel: what is above some 96 kbit/s is only waited for. The list's order puts the
# original language first. One address of a whole file, or numbered pieces of it; no playlists that lead elsewhere.
_AUDIO_FORMAT = "bestaudio[protocol^=http][abr<=?96]/bestaudio[protocol^=http]/worst[protocol^=http][acodec!=none]"


class YouTubeSite:
    """Fulfils `VideoSite`.

    Args:
        cache_dir: A folder for what yt-dlp remembers of YouTube's player.
        transport: What carries requests; None for the network.
    """

    def __init__(self, cache_dir: Path, transport: BaseAdapter | None = None) -> None:
        self._cache_dir = cache_dir
        self._transport = transport
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, dict[str, Any]]] = OrderedDict()

    def describe(self, youtube_id: str) -> VideoMetadata:
        """Ask what the video is. Errors as `VideoSite` says; each refusal of YouTube is a class of its own."""
        info = self._extract(youtube_id)
        language = _spoken_language(info)
        return VideoMetadata(
            title=" ".join(str(info.get("title") or "").split()),
            duration=max(int(info.get("duration") or 0), 0),
            published_at=_published_at(info),
            channel_title=info.get("channel") or info.get("uploader"),
            youtube_channel_id=info.get("channel_id"),
            language=language,
        )

    def read_captions(self, youtube_id: str) -> SpokenText | None:
        """The best captions, None where there are none that can be read."""
        refusals: list[PipelineStepError] = []
        for read in (self._captions_of_page, self._captions_of_api):
            try:
                found = read(youtube_id)
            except PipelineStepError as refusal:
                _log.info("No captions of %s by %s: %s", youtube_id, read.__name__, refusal.detail)
                refusals.append(refusal)
            else:
                if found is not None:
                    return found
        # Where one of them knew the video, there are no captions; where neither did, the first knows more of why.
        if len(refusals) == 2:
            raise refusals[0]
        return None

    def download_audio(self, youtube_id: str, folder: Path, is_stopped: IsStopped, on_progress: OnProgress) -> Path:
        """Put the sound into a new file in a folder; a stop is seen within a second, whatever the network does."""
        info = self._extract(youtube_id)
        work = Path(tempfile.mkdtemp(prefix="youtube-", dir=folder))
        state = _Download()
        outcome: list[Path | BaseException] = []

        def download() -> None:
            try:
                outcome.append(self._download(info, work, state))
            except BaseException as error:  # It is raised again below, on the thread that waits for it.
                outcome.append(error)

        # A thread that waits for the network asks nobody whether it should go on: this one asks for it.
        thread = threading.Thread(target=download, name=f"youtube-{youtube_id}", daemon=True)
        thread.start()
        told = state.progress
        try:
            while thread.is_alive():
                thread.join(_STOP_SEEN_S)
                if is_stopped():
                    raise StoppedError
                if state.progress != told:
                    told = state.progress
                    on_progress(*told)
            result = outcome[0]
            if isinstance(result, Path):
                on_progress(1.0, 0.0)
                return result.rename(folder / f"audio-{secrets.token_hex(8)}{result.suffix}")
            # An address of a file holds for a few hours and one network: the next try asks for a new one.
            self._forget(youtube_id)
            raise result
        finally:
            state.stop()
            thread.join(_STOP_LIMIT_S)
            shutil.rmtree(work, ignore_errors=True)

    def find_channel(self, name: str) -> str:
        """The id of the channel of a name; the page that tells of a channel lists no videos."""
        if not CHANNEL_NAME.fullmatch(name):
            raise UnsupportedUrlError("That is not the name of a YouTube channel, such as @name.")
        address = f"https://www.youtube.com/{quote(name)}/about"
        try:
            with self._downloader(allowed_extractors=["youtube:tab"]) as run, _told_apart(run.said):
                found = run.downloader.extract_info(address, download=False, ie_key="YoutubeTab", process=False) or {}
        except YouTubeRemovedError:
            raise YouTubeRemovedError(_NO_CHANNEL) from None
        # Some channels lead to another one, of the reader's country.
        match = CHANNEL_ID.search(str(found.get("channel_id") or found.get("url") or ""))
        if match is None:
            raise YouTubeUnavailableError
        return match[0]

    def list_channel(self, youtube_channel_id: str, since: datetime | None, max_videos: int) -> list[ListedVideo]:
        """A channel's videos that were published after a time, newest first."""
        if not CHANNEL_ID.fullmatch(youtube_channel_id):
            raise UnsupportedUrlError("That is not the id of a YouTube channel, such as UCuAXFkgsw1L7xaCfnd5JJOw.")
        newest: list[ListedVideo] = []
        try:
            newest = read_feed(self._fetch(f"https://www.youtube.com/feeds/videos.xml?channel_id={youtube_channel_id}"))
        except (PipelineStepError, ValueError) as error:
            # The feed is away for hours now and then; the channel's pages say the same in a longer way.
            _log.info("No feed of the channel %s: %s", youtube_channel_id, error)
        found = {video.youtube_id: video for video in newest}
        is_whole = bool(newest) and since is not None and (newest[-1].published_at or since) <= since
        if not is_whole:
            # Most churches' services are streams; either page may fill the list alone.
            for page in ("videos", "streams"):
                for video in islice(self._list_page(youtube_channel_id, page, since), max_videos):
                    exact = found.get(video.youtube_id, video)
                    found[video.youtube_id] = replace(video, published_at=exact.published_at)
        oldest = datetime.min.replace(tzinfo=UTC)
        wanted = [video for video in found.values() if since is None or (video.published_at or since) >= since]
        return sorted(wanted, key=lambda video: video.published_at or oldest, reverse=True)[:max_videos]

    def _captions_of_page(self, youtube_id: str) -> SpokenText | None:
        info = self._extract(youtube_id)
        failures: list[str] = []
        with self._downloader() as run:
            for track in order_tracks(_tracks(info), _spoken_language(info)):
                try:
                    with run.downloader.urlopen(track.address) as response:
                        text = response.read()
                    segments, words = read_json3(text)
                except YoutubeDLError as error:
                    failures.append(str(error))
                    continue
                except ValueError:
                    # YouTube answers with nothing at all to a player that it does not trust.
                    continue
                if segments:
                    return _spoken_text(track, segments, words)
        if failures:
            raise tell_refusal(failures[0])
        return None

    def _captions_of_api(self, youtube_id: str) -> SpokenText | None:
        _check_id(youtube_id)
        with new_session(self._transport) as session:
            try:
                listed = {
                    f"{place}": transcript
                    for place, transcript in enumerate(YouTubeTranscriptApi(http_client=session).list(youtube_id))
                }
                tracks = [
                    CaptionTrack(transcript.language_code, transcript.is_generated, place)
                    for place, transcript in listed.items()
                ]
                spoken = next((track.language for track in tracks if track.is_automatic), None)
                for track in order_tracks(tracks, spoken):
                    lines = [
                        Segment(line.start, line.start + line.duration, text)
                        for line in listed[track.address].fetch()
                        if (text := " ".join(line.text.split()))
                    ]
                    if lines:
                        return _spoken_text(track, _without_overlap(lines), [])
            except (YouTubeTranscriptApiException, requests.RequestException, *_UNREADABLE) as error:
                raise _refusal_of_api(error) from error
        return None

    def _extract(self, youtube_id: str) -> dict[str, Any]:
        """What yt-dlp knows of a video. It is kept for some minutes: the steps of a run ask for it in turn."""
        _check_id(youtube_id)
        with self._lock:
            kept_at, info = self._kept.get(youtube_id, (0.0, None))
            if info is not None and time.monotonic() - kept_at < _KEPT_S:
                return info
        address = f"https://www.youtube.com/watch?v={youtube_id}"
        with self._downloader() as run, _told_apart(run.said):
            info = run.downloader.extract_info(address, download=False, ie_key="Youtube", process=False)
        if not isinstance(info, dict) or info.get("id") != youtube_id or info.get("_type", "video") != "video":
            # A video that must be paid for leads to its trailer.
            raise YouTubeUnavailableError
        if info.get("live_status") in {"is_live", "is_upcoming", "post_live"}:
            raise YouTubeNotReadyError
        with self._lock:
            self._kept[youtube_id] = (time.monotonic(), info)
            while len(self._kept) > _KEPT_VIDEOS:
                self._kept.popitem(last=False)
        return info

    def _forget(self, youtube_id: str) -> None:
        with self._lock:
            self._kept.pop(youtube_id, None)

    def _download(self, info: dict[str, Any], work: Path, state: "_Download") -> Path:
        def on_block(block: dict[str, Any]) -> None:
            if state.is_stopped:
                raise StoppedError
            total_bytes = block.get("total_bytes") or block.get("total_bytes_estimate")
            if block.get("status") == "downloading" and total_bytes:
                done = min(float(block.get("downloaded_bytes") or 0) / total_bytes, 1.0)
                state.progress = (done, block.get("eta"))

        wanted = {
            "format": _AUDIO_FORMAT,
            "paths": {"home": str(work)},
            "outtmpl": {"default": "audio.%(ext)s"},
            "progress_hooks": [on_block],
        }
        with self._downloader(**wanted) as run, _told_apart(run.said):
            state.aborts.append(run.abort)
            run.downloader.process_ie_result(dict(info), download=True)
        written = [path for path in work.iterdir() if path.is_file() and path.stat().st_size > 0]
        if len(written) != 1:
            raise YouTubeUnavailableError
        return written[0]

    def _list_page(self, youtube_channel_id: str, page: str, since: datetime | None) -> Iterator[ListedVideo]:
        """What one page of a channel lists, newest first."""
        address = f"https://www.youtube.com/channel/{youtube_channel_id}/{page}"
        dates = {"youtubetab": {"approximate_date": ["true"]}}
        with self._downloader(allowed_extractors=["youtube:tab"], extractor_args=dates) as run:
            try:
                with _told_apart(run.said):
                    listed = run.downloader.extract_info(address, download=False, ie_key="YoutubeTab", process=False)
            except YouTubeUnavailableError as refusal:
                # A channel that never was live has no page of streams.
                if "does not have a" in str(refusal.__cause__):
                    return
                raise
            entries = iter((listed or {}).get("entries") or ())
            while True:
                # The next part of the list is asked for when the entries before it are used up.
                with _told_apart(run.said):
                    entry = next(entries, None)
                if entry is None:
                    return
                video = _listed(entry)
                if video is None:
                    continue
                # "3 weeks ago" is said of what is up to four weeks old: nothing later in the list is newer.
                if since is not None and video.published_at is not None and video.published_at < since:
                    return
                yield video

    def _fetch(self, address: str) -> bytes:
        """A small page of YouTube's."""
        with new_session(self._transport) as session:
            try:
                with session.get(address, stream=True) as response:
                    if response.status_code == 404:
                        raise YouTubeRemovedError(_NO_CHANNEL)
                    if response.status_code != 200:
                        raise tell_refusal(f"HTTP Error {response.status_code}")
                    text = bytearray()
                    for block in response.iter_content(65536):
                        text += block
                        if len(text) > _FEED_BYTES:
                            raise YouTubeUnavailableError
                    return bytes(text)
            except requests.RequestException as error:
                raise tell_refusal(f"unable to connect: {error}") from error

    @contextmanager
    def _downloader(self, **params: Any) -> Iterator["_Run"]:
        said: list[str] = []
        own = {"cachedir": str(self._cache_dir), "logger": _Listener(said)}
        downloader, abort = new_downloader({**_DOWNLOADER, **own, **params}, self._transport)
        with downloader:
            yield _Run(downloader, said, abort)


@dataclass(frozen=True, slots=True)
class _Run:
    """A yt-dlp at work.

    Attributes:
        said: The warnings that it has uttered.
        abort: Ends its requests, from any thread.
    """

    downloader: Any
    said: list[str]
    abort: Callable[[], None]


class _Download:
    """What the thread that downloads and the one that waits for it know of each other."""

    def __init__(self) -> None:
        self.is_stopped = False
        self.aborts: list[Callable[[], None]] = []
        self.progress: tuple[float, float | None] = (0.0, None)
        """As `OnProgress` is told."""

    def stop(self) -> None:
        """Make the download fail, whatever it is doing."""
        self.is_stopped = True
        for abort in list(self.aborts):
            abort()


class _Listener:
    """What yt-dlp tells things to."""

    def __init__(self, said: list[str]) -> None:
        self._said = said

    def debug(self, text: str) -> None:
        """What it is doing."""
        _log.debug("%s", text)

    def warning(self, text: str) -> None:
        """What is odd, and often the reason of a failure that follows."""
        _log.debug("%s", text)
        self._said.append(text)

    def error(self, text: str) -> None:
        """What is raised as well."""
        _log.debug("%s", text)


@contextmanager
def _told_apart(said: list[str]) -> Iterator[None]:
    """Turn yt-dlp's failures into ours."""
    try:
        yield
    except StoppedError:
        raise
    except YoutubeDLError as error:
        causes = list(_causes(error))
        if any(isinstance(cause, OSError) and cause.errno == errno.ENOSPC for cause in causes):
            raise InsufficientStorageError() from error
        if any(isinstance(cause, StoppedError) for cause in causes):
            raise StoppedError from error
        refusal = tell_refusal(str(error), said)
        if isinstance(refusal, YouTubeUnavailableError):
            # Nothing is known of it: mostly YouTube has changed, and a newer yt-dlp knows how.
            _log.warning("yt-dlp failed: %s", error)
        raise refusal from error
    except _UNREADABLE as error:
        _log.warning("yt-dlp failed: %r", error)
        raise YouTubeUnavailableError from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise InsufficientStorageError() from error
        raise tell_refusal(str(error), said) from error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        told = getattr(error, "exc_info", None)
        error = (told[1] if told else None) or getattr(error, "cause", None) or error.__cause__ or error.__context__


def _refusal_of_api(error: Exception) -> PipelineStepError:
    said = str(error).replace("\n", " ")
    # Its sentences carry a page of advice on robots and proxies; its class says which they are.
    kinds = {
        "IpBlocked": "HTTP Error 429",
        "RequestBlocked": "not a bot",
        "AgeRestricted": "age restricted",
        "VideoUnavailable": "video unavailable",
    }
    return tell_refusal(kinds.get(type(error).__name__, said))


def _check_id(youtube_id: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{11}", youtube_id, re.ASCII):
        raise UnsupportedUrlError


def _tracks(info: dict[str, Any]) -> list[CaptionTrack]:
    """All captions of a video but those that YouTube itself translates, some hundred."""
    found = {}
    for key, is_automatic in (("subtitles", False), ("automatic_captions", True)):
        for name, forms in (info.get(key) or {}).items():
            address = next((form.get("url") for form in forms if form.get("ext") == "json3"), None)
            if address and "tlang" not in parse_qs(urlsplit(address).query):
                # The language that is spoken is listed twice among the automatic ones.
                language = name.removesuffix("-orig")
                found[language, is_automatic] = CaptionTrack(language, is_automatic, address)
    return list(found.values())


def _spoken_language(info: dict[str, Any]) -> str | None:
    recognised = [track.language for track in _tracks(info) if track.is_automatic]
    language = recognised[0] if recognised else info.get("language")
    code = primary(language) if language else ""
    return code if re.fullmatch(r"[a-z]{2}", code) else None


def _spoken_text(track: CaptionTrack, segments: list[Segment], words: list[Any]) -> SpokenText:
    origin = "automatic captions" if track.is_automatic else "captions"
    return SpokenText(segments, words, primary(track.language), origin)


def _without_overlap(lines: list[Segment]) -> list[Segment]:
    """Each line ends where the next one starts."""
    lines = sorted(lines, key=lambda line: line.start)
    ends = [line.start for line in lines[1:]] + [lines[-1].end]
    return [
        Segment(line.start, min(line.end, end) if end > line.start else line.end, line.text)
        for line, end in zip(lines, ends, strict=True)
    ]


def _published_at(info: dict[str, Any]) -> datetime | None:
    timestamp = info.get("timestamp") or info.get("release_timestamp")
    if isinstance(timestamp, int | float):
        return datetime.fromtimestamp(timestamp, UTC)
    try:
        # Of a day alone, noon in UTC is that day in nearly all the world's zones; midnight would be the day before.
        return datetime.strptime(str(info.get("upload_date")), "%Y%m%d").replace(hour=12, tzinfo=UTC)
    except ValueError:
        return None


def _listed(entry: dict[str, Any]) -> ListedVideo | None:
    youtube_id = str(entry.get("id") or "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{11}", youtube_id, re.ASCII):
        return None
    duration, live_status = entry.get("duration"), entry.get("live_status")
    return ListedVideo(
        youtube_id,
        " ".join(str(entry.get("title") or "").split()),
        _published_at(entry),
        int(duration) if duration else None,
        live_status not in {"is_live", "is_upcoming", "post_live"},
    )
