"""Models of faster-whisper: found, and fetched from a hub that answers and from one that does not."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cultotranscript.adapters.whisper_models import find_model, list_models, pull_model
from cultotranscript.errors import ModelUnavailableError

_PULL = (
    "import sys\nfrom pathlib import Path\nfrom cultotranscript.adapters.whisper_models import pull_model\n"
    "from cultotranscript.errors import CultoError\n"
    "try:\n    print(pull_model(sys.argv[1], Path(sys.argv[2])))\n"
    "except CultoError as error:\n    sys.exit(f'{error.code}: {error.detail}')\n"
)
_FILES = {"model.bin": b"weights" * 1000, "config.json": b"{}", "tokenizer.json": b"{}", "README.md": b"read me"}


class _Hub(BaseHTTPRequestHandler):
    """Answers as the hub does for one repository."""

    def do_GET(self) -> None:
        """Answer."""
        commit = "c" * 40
        name = self.path.rpartition("/")[2].partition("?")[0]
        headers = {"X-Repo-Commit": commit}
        if self.path.startswith("/api/models/igreja/modelo/revision/") or self.path.startswith(
            "/api/models/igreja/modelo?"
        ):
            listed = [{"rfilename": file} for file in _FILES]
            body = json.dumps({"id": "igreja/modelo", "sha": commit, "siblings": listed}).encode()
        elif self.path.startswith("/api/models/igreja/modelo/tree/"):
            body = json.dumps(
                [
                    {"type": "file", "path": file, "size": len(data), "oid": hashlib.sha1(data).hexdigest()}
                    for file, data in _FILES.items()
                ]
            ).encode()
        elif self.path.startswith("/igreja/modelo/resolve/") and name in _FILES:
            body = _FILES[name]
            headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()}"'
        else:
            self.send_error(404)
            return
        self.send_response(200)
        for key, value in {**headers, "Content-Type": "application/json", "Content-Length": str(len(body))}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 -- the library's name.

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the library's name.
        """Say nothing."""


@contextmanager
def _hub() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hub)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _pull(name: str, models_dir: Path, hub: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: the library takes the hub's address from the environment when it is imported."""
    environment = {"HF_ENDPOINT": hub, "HF_HUB_DISABLE_XET": "1", "HOME": str(models_dir.parent), "NO_PROXY": "*"}
    return subprocess.run(
        [sys.executable, "-c", _PULL, name, str(models_dir)],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env={"PATH": os.environ["PATH"], **environment},
    )


def test_a_model_is_pulled_whole_and_found_by_its_name(tmp_path: Path) -> None:
    models_dir = tmp_path / "models"

    with _hub() as address:
        done = _pull("igreja/modelo", models_dir, address)

    assert done.returncode == 0, done.stderr
    folder = find_model("igreja/modelo", models_dir)
    assert {path.name for path in folder.iterdir()} == {"model.bin", "config.json", "tokenizer.json"}
    assert (folder / "model.bin").read_bytes() == _FILES["model.bin"]
    assert list(models_dir.iterdir()) == [folder]
    assert list_models(models_dir) == ["igreja/modelo"]
    assert pull_model("igreja/modelo", models_dir) == folder


@pytest.mark.parametrize("hub", ["http://127.0.0.1:1", None])
def test_a_hub_out_of_reach_and_a_model_that_is_not_there_are_told_and_leave_nothing(
    tmp_path: Path, hub: str | None
) -> None:
    models_dir = tmp_path / "models"

    with _hub() as answering:
        done = _pull("small", models_dir, hub or answering)

    assert done.stderr.startswith("MODEL_UNAVAILABLE: The model small could not be fetched")
    assert list(models_dir.iterdir()) == []


@pytest.mark.parametrize("name", ["enormous", "../../etc", "a/b/c", "/etc", ""])
def test_a_name_that_is_none_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError):
        pull_model(name, tmp_path)


def test_a_folder_is_a_model_as_well(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "model.bin").touch()

    assert find_model(str(tmp_path / "mine"), tmp_path / "models") == tmp_path / "mine"
    with pytest.raises(ModelUnavailableError, match="culto models pull small"):
        find_model("small", tmp_path / "models")
    assert list_models(tmp_path / "models") == []
