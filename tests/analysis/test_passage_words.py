"""The words around references."""

from dataclasses import asdict

from cultotranscript.analysis.passage_tokens import fold_text
from cultotranscript.analysis.passage_words import WORDS


def test_every_kind_has_words_and_all_are_folded() -> None:
    for kind, words in asdict(WORDS).items():
        assert words, kind
        assert [word for word in words if fold_text(word) != word] == [], kind


def test_what_takes_a_number_back_by_itself_is_among_what_may_stand_there() -> None:
    assert WORDS.strong_corrections <= WORDS.corrections
