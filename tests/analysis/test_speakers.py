"""Who preaches, in labelled titles, handovers and services."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.analysis.services import Service, sermons, services

from cultotranscript.analysis.findings import Language, SermonSpan
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sermon_span import find_sermon_span
from cultotranscript.analysis.speakers import find_speaker

CASES = json.loads((Path(__file__).parents[1] / "data" / "services" / "speakers.json").read_text("utf-8"))
SERMON = {
    "pt": "Hoje a gente vai ler Lucas. O pastor de ovelhas sai atrás da que se perdeu. Pedro disse a Jesus: eu vou.",
    "en": "Today we read Luke. The shepherd goes after the one that is lost. Peter said to Jesus, I will come.",
}


@pytest.mark.parametrize(("language", "title", "name"), CASES["titles"], ids=str)
def test_a_title_names_the_preacher_or_nobody(language: Language, title: str, name: str | None) -> None:
    segments = [Segment(0.0, 60.0, SERMON[language])]

    speaker = find_speaker(
        segments, title=title, known_speakers=[], span=SermonSpan(0.0, 60.0, 0, 0, "whole"), language=language
    )

    assert (speaker.name if speaker else None) == name
    if speaker:
        assert speaker.segment is None
        assert speaker.rule.startswith("title")


@pytest.mark.parametrize("form", ["captions", "asr"])
@pytest.mark.parametrize("case", CASES["said"], ids=lambda one: one["before"][:40] + one["opening"][:20])
def test_what_is_said_around_the_sermon_names_the_preacher_or_nobody(case: dict[str, Any], form: str) -> None:
    texts = [case["before"], case["opening"] + " " + SERMON[case["language"]], case.get("after", "Amém.")]
    if form == "asr":
        texts = [" ".join(re.findall(r"[\w'-]+", text.lower())) for text in texts]
    segments = [
        Segment(0.0, 20.0, texts[0]),
        Segment(21.0, 200.0, texts[1]),
        Segment(202.0, 230.0, texts[2]),
    ]

    speaker = find_speaker(
        segments,
        title="",
        known_speakers=case.get("known", []),
        span=SermonSpan(21.0, 200.0, 1, 1, "test"),
        language=case["language"],
    )

    assert (speaker.name if speaker else None) == case["speaker"]
    if speaker:
        assert speaker.segment is not None
        assert speaker.timestamp is not None


@pytest.mark.parametrize("form", ["captions", "asr"])
@pytest.mark.parametrize("service", [*sermons(), *services()], ids=lambda one: one.id)
def test_the_preacher_of_a_service_is_found(service: Service, form: str) -> None:
    segments = service.forms[form]
    span = find_sermon_span(segments, service.language)

    speaker = find_speaker(segments, title=service.title, known_speakers=[], span=span, language=service.language)

    assert (speaker.name if speaker else None) == service.speaker


def _named(title: str, said: str, known: list[str]) -> str | None:
    segments = [Segment(0.0, 20.0, said), Segment(21.0, 200.0, SERMON["pt"])]
    span = SermonSpan(21.0, 200.0, 1, 1, "test")
    speaker = find_speaker(segments, title=title, known_speakers=known, span=span, language="pt")
    return speaker.name if speaker else None


def test_a_known_speaker_is_written_as_they_are_known() -> None:
    assert _named("Culto com Pr. Joao Antonio Sa", "Amém.", ["João Antônio Sá"]) == "João Antônio Sá"
    assert _named("Noite de fé | Ricardo", "Amém.", ["Ricardo Menezes"]) == "Ricardo Menezes"


def test_a_first_name_that_two_known_speakers_have_is_not_made_fuller() -> None:
    assert _named("", "Convido o pastor Ricardo para pregar.", ["Ricardo Menezes", "Ricardo Lobo"]) == "Ricardo"


def test_a_short_name_is_made_fuller_from_where_it_was_said_in_full() -> None:
    said = "O pastor Ricardo Menezes vai trazer a palavra. Orem por ele. Usa a vida do pastor Ricardo. Amém."

    assert _named("Culto com Pr. Ricardo", said, []) == "Ricardo Menezes"


def test_where_the_title_and_the_handover_name_others_nobody_is_given() -> None:
    assert _named("Pr. João Silva - A graça", "Convido o pastor Ivan Reis para trazer a palavra.", []) is None


def test_nothing_said_and_no_title_names_nobody() -> None:
    assert find_speaker([], title="", known_speakers=[], span=SermonSpan(0, 0, 0, 0, "whole"), language="en") is None
