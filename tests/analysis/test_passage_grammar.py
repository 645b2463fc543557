"""What a text names, in order, by what it begins with."""

import pytest

from cultotranscript.analysis.passage_grammar import parse
from cultotranscript.analysis.passage_tokens import tokenise


def _rules(text: str) -> list[tuple[str, str]]:
    return [(item.kind, item.rule) for item in parse(tokenise(text), "pt")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("João 3:16", [("named", "chapter-verse-signs")]),
        ("João, capítulo 3, versículo 16", [("named", "chapter-verse")]),
        ("João três dezesseis", [("named", "bare-pair")]),
        ("João 3", [("named", "chapter")]),
        ("João 3, do 16 ao 18", [("named", "spoken-range")]),
        ("João 3–5", [("named", "chapter-range")]),
        ("João 3 e 4", [("named", "chapter-list")]),
        ("João 3:1 a 4:2", [("named", "cross-chapter")]),
        ("joão 316", [("named", "glued-digits")]),
        ("Judas 3", [("named", "one-chapter-book")]),
        ("abacuque dois quatro", [("named", "misheard-name")]),
        ("João 3:16; 4:24", [("named", "chapter-verse-signs"), ("named", "carried-book")]),
        ("capítulo 3 de João", [("named", "chapter-first")]),
        ("versículo 16 do capítulo 3 de João", [("named", "verse-first")]),
        ("três dezesseis de João", [("named", "verse-first")]),
        ("o versículo sete", [("relative", "lone-verse")]),
        ("o capítulo sete", [("relative", "lone-chapter")]),
        ("o versículo seguinte", [("step", "next-verse")]),
        ("no próximo capítulo", [("step", "next-chapter")]),
        ("a carta aos Romanos", [("book", "book")]),
        ("João 3:16. E o 17 diz", [("named", "chapter-verse-signs"), ("relative", "elliptic")]),
    ],
)
def test_each_form_is_named_by_its_rule(text: str, expected: list[tuple[str, str]]) -> None:
    assert _rules(text) == expected


def test_a_title_belongs_to_what_carries_the_reference() -> None:
    tokens = tokenise("Abra no evangelho de Lucas, capítulo 19, versículos 1 a 10, por favor")

    [item] = parse(tokens, "pt")

    assert tokens.said(item.first, item.end) == "no evangelho de Lucas, capítulo 19, versículos 1 a 10"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("filipense dois cinco", ["named"]),
        ("daniela três dezesseis", []),
        ("corintianos dois um", []),
        ("são oito e vinte e oito", []),
    ],
)
def test_a_misheard_name_needs_numbers_and_a_books_sound(text: str, expected: list[str]) -> None:
    assert [item.kind for item in parse(tokenise(text), "pt")] == expected
