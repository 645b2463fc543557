"""Times for an edited text."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cultotranscript.analysis.retiming import Change, compare, retime
from cultotranscript.analysis.segments import Segment

SPOKEN = [
    Segment(0.0, 4.0, "No princípio era o verbo"),
    Segment(4.0, 8.0, "e o verbo estava com Deus"),
    Segment(8.0, 12.0, "e o verbo era Deus amém"),
]
TEXT = " ".join(segment.text for segment in SPOKEN)


def test_a_text_that_was_not_changed_keeps_every_time() -> None:
    assert retime(SPOKEN, TEXT) == SPOKEN


def test_a_corrected_word_stays_in_its_segment() -> None:
    edited = retime(SPOKEN, TEXT.replace("estava com Deus", "estava junto a Deus"))

    assert edited[1] == Segment(4.0, 8.0, "e o verbo estava junto a Deus")
    assert [edited[0], edited[2]] == [SPOKEN[0], SPOKEN[2]]


def test_a_segment_whose_words_are_all_gone_is_gone() -> None:
    spoken = [Segment(0.0, 4.0, "bom dia igreja"), Segment(4.0, 8.0, "testando som"), Segment(8.0, 9.0, "vamos orar")]

    edited = retime(spoken, "bom dia igreja vamos orar")

    assert edited == [spoken[0], spoken[2]]


def test_much_that_is_put_in_is_cut_within_its_place() -> None:
    added = " ".join(f"palavra{n}" for n in range(60))

    edited = retime(SPOKEN, f"{SPOKEN[0].text} {added} {SPOKEN[1].text} {SPOKEN[2].text}")

    assert len(edited) > 5
    assert all(one.end <= other.start + 1e-9 for one, other in pairwise(edited))


def test_an_empty_text_has_no_segments_and_one_without_times_has_one() -> None:
    assert retime(SPOKEN, " \n ") == []
    assert retime([], "Amém") == [Segment(0.0, 0.0, "Amém")]


@given(st.lists(st.sampled_from(["verbo", "Deus", "e", "o", "graça", "novo", "amém,"]), max_size=60))
def test_no_word_is_lost_and_none_is_doubled(words: list[str]) -> None:
    edited = retime(SPOKEN, " ".join(words))

    assert " ".join(segment.text for segment in edited).split() == words


def test_two_texts_are_compared_word_by_word() -> None:
    after = [SPOKEN[0], Segment(4.0, 8.0, "e o Verbo estava com o Pai"), Segment(8.0, 12.0, "e o verbo era Deus")]

    assert compare(SPOKEN, after) == [
        Change("verbo", "Verbo", 4.0),
        Change("Deus", "o Pai", 4.0),
        Change("amém", "", 8.0),
    ]
    assert compare(SPOKEN, SPOKEN) == []
    assert compare([], SPOKEN[:1]) == [Change("", SPOKEN[0].text, 0.0)]
