"""Uploaded files: written to disk as they come, under names of our own, counted and hashed on the way."""

import hashlib
import os
import secrets
import shutil
from pathlib import Path
from typing import Self

from cultotranscript.errors import InsufficientStorageError, PayloadTooLargeError

_FREE_MIN_BYTES = 64 * 1024 * 1024
"""What an upload leaves free, for the database beside it."""
_CHECK_BYTES = 16 * 1024 * 1024


class IncomingFile:
    """A file that is being received. Used as a context: what is not kept by then is removed.

    Args:
        folder: Where it is written.
        limit_bytes: How large it may become.
    """

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder, self._limit_bytes = folder, limit_bytes
        self._unchecked_bytes = 0
        self._digest = hashlib.sha256()
        self.size_bytes = 0
        self.head = b""
        """The first bytes, by which its kind is told."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._check_space(0)
        self.path = folder / f"incoming-{secrets.token_hex(8)}"
        self._file = self.path.open("xb")

    def write(self, data: bytes) -> None:
        """Append bytes.

        Raises:
            PayloadTooLargeError: The file is larger than allowed.
            InsufficientStorageError: The disk is full, or nearly.
        """
        self.size_bytes += len(data)
        if self.size_bytes > self._limit_bytes:
            limit_mb = self._limit_bytes // (1024 * 1024)
            raise PayloadTooLargeError(f"The file is larger than the {limit_mb} MB that this installation takes.")
        self._unchecked_bytes += len(data)
        if self._unchecked_bytes > _CHECK_BYTES:
            self._check_space(_CHECK_BYTES)
            self._unchecked_bytes = 0
        if len(self.head) < 4096:
            self.head += data[: 4096 - len(self.head)]
        self._digest.update(data)
        try:
            self._file.write(data)
        except OSError as error:
            raise InsufficientStorageError from error

    def _check_space(self, more_bytes: int) -> None:
        if shutil.disk_usage(self._folder).free < _FREE_MIN_BYTES + more_bytes:
            raise InsufficientStorageError

    def sha256(self) -> str:
        """Of what was written."""
        return self._digest.hexdigest()

    def finish(self) -> None:
        """All bytes are there, and on the disk.

        Raises:
            InsufficientStorageError: The disk is full.
        """
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise InsufficientStorageError from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)


class Uploads:
    """The folder of uploaded files. A file is named by its content, so that the same file is kept once.

    Args:
        folder: Shared by all processes that serve or work.
        limit_bytes: How large a file may be.
    """

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self.limit_bytes = limit_bytes

    def receive(self) -> IncomingFile:
        """Begin to receive a file.

        Raises:
            InsufficientStorageError: The disk is nearly full.
        """
        return IncomingFile(self._folder, self.limit_bytes)

    def keep(self, incoming: IncomingFile, suffix: str) -> None:
        """Keep a file that was received under its own name; it is not to be written to any more."""
        incoming.path.replace(self.path_of(incoming.sha256(), suffix))

    def path_of(self, sha256: str, suffix: str) -> Path:
        """Where the file with this content lies; the suffix is lower case and begins with a dot."""
        return self._folder / f"{sha256}{suffix}"

    def remove(self, sha256: str, suffix: str) -> None:
        """Remove a file; one that is not there is no error."""
        self.path_of(sha256, suffix).unlink(missing_ok=True)
