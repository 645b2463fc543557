"""Whether words were said, and where."""

import pytest

from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.verbatim import Said, Transcript

SAID = Transcript(
    [
        Segment(10, 20, "Minha avó dizia: Deus não perde"),
        Segment(20, 30, "o endereço de ninguém,"),
        Segment(30, 40, "meu filho. E ela tinha razão: quem muda de rua é a gente."),
    ],
    first=7,
)


def test_words_are_found_over_segments_whatever_their_case_accents_and_marks() -> None:
    said = SAID.find("“deus nao perde o ENDERECO de ninguém meu filho”")

    assert said is not None
    assert said.text == "Deus não perde o endereço de ninguém, meu filho"
    assert said.segment == 7
    assert said.timestamp == pytest.approx(15.5, abs=0.2)


def test_words_in_one_segment_are_given_as_they_stand() -> None:
    said = SAID.find("quem muda de rua")

    assert said is not None
    assert said == Said("quem muda de rua", 9, said.timestamp)
    assert said.timestamp == pytest.approx(35.3, abs=0.3)


@pytest.mark.parametrize(
    "quote", ["", "meu filho", "Deus nunca perde o endereço", "Deus não perde o endereço de alguém", "x " * 500]
)
def test_what_was_not_said_so_is_not_found(quote: str) -> None:
    assert SAID.find(quote) is None


def test_a_sentence_that_quotes_what_nobody_said_is_taken_out() -> None:
    said, not_said = (
        "Ela fala de casa. Diz “quem muda de rua é a gente”.",
        "E diz “Deus mora longe de nós. Sim!” depois.",
    )
    text = f"{said} {not_said} Fim da “graça”."

    assert SAID.without_false_quotations(text) == f"{said} Fim da “graça”."
    assert SAID.without_false_quotations("Nada é citado.") == "Nada é citado."
