"""What everything is made of."""

import stat
import threading
from pathlib import Path

import pytest
from pydantic import SecretStr

from cultotranscript import wiring
from cultotranscript.errors import ConfigurationError
from cultotranscript.settings import Settings


def test_secrets_are_made_once_and_kept_for_their_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    got: list[str] = []

    def build() -> None:
        parts = wiring.build(settings)
        got.append(parts.internal_token + parts.secret_key)
        parts.close()

    threads = [threading.Thread(target=build) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 8
    assert len(set(got)) == 1
    for name in ("internal_token", "secret_key"):
        path = tmp_path / "data" / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(path.read_text()) >= 32
    assert [path for path in (tmp_path / "data").iterdir() if path.name.startswith(".")] == []


def test_a_secret_from_the_environment_is_taken_and_a_short_one_refused(tmp_path: Path) -> None:
    parts = wiring.build(Settings(data_dir=tmp_path, internal_token=SecretStr("t" * 32)))
    assert parts.internal_token == "t" * 32
    parts.close()

    with pytest.raises(ConfigurationError, match="CULTO_INTERNAL_TOKEN"):
        wiring.build(Settings(data_dir=tmp_path, internal_token=SecretStr("t" * 31)))


def test_a_data_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ConfigurationError, match="data folder"):
        wiring.build(Settings(data_dir=tmp_path / "file" / "data"))


def test_the_embedded_database_is_brought_up_to_date_and_another_is_not(tmp_path: Path, database_url: str) -> None:
    parts = wiring.build(Settings(data_dir=tmp_path / "data", database_url=database_url))

    wiring.prepare_database(parts)

    assert parts.database.is_current()
    parts.close()


def test_a_database_of_another_version_says_what_to_run(tmp_path: Path, postgresql_template: object) -> None:
    from tests.conftest import _new_postgresql

    with _new_postgresql(template="template0") as url:
        settings = Settings(data_dir=tmp_path, database_url=url.render_as_string(hide_password=False))
        parts = wiring.build(settings)
        with pytest.raises(ConfigurationError, match="culto db upgrade"):
            wiring.prepare_database(parts)
        wiring.upgrade(parts)
        wiring.prepare_database(parts)
        parts.close()


def test_building_opens_nothing_but_its_secrets(tmp_path: Path) -> None:
    wiring.build(Settings(data_dir=tmp_path / "data")).close()

    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["internal_token", "secret_key"]


def test_a_webhook_that_cannot_be_told_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="CULTO_WEBHOOK_URLS"):
        wiring.build(Settings(data_dir=tmp_path, webhook_urls=("junk",)))
