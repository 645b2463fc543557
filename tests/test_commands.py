"""Commands that work on files and texts."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from cultotranscript.analysis.sermon import analyse_sermon
from cultotranscript.commands import print_passages, print_passages_of_lines, process_files
from cultotranscript.dtos import SummaryDTO, VideoDetailedReportDTO
from cultotranscript.errors import ValidationFailedError
from cultotranscript.pipeline.processor import Processor

SERMONS = Path(__file__).parent / "data" / "sermons"
PROCESSOR = Processor(analyse_sermon, None, lambda *_: ({}, ()))


def _process(*paths: Path, is_json: bool = False) -> tuple[int, str]:
    out = io.StringIO()
    return process_files(paths, PROCESSOR, is_json=is_json, out=out), out.getvalue()


def test_a_summary_is_printed_for_people() -> None:
    status, text = _process(SERMONS / "zaqueu.vtt")

    assert status == 0
    assert "Speaker: Ricardo Menezes" in text
    assert "Lucas 19:1-10" in text


def test_a_line_of_json_is_printed_for_machines() -> None:
    status, text = _process(SERMONS / "zaqueu.vtt", SERMONS / "waiting.asr.vtt", is_json=True)

    assert status == 0
    lines: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    assert [line["title"] for line in lines] == ["zaqueu", "waiting.asr"]
    for line in lines:
        summary, start, end = line.pop("summary"), line.pop("sermon_start"), line.pop("sermon_end")
        mentions = line.pop("mentions")
        VideoDetailedReportDTO.model_validate_json(json.dumps({**line, "mentions": []}))
        SummaryDTO.model_validate_json(json.dumps(summary))
        assert line["video_id"] == ""
        assert 0 < start < end <= line["duration"]
        assert mentions
        assert set(mentions[0]) == {"book", "chapter", "verse_start", "verse_end", "timestamp", "text", "rule"}


def test_a_folder_is_all_that_can_be_read_in_it(tmp_path: Path) -> None:
    for name in ("b.vtt", "sub/a.srt", "notes.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((SERMONS / "zaqueu.vtt").read_bytes())

    status, text = _process(tmp_path, is_json=True)

    assert status == 0
    assert [json.loads(line)["title"] for line in text.splitlines()] == ["b", "a"]


def test_a_file_that_fails_is_named_and_the_others_are_processed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.vtt").touch()
    (tmp_path / "song.mp3").write_bytes(b"ID3\x04\x00")

    status, text = _process(tmp_path / "empty.vtt", tmp_path / "song.mp3", SERMONS / "zaqueu.vtt", is_json=True)

    assert status == 1
    assert len(text.splitlines()) == 1
    errors = capsys.readouterr().err
    assert "empty.vtt: The file is empty." in errors
    assert "song.mp3: " in errors


def test_what_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(ValidationFailedError, match="no such file"):
        _process(tmp_path / "missing.vtt")
    with pytest.raises(ValidationFailedError, match="no file in this folder"):
        _process(tmp_path)


def test_references_of_a_text_are_printed_one_a_line() -> None:
    out = io.StringIO()

    print_passages("Abram em João 3:16 e no Salmo vinte e três.", out)

    assert out.getvalue() == "João 3:16\nSalmos 23\n"


def test_references_of_many_texts_are_printed_a_line_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    lines = [
        '{"id": "a", "text": "Romanos 8:28", "lang": "pt"}\n',
        "\n",
        '{"id": 2, "text": "nothing here", "lang": "en", "more": 1}',
        "no json",
        '{"id": "b"}',
        '{"id": "c", "text": "Psalm 23"}',
    ]

    status = print_passages_of_lines(lines, out)

    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        {"id": "a", "refs": [{"book": "Romanos", "chapter": 8, "verse_start": 28, "verse_end": None}]},
        {"id": 2, "refs": []},
        {"id": "c", "refs": [{"book": "Salmos", "chapter": 23, "verse_start": None, "verse_end": None}]},
    ]
    assert status == 1
    assert "line 4" in capsys.readouterr().err
