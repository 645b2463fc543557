"""Which quotations answer, measured on labelled questions."""

import json

import pytest
from tests.services.chat_library import DATA, add_library

from cultotranscript.analysis.asked import understand
from cultotranscript.db.session import Database
from cultotranscript.db.videos import VideoFilter
from cultotranscript.services.answers import Quotation, find_quotations
from cultotranscript.services.search import SearchService


def _ask(database: Database, question: str) -> list[Quotation]:
    with database.read() as session:
        return find_quotations(session, understand(question), VideoFilter())


@pytest.mark.parametrize("form", ["vtt", "asr.vtt"])
def test_the_right_passage_is_among_the_first_three_and_the_unanswerable_are_refused(
    database: Database, form: str
) -> None:
    with database.write() as session:
        names = {video_id: name for name, video_id in add_library(session, SearchService(database), form=form).items()}
    questions = [
        json.loads(line)
        for file in ("questions.jsonl", "blind.jsonl")
        for line in (DATA / "chat" / file).read_text().splitlines()
    ]

    right, refused = [], []
    for question in questions:
        found = _ask(database, question["q"])
        if question["video"] is None:
            refused.append(not found)
        else:
            first, last = question["at"]
            # A sentence of the recogniser's begins up to some seconds before the words that were labelled.
            right.append(any(names[q.video.id] == question["video"] and first - 12 <= q.start <= last for q in found))

    assert len(questions) >= 150
    assert sum(right) / len(right) >= 0.9
    assert sum(refused) / len(refused) >= 0.9


def test_quotations_are_what_was_said_word_for_word(database: Database) -> None:
    with database.write() as session:
        add_library(session, SearchService(database))

    library = [(DATA / "sermons" / f"{name}.vtt").read_text() for name in ("zaqueu", "waiting")]
    own = json.loads((DATA / "chat" / "sermons.json").read_text())
    library += ["\n".join(sermon["sentences"]) for sermon in own]
    said = [" ".join(line for line in text.splitlines() if line and "-->" not in line) for text in library]
    found = [
        quotation.text
        for question in ("O que é o arrependimento?", "What is lament?", "o que foi dito sobre Isaías 43:1")
        for quotation in _ask(database, question)
    ]

    assert len(found) >= 4
    assert [text for text in found if not any(text in sermon for sermon in said)] == []


def test_a_place_in_the_bible_is_answered_where_it_was_named(database: Database) -> None:
    with database.write() as session:
        add_library(session, SearchService(database))

    (found,) = _ask(database, "O que foi dito sobre 2 Coríntios 8:9?")

    assert 980 <= found.start <= 993
    assert "sendo rico, se fez pobre" in found.text
    assert found.relevance == 1.0
    assert _ask(database, "O que foi dito sobre Rute 2?") == []


def test_who_preached_is_answered_with_one_quotation_of_each_sermon(database: Database) -> None:
    with database.write() as session:
        add_library(session, SearchService(database))

    found = _ask(database, "Quem pregou sobre a oração?")

    assert found[0].video.speaker == "Marina Prado"
    assert len({quotation.video.id for quotation in found}) == len(found)


def test_an_empty_library_answers_nothing(database: Database) -> None:
    assert _ask(database, "O que é a graça?") == []
