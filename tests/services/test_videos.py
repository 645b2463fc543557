"""What holds for videos whoever asks at once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from tests.fakes.job_queue import FakeJobQueue
from tests.rows import add_channel, add_video, told

from cultotranscript.db.models import Video
from cultotranscript.db.session import Database
from cultotranscript.dtos import PatchVideoDTO, SubmitVideoDTO
from cultotranscript.errors import InvalidFileError, ValidationFailedError
from cultotranscript.services.doorbell import LocalDoorbell
from cultotranscript.services.uploads import Uploads
from cultotranscript.services.videos import VideoQuery, Videos, parse_channel_id

URL = "https://youtu.be/dQw4w9WgXcQ"


class _Bench:
    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder, self.jobs = database, folder, FakeJobQueue()
        self.doorbell = LocalDoorbell(folder / "doorbell")
        self.renamed: list[str] = []
        self.videos = Videos(database, self.doorbell, self.jobs, Uploads(folder / "uploads", 10_000_000), self._rename)

    def _rename(self, _session: Session, video: Video) -> None:
        self.renamed.append(video.title)


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Iterator[_Bench]:
    bench = _Bench(database, tmp_path)
    yield bench
    bench.doorbell.close()


def test_the_same_video_submitted_by_twenty_at_once_is_one_video_and_one_job(bench: _Bench) -> None:
    (bench.folder / "a.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nNo princípio era o Verbo\n")
    got: list[tuple[str, bool]] = []

    def submit(number: int) -> None:
        if number % 2:
            video, is_new = bench.videos.submit_address(SubmitVideoDTO(url=URL))
        else:
            video, is_new = bench.videos.submit_file(bench.folder / "a.vtt")
        got.append((video.id, is_new))

    threads = [threading.Thread(target=submit, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 40
    assert len({video_id for video_id, _ in got}) == 2
    assert sum(is_new for _, is_new in got) == 2
    assert len(bench.jobs.enqueued) == 2
    assert len(told(bench.database)) == 2
    assert len(list((bench.folder / "uploads").iterdir())) == 1


def test_a_file_of_this_machine_that_cannot_be_read_says_so(bench: _Bench) -> None:
    with pytest.raises(InvalidFileError, match=r"missing\.vtt"):
        bench.videos.submit_file(bench.folder / "missing.vtt")


def test_a_new_title_or_speaker_is_made_findable_in_the_same_transaction(bench: _Bench) -> None:
    with bench.database.write() as session:
        video_id = add_video(session, title="Old").id

    bench.videos.change(video_id, PatchVideoDTO(title="New"))
    bench.videos.change(video_id, PatchVideoDTO(published_at=None))

    assert bench.renamed == ["New"]
    assert bench.videos.list_page(VideoQuery(search="new"), limit=1, offset=0)[1] == 1


def test_a_listed_video_is_taken_once_and_only_for_a_channel_that_is_there(bench: _Bench) -> None:
    with bench.database.write() as session:
        channel_id = add_channel(session).id

    assert bench.videos.submit_listed("dQw4w9WgXcQ", "Culto\x00", None, channel_id)
    assert not bench.videos.submit_listed("dQw4w9WgXcQ", "Culto", None, channel_id)
    assert not bench.videos.submit_listed("aaaaaaaaaaa", "Culto", None, channel_id + 1)
    (video,), _ = bench.videos.list_page(VideoQuery(channel_id=channel_id), limit=5, offset=0)
    assert (video.title, video.channel_id) == ("Culto", str(channel_id))


def test_months_end_with_a_whole_month(bench: _Bench) -> None:
    from datetime import UTC, datetime

    with bench.database.write() as session:
        for month, count in ((3, 499), (2, 30), (1, 5)):
            for n in range(count):
                day = datetime(2025, month, 10, 12, n % 60, tzinfo=UTC)
                add_video(session, published_at=day, listed_at=day, duration=1)

    months = bench.videos.list_months(VideoQuery())

    assert [(group.month, len(group.videos), group.total_duration) for group in months] == [(3, 499, 499), (2, 30, 30)]


@pytest.mark.parametrize(
    ("text", "channel_id"), [(None, None), ("0", None), ("7", 7), ("9223372036854775807", 2**63 - 1)]
)
def test_a_channels_id_is_digits(text: str | None, channel_id: int | None) -> None:
    assert parse_channel_id(text) == channel_id


@pytest.mark.parametrize("text", ["", "-1", "07", "x", "9223372036854775808", "٣"])
def test_anything_else_is_no_channels_id(text: str) -> None:
    with pytest.raises(ValidationFailedError):
        parse_channel_id(text)
