"""The sentences that carry a sermon."""

import json
from pathlib import Path

import pytest

from cultotranscript.analysis.captions import read_captions
from cultotranscript.analysis.citations import find_citations
from cultotranscript.analysis.content_words import content_terms, shared_part
from cultotranscript.analysis.findings import KeyPoint
from cultotranscript.analysis.key_points import choose_key_points, point_text, rank_sentences
from cultotranscript.analysis.passages import find_mentions
from cultotranscript.analysis.readings import find_readings
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import split_sentences

SERMONS = Path(__file__).parents[1] / "data" / "sermons"
SERMON = (
    "Bom dia, igreja. Que alegria ver vocês aqui. Abram comigo em Jonas 4.",
    "Jonas fugiu porque conhecia o coração de Deus. Ele sabia que Deus é misericordioso e não queria que fosse.",
    "A misericórdia de Deus é maior do que a nossa lista de inimigos. Minha esposa fez um bolo ontem para os vizinhos.",
    "Gente, quantos de vocês já ficaram com raiva da bondade de Deus? Jonas ficou com raiva da misericórdia de Deus.",
    "Em Jonas 4, 2, está escrito: tu és Deus misericordioso e tardio em irar-se.",
    "A misericórdia de Deus é maior do que a nossa lista de inimigos. Meu pai dizia: quem guarda raiva dorme mal.",
    "O ponto é que Deus tem compaixão da cidade que nós queremos ver queimar. A planta morreu e Jonas chorou por ela.",
    "Quem recebeu misericórdia não pode escolher para quem Deus vai ser bom. A cantina abre depois do culto.",
    "Por isso, a nossa missão começa quando a nossa lista de inimigos acaba. Vamos orar. Senhor, nós te agradecemos.",
)


def _points(*texts: str, title: str = "") -> list[KeyPoint]:
    segments = [Segment(20.0 * i, 20.0 * i + 20, text) for i, text in enumerate(texts)]
    sentences = split_sentences(segments)
    readings = find_readings(sentences, find_mentions(segments))
    ranked = rank_sentences(sentences, readings, find_citations(sentences, readings, "pt"), title=title)
    return choose_key_points(ranked, 300)


def test_points_are_the_preachers_own_statements() -> None:
    points = [point.text for point in _points(*SERMON)]

    assert "A misericórdia de Deus é maior do que a nossa lista de inimigos." in points
    assert 3 <= len(points) <= 7


@pytest.mark.parametrize(
    "no_point", ["Bom dia", "quantos de vocês", "tu és Deus", "guarda raiva", "cantina", "Senhor, nós", "bolo", "Abram"]
)
def test_what_is_greeted_asked_read_quoted_announced_prayed_or_told_is_no_point(no_point: str) -> None:
    assert all(no_point not in point.text for point in _points(*SERMON))


def test_no_two_points_say_the_same_and_they_come_in_order() -> None:
    points = _points(*SERMON)

    assert [point.timestamp for point in points] == sorted(point.timestamp for point in points)
    for place, point in enumerate(points):
        for other in points[place + 1 :]:
            assert shared_part(content_terms(point.text), content_terms(other.text)) < 0.6


def test_a_point_carries_its_second_and_why_it_is_one() -> None:
    again = next(point for point in _points(*SERMON) if point.text.startswith("A misericórdia"))

    assert again.rule == "said-again"
    assert again.segment in (2, 5)
    assert 40 <= again.timestamp < 120


@pytest.mark.parametrize(
    ("said", "point"),
    [
        ("And the second thing is that biblical waiting takes no shortcuts.", "Biblical waiting takes no shortcuts."),
        ("Guarda essa frase: a graça só é boa notícia pra quem parou de fingir.",
         "A graça só é boa notícia pra quem parou de fingir."),
        ("O ponto é que Deus não desiste de ninguém.", "Deus não desiste de ninguém."),
        ("Em primeiro lugar, a fé olha para Cristo.", "A fé olha para Cristo."),
        ("biblical waiting makes noise biblical waiting makes noise", "Biblical waiting makes noise."),
        ("A terceira coisa muda tudo.", "A terceira coisa muda tudo."),
    ],
)  # fmt: skip
def test_what_announces_a_point_is_left_out(said: str, point: str) -> None:
    assert point_text(said) == point


@pytest.mark.parametrize("form", ["zaqueu.vtt", "zaqueu.asr.vtt", "waiting.vtt", "waiting.asr.vtt"])
def test_the_points_of_a_sermon_are_spread_over_it_and_touch_what_careful_listeners_wrote(form: str) -> None:
    gold = json.loads((SERMONS / (form.split(".", maxsplit=1)[0] + ".json")).read_text(encoding="utf-8"))
    segments = [
        segment
        for segment in read_captions((SERMONS / form).read_bytes(), form)
        if segment.end > gold["sermon_start"] and segment.start < gold["sermon_end"]
    ]
    sentences = split_sentences(segments)
    readings = find_readings(sentences, find_mentions(segments, language=gold["lang"]))
    citations = find_citations(sentences, readings, gold["lang"])

    points = choose_key_points(rank_sentences(sentences, readings, citations, title=gold["title"]), 2000)

    length_s = gold["sermon_end"] - gold["sermon_start"]
    places = [(point.timestamp - gold["sermon_start"]) / length_s for point in points]
    assert len(points) == 5
    assert min(places) < 0.45
    assert max(places) > 0.6
    wanted = {term for text in gold["key_points"] for term in content_terms(text)}
    assert sum(shared_part(content_terms(point.text), sorted(wanted)) >= 0.3 for point in points) >= 3


def test_a_text_of_one_sentence_has_no_points() -> None:
    assert _points("Bom dia.") == []
    assert rank_sentences([], [], []) == []


def test_a_sentence_that_takes_up_the_title_weighs_more() -> None:
    sentences = split_sentences([Segment(0, 60, " ".join(SERMON))])

    def weight(title: str) -> float:
        ranked = rank_sentences(sentences, [], [], title=title)
        return next(one.weight for one in ranked if "compaixão da cidade" in one.text)

    assert weight("Compaixão pela cidade") > weight("")


def test_speech_without_marks_is_cut_where_a_clause_ends_and_not_where_a_line_is_full() -> None:
    points = _points(
        "eu quero falar do deus que chega no quarto dia tem hora que a gente ora e",
        "deus parece calado mas o atraso de deus não é abandono a primeira coisa que eu aprendo aqui é que",
        "a fé verdadeira pode chorar e quando a fé chora ela continua de pé diante de deus meus irmãos o atraso de",
        "deus não é abandono porque a fé espera na palavra de deus talvez hoje o dia de alguém seja o quarto dia",
    )

    texts = [point.text for point in points]
    assert "A fé verdadeira pode chorar." in texts or any("A fé verdadeira pode chorar" in text for text in texts)
    assert any(text.startswith("O atraso de deus não é abandono") for text in texts)
    assert not any(text.rstrip(".").endswith((" e", " de", " que")) for text in texts)
