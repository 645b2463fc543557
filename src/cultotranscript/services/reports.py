"""What was found in a video, from the analysis' values to the table's JSON, and from there to the wire."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from cultotranscript.analysis.books import format_reference, verse_count
from cultotranscript.analysis.findings import Mention, Reference, SermonFindings
from cultotranscript.db.models import Report, SummaryCorrection, Video
from cultotranscript.dtos import (
    BiblicalPassageDTO,
    CitationDTO,
    DiscussionQuestionDTO,
    HighlightDTO,
    SermonStatisticsDTO,
    SummaryDTO,
    ThemeDTO,
    VideoDetailedReportDTO,
    VideoStatus,
)

Place = tuple[str, int, int, int]
"""Book, chapter, first and last verse."""


def place_of(reference: Reference) -> Place:
    """A reference with its verses filled in: a whole chapter ends with its last verse, a single verse with itself."""
    if reference.verse_start is None:
        return reference.book, reference.chapter, 1, verse_count(reference.book, reference.chapter)
    return reference.book, reference.chapter, reference.verse_start, reference.verse_end or reference.verse_start


def body_of(findings: SermonFindings, texts: dict[Place, str], quoted: Sequence[Mention] = ()) -> dict[str, Any]:
    """Findings as the table keeps them.

    Args:
        findings: Of one sermon.
        texts: The words of the Bible, for the places that the installed translation has.
        quoted: Verses that were quoted without being named.
    """
    passages = [_passage(mention, "named") for mention in findings.passages]
    named = {tuple(passage["place"]) for passage in passages}
    passages += [found for mention in quoted if tuple((found := _passage(mention, "quoted"))["place"]) not in named]
    passages.sort(key=lambda passage: passage["timestamp"])
    for passage in passages:
        passage["bible_text"] = texts.get(tuple(passage["place"]))
    body = asdict(findings)
    body["passages"] = passages
    body["mentions"] = [_passage(mention, "named") for mention in findings.mentions]
    return body


def _passage(mention: Mention, source: str) -> dict[str, Any]:
    return {
        "place": list(place_of(mention.reference)),
        "is_chapter": mention.reference.verse_start is None,
        "text": mention.text,
        "segment": mention.segment,
        "timestamp": mention.timestamp,
        "rule": mention.rule,
        "source": source,
    }


def preached_places(body: dict[str, Any] | None, correction: SummaryCorrection | None) -> list[Place]:
    """The distinct places of a summary, with what a person added and without what they removed."""
    return [(p.book, p.chapter, p.verse_start, p.verse_end or p.verse_start) for p in _passages(body, correction)]


def preached_themes(body: dict[str, Any] | None, correction: SummaryCorrection | None) -> list[ThemeDTO]:
    """The themes of a summary, with what a person added and without what they removed."""
    added: list[str] = list(correction.themes_added) if correction else []
    removed = set(correction.themes_removed) if correction else set()
    found = [ThemeDTO(theme=theme["name"], score=theme["score"]) for theme in (body or {}).get("themes", ())]
    kept = [theme for theme in found if theme.theme not in removed]
    return kept + [ThemeDTO(theme=name, score=1.0) for name in added if name not in {t.theme for t in kept}]


def _passages(body: dict[str, Any] | None, correction: SummaryCorrection | None) -> list[BiblicalPassageDTO]:
    added = [tuple(place) for place in correction.passages_added] if correction else []
    removed = {tuple(place) for place in correction.passages_removed} if correction else set()
    kept = []
    for passage in (body or {}).get("passages", ()):
        place = tuple(passage["place"])
        if place not in removed and place not in added:
            kept.append(_passage_dto(passage, text=passage.get("bible_text")))
    for book, chapter, first, last in added:
        kept.append(
            BiblicalPassageDTO(
                book=book, chapter=chapter, verse_start=first, verse_end=_range_end(first, last), source="edited"
            )
        )
    return kept


def _passage_dto(passage: dict[str, Any], *, text: str | None) -> BiblicalPassageDTO:
    book, chapter, first, last = passage["place"]
    return BiblicalPassageDTO(
        book=book,
        chapter=chapter,
        verse_start=first,
        verse_end=_range_end(first, last),
        text=text,
        timestamp=int(passage["timestamp"]),
        source=passage["source"],
    )


def _range_end(first: int, last: int) -> int | None:
    return last if last > first else None


def summary_dto(video: Video, report: Report | None, correction: SummaryCorrection | None) -> SummaryDTO:
    """The summary of a video; an empty one before it is ready."""
    body = report.body if report is not None else None
    if body is None:
        return SummaryDTO.empty()
    return SummaryDTO(
        themes=[theme.theme for theme in preached_themes(body, correction)],
        passages=_passages(body, correction),
        citations=[
            CitationDTO(text=one["text"], context=_context(one), timestamp=int(one["timestamp"]))
            for one in body["citations"]
        ],
        speaker=video.speaker,
        word_count=body["statistics"]["word_count"],
        key_points=[one["text"] for one in body["key_points"]],
        suggestions=[one["text"] for one in body["suggestions"]],
    )


def _context(citation: dict[str, Any]) -> str | None:
    parts = [part for part in (citation["source"], citation["context"]) if part]
    return " · ".join(parts) or None


def report_dto(
    video: Video,
    report: Report | None,
    correction: SummaryCorrection | None,
    transcript: str | None,
) -> VideoDetailedReportDTO:
    """All that was found in a video; empty parts before they are ready."""
    body: dict[str, Any] = (report.body if report is not None else None) or {}
    statistics = body.get("statistics", {"word_count": 0, "duration_s": 0.0, "wpm": 0})
    return VideoDetailedReportDTO(
        video_id=str(video.id) if video.id else "",
        title=video.title,
        youtube_id=video.youtube_id or "",
        published_at=video.published_at,
        duration=video.duration,
        status=VideoStatus(video.status),
        speaker=video.speaker,
        ai_summary=body.get("abstract") or None,
        statistics=SermonStatisticsDTO(
            word_count=statistics["word_count"],
            duration_minutes=round(statistics["duration_s"] / 60),
            wpm=statistics["wpm"],
        ),
        themes=preached_themes(body, correction),
        passages=_passages(body, correction),
        highlights=[
            HighlightDTO(title=one["title"], summary=one["summary"], timestamp=int(one["timestamp"]))
            for one in body.get("highlights", ())
        ],
        discussion_questions=[
            DiscussionQuestionDTO(question=one["text"], passage=_reference_text(one["reference"]))
            for one in body.get("questions", ())
        ],
        transcript=transcript,
        error_message=video.error_message,
        mentions=[_passage_dto(one, text=one["text"]) for one in body.get("mentions", ())],
    )


def _reference_text(reference: dict[str, Any] | None) -> str | None:
    return format_reference(Reference(**reference)) if reference is not None else None
