"""What killed processes leave on the disk."""

import os
from pathlib import Path

from tests.rows import add_video

from cultotranscript.db.session import Database
from cultotranscript.pipeline.leftovers import remove_leftovers
from cultotranscript.services.doorbell import LocalDoorbell
from cultotranscript.services.runs import Runs


def test_only_what_nobody_needs_any_more_is_removed(database: Database, tmp_path: Path) -> None:
    work, uploads = tmp_path / "work", tmp_path / "uploads"
    with database.write() as session:
        video_id = add_video(session, run=2).id
    kept, *gone = (work / name for name in (f"{video_id}-2-transcript", f"{video_id}-1-transcript", "99-1-transcript"))
    for folder in (kept, *gone):
        folder.mkdir(parents=True)
        (folder / "sound").write_bytes(b"x")
    uploads.mkdir()
    old, new, whole = (uploads / name for name in ("incoming-1", "incoming-2", "a" * 64))
    for file in (old, new, whole):
        file.write_bytes(b"x")
    os.utime(old, (0, 0))
    os.utime(whole, (0, 0))
    doorbell = LocalDoorbell(tmp_path / "doorbell")

    removed = remove_leftovers(work, uploads, Runs(database, doorbell))

    assert removed == 3
    assert list(work.iterdir()) == [kept]
    assert sorted(uploads.iterdir()) == sorted([new, whole])
    doorbell.close()


def test_folders_that_were_never_made_are_no_error(database: Database, tmp_path: Path) -> None:
    doorbell = LocalDoorbell(tmp_path / "doorbell")

    assert remove_leftovers(tmp_path / "work", tmp_path / "uploads", Runs(database, doorbell)) == 0
    doorbell.close()
