"""Commands that work on files and texts: the whole pipeline without a server, and references in a text."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from cultotranscript.analysis.books import format_reference
from cultotranscript.analysis.captions import read_captions
from cultotranscript.analysis.cleaning import clean_segments
from cultotranscript.analysis.findings import SermonFindings
from cultotranscript.analysis.language import detect_language
from cultotranscript.analysis.passages import find_references
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import paragraphs
from cultotranscript.db.models import Report, Video
from cultotranscript.dtos import VideoStatus, utc_now
from cultotranscript.errors import CultoError, InvalidFileError, TranscriberMissingError, ValidationFailedError
from cultotranscript.pipeline.processor import Processor
from cultotranscript.services.media_types import CAPTION_SUFFIXES, MEDIA_SUFFIXES, MediaKind, kind_of, suffix_of
from cultotranscript.services.reports import body_of, report_dto, summary_dto

_HEAD_BYTES = 4096
_LINE_MAX = 2_000_000


@dataclass(frozen=True, slots=True)
class _Processed:
    video: Video
    report: Report
    findings: SermonFindings
    transcript: str


def process_files(paths: Sequence[Path], processor: Processor, *, is_json: bool, out: TextIO) -> int:
    """Process files, and print each summary, or one line of JSON for each.

    Returns:
        0, or 1 where some failed; what failed is said on standard error.

    Raises:
        ValidationFailedError: There is no such file, or a folder holds none that can be read.
    """
    console = Console(stderr=True)
    failed = 0
    files = list(_files_in(paths))
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        for path in files:
            task = bar.add_task(path.name, total=1.0)

            def on_part(part: float, task: Any = task) -> None:
                bar.update(task, completed=part)

            try:
                processed = _process(path, processor, on_part)
            except CultoError as error:
                failed += 1
                print(f"{path}: {error.detail}", file=sys.stderr)
            else:
                print(_as_json(processed) if is_json else _as_text(processed), file=out, flush=True)
            bar.remove_task(task)
    return 1 if failed else 0


def _files_in(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            known = CAPTION_SUFFIXES + MEDIA_SUFFIXES
            inside = sorted(one for one in path.rglob("*") if one.is_file() and suffix_of(one.name) in known)
            if not inside:
                raise ValidationFailedError(f"{path}: no file in this folder can be read ({', '.join(known)}).")
            yield from inside
        elif path.exists():
            yield path
        else:
            raise ValidationFailedError(f"{path}: there is no such file.")


def _process(path: Path, processor: Processor, on_part: Callable[[float], None]) -> _Processed:
    segments = clean_segments(_read(path, processor, on_part))
    text = " ".join(segment.text for segment in segments)
    if not text.strip():
        raise InvalidFileError("Nothing is said in it: only music or silence. Check that it is the right file.")
    language = detect_language(text)
    title = " ".join(path.stem.replace("_", " ").split())
    on_part(0.5)
    findings = processor.analyse(segments, title=title, language=language, on_part=lambda part: on_part(0.5 + part / 2))
    speaker = findings.speaker.name if findings.speaker is not None else None
    now = utc_now()
    video = Video(
        title=title,
        status=VideoStatus.PROCESSED.value,
        duration=round(max(segment.end for segment in segments)),
        speaker=speaker,
        created_at=now,
    )
    report = Report(
        body=body_of(findings, *processor.read_bible(segments, findings)),
        sermon_start=findings.span.start,
        sermon_end=findings.span.end,
    )
    return _Processed(video, report, findings, paragraphs(segments))


def _read(path: Path, processor: Processor, on_part: Callable[[float], None]) -> Sequence[Segment]:
    try:
        size_bytes = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
        if kind_of(path.name, head, size_bytes) is MediaKind.CAPTIONS:
            return read_captions(path.read_bytes(), path.name)
    except OSError as error:
        raise InvalidFileError(f"It cannot be read: {error.strerror}.") from error
    if processor.transcriber is None:
        raise TranscriberMissingError
    spoken = processor.transcriber.transcribe(path, None, lambda: False, lambda part, _: on_part(part / 2))
    return spoken.segments


def _as_json(processed: _Processed) -> str:
    findings = processed.findings
    values = report_dto(processed.video, processed.report, None, processed.transcript).model_dump(mode="json")
    values["summary"] = summary_dto(processed.video, processed.report, None).model_dump(mode="json")
    values["sermon_start"], values["sermon_end"] = round(findings.span.start), round(findings.span.end)
    values["mentions"] = [
        {**asdict(mention.reference), "timestamp": int(mention.timestamp), "text": mention.text, "rule": mention.rule}
        for mention in findings.mentions
    ]
    return json.dumps(values, ensure_ascii=False)


def _as_text(processed: _Processed) -> str:
    findings = processed.findings
    lines = [processed.video.title, "=" * len(processed.video.title), ""]
    lines.append(f"Speaker: {processed.video.speaker or 'unknown'}")
    span = findings.span
    lines.append(f"Sermon: {_clock(span.start)} to {_clock(span.end)}, {findings.statistics.word_count} words")
    if findings.themes:
        lines.append("Themes: " + ", ".join(f"{theme.name} ({theme.score:.2f})" for theme in findings.themes))
    parts: list[tuple[str, list[str]]] = [
        ("", [findings.abstract] if findings.abstract else []),
        ("Passages", [f"{_clock(m.timestamp)}  {format_reference(m.reference)}" for m in findings.passages]),
        ("Key points", [f"{_clock(point.timestamp)}  {point.text}" for point in findings.key_points]),
        ("Quotations", [f"{_clock(c.timestamp)}  {_quoted(c.text, c.source)}" for c in findings.citations]),
        ("Questions", [f"- {question.text}" for question in findings.questions]),
        ("Suggestions", [f"- {suggestion.text}" for suggestion in findings.suggestions]),
    ]
    for title, rows in parts:
        if rows:
            lines += ["", *([title] if title else []), *rows]
    return "\n".join(lines) + "\n"


def _quoted(text: str, source: str | None) -> str:
    return f"“{text}”" + (f" ({source})" if source else "")


def _clock(at_s: float) -> str:
    whole = int(at_s)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def print_passages(text: str, out: TextIO) -> None:
    """Print the references in a text, one a line."""
    for reference in find_references(text):
        print(format_reference(reference), file=out)


def print_passages_of_lines(lines: Iterable[str], out: TextIO) -> int:
    """Print the references in each of many texts.

    Args:
        lines: JSON, one `{id, text, lang}` each; without `lang` the language is told from the text.
        out: Gets a line `{id, refs: [{book, chapter, verse_start, verse_end}]}` for each.

    Returns:
        0, or 1 where a line could not be read; which is said on standard error.
    """
    failed = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line) if len(line) <= _LINE_MAX else None
        except ValueError:
            item = None
        if not isinstance(item, dict) or not isinstance(item.get("text"), str):
            failed = 1
            print(f'line {number}: one JSON object with "id" and "text" is expected.', file=sys.stderr)
            continue
        language = item.get("lang") if item.get("lang") in ("pt", "en") else None
        found = find_references(item["text"], language=language)
        print(json.dumps({"id": item.get("id"), "refs": [asdict(one) for one in found]}, ensure_ascii=False), file=out)
    return failed
