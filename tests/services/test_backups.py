"""Backups, taken and laid back."""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from tests.rows import add_channel, add_video, told

from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import split_sentences
from cultotranscript.db import transcripts, videos
from cultotranscript.db.models import Video
from cultotranscript.db.session import Database
from cultotranscript.dtos import ErrorEventDTO, utc_now
from cultotranscript.errors import InvalidBackupError
from cultotranscript.services.backups import Backups
from cultotranscript.services.doorbell import LocalDoorbell
from cultotranscript.services.search import SearchService
from cultotranscript.services.videos import VideoQuery

UPLOAD = "a" * 64 + ".vtt"


class _Installation:
    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.uploads = database, folder / "uploads"
        self.uploads.mkdir(parents=True)
        self.doorbell = LocalDoorbell(folder / "doorbell")
        self.reindexed: list[int] = []
        self.backups = Backups(database, self.doorbell, self.uploads, self._reindex)

    def _reindex(self, _session: Session, video: Video) -> None:
        self.reindexed.append(video.id)


@pytest.fixture
def installation(database: Database, tmp_path: Path) -> Iterator[_Installation]:
    made = _Installation(database, tmp_path / "one")
    yield made
    made.doorbell.close()


def _fill(installation: _Installation) -> tuple[int, int]:
    with installation.database.write() as session:
        channel = add_channel(session, youtube_channel_id="UC" + "a" * 22)
        processed = add_video(
            session, title="Graça", channel_id=channel.id, status="PROCESSED", run=3, processed_at=utc_now()
        )
        waiting = add_video(session, title="Paz", status="PROCESSING", run=2)
        transcripts.put(session, processed.id, 3, [Segment(0.0, 1.5, "Amém")], language="pt", origin="captions")
    (installation.uploads / UPLOAD).write_bytes(b"WEBVTT")
    (installation.uploads / "incoming-1").write_bytes(b"half")
    return processed.id, waiting.id


def test_what_was_deleted_since_is_back_and_what_came_since_is_gone(
    installation: _Installation, tmp_path: Path
) -> None:
    processed, waiting = _fill(installation)
    archive = tmp_path / "backup.tar"

    assert installation.backups.write(archive) == (4, 1)
    with installation.database.write() as session:
        videos.delete(session, processed)
        late = add_video(session, title="Late").id
    (installation.uploads / UPLOAD).unlink()
    assert installation.backups.restore(archive) == (4, 1)

    with installation.database.read() as session:
        video = videos.find(session, processed)
        assert video is not None
        assert (video.title, video.status, video.run) == ("Graça", "PROCESSED", 3)
        transcript = transcripts.newest(session, processed)
        assert transcript is not None
        assert transcripts.segments_of(transcript) == [Segment(0.0, 1.5, "Amém")]
        assert videos.find(session, late) is None
        again = videos.find(session, waiting)
        assert again is not None
        assert again.run == 3
    assert (installation.uploads / UPLOAD).read_bytes() == b"WEBVTT"
    assert installation.reindexed == [processed]
    lost = told(installation.database)[-1]
    assert isinstance(lost, ErrorEventDTO)
    assert lost.error_code == "EVENTS_LOST"
    assert archive.stat().st_mode & 0o077 == 0


def test_what_was_said_is_found_after_a_restore_and_what_came_since_is_not(
    installation: _Installation, tmp_path: Path
) -> None:
    def index(session: Session, video: Video) -> None:
        transcript = transcripts.newest(session, video.id)
        assert transcript is not None
        search.index_video(session, video, split_sentences(transcripts.segments_of(transcript)))

    search = SearchService(installation.database)
    backups = Backups(installation.database, installation.doorbell, installation.uploads, index)
    with installation.database.write() as session:
        for status in ("PROCESSED", "FAILED"):  # The second one failed when it was processed again.
            video = add_video(session, status=status, run=1, processed_at=utc_now())
            transcripts.put(session, video.id, 1, [Segment(0.0, 1.5, "Amém")], language="pt", origin="captions")
            index(session, video)
    backups.write(tmp_path / "backup.tar")
    with installation.database.write() as session:
        late = add_video(session, status="PROCESSED", run=1, processed_at=utc_now())
        transcripts.put(session, late.id, 1, [Segment(0.0, 1.5, "Aleluia")], language="pt", origin="captions")
        index(session, late)

    backups.restore(tmp_path / "backup.tar")

    assert search.search("amém", VideoQuery(), page=1, page_size=9).pagination.total == 2
    assert search.search("alel*", VideoQuery(), page=1, page_size=9).pagination.total == 0


def test_rows_that_are_written_after_a_restore_get_new_ids(installation: _Installation, tmp_path: Path) -> None:
    _, waiting = _fill(installation)
    installation.backups.write(tmp_path / "backup.tar")
    installation.backups.restore(tmp_path / "backup.tar")

    with installation.database.write() as session:
        assert add_video(session).id > waiting


def test_an_archive_carries_an_installation_to_another_kind_of_database(
    installation: _Installation, sqlite_template: bytes, tmp_path: Path
) -> None:
    processed, _ = _fill(installation)
    installation.backups.write(tmp_path / "backup.tar")
    (tmp_path / "other.sqlite").write_bytes(sqlite_template)
    other = _Installation(Database(f"sqlite:///{tmp_path / 'other.sqlite'}"), tmp_path / "two")

    other.backups.restore(tmp_path / "backup.tar")

    with other.database.read() as session:
        assert videos.find(session, processed) is not None
    other.database.close()
    other.doorbell.close()


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x00" * 10_240])
def test_what_is_no_backup_changes_nothing(installation: _Installation, tmp_path: Path, content: bytes) -> None:
    processed, _ = _fill(installation)
    (tmp_path / "backup.tar").write_bytes(content)

    with pytest.raises(InvalidBackupError):
        installation.backups.restore(tmp_path / "backup.tar")
    with pytest.raises(InvalidBackupError):
        installation.backups.restore(tmp_path / "missing.tar")

    with installation.database.read() as session:
        assert videos.find(session, processed) is not None


def test_a_damaged_backup_changes_no_row(installation: _Installation, tmp_path: Path) -> None:
    processed, _ = _fill(installation)
    installation.backups.write(tmp_path / "backup.tar")
    with tarfile.open(tmp_path / "backup.tar") as whole, tarfile.open(tmp_path / "half.tar", "w") as half:
        for member in whole:
            file = whole.extractfile(member)
            assert file is not None
            data = file.read()
            if member.name == "tables/video.jsonl":
                data = data[: len(data) // 2]
                member.size = len(data)
            half.addfile(member, io.BytesIO(data))

    with pytest.raises(InvalidBackupError):
        installation.backups.restore(tmp_path / "half.tar")

    with installation.database.read() as session:
        assert videos.find(session, processed) is not None


def test_no_file_of_an_archive_is_written_outside_of_the_folder_of_uploads(
    installation: _Installation, tmp_path: Path
) -> None:
    _fill(installation)
    installation.backups.write(tmp_path / "backup.tar")
    with tarfile.open(tmp_path / "backup.tar", "a") as archive:
        for name in ("uploads/../../escaped", "/escaped", "../escaped", "uploads/x/escaped"):
            archive.addfile(tarfile.TarInfo(name), io.BytesIO())

    installation.backups.restore(tmp_path / "backup.tar")

    assert list(tmp_path.rglob("escaped")) == []
