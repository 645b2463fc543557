"""The search, through its service, on both databases."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from tests.rows import add_channel, add_video

from cultotranscript.analysis.segments import Segment
from cultotranscript.db import reports, videos
from cultotranscript.db.models import Video
from cultotranscript.db.session import Database
from cultotranscript.dtos import SearchHitDTO
from cultotranscript.services.search import SearchService
from cultotranscript.services.videos import VideoQuery


def _spoken(*texts: str) -> list[Segment]:
    return [Segment(10.0 * number + 0.5, 10.0 * number + 9, text) for number, text in enumerate(texts)]


def _add(session: Session, service: SearchService, *texts: str, **values: Any) -> Video:
    video = add_video(session, **{"title": "Culto", **values})
    service.index_video(session, video, _spoken(*texts))
    return video


def _find(service: SearchService, text: str, **filters: Any) -> Sequence[SearchHitDTO]:
    return service.search(text, VideoQuery(**filters), page=1, page_size=20).items


def _ids(hits: Sequence[SearchHitDTO]) -> list[str]:
    return [hit.video.id for hit in hits]


def _marked(hit: SearchHitDTO) -> list[str]:
    return [match.text[start:end] for match in hit.matches for start, end in match.highlights]


@pytest.fixture
def service(database: Database) -> SearchService:
    """The search on an empty database."""
    return SearchService(database)


def test_a_hit_is_a_sentence_with_its_second_and_its_match_marked(database: Database, service: SearchService) -> None:
    with database.write() as session:
        video = _add(session, service, "Bom dia.", "As orações de um justo podem muito.", "Vamos orar.")

    hits = _find(service, "oracao")

    assert _ids(hits) == [str(video.id)]
    assert [(match.text, match.timestamp) for match in hits[0].matches] == [
        ("As orações de um justo podem muito.", 10),
        ("Vamos orar.", 20),
    ]
    assert _marked(hits[0]) == ["orações", "orar"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("perdão", ["first"]),
        ("PERDOAR", ["first"]),
        ("deus igrejas", ["second"]),
        ('"amor de Deus"', ["first"]),
        ('"de Deus" "o amor de Deus perdoou tudo"', ["first"]),
        ('"deus deus"', ["second"]),
        ('"Deus de amor"', []),
        ("deus", ["second", "first"]),
        ("deus -igreja", ["second", "first"]),
        ("deus -amor", ["second"]),
        ('deus -"amor de deus"', ["second"]),
        ("igrej*", ["second"]),
        ("perd* amor", ["first"]),
        ("zebra*", []),
        ("deus zebra", []),
        ("-deus", []),
        ("", []),
        ("   ", []),
        ("3:16", []),
    ],
)
def test_words_phrases_exclusions_and_prefixes(
    database: Database, service: SearchService, typed: str, found: list[str]
) -> None:
    with database.write() as session:
        first = _add(session, service, "O amor de Deus perdoou tudo.", "E nada mais foi dito naquela noite tão longa.")
        second = _add(session, service, "Deus é bom.", "A igreja é de Deus.", "Deus.")
    names = {str(first.id): "first", str(second.id): "second"}

    assert [names[video_id] for video_id in _ids(_find(service, typed))] == found


def test_an_excluded_word_takes_away_sentences_and_in_a_name_the_whole_video(
    database: Database, service: SearchService
) -> None:
    with database.write() as session:
        kept = _add(session, service, "A graça e a lei.", "A graça basta.")
        _add(session, service, "A graça e a lei.")
        _add(session, service, "A graça.", title="A lei")

    hits = _find(service, "graça -lei")

    assert _ids(hits) == [str(kept.id)]
    assert [match.text for match in hits[0].matches] == ["A graça basta."]


def test_a_phrase_is_found_where_the_recogniser_cut_it(database: Database, service: SearchService) -> None:
    with database.write() as session:
        _add(session, service, "e a graça que", "entra em casa hoje", "a graça entra")

    hits = _find(service, '"graça que entra"')

    assert [match.text for match in hits[0].matches] == ["e a graça que entra em casa hoje"]
    assert _marked(hits[0]) == ["graça que entra"]
    assert hits[0].matches[0].timestamp == 0


def test_title_and_speaker_weigh_more_than_words_that_were_said(database: Database, service: SearchService) -> None:
    with database.write() as session:
        said = _add(session, service, *["Marta serviu, e Marta andava ocupada com Marta."] * 5)
        speaks = _add(session, service, "Bom dia a todos.", speaker="Marta Souza")
        title = _add(session, service, "Marta e Maria.", title="Marta: o melhor lugar")
        _add(session, service, "Outra coisa.")

    hits = _find(service, "marta")

    assert _ids(hits) == [str(title.id), str(said.id), str(speaks.id)]
    assert hits[2].matches == []
    assert _ids(_find(service, '"marta souza"')) == [str(speaks.id)]
    assert _ids(_find(service, '"marta o melhor"')) == [str(title.id)]


def test_indexing_again_replaces_and_renaming_keeps_what_was_said(database: Database, service: SearchService) -> None:
    with database.write() as session:
        video = _add(session, service, "Palavra antiga.")
    with database.write() as session:
        row = videos.find(session, video.id)
        assert row is not None
        service.index_video(session, row, _spoken("Palavra nova."))
        row.title, row.speaker = "Novidade", "Ana Lima"
        service.rename_video(session, row)

    assert _find(service, "antiga") == []
    assert _ids(_find(service, "nova novidade lima")) == [str(video.id)]


def test_renaming_a_video_that_is_not_indexed_leaves_it_so(database: Database, service: SearchService) -> None:
    with database.write() as session:
        service.rename_video(session, add_video(session, title="Zaqueu"))

    assert _find(service, "zaqueu") == []


def test_a_deleted_video_is_not_found(database: Database, service: SearchService) -> None:
    with database.write() as session:
        video = _add(session, service, "Graça.")
        videos.delete(session, video.id)

    assert _find(service, "graça") == []


def test_filters_are_those_of_the_list_of_videos(database: Database, service: SearchService) -> None:
    with database.write() as session:
        channel = add_channel(session)
        day = datetime(2025, 3, 9, 13, tzinfo=UTC)
        chosen = _add(
            session, service, "Graça.", channel_id=channel.id, speaker="Ana Lima", listed_at=day, published_at=day
        )
        reports.replace_preached(session, chosen.id, [("Romanos", 5, 1, 11)], [("graça", 0.8)])
        other = _add(session, service, "Graça.", speaker="Rui")

    both = {str(chosen.id), str(other.id)}
    assert set(_ids(_find(service, "graça"))) == both
    for filters in (
        {"channel_id": channel.id},
        {"speaker": "lima"},
        {"date_start": date(2025, 3, 9), "date_end": date(2025, 3, 9)},
        {"theme": "graça"},
        {"biblical_ref": "Romanos"},
        {"biblical_ref": "Romanos 5:8"},
    ):
        assert _ids(_find(service, "graça", **filters)) == [str(chosen.id)]
        assert _ids(_find(service, '"graça"* -lei', **filters)) == [str(chosen.id)]
    assert _ids(_find(service, "graça", channel_id=0)) == [str(other.id)]


def test_pages_tell_where_they_lie_and_one_past_the_end_is_empty(database: Database, service: SearchService) -> None:
    with database.write() as session:
        for number in range(5):
            _add(session, service, "Graça.", title=f"Culto {number}")

    pages = [service.search("graça", VideoQuery(), page=page, page_size=2) for page in (1, 2, 3, 4)]

    assert [len(page.items) for page in pages] == [2, 2, 1, 0]
    assert [page.pagination.total for page in pages] == [5, 5, 5, 5]
    assert pages[0].pagination.total_pages == 3
    ids = [hit.video.id for page in pages for hit in page.items]
    assert len(set(ids)) == 5


def test_a_hit_shows_its_best_sentences_and_more_of_them_where_few_share_the_page(
    database: Database, service: SearchService
) -> None:
    with database.write() as session:
        _add(session, service, *["Graça."] * 25, "Graça e paz.")

    (hit,) = _find(service, "graça paz")
    with database.write() as session:
        for _ in range(19):
            _add(session, service, *["Graça."] * 25, "Graça e paz.")

    assert len(hit.matches) == 20
    assert (hit.matches[0].text, hit.matches[0].timestamp) == ("Graça e paz.", 250)
    scores = [match.score for match in hit.matches]
    assert scores == sorted(scores, reverse=True)
    assert {len(one.matches) for one in _find(service, "graça paz")} == {5}


@given(typed=st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_nothing_that_a_person_types_is_an_error(service: SearchService, typed: str) -> None:
    service.search(typed, VideoQuery(), page=1, page_size=20)


@pytest.mark.parametrize(
    "typed",
    ['"', "'", "a'b", "NEAR(a b)", "a AND", "title:x", "(", ")", "a:*", "&|!<->", "%", "_", "\\", "a\x00b", "💒"],
)
def test_the_databases_own_query_signs_mean_nothing(database: Database, service: SearchService, typed: str) -> None:
    with database.write() as session:
        _add(session, service, "Graça.")

    assert _find(service, typed) == []


# Places in the Bible.


def _named(place: list[Any], at: float, text: str, source: str = "named") -> dict[str, Any]:
    return {"place": place, "timestamp": at, "text": text, "source": source}


def _preach(session: Session, service: SearchService, sentences: list[str], *mentions: dict[str, Any]) -> Video:
    video = _add(session, service, *sentences)
    reports.put_span(session, video.id, 1, 0.0, 100.0)
    body = {"mentions": [one for one in mentions if one["source"] == "named"], "passages": list(mentions)}
    reports.put_body(session, video.id, 1, body)
    places = [tuple(one["place"]) for one in mentions]
    reports.replace_preached(session, video.id, list(dict.fromkeys(places)), [])
    return video


@pytest.mark.parametrize("typed", ["João 3:16", "jo 3.16", "John 3:16", "joão três dezesseis"])
def test_a_place_in_the_bible_finds_who_preached_it_however_it_was_said(
    database: Database, service: SearchService, typed: str
) -> None:
    with database.write() as session:
        whole = _preach(
            session,
            service,
            ["Leiamos o capítulo três de João."],
            _named(["João", 3, 1, 36], 2.0, "capítulo três de João"),
        )
        exact = _preach(
            session,
            service,
            ["Bom dia.", "Em João três, verso", "dezesseis, lemos isto."],
            _named(["João", 3, 16, 16], 10.9, "João três, verso dezesseis"),
        )
        quoted = _preach(
            session,
            service,
            ["Porque Deus amou o mundo de tal maneira."],
            _named(["João", 3, 16, 17], 0.5, "Porque Deus amou o mundo", "quoted"),
        )
        _preach(session, service, ["João 3, 3."], _named(["João", 3, 3, 3], 0.5, "João 3, 3"))
        _add(session, service, "Não falamos de outra coisa.")

    hits = _find(service, typed)

    assert _ids(hits) == [str(exact.id), str(quoted.id), str(whole.id)]
    assert hits[0].matches[0].text == "Em João três, verso dezesseis, lemos isto."
    assert _marked(hits[0]) == ["João três, verso dezesseis"]
    assert hits[0].matches[0].timestamp == 10
    assert _marked(hits[1]) == ["Porque Deus amou o mundo"]
    assert _marked(hits[2]) == ["capítulo três de João"]


def test_a_place_that_nobody_preached_is_looked_for_as_words(database: Database, service: SearchService) -> None:
    with database.write() as session:
        video = _add(session, service, "O placar foi João 3:16.")

    assert _ids(_find(service, "João 3:16")) == [str(video.id)]


def test_a_place_that_a_person_entered_has_no_sentence(database: Database, service: SearchService) -> None:
    with database.write() as session:
        video = _add(session, service, "Texto.")
        reports.replace_preached(session, video.id, [("Rute", 1, 16, 16)], [])

    hits = _find(service, "Rute 1:16")

    assert [(hit.video.id, hit.matches) for hit in hits] == [(str(video.id), [])]


def test_the_number_of_queries_does_not_grow_with_the_library(database: Database, service: SearchService) -> None:
    counts = []
    for number in (2, 12):
        with database.write() as session:
            for _ in range(number):
                _preach(session, service, ["Graça e paz em Rute um."], _named(["Rute", 1, 1, 22], 0.5, "Rute um"))
        counts.append([_counted(database, service, typed) for typed in ("graça paz", '"graça e" -lei', "Rute 1")])

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 10


def _counted(database: Database, service: SearchService, typed: str) -> int:
    seen: list[str] = []

    def count(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", count)
    try:
        assert _find(service, typed)
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", count)
    return len(seen)
