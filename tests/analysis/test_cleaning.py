"""What nobody said."""

import pytest

from cultotranscript.analysis.cleaning import clean_segments
from cultotranscript.analysis.segments import Segment


def _clean(*texts: str) -> list[str]:
    segments = [Segment(float(n), n + 1.0, text) for n, text in enumerate(texts)]
    return [segment.text for segment in clean_segments(segments)]


@pytest.mark.parametrize(
    "mark",
    [
        "[Música]", "[Music]", "(aplausos)", "[ Aplausos ]", "[MÚSICA DE FUNDO]", "*risos*", "♪", "[♪♪♪]",
        "[BLANK_AUDIO]", "♪ Santo, santo, santo ♪", "Legendas pela comunidade Amara.org", "Obrigado por assistir!",
        "[música gospel tocando]", "[Homem 1]", "[SPEAKER_00]", "[Choir singing in Portuguese]", "música",
        "[risos da igreja]",
        "Transcrição e Legendas pela comunidade de Amara.org", "www.opusdei.org", "Legenda Adriana Zanotto",
        "Thanks for watching.", "Inscreva-se no canal", "Please subscribe to our channel", "...", "[__]",
    ],
)  # fmt: skip
def test_marks_and_lines_that_recognisers_make_up_go(mark: str) -> None:
    assert _clean("Bom dia, igreja.", mark, "Vamos orar.") == ["Bom dia, igreja.", "Vamos orar."]


@pytest.mark.parametrize(
    "said",
    [
        "Obrigado por assistir o seu pai até o fim da vida.",
        "Leiam comigo (João 3:16) agora.",
        "Ele disse [e eu creio] que virá.",
        "Inscreva-se na recepção para o batismo.",
        "A música da igreja é linda.",
        "Glória, glória, glória, glória, glória!",
        "I know that that man came.",
        "Jesus disse (e eu gosto da música) que voltaria.",
        "Paulo diz: alegrai-vos.",
        "A fé (e o dom) que vem dele.",
    ],
)
def test_what_was_said_stays_as_it_is(said: str) -> None:
    assert _clean(said) == [said]


def test_a_mark_within_a_line_goes_and_the_line_stays() -> None:
    assert _clean(">> Bom dia [aplausos] igreja") == ["Bom dia igreja"]


def test_a_made_up_sentence_behind_one_that_was_said_goes_alone() -> None:
    assert _clean("Amém, igreja. Obrigado por assistir!") == ["Amém, igreja."]


def test_names_that_a_meeting_program_writes_before_each_line_go() -> None:
    said = ["bom dia", "vamos abrir a Bíblia", "em Lucas 19", "ele diz: desce depressa", "e ele desceu"]

    assert _clean(*[f"João Silva: {text}" for text in said]) == said
    assert _clean("Speaker 2: bom dia", "- tudo bem") == ["bom dia", "tudo bem"]


def test_names_before_a_few_lines_are_what_the_preacher_says() -> None:
    said = [
        "Pedro: eu não.",
        "Pedro: eu não.",
        "Pedro: eu não.",
        "E o galo cantou.",
        "E ele chorou.",
        "Amém?",
        "Então.",
    ]

    assert _clean(*said) == said


def test_a_recognisers_loop_is_said_once() -> None:
    assert _clean("E assim foi.", *["Vamos lá, pessoal."] * 9, "Amém.") == [
        "E assim foi.",
        "Vamos lá, pessoal.",
        "Amém.",
    ]
    assert _clean("eu vou " * 30 + "para casa") == ["eu vou para casa"]
    assert _clean("o senhor é bom " * 2, "o senhor é bom " * 3) == ["o senhor é bom"]
    long = " ".join(f"palavra{n}" for n in range(20))
    assert _clean(" ".join([long] * 4)) == [long]


def test_what_a_preacher_says_three_times_stays() -> None:
    said = ["Santo, santo, santo é o Senhor.", "Levanta! Levanta! Levanta!", "Eu creio.", "Eu creio.", "Eu creio."]

    assert _clean(*said) == said


def test_doubled_little_words_are_one() -> None:
    assert _clean("a graça de de Deus que que vem") == ["a graça de Deus que vem"]


def test_times_stay_with_the_text_that_stays() -> None:
    segments = [Segment(0.0, 2.0, "[Música]"), Segment(2.0, 4.0, "Bom dia")]

    assert clean_segments(segments) == [Segment(2.0, 4.0, "Bom dia")]
