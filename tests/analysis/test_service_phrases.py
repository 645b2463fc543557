"""Spoken words and the phrases that are found in them."""

import pytest

from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.service_phrases import fold_word, phrase_pattern, spoken_words


def test_words_have_their_times_and_marks_over_the_borders_of_segments() -> None:
    words = spoken_words([Segment(0.0, 4.0, "Bem-vindo, João!"), Segment(14.0, 16.0, "Amém")])

    assert words.plain == ["bem", "vindo", "joao", "amem"]
    assert words.written[2] == "João"
    assert words.starts == pytest.approx([0.0, 1.0, 2.75, 14.0])
    assert words.segments == [0, 0, 0, 1]
    assert words.gap_before_s(3) == pytest.approx(14.0 - words.ends[2])
    assert words.ends_sentence(2)
    assert not words.ends_sentence(1)


def test_a_caption_that_stands_through_music_leaves_the_silence_behind_its_words() -> None:
    words = spoken_words([Segment(0.0, 200.0, "Vamos cantar"), Segment(200.0, 202.0, "Amém")])

    assert words.ends[1] < 6
    assert words.gap_before_s(2) > 190


@pytest.mark.parametrize(
    "text",
    [
        "Eu quero chamar agora o nosso pastor, o pastor Ricardo, que vai trazer a palavra",
        "quem vai pregar hoje é o marcos",
        "Com a palavra, o pastor Elias",
    ],
)
def test_a_phrase_is_found_in_both_forms_of_captions(text: str) -> None:
    pattern = phrase_pattern("pt", "handover")

    assert spoken_words([Segment(0.0, 9.0, text)]).find(pattern)
    assert spoken_words([Segment(0.0, 9.0, text.lower().replace(",", ""))]).find(pattern)


def test_a_phrase_is_no_part_of_a_word() -> None:
    assert not spoken_words([Segment(0.0, 9.0, "o examem")]).find(phrase_pattern("pt", "prayer_end"))


def test_a_group_that_a_language_lacks_is_found_nowhere() -> None:
    assert not spoken_words([Segment(0.0, 9.0, "creed")]).find(phrase_pattern("pt", "liturgy"))


def test_a_match_names_its_first_word_and_the_word_behind_it() -> None:
    words = spoken_words([Segment(0.0, 9.0, "e agora oremos. Amém, irmãos")])

    assert words.find(phrase_pattern("pt", "prayer_end")) == [(3, 4)]


def test_accents_case_and_typographic_apostrophes_do_not_matter() -> None:
    assert fold_word("LET’S") == "let's"
    assert fold_word("Oração") == "oracao"
