"""Cutting and folding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cultotranscript.analysis.passage_tokens import fold_text, tokenise


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Êxodo 3º", "exodo 3o"), ("GÁLATAS – 2ª", "galatas - 2a"), ("abc", "abc"), ("Straße İ ﬁ", "straße i ﬁ")],
)
def test_folding_takes_case_and_accents_away_and_keeps_every_place(text: str, expected: str) -> None:
    assert fold_text(text) == expected
    assert len(fold_text(text)) == len(text)


def test_numbers_words_and_signs_are_tokens_of_their_own() -> None:
    tokens = tokenise("Veja 1Jo 5.4, amém!")

    assert tokens.words == ["veja", "1", "jo", "5", ".", "4", ",", "amem", "!"]
    assert tokens.original(7) == "amém"
    assert [tokens.is_tight(i) for i in range(5)] == [False, False, True, False, True]
    assert tokens.said(1, 6) == "1Jo 5.4"


def test_beyond_either_end_stands_the_empty_word() -> None:
    tokens = tokenise("a b")

    assert (tokens.word(-1), tokens.word(2)) == ("", "")


def test_a_recognisers_text_is_not_cased_though_it_marks_music() -> None:
    assert tokenise("Abra em João").is_cased
    assert not tokenise("abre em joão").is_cased
    assert not tokenise("[Music] " + "abre em joão três " * 20).is_cased


@given(st.text(max_size=200))
def test_every_token_stands_where_its_offsets_say(text: str) -> None:
    tokens = tokenise(text)

    for i, word in enumerate(tokens.words):
        assert fold_text(tokens.original(i)) == word
