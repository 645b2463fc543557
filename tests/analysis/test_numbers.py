"""Number words of both languages."""

import pytest

from cultotranscript.analysis.numbers import Number, read_number, readings
from cultotranscript.analysis.passage_tokens import tokenise


def _values(text: str) -> list[tuple[int, int]]:
    return [(number.value, number.length) for number in readings(tokenise(text).words)]


@pytest.mark.parametrize(
    ("text", "value", "length"),
    [
        ("um", 1, 1),
        ("catorze", 14, 1),
        ("quatorze", 14, 1),
        ("vinte e um", 21, 3),
        ("noventa e nove anos", 99, 3),
        ("cem", 100, 1),
        ("cento e um", 101, 3),
        ("cento e dezenove", 119, 3),
        ("cento e vinte e um", 121, 5),
        ("cento vinte e um", 121, 4),
        ("cento e setenta e seis", 176, 5),
        ("one", 1, 1),
        ("forty-two", 42, 3),
        ("forty two", 42, 2),
        ("one hundred", 100, 2),
        ("one hundred and nineteen", 119, 4),
        ("one hundred twenty-one", 121, 5),
        ("a hundred and three", 103, 4),
        ("one hundred and seventy-six", 176, 6),
        ("316", 316, 1),
    ],
)
def test_a_cardinal_is_read_with_its_length(text: str, value: int, length: int) -> None:
    number = read_number(tokenise(text).words)

    assert number is not None
    assert (number.value, number.length, number.is_ordinal) == (value, length, False)


@pytest.mark.parametrize(
    ("text", "value", "length"),
    [
        ("primeira carta", 1, 1),
        ("segundo", 2, 1),
        ("décimo", 10, 1),
        ("décimo quinto capítulo", 15, 2),
        ("vigésimo terceiro", 23, 2),
        ("centésimo", 100, 1),
        ("centésimo vigésimo primeiro", 121, 3),
        ("centésimo quinto", 105, 2),
        ("first", 1, 1),
        ("twelfth chapter", 12, 1),
        ("twenty-third", 23, 3),
        ("hundredth", 100, 1),
        ("one hundred and third", 103, 4),
        ("one hundredth", 100, 2),
    ],
)
def test_an_ordinal_is_read_with_its_length(text: str, value: int, length: int) -> None:
    number = read_number(tokenise(text).words)

    assert number is not None
    assert (number.value, number.length, number.is_ordinal) == (value, length, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quarenta trinta e um", [(40, 1)]),
        ("trinta e um e trinta e dois", [(31, 3)]),
        ("vinte três", [(20, 1), (23, 2)]),
        ("noventa e um um", [(91, 3)]),
        ("cento e dezenove cento e cinco", [(119, 3)]),
        ("forty thirty one", [(40, 1)]),
        ("twenty three sixteen", [(23, 2), (20, 1)]),
        ("one nineteen", [(1, 1), (119, 2)]),
        ("one oh three", [(1, 1), (103, 3)]),
        ("one hundred three", [(103, 3), (100, 2)]),
    ],
)
def test_numbers_that_run_together_are_read_in_every_way_that_makes_sense(
    text: str, expected: list[tuple[int, int]]
) -> None:
    assert _values(text) == expected


@pytest.mark.parametrize("text", ["", "graça", "a casa", "e", "cento e oitenta e sete", "1234567"])
def test_what_is_no_number_of_a_reference_is_none(text: str) -> None:
    assert read_number(tokenise(text).words) is None


def test_um_is_no_number_in_english() -> None:
    assert read_number(["um", "eight"], language="en") is None
    assert read_number(["um"], language="pt") == Number(1, 1)


def test_a_number_may_begin_anywhere_in_the_words() -> None:
    words = tokenise("no verso vinte e dois").words

    assert read_number(words, 2) == Number(22, 3)
    assert read_number(words, 9) is None


def test_every_number_to_176_is_read_as_it_is_said() -> None:
    ones = "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis".split()
    ones += "dezessete dezoito dezenove".split()
    tens = "- - vinte trinta quarenta cinquenta sessenta setenta oitenta noventa".split()

    def said(value: int) -> str:
        if value == 100:
            return "cem"
        if value > 100:
            return f"cento e {said(value - 100)}"
        if value < 20:
            return ones[value]
        return tens[value // 10] + (f" e {ones[value % 10]}" if value % 10 else "")

    for value in range(1, 177):
        words = tokenise(said(value)).words
        number = read_number(words)
        assert number is not None
        assert (number.value, number.length) == (value, len(words))
