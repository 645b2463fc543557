"""What the server says to people, the page can say in Portuguese."""

from pathlib import Path

import pytest

from cultotranscript import errors
from cultotranscript.pipeline.steps import STEPS
from cultotranscript.services.addresses import parse_channel_address

I18N = Path(__file__).resolve().parent.parent / "frontend" / "src" / "i18n"
PROGRAMS_ONLY = {
    # What the page never asks for, and what is never told to anybody over HTTP.
    "BAD_HOST",
    "CONFIGURATION_INVALID",
    "INTERNAL_TOKEN_INVALID",
    "INVALID_BACKUP",
    "INVALID_JSON",
    "NO_VIDEO_FILTER",
    "RUN_SUPERSEDED",
    "STOPPED",
    "STREAM_NOT_FOUND",
    "TOO_MANY_STREAMS",
    "WEBHOOK_FAILED",
    "WORKER_DISMISSED",
}


def _codes(base: type[errors.CultoError]) -> set[str]:
    return {base.code}.union(*(_codes(sub) for sub in base.__subclasses__() if sub.__module__ == errors.__name__))


def test_every_error_that_a_person_may_meet_has_a_sentence_in_portuguese() -> None:
    page = (I18N / "pt.ts").read_text(encoding="utf-8")

    missing = [code for code in sorted(_codes(errors.CultoError) - PROGRAMS_ONLY) if f"    {code}:" not in page]

    assert missing == [], "add them to `errors` in frontend/src/i18n/pt.ts"


def test_every_step_has_its_name_and_its_sentence_in_portuguese() -> None:
    page = (I18N / "server.ts").read_text(encoding="utf-8")

    said = [sentence for step in STEPS.values() for sentence in (step.doing, step.name)]

    assert [sentence for sentence in said if f'"{sentence}":' not in page] == [], (
        "add them to frontend/src/i18n/server.ts"
    )


def test_a_refused_address_of_a_channel_is_told_in_portuguese() -> None:
    page = (I18N / "server.ts").read_text(encoding="utf-8")

    with pytest.raises(errors.UnsupportedUrlError) as refusal:
        parse_channel_address("https://example.org")

    assert f'"{refusal.value.detail}":' in page
