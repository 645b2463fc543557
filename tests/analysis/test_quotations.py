"""Verses that are quoted without being named."""

import pytest

from cultotranscript.analysis.quotations import VerseText, find_quotations, fold
from cultotranscript.analysis.segments import Segment

JOHN_3_16 = VerseText(
    "João",
    3,
    16,
    "Porque Deus amou o mundo de tal maneira que deu o seu Filho unigênito, para que todo aquele que nele crê não "
    "pereça, mas tenha a vida eterna.",
)
PSALM_23_1 = VerseText("Salmos", 23, 1, "O Senhor é o meu pastor, nada me faltará.")
JOHN_11_35 = VerseText("João", 11, 35, "Jesus chorou.")
SAID_OFTEN = [
    VerseText("Ezequiel", chapter, 1, f"E veio a mim a palavra do Senhor, dizendo: {chapter}")
    for chapter in range(3, 25)
]
TRANSLATION = [JOHN_3_16, PSALM_23_1, JOHN_11_35, *SAID_OFTEN]


def _sermon(*texts: str) -> list[Segment]:
    return [Segment(10.0 * i, 10.0 * i + 10, text) for i, text in enumerate(texts)]


def test_a_verse_said_word_for_word_is_found_with_its_second_and_no_difference() -> None:
    sermon = _sermon("irmãos, eu quero começar", "o senhor é o meu pastor nada me faltará", "que promessa")

    [found] = find_quotations(sermon, TRANSLATION)

    assert found.verse == PSALM_23_1
    assert (found.segment, found.score, found.differences) == (1, 1.0, ())
    assert found.timestamp == pytest.approx(10.0)


def test_a_verse_that_runs_over_two_cues_is_one_quotation_and_shows_what_was_said_otherwise() -> None:
    sermon = _sermon(
        "a Bíblia diz que Deus amou o mundo de tal maneira que",
        "deu o seu único Filho para que todo o que nele crê não pereça mas tenha a vida eterna, amém",
    )

    [found] = find_quotations(sermon, TRANSLATION)

    assert found.verse == JOHN_3_16
    assert 0.75 < found.score < 1
    assert ("Filho unigênito", "único Filho") in found.differences or ("unigênito", "único") in found.differences
    assert found.said.startswith("Deus amou o mundo")


def test_the_same_verse_said_twice_is_two_quotations() -> None:
    sermon = _sermon(
        "o Senhor é o meu pastor e nada me faltará", "outra coisa " * 30, "o Senhor é o meu pastor nada me faltará"
    )

    assert [found.segment for found in find_quotations(sermon, TRANSLATION)] == [0, 2]


@pytest.mark.parametrize(
    "said",
    [
        "o senhor é meu amigo e o meu pastor me chamou para almoçar",
        "naquele dia Jesus chorou por causa do amigo que morreu",
        "e veio a mim a palavra do Senhor dizendo para eu ter paciência",
        "deus amou muita gente e o mundo de hoje não sabe disso",
        "amém",
        "",
    ],
)
def test_words_that_only_sound_like_a_verse_are_no_quotation(said: str) -> None:
    assert find_quotations(_sermon(said), TRANSLATION) == []


def test_case_accents_and_marks_do_not_matter() -> None:
    assert fold("ORAÇÃO") == fold("oracao") == "oracao"
    assert find_quotations(_sermon("O SENHOR E O MEU PASTOR... NADA ME FALTARA!"), TRANSLATION)[0].verse == PSALM_23_1
