"""Length and pace of a sermon."""

from cultotranscript.analysis.findings import SermonSpan, Statistics
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import split_sentences
from cultotranscript.analysis.statistics import measure


def test_words_are_counted_and_their_pace_is_by_the_length_of_the_sermon() -> None:
    sentences = split_sentences([Segment(60, 120, "Deus é bom. " * 40)])

    assert measure(sentences, SermonSpan(60, 120, 0, 0, "whole")) == Statistics(120, 60.0, 120)


def test_a_sermon_of_no_length_has_no_pace() -> None:
    sentences = split_sentences([Segment(5, 5, "Deus é bom.")])

    assert measure(sentences, SermonSpan(5, 5, 0, 0, "whole")) == Statistics(3, 0.0, 0)
    assert measure([], SermonSpan(0, 0, 0, 0, "whole")).word_count == 0
