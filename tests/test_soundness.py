"""Is an installation sound?"""

from pathlib import Path

from cultotranscript import wiring
from cultotranscript.db import workers
from cultotranscript.settings import Settings
from cultotranscript.soundness import check_installation


def _check(settings: Settings) -> tuple[int, dict[str, str]]:
    lines: list[str] = []
    status = check_installation(settings, lines.append)
    return status, {line[8:].partition(":")[0]: line for line in lines}


def test_an_installation_that_never_ran_says_what_is_missing(tmp_path: Path) -> None:
    status, lines = _check(Settings(data_dir=tmp_path))

    assert status == 1
    assert lines["program"].startswith("ok")
    assert lines["shapes"].startswith("ok")
    assert lines["database"].startswith("failed")
    assert "culto db upgrade" in lines["database"]
    assert lines["worker"].startswith("failed")


def test_a_database_that_is_current_and_a_worker_that_lives_are_told(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    parts = wiring.build(settings)
    wiring.prepare_database(parts)
    with parts.database.write() as session:
        workers.add(session, "alive")
    parts.close()

    _, lines = _check(settings)

    assert lines["database"] == "ok      database: sqlite, reachable and of this version"
    assert lines["worker"] == "ok      worker: 1 alive"


def test_a_whisper_model_that_is_named_and_not_there_is_told(tmp_path: Path) -> None:
    _, without = _check(Settings(data_dir=tmp_path))
    _, named = _check(Settings(data_dir=tmp_path, whisper_model="small"))

    assert without["sound"].startswith("ok")
    assert named["sound"].startswith("failed")
    assert "culto models pull" in named["sound"]


def test_a_database_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path, database_url="postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2"
    )

    status, lines = _check(settings)

    assert status == 1
    assert "cannot be reached" in lines["database"]
