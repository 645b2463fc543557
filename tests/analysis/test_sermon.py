"""Everything that is found in one sermon."""

import json
from pathlib import Path
from typing import Any

import pytest

from cultotranscript.analysis.captions import read_captions
from cultotranscript.analysis.cleaning import clean_segments
from cultotranscript.analysis.findings import Reference, SermonSpan
from cultotranscript.analysis.quotations import VerseText
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sermon import analyse_sermon
from cultotranscript.analysis.themes import Lexicon, LexiconTheme

SERMONS = Path(__file__).parents[1] / "data" / "sermons"
FORMS = ("zaqueu.vtt", "zaqueu.asr.vtt", "waiting.vtt", "waiting.asr.vtt")


def _read(form: str) -> tuple[dict[str, Any], list[Segment]]:
    gold = json.loads((SERMONS / (form.split(".", maxsplit=1)[0] + ".json")).read_text(encoding="utf-8"))
    return gold, clean_segments(read_captions((SERMONS / form).read_bytes(), form))


@pytest.mark.parametrize("form", FORMS)
def test_a_labelled_service_is_read_as_its_gold_says(form: str) -> None:
    gold, segments = _read(form)

    found = analyse_sermon(segments, title=gold["title"])

    assert found.language == gold["lang"]
    assert abs(found.span.start - gold["sermon_start"]) <= 30
    assert abs(found.span.end - gold["sermon_end"]) <= 30
    assert found.speaker is not None
    assert found.speaker.name == gold["speaker"]
    wanted = {(one["book"], one["chapter"], one["verse_start"], one["verse_end"]) for one in gold["passages"]}
    named = {(m.book, m.chapter, m.verse_start, m.verse_end) for m in (one.reference for one in found.passages)}
    assert len(wanted & named) >= 0.9 * len(wanted)
    assert len(found.themes) <= 6
    assert found.themes[0].name in gold["themes"]
    assert 3 <= len(found.key_points) <= 7
    assert 3 <= len(found.highlights) <= 6
    assert 4 <= len(found.questions) <= 8
    assert 100 < found.statistics.wpm < 140
    assert gold["speaker"] in found.abstract


@pytest.mark.parametrize("form", FORMS)
def test_every_finding_lies_in_the_sermon_and_in_its_segment(form: str) -> None:
    gold, segments = _read(form)

    found = analyse_sermon(segments, title=gold["title"])

    places = [(one.segment, one.timestamp, one.rule) for one in found.mentions]
    places += [(one.segment, one.timestamp, one.rule) for one in found.themes]
    places += [(one.segment, one.timestamp, one.rule) for one in found.citations]
    places += [(one.segment, one.timestamp, one.rule) for one in found.key_points]
    places += [(one.segment, one.timestamp, one.rule) for one in found.highlights]
    for index, timestamp, rule in places:
        segment = segments[index]
        assert found.span.first <= index <= found.span.last
        assert segment.start - 0.1 <= timestamp <= segment.end + 0.1
        assert rule


@pytest.mark.parametrize("form", FORMS)
def test_every_quotation_stands_in_the_transcript(form: str) -> None:
    gold, segments = _read(form)
    said = " ".join(" ".join(segment.text for segment in segments).split())

    for citation in analyse_sermon(segments, title=gold["title"]).citations:
        assert citation.text in said


def test_who_is_given_is_the_speaker_and_a_given_span_is_kept() -> None:
    _, segments = _read("zaqueu.vtt")
    span = SermonSpan(354.0, 700.0, 29, 90, "kept")

    found = analyse_sermon(segments, title="x", speaker="Ana Souza", span=span, language="pt")

    assert (found.speaker and found.speaker.name, found.span) == ("Ana Souza", span)
    assert all(mention.timestamp <= 701 for mention in found.mentions)


def test_progress_grows_to_its_end() -> None:
    _, segments = _read("waiting.vtt")
    parts: list[float] = []

    analyse_sermon(segments, title="While You Wait", on_part=parts.append)

    assert parts == sorted(parts)
    assert len(parts) >= 5
    assert parts[-1] == 1.0


def test_a_lexicon_and_a_translation_of_ones_own_are_used() -> None:
    _, segments = _read("zaqueu.vtt")
    theme = LexiconTheme({"pt": "árvores", "en": "trees"}, 0.0, {"pt": (("árvore", 1.0),), "en": (("tree", 1.0),)}, {})
    verse = VerseText("Ezequiel", 34, 16, "Eu vou trazer de volta a desgarrada, eu vou enfaixar a machucada.")

    found = analyse_sermon(segments, title="Zaqueu", lexicon=Lexicon((theme,)), read_verses=lambda: [verse])

    assert [one.name for one in found.themes] == ["árvores"]
    assert any((one.source or "").startswith("Ezequiel 34") and one.context for one in found.citations)
    assert found.quoted == ()
    assert Reference("Ezequiel", 34, 11, 16) in [one.reference for one in found.passages]


def test_a_few_words_are_analysed_without_a_fault() -> None:
    found = analyse_sermon([Segment(0, 2, "Amém.")], title="")

    assert (found.mentions, found.themes, found.key_points, found.abstract) == ((), (), (), "")
