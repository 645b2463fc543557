"""Events as bytes."""

import json

from cultotranscript.services import sse_frames


def test_a_frame_is_an_id_and_its_data() -> None:
    assert sse_frames.frame("7", b'{"a":1}') == b'id: 7\ndata: {"a":1}\n\n'


def test_a_named_frame_says_what_a_browser_dispatches_it_under() -> None:
    assert sse_frames.frame("7", b"{}", "video.status") == b"id: 7\nevent: video.status\ndata: {}\n\n"


def test_a_retry_is_a_frame_that_dispatches_nothing() -> None:
    assert sse_frames.retry(4_321) == b"retry: 4321\n\n"


def test_a_chunk_names_its_length_in_bytes() -> None:
    assert sse_frames.chunk("é".encode() * 8) == b"10\r\n" + "é".encode() * 8 + b"\r\n"


def test_line_ends_that_json_leaves_alone_are_escaped_and_mean_the_same() -> None:
    text = "a\u0085b\u2028c\u2029d ção"

    line = sse_frames.one_line(json.dumps(text, ensure_ascii=False))

    assert len(line.decode().splitlines()) == 1
    assert json.loads(line) == text
    assert "ção".encode() in line
