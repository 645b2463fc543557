"""A PostgreSQL server of a test's own, which can be killed and started again on its port."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.installation import child_ids, free_port, wait_until

POSTGRES_BIN = os.environ.get("CULTO_TEST_POSTGRES_BIN")
"""The folder of `initdb` and `pg_ctl`."""


class OwnPostgreSQL:
    """One server with one empty database.

    Args:
        programs: The folder of `initdb` and `pg_ctl`.
        folder: An empty one, that the server's user may write to.
    """

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._data, self._folder = programs, folder / "data", folder
        # PostgreSQL refuses to run as root.
        self._user = pwd.getpwnam("postgres").pw_uid if os.geteuid() == 0 else None
        if self._user is not None:
            os.chown(folder, self._user, -1)
        self._port = free_port()
        self._run("initdb", "-U", "culto", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.start()

    @property
    def url(self) -> str:
        """Of its database."""
        return f"postgresql+psycopg://culto@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Start it; after a kill, once the system has taken back what the killed ones held."""
        options = f"-c listen_addresses=127.0.0.1 -p {self._port} -k {self._folder} -c fsync=off"
        wait_until(lambda: self._try_run("pg_ctl", "-w", "-l", str(self._folder / "log"), "-o", options, "start"))

    def kill(self) -> None:
        """Kill all its processes with -9."""
        postmaster = int((self._data / "postmaster.pid").read_text().split()[0])
        for process_id in [postmaster, *child_ids(postmaster)]:
            with suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGKILL)

    def stop(self) -> None:
        """End it, whether it runs or not."""
        self._try_run("pg_ctl", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        assert self._try_run(program, *arguments), f"{program} failed"

    def _try_run(self, program: str, *arguments: str) -> bool:
        return (
            subprocess.run(
                [self._programs / program, "-D", self._data, *arguments],
                check=False,
                user=self._user,
                cwd=self._folder,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ).returncode
            == 0
        )


@contextmanager
def own_postgresql(programs: Path) -> Iterator[OwnPostgreSQL]:
    """A server that ends with the block."""
    # Not in a folder of pytest's: those are closed to other users, such as the server's.
    folder = Path(tempfile.mkdtemp(prefix="culto-postgresql-"))
    folder.chmod(0o755)
    try:
        server = OwnPostgreSQL(programs, folder)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
