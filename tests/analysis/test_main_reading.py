"""What leans on the passages named before."""

import pytest

from cultotranscript.analysis.books import format_reference
from cultotranscript.analysis.main_reading import resolve
from cultotranscript.analysis.passage_grammar import parse
from cultotranscript.analysis.passage_tokens import tokenise


def _resolved(text: str, *, has_main_reading: bool = False) -> list[str]:
    tokens = tokenise(text)
    named = resolve(parse(tokens, "pt"), tokens, has_main_reading=has_main_reading)
    return [format_reference(reference) for found in named for reference in found.references]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lucas 19:1. No versículo 8 Zaqueu promete.", ["Lucas 19:1", "Lucas 19:8"]),
        ("João 11:35. O verso seguinte mostra.", ["João 11:35", "João 11:36"]),
        ("João 11:35. O verso anterior mostra.", ["João 11:35", "João 11:34"]),
        ("Filipenses 2:5. Os dois versículos seguintes.", ["Filipenses 2:5", "Filipenses 2:6-7"]),
        ("Atos 9 narra; o capítulo seguinte, versículo 34, abre.", ["Atos 9", "Atos 10:34"]),
        ("Josué 24:15. E o dezesseis é a resposta.", ["Josué 24:15", "Josué 24:16"]),
        ("O Salmo 121 olha, e o 122 já está lá.", ["Salmos 121", "Salmos 122"]),
        ("Atos 9 é de Saulo, e o 10, de Cornélio.", ["Atos 9", "Atos 10"]),
        ("Efésios 1:3. O capítulo 2, versículo 8.", ["Efésios 1:3", "Efésios 2:8"]),
        ("Apocalipse 2:1. No último capítulo, verso vinte.", ["Apocalipse 2:1", "Apocalipse 22:20"]),
        ("O versículo 7 diz.", []),
        ("No capítulo seguinte a história muda.", []),
        ("João 3:16. O versículo 99 não há.", ["João 3:16"]),
        ("Malaquias 4:6. O versículo seguinte não há.", ["Malaquias 4:6"]),
    ],
)
def test_what_leans_on_the_passage_named_last_is_resolved(text: str, expected: list[str]) -> None:
    assert _resolved(text) == expected


def test_a_chapter_that_its_verse_follows_is_one_mention_with_it() -> None:
    assert _resolved("Continuamos em Lucas 19. No versículo 8 ele promete.") == ["Lucas 19:8"]


@pytest.mark.parametrize(
    "text",
    [
        "Romanos sete, perdão, Romanos oito, versículo um",
        "Romanos sete, quer dizer, Romanos oito, versículo um",
        "Romanos sete, não, gente, capítulo oito, versículo um",
        "Romanos sete, aliás, oito, versículo um",
    ],
)
def test_what_the_speaker_takes_back_is_left_out(text: str) -> None:
    assert _resolved(text) == ["Romanos 8:1"]


SERMON = (
    "Abra em Lucas 19, versículos 1 a 10. Paulo diz em Romanos 5:8 que Cristo morreu por nós, e a gente esquece "
    "disso tantas e tantas vezes na vida. "
)


def test_a_lone_verse_inside_the_main_reading_is_of_it_in_a_sermon_alone() -> None:
    assert _resolved(SERMON + "O versículo nove.", has_main_reading=True)[-1] == "Lucas 19:9"
    assert _resolved(SERMON + "O versículo nove.")[-1] == "Romanos 5:9"


def test_a_lone_verse_outside_the_main_reading_is_of_the_passage_named_last() -> None:
    assert _resolved(SERMON + "O versículo doze.", has_main_reading=True)[-1] == "Romanos 5:12"


def test_the_same_chapter_is_the_last_one_even_in_a_sermon() -> None:
    assert _resolved(SERMON + "No mesmo capítulo, o verso dez.", has_main_reading=True)[-1] == "Romanos 5:10"


def test_a_chapter_belongs_to_a_book_that_was_named_without_numbers() -> None:
    assert _resolved("João 3:16. Paulo escreve aos Romanos, e diz no capítulo 5 o mesmo.") == ["João 3:16", "Romanos 5"]
