"""The reading of questions."""

import pytest

from cultotranscript.analysis.asked import Asked, holds_number, inherit, understand
from cultotranscript.analysis.findings import Reference
from cultotranscript.analysis.search_terms import tokenise


def _own(asked: Asked) -> list[str]:
    return [term.term for term in asked.terms if not term.is_soft]


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("O que o pastor disse sobre o perdão?", ["perdoar"]),
        ("Por que Zaqueu subiu na árvore?", ["zaqueu", "subiu", "arvor"]),
        ("What did the preacher say about patience?", ["patienc"]),
        ("Quem pregou sobre generosidade?", ["generosidad"]),
        ("E aí, tudo bem?", []),
        ("???", []),
    ],
)
def test_the_words_of_asking_are_left_out(question: str, terms: list[str]) -> None:
    assert _own(understand(question)) == terms


def test_what_may_stand_for_a_word_comes_with_it() -> None:
    (term,) = understand("O que aconteceu com o ex-presidiário?").terms

    assert {"prison", "preso"} <= term.synonyms
    assert term.prefix == "presidi"


def test_other_forms_of_a_verb_come_with_it() -> None:
    (term,) = understand("Quem deixou?").terms

    assert {"deixar", "deixa", "deixando"} <= term.forms


def test_words_that_belong_to_the_asking_only_choose_between_answers() -> None:
    terms = understand("Qual é o significado do nome Zaqueu?").terms

    assert [(term.term, term.is_soft) for term in terms] == [("significado", True), ("nome", True), ("zaqueu", False)]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Quem pregou sobre a graça?", "who preached"),
        ("Which pastor spoke about Joseph?", "who preached"),
        ("Em que sermão se falou da televisão?", "which sermon"),
        ("Which sermon mentions Gloria?", "which sermon"),
        ("O que é a graça?", "what"),
    ],
)
def test_the_kind_of_answer_is_told(question: str, kind: str) -> None:
    assert understand(question).kind == kind


def test_places_in_the_bible_are_no_words_of_the_question() -> None:
    asked = understand("O que foi dito sobre João 3:16?")

    assert asked.references == (Reference("João", 3, 16),)
    assert _own(asked) == []
    assert not asked.leans_back


@pytest.mark.parametrize(
    ("question", "before", "language"),
    [
        ("O que é a graça?", None, "pt"),
        ("What is grace?", None, "en"),
        ("grace?", "en", "en"),
        ("graça", "en", "pt"),
        ("Zaqueu", "en", "en"),
        ("Zaqueu", None, "pt"),
    ],
)
def test_the_language_is_that_of_the_question_or_of_the_conversation(
    question: str, before: str | None, language: str
) -> None:
    assert understand(question, language=before).language == language  # type: ignore[arg-type]  # A language or None.


@pytest.mark.parametrize(
    ("question", "leans"),
    [
        ("E sobre a mesa?", True),
        ("Por quê?", True),
        ("What did he say?", True),
        ("And the farmer?", True),
        ("O que Zaqueu fez com ele?", True),
        ("O que é arrependimento?", False),
        ("Why did Gloria stop coming on Mother's Day?", False),
    ],
)
def test_a_question_that_leans_on_the_one_before_is_told(question: str, leans: bool) -> None:
    assert understand(question).leans_back is leans


def test_what_is_inherited_stands_behind_what_was_asked() -> None:
    asked = inherit(understand("E a mesa?"), ["zaqueu", "mesa"])

    assert [(term.term, term.is_inherited) for term in asked.terms] == [("mesa", False), ("zaqueu", True)]


def test_a_question_without_words_of_its_own_is_the_one_before() -> None:
    asked = inherit(understand("Por quê?"), ["zaqueu", "arvore"])

    assert [(term.term, term.is_inherited) for term in asked.terms] == [("zaqueu", False), ("arvore", False)]


def test_a_question_for_a_number_is_told() -> None:
    assert understand("Quantas ovelhas?").wants_number
    assert understand("How long did she wait?").wants_number
    assert not understand("Quanta graça!").wants_number
    assert holds_number(tokenise("devolver quatro ovelhas"))
    assert holds_number(tokenise("in 1998"))
    assert not holds_number(tokenise("uma ovelha"))
