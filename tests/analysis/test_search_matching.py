"""Where the words of a search stand."""

import pytest

from cultotranscript.analysis.search_matching import (
    Layout,
    Slot,
    Stretch,
    best_stretches,
    find_runs,
    follow,
    mark,
    outside_of,
)


def _slot(*terms: str, rarity: float = 1.0) -> Slot:
    return Slot(tuple(frozenset({term}) for term in terms), rarity)


def test_a_run_is_words_that_follow_each_other() -> None:
    positions = {"graca": [0, 5, 9], "de": [1, 3, 10], "deus": [2, 7, 11]}

    assert find_runs(_slot("graca", "de", "deus"), positions) == [0, 9]
    assert find_runs(_slot("deus", "graca"), positions) == []
    assert find_runs(_slot("nada"), positions) == []


def test_two_words_may_stand_at_a_distance() -> None:
    assert follow([0, 8], [2, 5, 10], 2)
    assert follow([0, 3, 9], [1], -2)
    assert not follow([0, 8], [2, 5, 10], 3)
    assert not follow([], [1], 1)


def test_any_of_the_terms_may_stand_at_a_place() -> None:
    slot = Slot((frozenset({"orar", "orador"}),))

    assert find_runs(slot, {"orar": [4], "orador": [1]}) == [1, 4]
    assert slot.terms == {"orar", "orador"}


def test_a_layout_knows_the_sentence_of_each_position() -> None:
    layout = Layout((0, 3, 3, 5), 6)

    assert [layout.sentence_at(position) for position in range(7)] == [0, 0, 0, 2, 2, 3, None]


def test_the_best_sentence_holds_most_of_what_is_searched_for() -> None:
    layout = Layout((0, 2, 4), 5)

    found = best_stretches([(_slot("graca"), [0, 2, 5]), (_slot("lei"), [3, 4])], layout, limit=10)

    assert [(one.first, one.last) for one in found] == [(1, 1), (0, 0), (2, 2)]
    assert best_stretches([(_slot("lei"), [3, 4])], layout, limit=1) == [Stretch(1, 1, 0.916291)]
    assert best_stretches([], layout, limit=1) == []


def test_what_shares_a_sentence_with_something_unwanted_is_left_out() -> None:
    layout = Layout((0, 2, 4), 6)
    law = _slot("a", "lei")

    assert outside_of([0, 3, 5, 7], 1, [(law, [1])], layout) == [5, 7]
    assert outside_of([1], 2, [(law, [4])], layout) == [1]
    assert outside_of([1, 3], 2, [(_slot("lei"), [5])], layout) == [1]
    assert outside_of([0], 1, [], layout) == [0]


def test_a_run_may_go_through_two_sentences() -> None:
    (found,) = best_stretches([(_slot("a", "b"), [1])], Layout((0, 2), 3), limit=10)

    assert (found.first, found.last) == (0, 1)


def test_what_is_said_again_in_a_sentence_counts_a_little() -> None:
    layout = Layout((0, 1), 4)

    found = best_stretches([(_slot("a"), [0, 1, 2, 3])], layout, limit=10)

    assert [one.first for one in found] == [1, 0]
    assert found[0].score == pytest.approx(1.2 * found[1].score, abs=1e-5)


def test_a_word_that_is_everywhere_does_not_choose() -> None:
    layout = Layout(tuple(range(0, 40, 2)), 40)

    found = best_stretches([(_slot("de"), list(range(0, 38, 2))), (_slot("fe"), [39])], layout, limit=1)

    assert [one.first for one in found] == [19]


def test_marks_are_code_points_of_the_text_as_it_is() -> None:
    text = "🙏 Oração é graça; a graça de Deus, orac\u0327o\u0303es."

    marks = mark(text, [_slot("orar"), _slot("graca", "de", "deus"), _slot("de")])

    assert [text[start:end] for start, end in marks] == ["Oração", "graça de Deus", "orac\u0327o\u0303es"]
