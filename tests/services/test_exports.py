"""Sermons as files."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.fakes.job_queue import FakeJobQueue
from tests.rows import add_channel, add_video
from tests.services.test_runs import BODY

from cultotranscript.analysis.captions import read_captions
from cultotranscript.analysis.segments import Segment
from cultotranscript.db import reports, transcripts
from cultotranscript.db.session import Database
from cultotranscript.errors import ChannelNotFoundError, TranscriptNotFoundError
from cultotranscript.services.channels import Channels
from cultotranscript.services.doorbell import LocalDoorbell
from cultotranscript.services.exports import Exports, media_type_of
from cultotranscript.services.uploads import Uploads
from cultotranscript.services.videos import Videos

SEGMENTS = [Segment(0.0, 4.5, "Zaqueu, desce depressa."), Segment(4.5, 9.0, "Hoje fico em tua casa.")]
PODCAST = "{https://podcastindex.org/namespace/1.0}"


class _Bench:
    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.uploads = folder / "uploads"
        self.uploads.mkdir()
        self.doorbell = LocalDoorbell(folder / "doorbell")
        videos = Videos(database, self.doorbell, FakeJobQueue(), Uploads(self.uploads, 1000), lambda *_: None)
        self.exports = Exports(videos, Channels(database))
        with database.write() as session:
            self.channel_id = add_channel(session, title="Igreja & Cia").id

    def add(self, *, has_transcript: bool = True, **values: Any) -> int:
        with self.database.write() as session:
            video = add_video(session, channel_id=self.channel_id, status="PROCESSED", **values)
            if has_transcript:
                transcripts.put(session, video.id, 1, SEGMENTS, language="pt", origin="captions")
            reports.put_span(session, video.id, 1, 0.0, 9.0)
            reports.put_body(session, video.id, 1, BODY)
            return video.id


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Iterator[_Bench]:
    bench = _Bench(database, tmp_path)
    yield bench
    bench.doorbell.close()


def test_a_study_guide_has_what_a_small_group_needs_and_nothing_is_taken_for_markup(bench: _Bench) -> None:
    day = datetime(2025, 3, 9, 21, tzinfo=UTC)
    video_id = bench.add(title="Zaqueu *e* a graça", speaker="Ana_Souza", published_at=day)

    guide = bench.exports.video(video_id, "markdown")

    assert guide.startswith("# Zaqueu \\*e\\* a graça\n\n- **Pregador:** Ana\\_Souza\n- **Data:** 2025-03-09\n")
    assert "\n## Passagens\n\n- Lucas 19:1-10 · 0:00:12\n" in guide
    assert guide.endswith("## Transcrição\n\nZaqueu, desce depressa. Hoje fico em tua casa.\n")


@pytest.mark.parametrize("form", ["vtt", "srt"])
def test_captions_are_read_back_as_they_were(bench: _Bench, form: str) -> None:
    text = bench.exports.video(bench.add(), form)  # type: ignore[arg-type]  # One of the forms.

    assert read_captions(text.encode(), f"a.{form}") == SEGMENTS


def test_json_is_the_detailed_report(bench: _Bench) -> None:
    video_id = bench.add()

    assert json.loads(bench.exports.video(video_id, "json"))["video_id"] == str(video_id)


def test_a_video_without_a_transcript_has_no_captions(bench: _Bench) -> None:
    with pytest.raises(TranscriptNotFoundError):
        bench.exports.video(bench.add(has_transcript=False), "vtt")


def test_a_channel_is_a_zip_with_a_file_for_each_processed_video(bench: _Bench) -> None:
    first = bench.add(title='A "graça"/paz', published_at=datetime(2025, 3, 9, tzinfo=UTC))
    second = bench.add(title="...", published_at=datetime(2025, 3, 2, tzinfo=UTC))
    bench.add(has_transcript=False)
    with bench.database.write() as session:
        add_video(session, channel_id=bench.channel_id, status="FAILED")

    file, media_type = bench.exports.channel(bench.channel_id, "srt", "http://localhost")

    with file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        assert sorted(archive.namelist()) == [
            f"2025-03-02 sermon ({second}).srt",
            f"2025-03-09 A graça paz ({first}).srt",
        ]
        assert archive.testzip() is None
    assert media_type == "application/zip"


def test_a_channel_is_one_document_of_json(bench: _Bench) -> None:
    ids = [bench.add(), bench.add()]

    file, _ = bench.exports.channel(bench.channel_id, "json", "http://localhost")

    with file:
        assert sorted(int(report["video_id"]) for report in json.load(file)) == sorted(ids)


def test_a_channel_is_a_podcast_whose_episodes_have_transcripts(bench: _Bench) -> None:
    (bench.uploads / ("b" * 64 + ".mp3")).write_bytes(b"ID3 sound")
    video_id = bench.add(
        title="Graça & <paz>", speaker="Ana", content_sha256="b" * 64, file_name="culto.mp3", duration=1417
    )

    file, media_type = bench.exports.channel(bench.channel_id, "rss", "https://culto.example.org")

    with file:
        feed = ElementTree.fromstring(file.read())
    assert media_type == "application/rss+xml"
    assert feed.findtext("channel/title") == "Igreja & Cia"
    (item,) = feed.findall("channel/item")
    assert item.findtext("title") == "Graça & <paz>"
    assert {one.get("type"): one.get("url") for one in item.findall(f"{PODCAST}transcript")} == {
        "text/vtt": f"https://culto.example.org/api/v2/videos/{video_id}/transcript?format=vtt",
        "application/x-subrip": f"https://culto.example.org/api/v2/videos/{video_id}/transcript?format=srt",
    }
    enclosure = item.find("enclosure")
    assert enclosure is not None
    assert enclosure.attrib == {
        "url": f"https://culto.example.org/api/v2/videos/{video_id}/media",
        "length": "9",
        "type": "audio/mpeg",
    }
    assert media_type_of("x.opus") == "audio/ogg"


def test_an_unknown_channel_is_said_so(bench: _Bench) -> None:
    with pytest.raises(ChannelNotFoundError):
        bench.exports.channel(99, "rss", "http://localhost")
