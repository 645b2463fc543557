"""The analyser that feeds the search, and the reading of what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cultotranscript.analysis.search_terms import Clause, Query, find_terms, fold_word, parse_query, term_of, tokenise


@pytest.mark.parametrize(
    "forms",
    [
        "oração orações oracao ORAÇÃO orando orou oramos",
        "perdão perdoar perdoou perdoados perdoai",
        "pregação pregações pregou preguei pregamos",
        "promessa promessas prometeu",
        "igreja igrejas",
        "homem homens",
        "jovem jovens",
        "dom dons",
        "fiel fiéis",
        "fácil fáceis",
        "gentil gentis",
        "animal animais",
        "pastor pastores",
        "mulher mulheres",
        "luz luzes",
        "vez vezes",
        "mês meses",
        "rei reis",
        "pai pais",
        "lei leis",
        "irmão irmãos",
        "pão pães",
        "mãe mães",
        "coração corações",
        "judeu judeus",
        "céu céus",
        "verdade verdades",
        "série séries",
        "versículo versículos",
        "church churches",
        "mercy mercies",
        "city cities",
        "life lives",
        "man men",
        "child children",
        "wait waits waited waiting",
        "love loves loved loving",
        "hope hoped hoping",
        "bless blesses blessed blessing",
        "stop stopped stopping",
        "carry carries carried carrying",
        "forgive forgives forgave forgiven forgiving forgiveness",
        "pray prayed praying prayer prayers",
        "promise promises promised",
        "sin sins",
        "nation nations",
    ],
)
def test_the_forms_of_a_word_are_one_term(forms: str) -> None:
    assert len({term_of(fold_word(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("mais", "mal"),
        ("casa", "caso"),
        ("casa", "casar"),
        ("sim", "sin"),
        ("hora", "orar"),
        ("porta", "porto"),
        ("esperança", "espera"),
        ("pecador", "pecado"),
        ("Jesus", "Jesu"),
        ("Deus", "Deu"),
        ("son", "som"),
        ("hope", "hop"),
        ("até", "eat"),
    ],
)
def test_words_that_only_look_alike_are_two_terms(one: str, another: str) -> None:
    assert term_of(fold_word(one)) != term_of(fold_word(another))


def test_places_are_counted_in_code_points_of_the_original() -> None:
    text = "🙏 As orac\u0327o\u0303es, don't stop: God's plan."

    tokens = tokenise(text)

    said = [text[token.start : token.end] for token in tokens]
    assert said == ["As", "orac\u0327o\u0303es", "don't", "stop", "God", "plan"]
    assert [token.term for token in tokens] == ["as", "orar", "dont", "stop", "god", "plan"]


@given(st.text(alphabet="aáes' ’Deus-"))
def test_terms_are_found_where_the_tokens_are(text: str) -> None:
    tokens = tokenise(text)

    found = find_terms(text, {token.term for token in tokens[::2]})

    wanted = {token.term for token in tokens[::2]}
    expected = [(at, token.start, token.end) for at, token in enumerate(tokens) if token.term in wanted]
    assert sorted(place for places in found.values() for place in places) == expected


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("oração", Query((Clause(("orar",)),))),
        ("Oração oracao", Query((Clause(("orar",)),))),
        ('"Graça de Deus" -lei', Query((Clause(("graca", "de", "deus")),), (Clause(("lei",)),))),
        ('fé -"boas obras"', Query((Clause(("fe",)),), (Clause(("boa", "obra")),))),
        ("“boas novas”", Query((Clause(("boa", "nova")),))),
        ("arrepend*", Query((Clause((), prefix="arrepend"),))),
        ("bem-vindo", Query((Clause(("bem", "vindo")),))),
        ("3:16", Query((Clause(("3", "16")),))),
        ('"sem fim', Query((Clause(("sem",)), Clause(("fim",))))),
        ("-", Query()),
        ('""', Query()),
        ("* ** - -- ( ) OR: ^ ~", Query((Clause(("or",)),))),
        ("\x00", Query()),
        ("", Query()),
    ],
)
def test_what_people_type_is_understood(typed: str, understood: Query) -> None:
    assert parse_query(typed) == understood


@given(st.text())
def test_nothing_that_a_person_types_is_an_error(typed: str) -> None:
    query = parse_query(typed)

    for clause in (*query.wanted, *query.excluded):
        assert bool(clause.terms) != bool(clause.prefix)


@given(st.text())
def test_tokens_lie_in_the_text_in_order(text: str) -> None:
    tokens = tokenise(text)

    ends = [0] + [token.end for token in tokens]
    assert all(end <= token.start < token.end for end, token in zip(ends, tokens, strict=False))
    assert all(token.term and len(token.term) <= 60 for token in tokens)


def test_a_page_of_pasted_text_is_cut_to_what_can_be_searched() -> None:
    assert len(parse_query(" ".join(f"palavra{number}" for number in range(10_000))).wanted) == 24
