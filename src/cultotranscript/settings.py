"""What the environment may say. Read by `cli`, `app` and `wiring` alone; everybody else is handed values."""

import re
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEVELOPMENT_ORIGINS = (
    "http://localhost:5173",
    "http://127.0.0.1:5173",
    "http://localhost:3000",
    "http://127.0.0.1:3000",
)

Words = Annotated[tuple[str, ...], NoDecode]
"""A setting that lists values, parted by commas."""


class Settings(BaseSettings):
    """Every setting, from `CULTO_<NAME>` in the environment; the README's table explains each."""

    model_config = SettingsConfigDict(env_prefix="CULTO_", extra="ignore", frozen=True, env_ignore_empty=True)

    data_dir: Path = Field(default_factory=lambda: user_data_path("cultotranscript", appauthor=False))
    database_url: str | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    internal_token: SecretStr | None = None
    events_keep: Annotated[int, Field(ge=1)] = 100_000
    allowed_hosts: Words = ()
    csrf_exempt: Words = ()
    upload_max_mb: Annotated[int, Field(ge=1)] = 4096
    heartbeat_s: Annotated[float, Field(gt=0, le=3600)] = 30.0
    cors_origins: Words = DEVELOPMENT_ORIGINS
    domain: str | None = None
    password: SecretStr | None = None
    api_token: SecretStr | None = None
    secret_key: SecretStr | None = None
    rate_limit: bool = True
    redis_url: SecretStr | None = None
    whisper_model: str | None = None
    whisper_device: Literal["cpu", "cuda", "auto"] = "cpu"
    whisper_compute_type: str = "int8"
    whisper_threads: Annotated[int, Field(ge=0, le=256)] = 0
    watch_dir: Path | None = None
    themes_file: Path | None = None
    llm_url: str | None = None
    llm_model: str | None = None
    llm_key: SecretStr | None = None
    webhook_urls: Words = ()
    webhook_secret: SecretStr | None = None
    webhook_allow_private: bool = False

    @field_validator("allowed_hosts", "csrf_exempt", "cors_origins", "webhook_urls", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(word.strip() for word in value.split(",") if word.strip())
        return value

    @field_validator("database_url")
    @classmethod
    def _of_a_known_database(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("a URL that starts with sqlite:/// or postgresql+psycopg://")
        return value

    @field_validator("redis_url")
    @classmethod
    def _of_redis(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("redis://", "rediss://")):
            raise ValueError("a URL that starts with redis:// or rediss://")
        return value

    @field_validator("domain")
    @classmethod
    def _a_name(cls, value: str | None) -> str | None:
        """The name alone: the Host rule compares it, too."""
        name = value.removeprefix("https://").lower() if value is not None else None
        if name is not None and not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?", name):
            raise ValueError("a host name such as culto.example.org, which is served by https")
        return name

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(re.fullmatch(r"https?://[a-z0-9.\[\]:-]+", origin) for origin in value):
            raise ValueError("origins such as http://localhost:5173, without a path, parted by commas")
        return value

    @property
    def resolved_database_url(self) -> str:
        """The database's SQLAlchemy URL: the one that was set, or an SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'culto.sqlite'}"

    @property
    def database_kind(self) -> Literal["sqlite", "postgresql"]:
        """Which of the two databases it is."""
        return "sqlite" if self.resolved_database_url.startswith("sqlite") else "postgresql"
