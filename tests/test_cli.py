"""What is typed, and what comes of it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SERMON = Path(__file__).parent / "data" / "sermons" / "zaqueu.vtt"


def _culto(*arguments: str, folder: Path, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cultotranscript", *arguments],
        env={"CULTO_DATA_DIR": str(folder / "data"), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1", **settings},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_passages_are_read_from_an_argument_or_from_standard_input(tmp_path: Path) -> None:
    assert (
        _culto("passages", "primeira aos Coríntios treze, verso quatro", folder=tmp_path).stdout == "1 Coríntios 13:4\n"
    )
    assert _culto("passages", folder=tmp_path, stdin="João 3:16").stdout == "João 3:16\n"
    lines = _culto("passages", "--jsonl", folder=tmp_path, stdin='{"id": "a", "text": "João 3:16", "lang": "pt"}\n')
    assert json.loads(lines.stdout)["refs"][0]["book"] == "João"
    assert not (tmp_path / "data").exists()


def test_process_says_by_its_status_whether_all_went_well(tmp_path: Path) -> None:
    (tmp_path / "empty.vtt").touch()

    assert _culto("process", str(SERMON), "--json", folder=tmp_path).returncode == 0
    failed = _culto("process", str(tmp_path / "empty.vtt"), folder=tmp_path)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "empty.vtt: The file is empty." in failed.stderr
    assert _culto("process", "missing.vtt", folder=tmp_path).returncode == 2
    assert _culto("process", folder=tmp_path).returncode == 2
    assert _culto("nonsense", folder=tmp_path).returncode == 2
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "settings", "says"),
    [
        (["serve", "--host", "0.0.0.0"], {}, "CULTO_PASSWORD"),
        (["serve"], {"CULTO_PORT": "http"}, "CULTO_PORT"),
        (["serve"], {"CULTO_INTERNAL_TOKEN": "short"}, "CULTO_INTERNAL_TOKEN"),
        (["passages", "--jsonl", "João 3:16"], {}, "standard input"),
        (["check"], {"CULTO_DOMAIN": "*"}, "CULTO_DOMAIN: a host name"),
        (["restore", "missing.tar"], {}, "no file"),
        (["jobs", "retry", "7"], {}, "no video"),
        (["jobs", "limit", "listening", "--per-worker", "3", "--in-all", "2"], {}, "--in-all"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_no_traceback(
    tmp_path: Path, arguments: list[str], settings: dict[str, str], says: str
) -> None:
    done = _culto(*arguments, folder=tmp_path, **settings)

    assert done.returncode in {2, 3}
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_jobs_are_listed_and_their_limits_are_changed(tmp_path: Path) -> None:
    assert _culto("jobs", folder=tmp_path).stdout.startswith("0 waiting")
    changed = _culto("jobs", "limit", "listening", "--per-worker", "2", "--in-all", "4", folder=tmp_path)
    assert changed.stdout == "listening: 2 in each worker, 4 in all\n"
    assert _culto("jobs", "limit", "listening", folder=tmp_path).stdout == changed.stdout


def test_everything_is_backed_up_and_restored(tmp_path: Path) -> None:
    archive = str(tmp_path / "culto.tar")

    assert _culto("backup", archive, folder=tmp_path).returncode == 0
    assert "0 rows and 0 files were restored" in _culto("restore", archive, folder=tmp_path).stdout
    assert _culto("db", "upgrade", folder=tmp_path).stdout == "The database is up to date.\n"
