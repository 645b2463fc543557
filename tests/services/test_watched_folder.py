"""A folder whose files become videos."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cultotranscript.errors import ConfigurationError, CultoError, InvalidFileError, UnavailableError
from cultotranscript.services.watched_folder import SETTLED_S, WatchedFolder


class _Church:
    """A watched folder, what became of its files, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, 100.0
        self.submitted: dict[str, bytes] = {}
        self.failure: CultoError | None = None
        self.watched = self.start()

    def start(self) -> WatchedFolder:
        """As a process that begins."""
        self.watched = WatchedFolder(self.folder, self._submit, clock=lambda: self.now)
        return self.watched

    def _submit(self, path: Path) -> None:
        if self.failure is not None:
            raise self.failure
        self.submitted[path.name] = path.read_bytes()

    def look_until_settled(self) -> int:
        """Look twice, with enough time between."""
        first = self.watched.look()
        self.now += SETTLED_S
        return first + self.watched.look()

    def files(self) -> set[str]:
        """All files in it, with their folders."""
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if not path.is_dir()}


@pytest.fixture
def church(tmp_path: Path) -> _Church:
    """An empty one."""
    return _Church(tmp_path / "watched")


def test_a_file_becomes_a_video_once_and_is_put_away(church: _Church) -> None:
    (church.folder / "culto.mp3").write_bytes(b"sound")

    assert church.look_until_settled() == 1
    assert church.look_until_settled() == 0

    assert church.submitted == {"culto.mp3": b"sound"}
    assert church.files() == {"done/culto.mp3"}


def test_a_file_that_still_grows_is_left_alone(church: _Church) -> None:
    path = church.folder / "culto.mp3"
    for size in range(1, 5):
        path.write_bytes(b"x" * size)
        assert church.watched.look() == 0
        church.now += SETTLED_S

    assert church.look_until_settled() == 1
    assert church.submitted == {"culto.mp3": b"xxxx"}


def test_links_folders_hidden_empty_and_other_files_are_left_alone(church: _Church, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (church.folder / "link.txt").symlink_to(secret)
    (church.folder / "folder.mp3").mkdir()
    (church.folder / "folder.mp3" / "inner.mp3").write_bytes(b"x")
    (church.folder / ".hidden.mp3").write_bytes(b"x")
    (church.folder / "culto.mp3.part").write_bytes(b"x")
    (church.folder / "empty.mp3").touch()
    before = church.files()

    assert church.look_until_settled() == 0

    assert church.submitted == {}
    assert church.files() == before


def test_a_link_among_what_was_taken_is_not_followed(church: _Church, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (church.folder / ".taking" / "link.txt").symlink_to(secret)

    church.start().look()

    assert church.submitted == {}


def test_what_is_no_video_is_put_away_with_the_reason(church: _Church) -> None:
    church.failure = InvalidFileError("The file is empty. Export it again.")
    (church.folder / "culto.srt").write_bytes(b"?")

    assert church.look_until_settled() == 0

    assert church.files() == {"failed/culto.srt", "failed/culto.srt.why"}
    assert (church.folder / "failed" / "culto.srt.why").read_text() == "The file is empty. Export it again.\n"


def test_a_file_waits_while_the_database_is_gone(church: _Church) -> None:
    church.failure = UnavailableError()
    (church.folder / "culto.vtt").write_bytes(b"WEBVTT")
    church.look_until_settled()
    assert church.files() == {"culto.vtt"}

    church.failure = None

    assert church.look_until_settled() == 1
    assert church.files() == {"done/culto.vtt"}


def test_what_a_process_had_taken_when_it_was_killed_is_taken_by_the_next(church: _Church) -> None:
    (church.folder / ".taking" / "culto.mp3").write_bytes(b"sound")

    assert church.start().look() == 1

    assert church.submitted == {"culto.mp3": b"sound"}
    assert church.files() == {"done/culto.mp3"}


def test_a_second_file_of_a_name_does_not_replace_the_first(church: _Church) -> None:
    for content in (b"one", b"two"):
        (church.folder / "culto.mp3").write_bytes(content)
        church.look_until_settled()

    assert church.files() == {"done/culto.mp3", "done/culto-2.mp3"}


def _as_file(folder: Path) -> None:
    folder.write_text("no folder")


def _with_link(folder: Path) -> None:
    folder.mkdir()
    (folder / "done").symlink_to(folder.parent)


@pytest.mark.parametrize("prepare", [_as_file, _with_link])
def test_a_folder_that_cannot_be_used_is_refused(tmp_path: Path, prepare: Callable[[Path], None]) -> None:
    prepare(tmp_path / "watched")

    with pytest.raises(ConfigurationError):
        WatchedFolder(tmp_path / "watched", lambda _path: None)


def test_it_looks_on_a_thread_of_its_own(church: _Church) -> None:
    (church.folder / "culto.mp3").write_bytes(b"sound")

    for _ in range(3):
        church.watched.begin_looking()
        thread = church.watched._thread
        assert thread is not None
        thread.join()
        church.now += SETTLED_S

    assert church.files() == {"done/culto.mp3"}
