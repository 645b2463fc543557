"""References that begin with "capítulo" or "versículo"."""

import pytest

from cultotranscript.analysis.books import format_reference
from cultotranscript.analysis.passages import find_references


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No capítulo 22 de Gênesis, no verso 14", ["Gênesis 22:14"]),
        ("o capítulo cinco de mateus versículo quarenta e quatro", ["Mateus 5:44"]),
        ("capítulo 3, versículo 16, de João", ["João 3:16"]),
        ("o verso seis do capítulo catorze de João", ["João 14:6"]),
        ("o verso dez do salmo cinquenta e um", ["Salmos 51:10"]),
        ("o verso 17 do primeiro capítulo de Tiago", ["Tiago 1:17"]),
        ("o quinto capítulo de Mateus", ["Mateus 5"]),
        ("the twelfth chapter of Romans, the second verse", ["Romanos 12:2"]),
        ("capítulo XII da carta aos Hebreus", ["Hebreus 12"]),
        ("no capítulo três da primeira carta de Pedro", ["1 Pedro 3"]),
        ("versículo quatro de Judas", ["Judas 1:4"]),
        ("O livro é Hebreus. Capítulo onze, versículo oito", ["Hebreus 11:8"]),
        ("Apocalipse, nos capítulos 2 e 3", ["Apocalipse 2", "Apocalipse 3"]),
        ("verse nine of the second chapter of First Peter", ["1 Pedro 2:9"]),
    ],
)
def test_the_marker_may_come_before_the_book(text: str, expected: list[str]) -> None:
    assert [format_reference(reference) for reference in find_references(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "João 3:16. O capítulo 2 da nossa apostila fala disso.",
        "João 3:16. O verso 2 do hino diz isso.",
        "João 3:16. Chapter 4 of my thesis is on that.",
        "João 3:16. Verse two of the song is mine.",
    ],
)
def test_chapters_and_verses_of_other_books_are_left_alone(text: str) -> None:
    assert [format_reference(reference) for reference in find_references(text)] == ["João 3:16"]
