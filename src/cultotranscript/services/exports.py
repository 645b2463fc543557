"""What an installation knows of its sermons, as files for other programs and for paper."""

import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import IO, Literal
from xml.sax.saxutils import escape, quoteattr

from cultotranscript.analysis.books import format_reference
from cultotranscript.analysis.findings import Reference
from cultotranscript.analysis.language import detect_language
from cultotranscript.dtos import BiblicalPassageDTO, VideoDetailedReportDTO, VideoDTO, VideoStatus
from cultotranscript.errors import TranscriptNotFoundError
from cultotranscript.services.channels import Channels
from cultotranscript.services.media_types import MEDIA_SUFFIXES, suffix_of
from cultotranscript.services.transcript_files import FORMATS, write_transcript
from cultotranscript.services.videos import VideoQuery, Videos

ExportFormat = Literal["markdown", "json", "txt", "vtt", "srt"]
ChannelExportFormat = Literal["markdown", "json", "txt", "vtt", "srt", "rss"]
MEDIA_TYPES: dict[str, str] = {
    "markdown": "text/markdown",
    "json": "application/json",
    "txt": FORMATS["txt"],
    "vtt": FORMATS["vtt"],
    "srt": FORMATS["srt"],
    "rss": "application/rss+xml",
    "zip": "application/zip",
}
_SUFFIXES = {"markdown": "md"}
_PAGE_VIDEOS = 100
_FEED_VIDEOS = 300
_SOUND_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
    ".mp4": "video/mp4",
    ".mkv": "video/x-matroska",
    ".webm": "video/webm",
}
_WORDS = {
    "pt": {
        "speaker": "Pregador",
        "date": "Data",
        "themes": "Temas",
        "passages": "Passagens",
        "highlights": "Destaques",
        "questions": "Perguntas para o grupo",
        "transcript": "Transcrição",
    },
    "en": {
        "speaker": "Speaker",
        "date": "Date",
        "themes": "Themes",
        "passages": "Passages",
        "highlights": "Highlights",
        "questions": "Questions for the group",
        "transcript": "Transcript",
    },
}


class Exports:
    """Writes files.

    Args:
        videos: What is written.
        channels: What is written together.
    """

    def __init__(self, videos: Videos, channels: Channels) -> None:
        self._videos, self._channels = videos, channels

    def video(self, video_id: int, form: ExportFormat) -> str:
        """One video as the text of a file.

        Raises:
            VideoNotFoundError: There is no such video.
            TranscriptNotFoundError: It has no transcript, and the form needs one.
        """
        if form in FORMATS:
            return write_transcript(self._videos.segments(video_id), form)
        report = self._videos.detailed_report(video_id)
        if form == "json":
            return json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
        return study_guide(report)

    def channel(self, channel_id: int, form: ChannelExportFormat, address: str) -> tuple[IO[bytes], str]:
        """All processed videos of a channel.

        Args:
            channel_id: The channel.
            form: `rss` is a podcast; `json` one document; each other a zip with a file for each video.
            address: Of this installation, such as `https://culto.example.org`, for what a podcast links to.

        Returns:
            An open file, deleted when it is closed, and its media type.

        Raises:
            ChannelNotFoundError: There is no such channel.
        """
        title = self._channels.read(channel_id).title
        file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- The caller closes it.
        if form == "rss":
            file.write(self._feed(channel_id, title, address).encode())
        elif form == "json":
            self._write_json(channel_id, file)
        else:
            self._write_zip(channel_id, form, file)
        file.seek(0)
        return file, MEDIA_TYPES[form if form in ("rss", "json") else "zip"]

    def _processed(self, channel_id: int) -> Iterator[VideoDTO]:
        query = VideoQuery(channel_id=channel_id, statuses=[VideoStatus.PROCESSED])
        offset = 0
        while page := self._videos.list_page(query, limit=_PAGE_VIDEOS, offset=offset)[0]:
            yield from page
            offset += _PAGE_VIDEOS

    def _write_json(self, channel_id: int, file: IO[bytes]) -> None:
        file.write(b"[")
        for number, video in enumerate(self._processed(channel_id)):
            report = self._videos.detailed_report(int(video.id))
            file.write(b",\n" if number else b"\n")
            file.write(json.dumps(report.model_dump(mode="json"), ensure_ascii=False).encode())
        file.write(b"\n]\n")

    def _write_zip(self, channel_id: int, form: ExportFormat, file: IO[bytes]) -> None:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for video in self._processed(channel_id):
                day = (video.published_at or video.created_at).date().isoformat()
                try:
                    text = self.video(int(video.id), form)
                except TranscriptNotFoundError:
                    continue
                name = f"{day} {_file_name(video.title)} ({video.id}).{_SUFFIXES.get(form, form)}"
                archive.writestr(name, text)

    def _feed(self, channel_id: int, title: str, address: str) -> str:
        items = []
        for number, video in enumerate(self._processed(channel_id)):
            if number == _FEED_VIDEOS:
                break
            items.append(_feed_item(video, self._videos.detailed_report(int(video.id)), self.sound(video), address))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0" '
            'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">\n<channel>\n'
            f"<title>{_xml(title)}</title>\n<link>{_xml(address)}</link>\n<description>{_xml(title)}</description>\n"
            "<itunes:explicit>false</itunes:explicit>\n" + "".join(items) + "</channel>\n</rss>\n"
        )

    def sound(self, video: VideoDTO) -> tuple[str, int] | None:
        """The media type and the size in bytes of an uploaded recording; None for any other video."""
        found = self._videos.recording(int(video.id))
        if found is None:
            return None
        return _SOUND_TYPES[suffix_of(found.name)], found.stat().st_size


def media_type_of(file_name: str) -> str:
    """Of a recording, by the end of its name."""
    assert suffix_of(file_name) in MEDIA_SUFFIXES
    return _SOUND_TYPES[suffix_of(file_name)]


def _feed_item(video: VideoDTO, report: VideoDetailedReportDTO, sound: tuple[str, int] | None, address: str) -> str:
    page = f"{address}/videos/{video.id}"
    parts = [
        f"<title>{_xml(video.title)}</title>",
        f"<link>{_xml(page)}</link>",
        f'<guid isPermaLink="false">culto-{video.id}-{_xml(address)}</guid>',
        f"<pubDate>{format_datetime((video.published_at or video.created_at).astimezone(UTC))}</pubDate>",
        f"<description>{_xml(report.ai_summary or video.title)}</description>",
        f"<itunes:duration>{video.duration}</itunes:duration>",
    ]
    if video.speaker:
        parts.append(f"<itunes:author>{_xml(video.speaker)}</itunes:author>")
        parts.append(f'<podcast:person role="host">{_xml(video.speaker)}</podcast:person>')
    transcript = f"{address}/api/v2/videos/{video.id}/transcript?format="
    parts += [
        f"<podcast:transcript url={quoteattr(transcript + form)} type={quoteattr(FORMATS[form])} />"
        for form in ("vtt", "srt")
    ]
    if sound is not None:
        url = f"{address}/api/v2/videos/{video.id}/media"
        parts.append(f'<enclosure url={quoteattr(url)} length="{sound[1]}" type={quoteattr(sound[0])} />')
    return "<item>\n" + "\n".join(parts) + "\n</item>\n"


def _xml(text: str) -> str:
    return escape("".join(one for one in text if one.isprintable() or one in "\n\t"))


def _file_name(title: str) -> str:
    clean = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', " ", title)
    return " ".join(clean.split()).strip(". ")[:80] or "sermon"


def study_guide(report: VideoDetailedReportDTO) -> str:
    """A sermon as a page in Markdown for a small group: what it says, its passages, and what to talk about."""
    words = _WORDS["en" if _is_english(report) else "pt"]
    lines = [f"# {_plain(report.title)}", ""]
    if report.speaker:
        lines.append(f"- **{words['speaker']}:** {_plain(report.speaker)}")
    if report.published_at is not None:
        lines.append(f"- **{words['date']}:** {_day(report.published_at)}")
    if report.themes:
        lines.append(f"- **{words['themes']}:** {', '.join(_plain(theme.theme) for theme in report.themes)}")
    if report.ai_summary:
        lines += ["", _plain(report.ai_summary)]
    if report.passages:
        lines += ["", f"## {words['passages']}", ""]
        lines += [f"- {_passage(passage)}{_at(passage.timestamp)}" for passage in report.passages]
    if report.highlights:
        lines += ["", f"## {words['highlights']}"]
        for highlight in report.highlights:
            lines += ["", f"**{_plain(highlight.title)}**{_at(highlight.timestamp)}", "", _plain(highlight.summary)]
    if report.discussion_questions:
        lines += ["", f"## {words['questions']}", ""]
        for number, question in enumerate(report.discussion_questions, 1):
            place = f" ({_plain(question.passage)})" if question.passage else ""
            lines.append(f"{number}. {_plain(question.question)}{place}")
    if report.transcript:
        lines += ["", f"## {words['transcript']}", "", *(_plain(part) for part in report.transcript.split("\n"))]
    return "\n".join(lines) + "\n"


def _is_english(report: VideoDetailedReportDTO) -> bool:
    return detect_language(report.transcript or report.title) == "en"


def _plain(text: str) -> str:
    """Text in which nothing is taken for Markdown."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", text)


def _passage(passage: BiblicalPassageDTO) -> str:
    reference = Reference(passage.book, passage.chapter, passage.verse_start, passage.verse_end)
    text = f": {_plain(passage.text)}" if passage.text else ""
    return format_reference(reference) + text


def _at(timestamp: int | None) -> str:
    if timestamp is None:
        return ""
    return f" · {timestamp // 3600}:{timestamp // 60 % 60:02d}:{timestamp % 60:02d}"


def _day(when: datetime) -> str:
    return when.date().isoformat()
