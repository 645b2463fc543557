"""The analysis with a language model."""

from dataclasses import replace
from typing import get_args

import pytest
from tests.fakes.sermon_model import FakeSermonModel

from cultotranscript.analysis.findings import SermonFindings
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sermon import analyse_sermon
from cultotranscript.pipeline.model_reading import analyse_with_model
from cultotranscript.pipeline.ports import ModelQuotation, ModelReading, ModelRefusal, ModelRefusalReason

SEGMENTS = [
    Segment(0, 10, "Em Lucas 19:5 Jesus chama Zaqueu pelo nome e não pelo erro."),
    Segment(10, 20, "A mesa vem antes da mudança, e a bondade leva ao arrependimento."),
    Segment(20, 30, "Um vizinho falou na feira: quem muda de rua é a gente, e não Deus."),
    Segment(30, 40, "A graça que entra pela cozinha muda o dinheiro da casa."),
]
READING = ModelReading(
    title="A graça que entra em casa",
    summary="O sermão mostra que Jesus chama pelo nome e se senta à mesa. Diz que “a bondade leva ao arrependimento”.",
    themes=[("hospitalidade", 0.4), ("graça", 1.7), ("Graça", 0.1)],
    key_points=[
        "A graça que entra em casa muda também o dinheiro.",
        "Jesus chama Zaqueu pelo nome, e não pelo erro.",
        "A mesa vem antes da mudança.",
        "O dízimo é obrigatório para todos os membros.",
    ],
    questions=["O que Lucas 19:5 mostra?", "Quem chama?", "Onde a mesa falta?", "E a casa, mudou?", "Sem pergunta."],
    quotations=[
        ModelQuotation("Quem muda de rua é a gente", "um vizinho"),
        ModelQuotation("Deus ajuda quem cedo madruga", "um ditado"),
        ModelQuotation("a mesa vem antes da mudança", "Lucas 19:5"),
    ],
)


def _analyse(answer: ModelReading | ModelRefusal) -> SermonFindings:
    return analyse_with_model(SEGMENTS, model=FakeSermonModel(answer), analyse=analyse_sermon, title="x", language="pt")


def test_what_the_model_reads_and_holds_takes_the_place_of_the_built_in_findings() -> None:
    found = _analyse(READING)

    assert found.abstract == f"A graça que entra em casa. {READING.summary}"
    assert [(theme.name, theme.score, theme.rule) for theme in found.themes] == [
        ("graça", 1.0, "model"),
        ("hospitalidade", 0.4, "model"),
    ]
    assert [question.text for question in found.questions] == list(READING.questions[:4])
    assert found.notice is None


def test_points_stand_where_they_were_made_and_invented_ones_are_dropped() -> None:
    points = _analyse(READING).key_points

    assert [point.text for point in points] == [
        "Jesus chama Zaqueu pelo nome, e não pelo erro.",
        "A mesa vem antes da mudança.",
        "A graça que entra em casa muda também o dinheiro.",
    ]
    assert {point.rule for point in points} == {"model"}


def test_quotations_are_checked_word_for_word_and_given_as_they_were_said() -> None:
    citations = {citation.text: citation for citation in _analyse(READING).citations}

    assert not any("madruga" in text for text in citations)
    assert any("quem muda de rua é a gente" in text for text in citations)
    mesa = citations["A mesa vem antes da mudança"]
    assert (mesa.kind, mesa.source, mesa.segment, mesa.timestamp) == ("scripture", "Lucas 19:5", 1, 10.0)


def test_a_sentence_of_the_summary_that_quotes_what_nobody_said_is_taken_out() -> None:
    false = "O pregador grita “Deus odeia os ricos deste mundo”."

    found = _analyse(replace(READING, summary=f"{READING.summary} {false}"))

    assert found.abstract == f"A graça que entra em casa. {READING.summary}"


def test_passages_span_and_statistics_stay_the_built_in_ones() -> None:
    built_in = analyse_sermon(SEGMENTS, title="x", language="pt")

    found = _analyse(READING)

    assert (found.passages, found.span, found.statistics) == (built_in.passages, built_in.span, built_in.statistics)


@pytest.mark.parametrize("reason", get_args(ModelRefusalReason))
def test_a_refusal_leaves_the_built_in_findings_and_says_so(reason: ModelRefusalReason) -> None:
    built_in = analyse_sermon(SEGMENTS, title="x", language="pt")

    found = _analyse(ModelRefusal(reason))

    assert found.notice is not None
    assert found.notice.endswith("este resumo foi feito pela análise própria.")
    assert replace(found, notice=None) == built_in


def test_an_answer_of_which_nothing_holds_is_of_no_use() -> None:
    found = _analyse(ModelReading("x", "Curto.", [], ["O dízimo é obrigatório."], [], []))

    assert found.notice is not None
    assert found.notice.startswith("A resposta do modelo de linguagem não pôde ser usada")


def test_an_answer_of_which_a_part_holds_keeps_the_built_in_rest() -> None:
    built_in = analyse_sermon(SEGMENTS, title="x", language="pt")

    found = _analyse(replace(READING, key_points=[], questions=[], themes=[], quotations=[]))

    assert found.abstract.startswith("A graça que entra em casa.")
    assert (found.key_points, found.questions, found.themes) == (
        built_in.key_points,
        built_in.questions,
        built_in.themes,
    )


def test_the_model_is_given_the_sermon_in_paragraphs_and_progress_grows_to_its_end() -> None:
    model = FakeSermonModel(READING)
    parts: list[float] = []

    analyse_with_model(SEGMENTS, model=model, analyse=analyse_sermon, on_part=parts.append, title="x")

    assert "Jesus chama Zaqueu pelo nome" in model.asked[0]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
