"""Where Scripture is read aloud."""

import pytest

from cultotranscript.analysis.findings import Mention, Reference
from cultotranscript.analysis.passages import find_mentions
from cultotranscript.analysis.readings import (
    Reading,
    find_readings,
    is_punctuated,
    main_passage,
    without_dangling,
)
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import split_sentences


def _readings(*texts: str, gap_s: float = 0.0) -> list[Reading]:
    segments = [Segment(10.0 * i, 10.0 * i + 10 - gap_s, text) for i, text in enumerate(texts)]
    return find_readings(split_sentences(segments), find_mentions(segments))


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Lá em Isaías 43, 1: não tenha medo, eu te chamei. Isso é lindo.", "não tenha medo, eu te chamei."),
        ("Paulo, em Romanos 8:1, diz que nenhuma condenação há para os que estão em Cristo. Repara nisso.",
         "nenhuma condenação há para os que estão em Cristo."),
        ("In Psalm 130, verse 5, the writer says, my soul waits for the Lord. Look at that.",
         "my soul waits for the Lord."),
        ("2 Peter 3, 8. With the Lord a day is like a thousand years. That's the text.",
         "With the Lord a day is like a thousand years."),
        ("Em João 11:35 está escrito: Jesus chorou. O Filho de Deus sabia de tudo e chorou.", "Jesus chorou."),
        ("Abram em João 11, 17 a 19. Diz assim a palavra do Senhor: Chegando Jesus, encontrou Lázaro. Amém?",
         "Chegando Jesus, encontrou Lázaro."),
        ("João onze, trinta e cinco. Jesus chorou e o povo viu. Gente, ele chorou.", "Jesus chorou e o povo viu."),
    ],
)  # fmt: skip
def test_what_a_reference_leads_in_is_read(said: str, read: str) -> None:
    [reading] = _readings(said)

    assert reading.text == read
    assert 0 < reading.timestamp < 10


@pytest.mark.parametrize(
    "said",
    [
        "Isaiah forty, thirty-one. It's on every coffee mug in America. People love it.",
        "Um capítulo antes, em Lucas dezoito, a partir do versículo dezoito, aparece um homem rico. Ele era jovem.",
        "Abram em João 3:16.",
        "Vocês conhecem Romanos 8 de cor e salteado, irmãos. Eu também conheço.",
    ],
)
def test_a_passage_that_is_named_alone_is_not_read(said: str) -> None:
    assert _readings(said) == []


def test_an_announced_reading_begins_after_a_pause_and_ends_at_its_closing_words() -> None:
    [reading] = _readings(
        "Abra a sua Bíblia em Lucas 19, versículos 1 a 4. É uma história bem conhecida.",
        "Jesus entrou em Jericó e atravessava a cidade. Havia ali um homem chamado Zaqueu.",
        "Ele queria ver Jesus. E correu na frente e subiu numa árvore.",
        "Até aqui a leitura. Eu quero falar de três coisas.",
        gap_s=2.0,
    )

    assert reading.rule == "announced"
    assert reading.text.startswith("Jesus entrou em Jericó")
    assert reading.text.endswith("subiu numa árvore.")


def test_words_without_marks_are_read_as_far_as_so_many_verses_may_last() -> None:
    [reading] = _readings(
        "o profeta já tinha dito lá em isaías 43 1 não tenha medo porque eu te resgatei eu te chamei pelo teu nome "
        "você é meu e isso muda tudo porque tem gente aqui hoje que só é chamada pelo erro e eu vim dizer outra coisa"
    )

    assert reading.text.startswith("não tenha medo porque eu te resgatei")
    assert len(reading.text.split()) <= 18


def test_the_main_passage_has_several_verses_comes_early_and_is_gone_back_to() -> None:
    def named(*references: Reference) -> list[Mention]:
        return [Mention(one, "x", 0, float(i), "r") for i, one in enumerate(references)]

    luke = Reference("Lucas", 19, 1, 10)
    mentions = named(Reference("João", 3, 16), luke, Reference("Isaías", 43, 1), Reference("Lucas", 19, 5))

    assert main_passage(mentions) == luke
    assert main_passage([]) is None


def test_last_words_that_begin_something_else_fall_away() -> None:
    assert without_dangling("você é meu eu te chamei e a") == "você é meu eu te chamei"
    assert without_dangling("e a de o") == "e a de o"


def test_marks_are_seen() -> None:
    assert is_punctuated(split_sentences([Segment(0, 5, "Bom dia, igreja. Tudo bem? Amém!")]))
    assert not is_punctuated(split_sentences([Segment(0, 5, "bom dia igreja tudo bem amém " * 9)]))
