"""The steps that find the sermon in what was said, read it, and make it searchable."""

from cultotranscript.analysis.findings import SermonSpan
from cultotranscript.analysis.language import detect_language
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sermon_span import find_sermon_span
from cultotranscript.pipeline.steps import StepWork
from cultotranscript.services.reports import body_of

_BEGUN = 1 / 3
"""How the step stands when it has read its input: 70 percent of the whole."""


def find_sermon(work: StepWork) -> None:
    """Keep where the sermon lies in the recording."""
    segments, language = work.tools.runs.read_segments(work.key)
    text = " ".join(segment.text for segment in segments)
    span = find_sermon_span(segments, "en" if (language or detect_language(text)) == "en" else "pt")
    work.tools.runs.record_span(work.key, span)


def analyse(work: StepWork) -> None:
    """Keep what is found in the sermon."""
    segments, language = work.tools.runs.read_segments(work.key)
    start, end = work.tools.runs.read_span(work.key)
    facts = work.facts

    def on_part(part: float) -> None:
        work.report(_BEGUN + part * (1 - _BEGUN))

    on_part(0.0)
    findings = work.tools.analyse(
        segments,
        title=facts.title,
        speaker=facts.speaker if facts.is_speaker_given else None,
        known_speakers=work.tools.runs.known_speakers(),
        span=_span(segments, start, end),
        language=language if language in ("pt", "en") else None,
        on_part=on_part,
    )
    texts, quoted = work.tools.read_bible(segments, findings)
    speaker = findings.speaker.name if findings.speaker is not None else None
    work.tools.runs.record_findings(work.key, body_of(findings, texts, quoted), speaker)


def _span(segments: list[Segment], start: float, end: float) -> SermonSpan:
    """The span of the step before, over the segments that it was found in."""
    inside = [n for n, segment in enumerate(segments) if segment.end > start and segment.start < end]
    first, last = (inside[0], inside[-1]) if inside else (0, len(segments) - 1)
    return SermonSpan(start, end, first, last, "kept")


def index(work: StepWork) -> None:
    """Make the video searchable and PROCESSED."""
    segments, _ = work.tools.runs.read_segments(work.key)
    work.tools.runs.finish(work.key, lambda session, video: work.tools.index(session, video, segments))
