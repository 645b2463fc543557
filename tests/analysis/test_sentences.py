"""Sentences and paragraphs out of segments."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cultotranscript.analysis.captions import read_captions
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import paragraphs, split_sentences

SERMONS = Path(__file__).parents[1] / "data" / "sermons"


def test_a_sentence_goes_over_the_borders_of_segments_and_has_its_own_times() -> None:
    sentences = split_sentences([Segment(0.0, 10.0, "Bom dia. Hoje é"), Segment(10.0, 12.0, "domingo! Amém?")])

    assert [sentence.text for sentence in sentences] == ["Bom dia.", "Hoje é domingo!", "Amém?"]
    assert [sentence.segment for sentence in sentences] == [0, 0, 1]
    assert sentences[1].start == pytest.approx(6.0)
    assert sentences[1].end == pytest.approx(11.14, abs=0.01)


@pytest.mark.parametrize(
    "text",
    [
        "O Dr. Silva e a Sra. Ana vieram.",
        "Está em 1 Co. 13 e em Rm. 8.28 também.",
        "Leia o cap. 3, v. 16 com calma.",
        "C. S. Lewis escreveu isso.",
        "Custa 3.500 reais ou R$ 8.50 cada.",
        "E ele disse... que viria.",
        "Leia Is. 40 e v. 17 também.",
        '"Quem é este?" perguntavam todos.',
        "Nasceu em 30 d.C. e viveu na Galileia.",
        "O Rev. João e Martin Luther King Jr. disseram isso.",
    ],
)
def test_a_point_that_ends_no_sentence_does_not_split(text: str) -> None:
    assert [sentence.text for sentence in split_sentences([Segment(0.0, 5.0, text)])] == [text]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Sabe quem ele é. Deus de amor.", "Sabe quem ele é."),
        ("That is what it is. God is good.", "That is what it is."),
        ("Vocês precisam ver. Deus é bom.", "Vocês precisam ver."),
        ("Disse ele: “Eu sou o pão.” E partiu.", "Disse ele: “Eu sou o pão.”"),
        ("E então, irmãos… Deus falou.", "E então, irmãos…"),
    ],
)
def test_a_short_word_before_a_point_may_end_a_sentence(text: str, first: str) -> None:
    assert split_sentences([Segment(0.0, 5.0, text)])[0].text == first


def test_a_stretch_without_marks_in_a_text_with_marks_is_cut_as_well() -> None:
    stretch = "e eu fui lá e falei com ele sobre a fé que " * 20
    segments = [Segment(0.0, 90.0, "Bom dia. " * 40), Segment(90.0, 180.0, stretch), Segment(180.0, 190.0, "Amém.")]

    assert max(len(sentence.text.split()) for sentence in split_sentences(segments)) <= 40


def test_a_text_without_marks_is_cut_at_pauses_and_new_beginnings() -> None:
    segments = [
        Segment(0.0, 4.0, "zaqueu subiu na árvore para ver jesus passar"),
        Segment(6.5, 9.0, "e jesus olhou para cima e disse desce depressa"),
        Segment(9.0, 14.0, "porque hoje eu vou ficar na tua casa então ele desceu e recebeu jesus com alegria na casa"),
    ]

    texts = [sentence.text for sentence in split_sentences(segments)]

    assert texts[0] == "zaqueu subiu na árvore para ver jesus passar"
    assert len(texts) >= 3
    assert all(len(text.split()) <= 32 for text in texts)


@pytest.mark.parametrize("name", ["zaqueu.vtt", "zaqueu.asr.vtt", "waiting.vtt", "waiting.asr.vtt"])
def test_no_word_of_a_service_is_lost_and_times_rise(name: str) -> None:
    segments = read_captions((SERMONS / name).read_bytes(), name)

    sentences = split_sentences(segments)

    assert " ".join(one.text for one in sentences).split() == " ".join(one.text for one in segments).split()
    starts = [sentence.start for sentence in sentences]
    assert starts == sorted(starts)
    assert max(len(sentence.text.split()) for sentence in sentences) < 80
    blocks = paragraphs(segments).split("\n\n")
    assert len(blocks) > 10
    assert max(len(block.split()) for block in blocks) < 180


def test_nothing_has_no_sentence() -> None:
    assert split_sentences([]) == []
    assert paragraphs([Segment(0.0, 1.0, " ")]) == ""


@given(st.lists(st.text(alphabet='ab .!?"A1', max_size=30), max_size=8))
def test_every_word_is_in_one_sentence(texts: list[str]) -> None:
    segments = [Segment(float(n), n + 1.0, text) for n, text in enumerate(texts)]

    assert " ".join(s.text for s in split_sentences(segments)).split() == " ".join(texts).split()
