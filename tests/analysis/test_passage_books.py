"""Which book a name means."""

import pytest

from cultotranscript.analysis.book_names import names_at
from cultotranscript.analysis.passage_books import BookFinder
from cultotranscript.analysis.passage_tokens import tokenise


def _books(text: str, name: str) -> list[str]:
    tokens = tokenise(text)
    at = tokens.words.index(name)
    finder = BookFinder(tokens, "pt", is_query=False)
    return [book.name for found in names_at(tokens, at) for book, _ in finder.books_of(found, at)]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Primeira de João", "joao", ["1 João"]),
        ("1ª João", "joao", ["1 João"]),
        ("II Timóteo", "timoteo", ["2 Timóteo"]),
        ("1Co", "co", ["1 Coríntios"]),
        ("aos Coríntios, primeira carta", "corintios", ["1 Coríntios"]),
        ("a primeira carta que Paulo escreveu ao jovem Timóteo", "timoteo", ["1 Timóteo"]),
        ("segundo livro das Crônicas", "cronicas", ["2 Crônicas"]),
        ("Pedro, na sua segunda carta", "pedro", ["2 Pedro"]),
        ("Segundo Lucas", "lucas", ["Lucas"]),
        ("Segundo João", "joao", ["2 João", "João"]),
        ("dois Coríntios", "corintios", ["2 Coríntios"]),
        ("João", "joao", ["João"]),
        ("Coríntios", "corintios", []),
        ("Jó", "jo", ["Jó"]),
        ("Jo", "jo", ["João"]),
    ],
)
def test_the_number_of_a_book_is_found_wherever_it_stands(text: str, name: str, expected: list[str]) -> None:
    assert _books(text, name) == expected


def test_a_numbered_book_named_without_its_number_is_the_one_named_before() -> None:
    tokens = tokenise("Coríntios")
    finder = BookFinder(tokens, "pt", is_query=False)
    [name] = names_at(tokens, 0)

    finder.remember(name, name.word.numbered[1])

    assert [book.name for book, _ in finder.books_of(name, 0)] == ["2 Coríntios"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("de Gênesis", "Gênesis"),
        ("do evangelho de São João", "João"),
        ("da primeira carta de Paulo aos Coríntios", "1 Coríntios"),
        ("of the book of Isaiah", "Isaías"),
        ("da nossa apostila", None),
        ("e Gênesis", None),
    ],
)
def test_a_name_after_de_may_have_a_title(text: str, expected: str | None) -> None:
    tokens = tokenise(text)

    found = BookFinder(tokens, "pt", is_query=False).name_after(0)

    assert (found[0].name if found else None) == expected
