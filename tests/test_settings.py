"""What the environment may say."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from cultotranscript.settings import DEVELOPMENT_ORIGINS, Settings


def test_without_any_variable_everything_has_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings()

    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.cors_origins == DEVELOPMENT_ORIGINS
    assert settings.database_kind == "sqlite"
    assert settings.resolved_database_url.endswith("culto.sqlite")


def test_lists_are_parted_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CULTO_ALLOWED_HOSTS", "culto.local, 10.0.0.7 ,")
    monkeypatch.setenv("CULTO_CORS_ORIGINS", "http://localhost:9999")

    settings = Settings()

    assert settings.allowed_hosts == ("culto.local", "10.0.0.7")
    assert settings.cors_origins == ("http://localhost:9999",)


def test_a_variable_that_is_empty_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CULTO_PASSWORD", "")
    monkeypatch.setenv("CULTO_PORT", "")

    settings = Settings()

    assert settings.password is None
    assert settings.port == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CULTO_PORT", "70000"),
        ("CULTO_EVENTS_KEEP", "0"),
        ("CULTO_HEARTBEAT_S", "soon"),
        ("CULTO_DATABASE_URL", "mysql://localhost/culto"),
        ("CULTO_DATABASE_URL", "postgresql://localhost/culto"),
        ("CULTO_DOMAIN", "http://culto.example.org"),
        ("CULTO_DOMAIN", "*"),
        ("CULTO_DOMAIN", "culto.example.org/"),
        ("CULTO_CORS_ORIGINS", "*"),
        ("CULTO_CORS_ORIGINS", "localhost:5173"),
        ("CULTO_CORS_ORIGINS", "http://localhost:5173/"),
    ],
)
def test_a_value_out_of_range_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError):
        Settings()


def test_a_domain_is_a_name_whether_or_not_it_is_written_as_an_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CULTO_DOMAIN", "https://Culto.example.org")

    assert Settings().domain == "culto.example.org"


def test_a_secret_is_not_shown_when_settings_are_printed() -> None:
    settings = Settings(password="salmo vinte e tres", data_dir=Path("somewhere"))  # type: ignore[arg-type]  # Text becomes a SecretStr.

    assert "salmo" not in repr(settings)
