"""A whole installation in real processes, which can be killed and started again on the same port."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2

PATIENCE_S = 120.0
"""For what involves several processes that start anew, on a machine that may be busy."""
STEPS = ["metadata", "validate", "transcript", "sermon_start", "analyse", "index"]


def wait_until(
    condition: Callable[[], object], what: str = "what was waited for", patience_s: float = PATIENCE_S
) -> None:
    """Wait for something that is about to become true."""
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.05)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def child_ids(process_id: int) -> list[int]:
    """The processes that a process started."""
    found: list[int] = []
    try:
        # A child is listed under the thread that started it.
        for thread in Path(f"/proc/{process_id}/task").iterdir():
            found += [int(number) for number in (thread / "children").read_text().split()]
    except FileNotFoundError:
        return found
    return found


def answers(port: int) -> bool:
    """Whether a server answers on a port."""
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/health", trust_env=False, timeout=5).is_success
    except httpx2.TransportError:
        return False


class Installation:
    """`culto serve` and `culto worker` on one data folder and database."""

    def __init__(self, data_dir: Path, database_url: str | None = None, **environment: str) -> None:
        self.data_dir, self.port = data_dir, free_port()
        self.log = data_dir.parent / f"{data_dir.name}.log"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CULTO_")},
            "CULTO_DATA_DIR": str(data_dir),
            "PYTHONUNBUFFERED": "1",
            **({"CULTO_DATABASE_URL": database_url} if database_url else {}),
            **environment,
        }
        self.server: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []
        self._client: httpx2.Client | None = None
        self._token = ""

    def run(self, *arguments: str) -> str:
        """Run a command to its end, and give its output."""
        done = subprocess.run(
            [sys.executable, "-m", "cultotranscript", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *arguments: str) -> None:
        """Start the server, with a worker beside it unless told otherwise, and wait until it answers."""
        self.server = self._start("serve", "--port", str(self.port), *arguments)
        wait_until(self.is_up, "the server's start")

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker of its own."""
        worker = self._start("worker")
        self.workers.append(worker)
        return worker

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "cultotranscript", *arguments], env=self.environment, stdout=log, stderr=log
            )

    def is_up(self) -> bool:
        """Whether the server answers."""
        assert self.server is not None
        assert self.server.poll() is None, self.log.read_text()
        return answers(self.port)

    @property
    def address(self) -> str:
        """Where the server listens."""
        return f"http://127.0.0.1:{self.port}"

    def kill_server(self) -> None:
        """Kill the server with -9; its worker ends by itself."""
        assert self.server is not None
        self.server.kill()
        self.server.wait(PATIENCE_S)

    def kill(self) -> None:
        """Kill the server and its worker in one blow, as a power cut would."""
        workers = self.worker_ids()
        self.kill_server()
        for process_id in workers:
            with suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGKILL)

    def worker_ids(self) -> list[int]:
        """The processes that the server started."""
        assert self.server is not None
        return child_ids(self.server.pid)

    def kill_workers(self) -> None:
        """Kill the workers that the server started with -9; it starts another."""
        for process_id in self.worker_ids():
            with suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGKILL)

    def stop(self) -> None:
        """End everything."""
        for process in [self.server, *self.workers]:
            if process is not None and process.poll() is None:
                process.terminate()
        for process in [self.server, *self.workers]:
            if process is not None:
                try:
                    process.wait(PATIENCE_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        if self._client is not None:
            self._client.close()

    # What a person does.

    def _use(self) -> httpx2.Client:
        if self._client is None:
            self._client = httpx2.Client(base_url=self.address, trust_env=False, timeout=60)
        return self._client

    def get(self, path: str) -> Any:
        """The data of an answer."""
        answer = self._use().get(path)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return answer.json()["data"]

    def send(self, method: str, path: str, **more: Any) -> httpx2.Response:
        """Write, with the session's token; one that is not known any more is asked for anew, as pages do."""
        for _ in range(2):
            if not self._token:
                self._token = self._use().get("/api/v2/auth/me").headers["x-csrf-token"]
            answer = self._use().request(method, path, headers={"X-CSRF-Token": self._token}, **more)
            if answer.status_code != 403:
                break
            self._token = ""
        return answer

    def upload(self, name: str, content: bytes) -> str:
        """Send a file. Returns the video's id."""
        answer = self.send("POST", "/api/v2/videos/upload", files={"file": (name, content)})
        assert answer.status_code in (200, 202), (answer.status_code, answer.text)
        video_id: str = answer.json()["data"]["id"]
        return video_id

    def statuses(self) -> dict[str, str]:
        """The status of each video."""
        return {video["id"]: video["status"] for video in self.get("/api/v2/videos?page_size=100")["items"]}

    def begun_steps(self) -> dict[tuple[int, int], list[str]]:
        """The steps that workers began, by video and run, in order, as the log tells."""
        begun: dict[tuple[int, int], list[str]] = {}
        for match in re.finditer(r"Video (\d+) run (\d+): step (\w+) begins", self.log.read_text(errors="replace")):
            begun.setdefault((int(match[1]), int(match[2])), []).append(match[3])
        return begun

    def assert_no_ended_step_was_repeated(self) -> None:
        """Once the next step has begun, the one before was kept, and must not begin again."""
        for key, steps in self.begun_steps().items():
            places = [STEPS.index(step) for step in steps]
            assert places == sorted(places), (key, steps)


@contextmanager
def installed(data_dir: Path, database_url: str | None = None, **environment: str) -> Iterator[Installation]:
    """An installation whose processes end with the block, and whose database is ready."""
    installation = Installation(data_dir, database_url, **environment)
    if database_url and not database_url.startswith("sqlite"):
        installation.run("db", "upgrade")
    try:
        yield installation
    finally:
        installation.stop()


def variants(sermon: bytes, count: int) -> list[tuple[str, bytes]]:
    """Copies of a caption file that differ, so that each is a video of its own."""
    return [(f"culto-{n}.vtt", sermon + f"\n\nNOTE {uuid.uuid4().hex}\n".encode()) for n in range(count)]
