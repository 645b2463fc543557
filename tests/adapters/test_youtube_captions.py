"""Captions as YouTube gives them."""

import json
from typing import Any

import pytest

from cultotranscript.adapters.youtube_captions import CaptionTrack, order_tracks, read_json3
from cultotranscript.analysis.segments import Segment


def _order(tracks: list[str], spoken: str | None) -> list[str]:
    """Names in order; an automatic one starts with "auto "."""
    made = [CaptionTrack(name.removeprefix("auto "), name.startswith("auto "), name) for name in tracks]
    return [track.address for track in order_tracks(made, spoken)]


def test_what_people_wrote_comes_first_and_portuguese_of_brazil_before_any_other_before_english() -> None:
    tracks = ["auto pt", "en-GB", "pt-PT", "auto en", "pt-BR", "de"]

    assert _order(tracks, None) == ["pt-BR", "pt-PT", "en-GB", "auto pt", "auto en"]


def test_a_translation_comes_after_the_words_that_were_said() -> None:
    assert _order(["en", "auto pt"], "pt") == ["auto pt", "en"]
    assert _order(["pt", "auto en"], "en") == ["auto en", "pt"]


def test_a_named_track_is_of_its_language() -> None:
    assert _order(["en-nP7-2PuUl7o", "pt-BR-xyz12345678"], None) == ["pt-BR-xyz12345678", "en-nP7-2PuUl7o"]


def test_automatic_captions_say_nothing_twice_and_every_word_has_its_time() -> None:
    text = {
        "events": [
            {"tStartMs": 0, "dDurationMs": 9_000_000, "id": 1, "wpWinPosId": 1},
            {
                "tStartMs": 1000,
                "dDurationMs": 5000,
                "segs": [{"utf8": "No"}, {"utf8": " princípio", "tOffsetMs": 320}, {"utf8": " era", "tOffsetMs": 900}],
            },
            {"tStartMs": 3000, "dDurationMs": 3000, "aAppend": 1, "segs": [{"utf8": "\n"}]},
            {"tStartMs": 3010, "dDurationMs": 4000, "segs": [{"utf8": "o"}, {"utf8": " verbo", "tOffsetMs": 200}]},
        ]
    }

    segments, words = read_json3(json.dumps(text))

    assert segments == [Segment(1.0, 3.01, "No princípio era"), Segment(3.01, 7.01, "o verbo")]
    assert [(word.start, word.end, word.text) for word in words] == [
        (1.0, 1.32, "No"),
        (1.32, 1.9, "princípio"),
        (1.9, 3.01, "era"),
        (3.01, 3.21, "o"),
        (3.21, 5.21, "verbo"),
    ]


def test_a_line_of_people_is_one_text_without_times_for_words() -> None:
    text = {"events": [{"tStartMs": 500, "dDurationMs": 2000, "segs": [{"utf8": "\u200bGraça e paz\na todos"}]}]}

    assert read_json3(json.dumps(text)) == ([Segment(0.5, 2.5, "Graça e paz a todos")], [])


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<transcript/>",
        b"[]",
        b"{}",
        b'{"events": 3}',
        b'{"events": ["a"]}',
        b'{"events": [{"tStartMs": "soon", "segs": [{"utf8": "a"}]}]}',
        b'{"events": [{"tStartMs": -1, "segs": [{"utf8": "a"}]}]}',
        b'{"events": [{"tStartMs": 1e300, "segs": [{"utf8": "a"}]}]}',
        b'{"events": [{"segs": ["a"]}]}',
        b"\xff\xfe",
    ],
)
def test_what_are_no_captions_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError):
        read_json3(text)


def test_captions_with_no_line_are_empty() -> None:
    events: list[dict[str, Any]] = [{"segs": [{"utf8": " \n"}]}, {}]

    assert read_json3(json.dumps({"events": events})) == ([], [])
