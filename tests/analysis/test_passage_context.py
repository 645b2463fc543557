"""What numbers and names are about."""

import pytest

from cultotranscript.analysis.findings import Language
from cultotranscript.analysis.passage_context import PassageContext
from cultotranscript.analysis.passage_tokens import tokenise


def _context(text: str, language: Language = "pt") -> PassageContext:
    return PassageContext(tokenise(text), language)


@pytest.mark.parametrize(
    "text",
    [
        "5 anos",
        "5 %",
        "5 x 1",
        "5 de maio",
        "5 e meia",
        "5 da manhã",
        "5 longos dias",
        "5 reais",
        "5 minutes",
        "5 -4455",
        "5/10",
    ],
)
def test_a_unit_behind_a_number_makes_it_a_count(text: str) -> None:
    assert _context(text.replace(" -", "-")).is_counted(1)


@pytest.mark.parametrize("text", ["5", "5 diz", "5, a graça", "5 e 6", "5 da carta", "5 Jesus", "5 nos"])
def test_other_words_behind_a_number_do_not(text: str) -> None:
    assert not _context(text).is_counted(1, is_noun_enough=True)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("2 parteiras desobedecem", "pt", True),
        ("2 temos um mandamento", "pt", False),
        ("2 depois dele", "pt", False),
        ("2 lamps were broken", "en", True),
        ("2 says that", "en", False),
    ],
)
def test_any_plural_noun_counts_if_that_is_enough(text: str, language: Language, expected: bool) -> None:
    context = _context(text, language)

    assert context.is_counted(1, is_noun_enough=True) is expected
    assert not context.is_counted(1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 João 5", True),
        ("segunda Coríntios", True),
        ("primeira aos tessalonicenses", True),
        ("dois Timóteo", True),
        ("1 Romanos", False),
        ("5 Coríntios", False),
        ("1 homem", False),
    ],
)
def test_a_number_may_belong_to_the_next_books_name(text: str, expected: bool) -> None:
    assert _context(text).begins_numbered_book(0) is expected


def test_streets_rooms_and_groups_are_places() -> None:
    assert _context("Rua Josué").is_place(1)
    assert _context("Av. São Lucas").is_place(3)
    assert _context("célula do Daniel").is_place(2)
    assert not _context("livro de Daniel").is_place(2)


def test_a_saint_is_a_town_unless_it_is_a_gospel() -> None:
    assert _context("em São Mateus").is_saint(2)
    assert not _context("evangelho de São Mateus").is_saint(3)


def test_titles_and_articles_make_a_person_in_portuguese() -> None:
    assert _context("irmão Tito").is_person(1)
    assert _context("o Daniel").is_person(1)
    assert _context("Pr. Marcos").is_person(2)
    assert not _context("em Daniel").is_person(1)
    assert not _context("vamos a Lucas").is_person(2)
    assert not _context("the Daniel", "en").is_person(1)
