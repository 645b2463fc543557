"""Names of books among words."""

import pytest

from cultotranscript.analysis.book_names import name_by_sound, names_at, sound_of
from cultotranscript.analysis.passage_tokens import fold_text, tokenise


def _first_names(text: str) -> list[tuple[str, int, str]]:
    return [(name.word.names[0], name.end, name.form) for name in names_at(tokenise(text), 0)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gênesis 1", [("Gênesis", 1, "name")]),
        ("atos dos apóstolos 2", [("Atos", 3, "name")]),
        ("Atos 2", [("Atos", 1, "name")]),
        ("Song of Songs", [("Cantares", 3, "name")]),
        ("Gn 1", [("Gênesis", 1, "abbreviation")]),
        ("Jn 3", [("Jonas", 1, "abbreviation"), ("João", 1, "abbreviation")]),
        ("casa", []),
    ],
)
def test_the_longest_name_is_found_and_shared_abbreviations_stay_open(
    text: str, expected: list[tuple[str, int, str]]
) -> None:
    assert _first_names(text) == expected


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("abacuque", "Habacuque"),
        ("colossences", "Colossenses"),
        ("colocenses", "Colossenses"),
        ("tessalonissenses", "Tessalonicenses"),
        ("ebreus", "Hebreus"),
        ("phillipians", "Filipenses"),
        ("geremias", "Jeremias"),
        ("matheus", "Mateus"),
        ("thiago", "Tiago"),
        ("apocalipce", "Apocalipse"),
        ("deuteronomeo", "Deuteronômio"),
        ("esequiel", "Ezequiel"),
        ("eclesiaste", "Eclesiastes"),
        ("zachariah", "Zacarias"),
    ],
)
def test_a_name_is_known_by_its_sound(heard: str, meant: str) -> None:
    folded = fold_text(heard)
    word = name_by_sound(folded) or names_at(tokenise(folded), 0)[0].word

    assert word.names[0] == meant


@pytest.mark.parametrize(
    "word",
    "daniela joana tobias eclesiástico sabedoria corintianos romances filipinos levitas gelatas rota casa".split(),
)
def test_other_words_sound_like_no_book(word: str) -> None:
    assert name_by_sound(fold_text(word)) is None


def test_spellings_of_one_sound_are_one() -> None:
    assert sound_of("habacuque") == sound_of("abacuque") == sound_of("abakuki")
    assert sound_of("ezequiel") == sound_of("esekieu")
