"""The index's tables."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from tests.rows import add_video

from cultotranscript.analysis.search_terms import tokenise
from cultotranscript.db import search, videos
from cultotranscript.db.models import SearchDocument, SearchPosting, SpokenSentence
from cultotranscript.db.search import Document, Statistics, TermGroup
from cultotranscript.db.session import Database
from cultotranscript.db.videos import VideoFilter


def _put(session: Session, *sentences: str, title: str = "Culto", speaker: str = "") -> int:
    video = add_video(session, title=title, speaker=speaker or None)
    words = {token.word: token.term for text in (*sentences, title, speaker) for token in tokenise(text)}
    document = Document(
        video_id=video.id,
        sentences=[(10.0 * number, text) for number, text in enumerate(sentences)],
        sentence_terms=[[token.term for token in tokenise(text)] for text in sentences],
        title_terms=[token.term for token in tokenise(title)],
        speaker_terms=[token.term for token in tokenise(speaker)],
        words=words,
    )
    search.put(session, [document])
    return video.id


def _group(*terms: str, rarity: float = 1.0) -> TermGroup:
    return TermGroup(frozenset(terms), rarity)


def test_positions_tell_what_was_said_from_the_names(database: Database) -> None:
    with database.write() as session:
        video_id = _put(session, "Deus é amor.", "Amor a Deus.", title="Deus", speaker="Amor Deus")

    with database.read() as session:
        places = search.places(session, ["deus"], [video_id])
        layout = search.layouts(session, [video_id])

    assert list(places[video_id]["deus"].positions) == [0, 5, 7, 10]
    assert places[video_id]["deus"].names == search.IN_TITLE | search.IN_SPEAKER
    assert places[video_id]["deus"].length == 6
    starts, length = layout[video_id]
    assert (list(starts), length) == ([0, 3], 6)


def test_writing_again_replaces_and_deleting_the_video_leaves_nothing(database: Database) -> None:
    with database.write() as session:
        video_id = _put(session, "graça")
    with database.write() as session:
        video = videos.find(session, video_id)
        assert video is not None
        search.put(session, [Document(video_id, [(0.0, "lei")], [["lei"]], [], [], {"lei": "lei"})])
    with database.read() as session:
        assert search.all_sentences(session, video_id) == [(0.0, "lei")]
        counts = search.group_counts(session, [frozenset({"graca"}), frozenset({"lei", "graca"}), frozenset()])
        assert counts == [(0, 0), (1, 1), (0, 0)]

    with database.write() as session:
        videos.delete(session, video_id)

    with database.read() as session:
        for table in (SearchDocument, SearchPosting, SpokenSentence):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_prefixes_find_the_terms_of_words_that_begin_so(database: Database) -> None:
    with database.write() as session:
        _put(session, "orações da manhã, orador e horas; ore, órfão")

    with database.read() as session:
        assert search.terms_of_prefix(session, "orac") == {"orar"}
        assert search.terms_of_prefix(session, "ora") == {"orar", "orador"}
        assert search.terms_of_prefix(session, "zz") == frozenset()


def test_the_score_in_the_database_is_the_score_in_the_formula(database: Database) -> None:
    with database.write() as session:
        first = _put(session, "graça e graça", "paz", title="Graça")
        second = _put(session, "graça " * 30, speaker="Graça")
        _put(session, "lei")
    known = Statistics(3, 12.0)

    with database.read() as session:
        ranked, total = search.rank_words(
            session, [_group("graca", rarity=0.7)], known, VideoFilter(), limit=10, offset=0
        )
        beyond, still = search.rank_words(session, [_group("graca")], known, VideoFilter(), limit=10, offset=10)

    expected = {
        first: search.rounded(search.weight_of(2, search.IN_TITLE, 4, 0.7, known)),
        second: search.rounded(search.weight_of(30, search.IN_SPEAKER, 30, 0.7, known)),
    }
    assert {one.video_id: one.score for one in ranked} == pytest.approx(expected, abs=2e-6)
    assert total == 2
    assert (beyond, still) == ([], 2)


def test_all_groups_or_any_of_them_may_be_asked_for(database: Database) -> None:
    with database.write() as session:
        both = _put(session, "graça e paz")
        one = _put(session, "graça")
        _put(session, "lei")
    groups = [_group("graca", "graciosa"), _group("paz", rarity=2.0)]
    known = Statistics(3, 2.0)

    with database.read() as session:
        ranked, _ = search.rank_words(session, groups, known, VideoFilter(), limit=10, offset=0)
        some = search.any_of(session, groups, known, VideoFilter(), limit=10)
        none = search.any_of(session, groups, known, VideoFilter(channel_id=5), limit=10)

    assert [found.video_id for found in ranked] == [both]
    assert [found.video_id for found in some] == [both, one]
    assert none == []


def test_two_terms_come_with_their_places_in_the_videos_that_hold_both(database: Database) -> None:
    with database.write() as session:
        both = _put(session, "graça e paz e graça")
        _put(session, "graça")

    with database.read() as session:
        chosen = search.candidates([_group("graca")], VideoFilter())
        found = search.two_places(session, "graca", "paz", chosen)

    assert [(video_id, list(here), list(there)) for video_id, here, there in found] == [(both, [0, 4], [2])]


def test_a_transcript_of_many_hours_keeps_its_positions(database: Database) -> None:
    with database.write() as session:
        video_id = _put(session, *["palavra " * 1000] * 70, "fim")

    with database.read() as session:
        places = search.places(session, ["fim"], [video_id])

    assert list(places[video_id]["fim"].positions) == [70_000]
