"""The programs of docs/integration.md, exactly as they stand there, under plain uvicorn."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from tests.streams import PATIENCE_S, TOKEN, StreamClient, wait_until

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "integration.md"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def _uvicorn(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, Path]]:
    """`uvicorn app:app` in a folder."""
    port, log = _free_port(), folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "app:app", "--port", str(port)],
            cwd=folder,
            env={**os.environ, "SECRET_KEY": "s" * 32, "CULTO_INTERNAL_TOKEN": TOKEN},
            stdout=output,
            stderr=output,
        )
    try:
        yield process, port, log
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(PATIENCE_S)


def _is_up(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/api/v2/events/health", trust_env=False).is_success
    except httpx2.TransportError:
        return False


@pytest.mark.parametrize("name", ["app.py", "worker.py"])
def test_the_documented_programs_are_the_ones_that_run_here(name: str) -> None:
    assert f"```python\n{(HERE / name).read_text()}```" in DOCUMENT.read_text()


def test_the_documented_application_streams_takes_posts_and_ends_at_once(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_bytes((HERE / "app.py").read_bytes())
    with _uvicorn(tmp_path) as (process, port, log):
        wait_until(lambda: _is_up(port) or process.poll() is not None)
        streams = [StreamClient(port, headers={"Origin": "http://localhost:5173"}) for _ in range(20)]
        for stream in streams:
            stream.greet()
        assert streams[0].headers["access-control-allow-origin"] == "http://localhost:5173"

        url = f"http://127.0.0.1:{port}/api/v2/events/broadcast"
        subprocess.run(
            [sys.executable, str(HERE / "worker.py")],
            env={**os.environ, "EVENTS_URL": url, "CULTO_INTERNAL_TOKEN": TOKEN},
            check=True,
            timeout=PATIENCE_S,
        )
        for stream in streams:
            told = stream.next_event().data
            assert (told["video_id"], told["status"], told["progress"]) == ("sermon-7", "PROCESSING", 20)

        process.send_signal(signal.SIGTERM)
        for stream in streams:
            assert stream.read_to_end() == []
            stream.close()
        assert process.wait(PATIENCE_S) in {0, -signal.SIGTERM}
        assert "Traceback" not in log.read_text()


def test_the_wrong_order_is_a_sentence_at_the_start(tmp_path: Path) -> None:
    csrf, session = (
        line
        for line in (HERE / "app.py").read_text().splitlines(keepends=True)
        if line.startswith("app.add_middleware")
    )
    wrong = (HERE / "app.py").read_text().replace(csrf + session, session + csrf)
    (tmp_path / "app.py").write_text(wrong)

    with _uvicorn(tmp_path) as (process, _, log):
        assert process.wait(PATIENCE_S) != 0
        assert "SessionMiddleware" in log.read_text()
