"""Where the sermon lies, on labelled services in both caption forms."""

from itertools import pairwise

import pytest
from tests.analysis.services import Service, sermons, services

from cultotranscript.analysis.findings import Language
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sermon_span import find_sermon_span

ALL = [*sermons(), *services()]
LONG = [one for one in ALL if one.end - one.start > 600]


@pytest.mark.parametrize("form", ["captions", "asr"])
@pytest.mark.parametrize("service", ALL, ids=lambda one: one.id)
def test_the_sermon_is_found_within_thirty_seconds(service: Service, form: str) -> None:
    segments = service.forms[form]

    span = find_sermon_span(segments, service.language)

    assert span.start == pytest.approx(service.start, abs=30)
    assert span.end == pytest.approx(service.end, abs=30)
    assert segments[span.first].start <= span.start <= segments[span.first].end
    assert segments[span.last].start <= span.end <= segments[span.last].end
    assert span.rule


@pytest.mark.parametrize("service", ALL, ids=lambda one: one.id)
def test_captions_that_stand_through_the_music_are_read_alike(service: Service) -> None:
    segments = service.forms["captions"]
    standing = [Segment(one.start, later.start, one.text.upper()) for one, later in pairwise(segments)]

    span = find_sermon_span([*standing, segments[-1]], service.language)

    assert span.start == pytest.approx(service.start, abs=30)
    assert span.end == pytest.approx(service.end, abs=30)


def test_without_anything_around_it_the_whole_recording_is_the_sermon() -> None:
    segments = [Segment(10.0 * n, 10.0 * n + 9, f"e ele falou da vida na cidade número {n}") for n in range(60)]

    span = find_sermon_span(segments, "pt")

    assert (span.start, span.end) == (0.0, 599.0)


def test_a_short_recording_is_taken_whole() -> None:
    segments = [Segment(0.0, 5.0, "Bom dia, igreja. Os avisos da semana."), Segment(5.0, 9.0, "Jesus disse: vinde.")]

    span = find_sermon_span(segments, "pt")

    assert (span.start, span.end, span.first, span.last, span.rule) == (0.0, 9.0, 0, 1, "whole")


def test_nothing_said_is_an_empty_span() -> None:
    span = find_sermon_span([], "pt")

    assert (span.start, span.end) == (0.0, 0.0)


STORIES: dict[Language, list[str]] = {
    "pt": [
        "Um dia o pastor da minha cidade me convidou para trazer a palavra numa igreja do interior, e lá fui eu.",
        "E aí o dirigente disse assim: com vocês, o pastor Marcelo, que vai pregar hoje. Boa noite, igreja, eu falei.",
        "Ele me ligou e falou: pastor, quem vai trazer a mensagem no domingo é o senhor. Eu quase desmaiei.",
        "Esse culto foi no sábado, às sete horas, na cantina. Vamos orar? E a gente orou. Amém.",
    ],
    "en": [
        "One day a pastor in my home town invited me to preach the word at this little church, and I took the bus.",
        "And the host said, please welcome Pastor Mark, who is going to bring the word. Good morning, church, I said.",
        "He called me and said, pastor, you are preaching this Sunday. I almost fainted.",
        "That was a Saturday night, seven o'clock, at the potluck. Let us pray, she said. So we prayed. Amen.",
    ],
}


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("service", LONG, ids=lambda one: one.id)
def test_a_story_of_another_service_in_the_middle_of_a_sermon_cuts_nothing_off(service: Service, number: int) -> None:
    story = STORIES[service.language][number]
    told_s = len(story.split()) / 2.4
    captions = service.forms["captions"]
    place = next(n for n, one in enumerate(captions) if one.start >= (service.start + service.end) / 2)
    at = captions[place].start
    later = [Segment(one.start + told_s, one.end + told_s, one.text) for one in captions[place:]]

    span = find_sermon_span([*captions[:place], Segment(at, at + told_s - 0.2, story), *later], service.language)

    assert span.start == pytest.approx(service.start, abs=30)
    assert span.end == pytest.approx(service.end + told_s, abs=30)


@pytest.mark.parametrize("service", LONG, ids=lambda one: one.id)
def test_a_film_in_the_middle_of_a_sermon_cuts_nothing_off(service: Service) -> None:
    captions = service.forms["captions"]
    place = next(n for n, one in enumerate(captions) if one.start >= (service.start + service.end) / 2)
    later = [Segment(one.start + 90.0, one.end + 90.0, one.text) for one in captions[place:]]

    span = find_sermon_span([*captions[:place], *later], service.language)

    assert span.start == pytest.approx(service.start, abs=30)
    assert span.end == pytest.approx(service.end + 90.0, abs=30)
