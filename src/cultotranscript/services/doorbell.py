"""Tells every process that the event table grew. It carries no event: whoever hears it reads the table.

A ring may be lost or heard twice. The event log also looks by itself twice a second, so that a lost ring costs time
and nothing else.
"""

import contextlib
import logging
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import psycopg

from cultotranscript.db.session import Database

_log = logging.getLogger(__name__)

_CHANNEL = "culto_events"


class Ears(Protocol):
    """The listening side of a doorbell."""

    def fileno(self) -> int:
        """The descriptor that becomes readable when the bell rings."""

    def clear(self, but: str = "") -> bool:
        """Take the rings that have come, so that the next one is heard anew.

        Args:
            but: A sender whose rings do not count.

        Returns:
            Whether any other ring has come.

        Raises:
            OSError: Nothing will be heard here again: listen anew.
        """


class Doorbell(Protocol):
    """Tells every process that the event table grew."""

    def ring(self, sender: str = "") -> None:
        """Tell it, after the commit. Never raises and never waits; any thread or process may call it."""

    def listen(self) -> AbstractContextManager[Ears]:
        """Hear the rings of all processes, this one included.

        Raises:
            OSError: It cannot be listened to right now.
        """

    def close(self) -> None:
        """Send what is still to be sent and let go of everything."""


def make_doorbell(database: Database, data_dir: Path) -> Doorbell:
    """The doorbell that goes with a database; `data_dir` is shared by the processes that share an SQLite file."""
    if database.is_sqlite:
        return LocalDoorbell(data_dir / "doorbell")
    return NotifyDoorbell(database.url.set(drivername="postgresql").render_as_string(hide_password=False))


class LocalDoorbell:
    """A datagram to each socket in a folder: for the processes of one machine.

    Args:
        folder: Made when it is missing. Each listener has a socket in it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)

    def ring(self, sender: str = "") -> None:
        """Send a datagram to each listener; what a listener that is gone left behind is removed."""
        try:
            with _short_path(self._folder) as folder:
                for name in os.listdir(self._folder):
                    self._tell(f"{folder}/{name}", sender)
        except OSError:  # There is no folder while nobody listens.
            return

    def _tell(self, address: str, sender: str) -> None:
        try:
            self._socket.sendto(sender.encode(), address)
        except (BlockingIOError, FileNotFoundError):
            pass  # It has rings enough to hear, or has just left.
        except ConnectionRefusedError:
            with contextlib.suppress(OSError):
                os.unlink(address)

    @contextmanager
    def listen(self) -> Iterator[Ears]:
        """A socket in the folder, for as long as the block runs."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{os.getpid()}-{secrets.token_hex(4)}"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ears:
            ears.setblocking(False)
            with _short_path(self._folder) as folder:
                ears.bind(f"{folder}/{name}")
            try:
                yield _SocketEars(ears)
            finally:
                with contextlib.suppress(OSError):
                    os.unlink(self._folder / name)

    def close(self) -> None:
        """Close the sending socket."""
        self._socket.close()


class _SocketEars:
    def __init__(self, ears: socket.socket) -> None:
        self._socket = ears

    def fileno(self) -> int:
        return self._socket.fileno()

    def clear(self, but: str = "") -> bool:
        has_other = False
        with contextlib.suppress(BlockingIOError):
            while True:
                has_other |= self._socket.recv(64) != but.encode() or not but
        return has_other


@contextmanager
def _short_path(folder: Path) -> Iterator[str]:
    """A name for a folder that fits into a socket's address of 108 bytes, however deep the folder lies."""
    if not os.path.isdir("/proc/self/fd"):
        yield str(folder)
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)


class NotifyDoorbell:
    """PostgreSQL's LISTEN and NOTIFY: for processes on any machine.

    Args:
        address: The server's address, `postgresql://…`. Nothing is opened before the first ring.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._has_rung = threading.Event()
        self._senders: set[str] = set()
        self._is_closed = False
        self._thread: threading.Thread | None = None

    def ring(self, sender: str = "") -> None:
        """Have a thread send a NOTIFY for each sender; rings that come while it is on its way become one."""
        self._senders.add(sender)
        self._has_rung.set()
        if self._thread is None:
            with self._lock:
                if self._thread is None and not self._is_closed:
                    self._thread = threading.Thread(target=self._send, name="doorbell", daemon=True)
                    self._thread.start()

    def _send(self) -> None:
        connection: psycopg.Connection | None = None
        while not (self._is_closed and not self._has_rung.is_set()):
            self._has_rung.wait()
            self._has_rung.clear()
            try:
                if connection is None or connection.closed:
                    connection = psycopg.connect(self._address, autocommit=True, connect_timeout=5)
                while self._senders:
                    connection.execute("SELECT pg_notify(%s, %s)", [_CHANNEL, self._senders.pop()])
            except psycopg.Error as error:
                # Every listener looks by itself as well, so nothing is lost but time.
                _log.warning("The doorbell could not be rung: %s", error)
                connection = None
            if self._is_closed:
                break
        if connection is not None:
            connection.close()

    @contextmanager
    def listen(self) -> Iterator[Ears]:
        """A connection that listens, for as long as the block runs."""
        try:
            connection = psycopg.connect(self._address, autocommit=True, connect_timeout=5)
        except psycopg.Error as error:
            raise OSError("PostgreSQL cannot be reached") from error
        try:
            try:
                connection.execute(f"LISTEN {_CHANNEL}")
            except psycopg.Error as error:
                raise OSError("PostgreSQL cannot be listened to") from error
            yield _NotifyEars(connection)
        finally:
            connection.close()

    def close(self) -> None:
        """Send the last ring and end the thread."""
        with self._lock:
            self._is_closed = True
            thread = self._thread
        if thread is not None:
            self._has_rung.set()
            thread.join(timeout=10)


class _NotifyEars:
    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def fileno(self) -> int:
        return self._connection.fileno()

    def clear(self, but: str = "") -> bool:
        try:
            rings = [ring.payload for ring in self._connection.notifies(timeout=0)]
            return any(ring != but or not but for ring in rings)
        except psycopg.Error as error:
            raise OSError("the connection to PostgreSQL is lost") from error
