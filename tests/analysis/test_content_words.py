"""The words that say what a sentence is about."""

from cultotranscript.analysis.content_words import content_terms, shared_part


def test_small_words_fall_away_and_forms_of_a_word_are_one() -> None:
    assert content_terms("E as orações que ele faz") == content_terms("a oração")
    assert content_terms("So, you know, we have to wait") == content_terms("waiting")


def test_what_says_nothing_has_no_terms() -> None:
    assert content_terms("Então, gente, amém? E aí ele disse isso.") == []


def test_the_shared_part_is_that_of_the_shorter_one() -> None:
    assert shared_part(["graça", "mesa"], ["graça", "mesa", "casa", "nome"]) == 1.0
    assert shared_part(["graça", "mesa"], ["graça", "casa", "nome"]) == 0.5
    assert shared_part([], ["graça"]) == 0.0
