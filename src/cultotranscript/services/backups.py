"""Backups: every row and every uploaded file in one archive, taken and laid back while everything runs.

An archive is a tar of one file of JSON lines for each table, a manifest that counts them, and the uploaded files. It
holds no secret, no sign-in and no event: pages load afresh after a restore. It knows no kind of database, so that it
also carries an installation from SQLite to PostgreSQL.
"""

import io
import json
import os
import secrets
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping, Set
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cultotranscript.db import events, videos
from cultotranscript.db.models import Base, UtcDateTime, Video
from cultotranscript.db.session import Database
from cultotranscript.dtos import ErrorEventDTO, utc_now, utc_text
from cultotranscript.errors import InsufficientStorageError, InvalidBackupError
from cultotranscript.services.doorbell import Doorbell

_FORM = 1
_MANIFEST = "manifest.json"
_LEFT_OUT = {"event", "login_session", "stream_subscription", "worker"}
"""What belongs to this installation's running and not to what it keeps."""
_MADE_ANEW = {"search_document", "spoken_sentence", "search_posting", "search_word"}
"""What videos are found by: made of the transcripts by a restore, in the form of the version that restores."""
_ROWS_AT_ONCE = 500
_LINE_MAX = 512 * 1024 * 1024


class Backups:
    """Takes and lays back archives.

    Args:
        database: Ours; its tables are current.
        doorbell: Rung after a restore.
        uploads_dir: Holds the uploaded files.
        reindex: Makes a restored video searchable, in the transaction that restores it.
    """

    def __init__(
        self,
        database: Database,
        doorbell: Doorbell,
        uploads_dir: Path,
        reindex: Callable[[Session, Video], None],
    ) -> None:
        self._database, self._doorbell = database, doorbell
        self._uploads_dir, self._reindex = uploads_dir, reindex

    def write(self, path: Path) -> tuple[int, int]:
        """Write an archive; a file of that name is replaced once the new one is whole.

        Returns:
            How many rows and how many files it holds.

        Raises:
            UnavailableError: The database cannot be reached.
            InsufficientStorageError: The disk is full.
        """
        draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as archive:
                counts = self._write_rows(archive)
                files = self._write_files(archive)
            draft.replace(path)
        except OSError as error:
            raise InsufficientStorageError(f"The backup cannot be written to {path}: {error.strerror}.") from error
        finally:
            draft.unlink(missing_ok=True)
        return sum(counts.values()), files

    def _write_rows(self, archive: tarfile.TarFile) -> dict[str, int]:
        counts: dict[str, int] = {}
        with self._database.snapshot() as connection:
            for table in _tables():
                with tempfile.TemporaryFile() as lines:
                    count = 0
                    for row in connection.execute(sa.select(table)).yield_per(_ROWS_AT_ONCE).mappings():
                        lines.write(json.dumps(dict(row), default=_time_text, ensure_ascii=False).encode() + b"\n")
                        count += 1
                    _add_file(archive, f"tables/{table.name}.jsonl", lines)
                    counts[table.name] = count
        manifest = {"form": _FORM, "made_at": utc_text(utc_now()), "rows": counts}
        _add_file(archive, _MANIFEST, io.BytesIO(json.dumps(manifest).encode()))
        return counts

    def _write_files(self, archive: tarfile.TarFile) -> int:
        count = 0
        for path in sorted(self._uploads_dir.glob("[0-9a-f]*")) if self._uploads_dir.is_dir() else ():
            try:
                archive.add(path, f"uploads/{path.name}", recursive=False)
            except FileNotFoundError:  # Its video was deleted meanwhile.
                continue
            count += 1
        return count

    def restore(self, path: Path) -> tuple[int, int]:
        """Put what an archive holds in place of everything that there is, in one transaction.

        Whatever was being worked on is begun again.

        Returns:
            How many rows and how many files there are now.

        Raises:
            InvalidBackupError: It is no archive of ours, or is damaged; nothing was changed.
            UnavailableError: The database cannot be reached.
        """
        try:
            with tarfile.open(path, "r:") as archive:
                counts = _read_counts(archive)
                files = self._restore_files(archive)
                rows = self._restore_rows(archive, counts)
        except FileNotFoundError as error:
            raise InvalidBackupError(f"There is no file {path}.") from error
        except (tarfile.TarError, EOFError, KeyError, ValueError, TypeError, sa.exc.IntegrityError) as error:
            raise InvalidBackupError from error
        self._doorbell.ring()
        return rows, files

    def _restore_files(self, archive: tarfile.TarFile) -> int:
        """Files first: a row without its file would be worse than a file without its row."""
        count = 0
        self._uploads_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        for member in archive:
            name = PurePosixPath(member.name)
            if not member.isfile() or name.parent != PurePosixPath("uploads"):
                continue
            source = archive.extractfile(member)
            assert source is not None
            draft = self._uploads_dir / f"incoming-{secrets.token_hex(8)}"
            with source, draft.open("xb") as target:
                while data := source.read(1024 * 1024):
                    target.write(data)
            draft.replace(self._uploads_dir / name.name)
            count += 1
        return count

    def _restore_rows(self, archive: tarfile.TarFile, counts: dict[str, int]) -> int:
        with self._database.write() as session:
            newest_run = {row.id: row.run for row in session.execute(sa.select(Video.id, Video.run))}
            for table in reversed(_tables(_LEFT_OUT)):
                session.execute(sa.delete(table))
            for table in _tables():
                source = archive.extractfile(f"tables/{table.name}.jsonl")
                assert source is not None
                count = 0
                with source:
                    for rows in _in_groups(_read_rows(source, table)):
                        session.execute(sa.insert(table), rows)
                        count += len(rows)
                if count != counts[table.name]:
                    raise InvalidBackupError
                self._database.follow_ids(session, table)
            for video in session.scalars(sa.select(Video)):
                if video.status in videos.UNFINISHED:
                    # A job that runs now belongs to what was there before, and must not record into this.
                    video.run = max(video.run, newest_run.get(video.id, 0)) + 1
                if video.processed_at is not None:  # It can be found, whatever became of a later run.
                    self._reindex(session, video)
            lost = ErrorEventDTO(error_code="EVENTS_LOST", error_message="A backup was restored. Load afresh.")
            events.append(session, lost)
        return sum(counts.values())


def _tables(left_out: Set[str] = _LEFT_OUT | _MADE_ANEW) -> list[sa.Table]:
    """Our tables, each behind those that it refers to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in left_out]


def _time_text(value: object) -> str:
    if isinstance(value, datetime):
        return utc_text(value)
    raise TypeError(type(value).__name__)


def _add_file(archive: tarfile.TarFile, name: str, file: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size = file.seek(0, os.SEEK_END)
    member.mode = 0o600
    file.seek(0)
    archive.addfile(member, file)


def _read_counts(archive: tarfile.TarFile) -> dict[str, int]:
    """How many rows each table has."""
    file = archive.extractfile(_MANIFEST)
    manifest = json.load(file) if file is not None else {}
    if manifest.get("form") != _FORM:
        raise InvalidBackupError("The backup is of another version of this program. Use that version to restore it.")
    counts: dict[str, int] = manifest["rows"]
    return counts


def _read_rows(file: IO[bytes], table: sa.Table) -> Iterator[Mapping[str, Any]]:
    times = [column.name for column in table.columns if isinstance(column.type, UtcDateTime)]
    while line := file.readline(_LINE_MAX):
        row = json.loads(line)
        for name in times:
            if row[name] is not None:
                row[name] = datetime.fromisoformat(row[name])
        yield row


def _in_groups(rows: Iterator[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    group: list[Mapping[str, Any]] = []
    for row in rows:
        group.append(row)
        if len(group) == _ROWS_AT_ONCE:
            yield group
            group = []
    if group:
        yield group
