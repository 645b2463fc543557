"""What the analysis of a video found, and what a person corrected of it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cultotranscript.db.models import PreachedPassage, PreachedTheme, Report, SummaryCorrection
from cultotranscript.dtos import utc_now


def find(session: Session, video_id: int) -> Report | None:
    """The report of a video, or None."""
    return session.get(Report, video_id)


def put_span(session: Session, video_id: int, run: int, start: float, end: float) -> None:
    """Write where the sermon lies, in seconds; what an earlier run found stays until there is something new."""
    report = session.get(Report, video_id)
    if report is None:
        report = Report(video_id=video_id, body=None, created_at=utc_now())
        session.add(report)
    report.run, report.sermon_start, report.sermon_end = run, start, end


def put_body(session: Session, video_id: int, run: int, body: dict[str, Any]) -> None:
    """Write what was found; the span has been written."""
    report = session.get_one(Report, video_id)
    report.run, report.body, report.created_at = run, body, utc_now()


def replace_preached(
    session: Session,
    video_id: int,
    passages: Sequence[tuple[str, int, int, int]],
    themes: Sequence[tuple[str, float]],
) -> None:
    """Write what lists filter by: (book, chapter, first verse, last verse) and (theme, score)."""
    session.execute(sa.delete(PreachedPassage).where(PreachedPassage.video_id == video_id))
    session.execute(sa.delete(PreachedTheme).where(PreachedTheme.video_id == video_id))
    for position, (book, chapter, first, last) in enumerate(passages):
        session.add(
            PreachedPassage(
                video_id=video_id, position=position, book=book, chapter=chapter, verse_start=first, verse_end=last
            )
        )
    session.add_all(PreachedTheme(video_id=video_id, theme=theme, score=score) for theme, score in dict(themes).items())


def find_correction(session: Session, video_id: int) -> SummaryCorrection | None:
    """What a person corrected, or None."""
    return session.get(SummaryCorrection, video_id)
