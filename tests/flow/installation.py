"""`culto serve` as a person runs it: a server and its worker, in processes of their own, that a test may kill."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2

PATIENCE_S = 60.0
"""How long anything is waited for: generous, since machines are slow and many tests run at once."""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Installation:
    """A data folder and an address, with or without a server that runs on them.

    Args:
        folder: Where data and the log lie.
        settings: Further variables of the environment.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        self._folder = folder
        self._settings = settings
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self, *options: str) -> None:
        """Start the server and wait until it answers."""
        assert self._process is None
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CULTO_")}
        own = {"CULTO_DATA_DIR": str(self._folder / "data"), "CULTO_PORT": str(self._port), **self._settings}
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "cultotranscript", "serve", *options],
                env=kept | own,
                stdout=log,
                stderr=log,
                # A group of their own: the server and its worker can be killed in one blow.
                start_new_session=True,
            )
        self._wait_until_it_answers()

    def kill(self) -> None:
        """End the server and its worker at once, as a power cut would."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self._process = None

    def log(self) -> str:
        """What it has written so far."""
        return (self._folder / "log").read_text(encoding="utf-8", errors="replace")

    def _wait_until_it_answers(self) -> None:
        assert self._process is not None
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise AssertionError(f"the server ended:\n{self.log()}")
            try:
                httpx2.get(f"{self.url}/health", trust_env=False).raise_for_status()
            except httpx2.TransportError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"the server does not answer:\n{self.log()}")
