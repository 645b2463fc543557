"""A server on this machine that answers as YouTube does, well and badly, and the transport that leads to it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import requests
from requests.adapters import HTTPAdapter

YOUTUBE_ID = "sermon_0001"
CHANNEL_ID = "UC" + "c" * 22
SOUND = bytes(range(256)) * 1200

CONFIG = {
    "INNERTUBE_API_KEY": "key",
    "INNERTUBE_CONTEXT": {"client": {"clientName": "WEB", "clientVersion": "2.20260101.00.00"}},
    "VISITOR_DATA": "visitor",
}

Answer = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class Track:
    """Captions of a video: each line with its start and end in seconds."""

    language: str
    is_automatic: bool
    lines: list[tuple[float, float, str]]


@dataclass
class YouTube:
    """What this YouTube has of its one video. A test changes it before it asks.

    Attributes:
        playability: Of the player's answer.
        details: Changes to the video's details.
        microformat: Changes to what its page tells other sites.
        tracks: Its captions.
        sounds: Its sound, as number and bits a second.
        feed: Of its channel.
        name: Of its channel: `@name`, `c/name` or `user/name`.
        listed: What the pages of its channel list, by the page's name.
        answers: Answers in place of the usual ones, by host and path.
        only_answer: Is given to every request.
        is_silent: The sound stops coming after its first bytes, with the connection open, until `released` is set.
        are_json3_empty: Captions in that form are answered with nothing, as to a player that is not trusted.
        asked: The hosts and paths asked for, in order.
        asked_for: The numbers of the sounds asked for.
    """

    playability: dict[str, Any] = field(default_factory=lambda: {"status": "OK", "playableInEmbed": True})
    details: dict[str, Any] = field(default_factory=dict)
    microformat: dict[str, Any] = field(default_factory=dict)
    tracks: list[Track] = field(default_factory=list)
    sounds: list[tuple[int, int]] = field(default_factory=lambda: [(139, 48_000), (140, 129_000)])
    feed: bytes = b""
    name: str = "@igreja"
    listed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    only_answer: Answer | None = None
    is_silent: bool = False
    released: threading.Event = field(default_factory=threading.Event)
    are_json3_empty: bool = False
    asked: list[str] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)

    def player_response(self) -> dict[str, Any]:
        """The JSON that the player gets."""
        response: dict[str, Any] = {
            "responseContext": {"visitorData": "visitor"},
            "playabilityStatus": self.playability,
            "videoDetails": {
                "videoId": YOUTUBE_ID,
                "title": "Culto  da Família",
                "lengthSeconds": "3605",
                "channelId": CHANNEL_ID,
                "author": "Igreja Exemplo",
                "shortDescription": "",
                "isLiveContent": False,
                **self.details,
            },
            "microformat": {
                "playerMicroformatRenderer": {
                    "lengthSeconds": "3605",
                    "externalChannelId": CHANNEL_ID,
                    "ownerChannelName": "Igreja Exemplo",
                    "uploadDate": "2025-01-05T18:30:00-08:00",
                    **self.microformat,
                }
            },
        }
        if self.tracks:
            listed = [
                {
                    "baseUrl": f"https://www.youtube.com/api/timedtext?v={YOUTUBE_ID}&track={number}",
                    "name": {"simpleText": track.language, "runs": [{"text": track.language}]},
                    "vssId": f"{'a' if track.is_automatic else ''}.{track.language}",
                    "languageCode": track.language,
                    **({"kind": "asr"} if track.is_automatic else {}),
                    "isTranslatable": True,
                }
                for number, track in enumerate(self.tracks)
            ]
            response["captions"] = {
                "playerCaptionsTracklistRenderer": {
                    "captionTracks": listed,
                    "audioTracks": [{"captionTrackIndices": list(range(len(listed)))}],
                    "translationLanguages": [
                        {"languageCode": code, "languageName": {"simpleText": code, "runs": [{"text": code}]}}
                        for code in ("en", "pt", "de")
                    ],
                }
            }
        if self.playability.get("status") == "OK":
            response["streamingData"] = {
                "expiresInSeconds": "21540",
                "adaptiveFormats": [
                    {
                        "itag": itag,
                        "url": f"https://rr1---sn-exemplo.googlevideo.com/videoplayback?itag={itag}&id={YOUTUBE_ID}",
                        "mimeType": 'audio/mp4; codecs="mp4a.40.2"',
                        "bitrate": bitrate,
                        "averageBitrate": bitrate,
                        "audioQuality": "AUDIO_QUALITY_LOW",
                        "contentLength": str(len(SOUND)),
                        "approxDurationMs": "3605000",
                        "audioChannels": 2,
                    }
                    for itag, bitrate in self.sounds
                ],
            }
        return response

    def watch_page(self) -> bytes:
        """The page that a browser gets."""
        owner = {"videoOwnerRenderer": {"title": {"runs": [{"text": "Igreja Exemplo"}]}}}
        contents = [{"videoSecondaryInfoRenderer": {"owner": owner}}]
        initial = {"contents": {"twoColumnWatchNextResults": {"results": {"results": {"contents": contents}}}}}
        return (
            f"<!DOCTYPE html><html><head><script>ytcfg.set({json.dumps(CONFIG)});</script></head><body><script>"
            f"var ytInitialPlayerResponse = {json.dumps(self.player_response())};</script><script>"
            f"var ytInitialData = {json.dumps(initial)};</script></body></html>"
        ).encode()

    def embedded_page(self) -> bytes:
        """The page that shows the video within other pages."""
        return f"<html><script>ytcfg.set({json.dumps(CONFIG)});</script></html>".encode()

    def channel_page(self, page: str) -> bytes:
        """The page of a channel that lists its videos or its streams."""
        if page not in self.listed:
            page = "videos"
        items = [{"richItemRenderer": {"content": {"videoRenderer": video}}} for video in self.listed.get(page, [])]
        tab = {
            "title": page.title(),
            "selected": True,
            "endpoint": {"commandMetadata": {"webCommandMetadata": {"url": f"/channel/{CHANNEL_ID}/{page}"}}},
            "content": {"richGridRenderer": {"contents": items}},
        }
        initial = {
            "contents": {"twoColumnBrowseResultsRenderer": {"tabs": [{"tabRenderer": tab}]}},
            "metadata": {"channelMetadataRenderer": {"title": "Igreja Exemplo", "externalId": CHANNEL_ID}},
        }
        return f"<html><script>var ytInitialData = {json.dumps(initial)};</script></html>".encode()

    def answer(self, host: str, target: str) -> Answer:
        """What is answered to a request."""
        parts = urlsplit(target)
        place = host + parts.path
        self.asked.append(place)
        if self.only_answer is not None:
            return self.only_answer
        if place in self.answers:
            return self.answers[place]
        if place == "www.youtube.com/watch":
            return 200, {"Content-Type": "text/html; charset=utf-8"}, self.watch_page()
        if place == f"www.youtube.com/embed/{YOUTUBE_ID}":
            return (
                200,
                {"Content-Type": "text/html"},
                self.embedded_page(),
            )
        if place == "www.youtube.com/iframe_api":
            return 200, {"Content-Type": "text/javascript"}, b"var scriptUrl = '';"
        if parts.path == "/youtubei/v1/player":
            return 200, {"Content-Type": "application/json"}, json.dumps(self.player_response()).encode()
        if place == "www.youtube.com/api/timedtext":
            return 200, {"Content-Type": "text/xml; charset=UTF-8"}, self._captions(parse_qs(parts.query))
        if parts.path == "/videoplayback":
            self.asked_for += parse_qs(parts.query)["itag"]
            return 200, {"Content-Type": "audio/mp4"}, SOUND
        if place == "www.youtube.com/feeds/videos.xml" and self.feed:
            return 200, {"Content-Type": "text/xml"}, self.feed
        if unquote(parts.path) == f"/{self.name}/about":
            return 200, {"Content-Type": "text/html"}, self.channel_page("featured")
        if parts.path.startswith(f"/channel/{CHANNEL_ID}/") and self.listed:
            return 200, {"Content-Type": "text/html"}, self.channel_page(parts.path.rpartition("/")[2])
        return 404, {"Content-Type": "text/html"}, b"<html>Not Found</html>"

    def _captions(self, query: dict[str, list[str]]) -> bytes:
        lines = self.tracks[int(query["track"][0])].lines
        if query.get("fmt") == ["json3"]:
            if self.are_json3_empty:
                return b""
            return json.dumps({"wireMagic": "pb3", "events": [_event(*line) for line in lines]}).encode()
        texts = "".join(f'<text start="{start}" dur="{end - start}">{text}</text>' for start, end, text in lines)
        return f'<?xml version="1.0" encoding="utf-8" ?><transcript>{texts}</transcript>'.encode()


def _event(start: float, end: float, text: str) -> dict[str, Any]:
    return {"tStartMs": int(start * 1000), "dDurationMs": int((end - start) * 1000), "segs": [{"utf8": text}]}


def listed_video(youtube_id: str, title: str, published: str, length: str | None = "1:30:00") -> dict[str, Any]:
    """A video as a channel's page lists it; one without a length will be live."""
    video: dict[str, Any] = {
        "videoId": youtube_id,
        "title": {"runs": [{"text": title}]},
        "publishedTimeText": {"simpleText": published},
    }
    if length is not None:
        video["lengthText"] = {"simpleText": length}
    else:
        video["upcomingEventData"] = {"startTime": "1893456000"}
        video["thumbnailOverlays"] = [{"thumbnailOverlayTimeStatusRenderer": {"style": "UPCOMING"}}]
    return video


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        youtube = self.server.youtube
        status, headers, body = youtube.answer(self.headers["Host"], self.path)
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if youtube.is_silent and body is SOUND:
            self.wfile.write(body[:1000])
            self.wfile.flush()
            youtube.released.wait()
            self.close_connection = True
        else:
            self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 -- the library's name.

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the library's name.
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    youtube: YouTube

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away."""


class LoopbackTransport(HTTPAdapter):
    """Carries each request to a server on this machine, which is told the host that was meant."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send it there; the answer is from where it was meant to be from."""
        meant = urlsplit(request.url or "")
        sent = request.copy()
        sent.url = f"http://127.0.0.1:{self._port}{meant.path or '/'}?{meant.query}"
        sent.headers["Host"] = meant.netloc
        response = super().send(sent, *args, **{**options, "proxies": {}})
        response.url, response.request = request.url or "", request
        return response


@contextmanager
def serve(youtube: YouTube) -> Iterator[LoopbackTransport]:
    """Serve it on this machine."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.youtube = youtube
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield LoopbackTransport(server.server_port)
    finally:
        youtube.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def feed_of(*entries: tuple[str, str, str]) -> bytes:
    """A channel's feed: ids, titles and times."""
    made = "".join(
        f"<entry><yt:videoId>{youtube_id}</yt:videoId><title>{title}</title><published>{published}</published></entry>"
        for youtube_id, title, published in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" '
        f'xmlns="http://www.w3.org/2005/Atom">{made}</feed>'
    ).encode()
