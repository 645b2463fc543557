"""Rolling captions."""

from cultotranscript.analysis.rolling import Cue, unroll
from cultotranscript.analysis.segments import Segment


def _cues(*lines: list[str]) -> list[Cue]:
    return [Cue(2.0 * n, 2.0 * n + 4.0, list(one), 1) for n, one in enumerate(lines)]


def test_a_line_that_rolls_up_is_said_once_and_ends_when_the_next_begins() -> None:
    segments = unroll(_cues(["bom dia"], ["bom dia", "minha igreja"], ["minha igreja", "que bom"], ["que bom", "amém"]))

    assert segments == [
        Segment(0.0, 2.0, "bom dia"),
        Segment(2.0, 4.0, "minha igreja"),
        Segment(4.0, 6.0, "que bom"),
        Segment(6.0, 10.0, "amém"),
    ]


def test_words_that_roll_within_one_line_are_said_once() -> None:
    segments = unroll(_cues(["a fé vem por"], ["fé vem por ouvir a palavra"], ["ouvir a palavra de Deus"]))

    assert [segment.text for segment in segments] == ["a fé vem por", "ouvir a palavra", "de Deus"]


def test_a_refrain_in_captions_that_do_not_roll_stays() -> None:
    said = ["Deus é bom", "Deus é bom", "o tempo todo", "Ele é fiel"]

    assert [segment.text for segment in unroll(_cues(*[[line] for line in said]))] == said


def test_no_cue_is_no_segment() -> None:
    assert unroll([]) == []
