"""A person's corrections of a summary: kept as what differs from the analysis, and laid over every later one."""

from typing import Any

from sqlalchemy.orm import Session

from cultotranscript.analysis.books import book_named, exists, verse_count
from cultotranscript.analysis.findings import Reference
from cultotranscript.db import reports
from cultotranscript.db.models import SummaryCorrection
from cultotranscript.dtos import PatchPassageDTO, PatchSummaryDTO, utc_now
from cultotranscript.errors import ValidationFailedError
from cultotranscript.services.reports import Place


def correct_summary(
    session: Session, video_id: int, body: dict[str, Any] | None, patch: PatchSummaryDTO
) -> SummaryCorrection:
    """Keep what a person says of the themes and passages; each list that was sent is the whole of what shall stand.

    Raises:
        ValidationFailedError: A passage does not exist.
    """
    correction = reports.find_correction(session, video_id)
    if correction is None:
        correction = SummaryCorrection(
            video_id=video_id, themes_added=[], themes_removed=[], passages_added=[], passages_removed=[]
        )
        session.add(correction)
    correction.changed_at = utc_now()
    if patch.themes is not None:
        found = [theme["name"] for theme in (body or {}).get("themes", ())]
        wanted = list(dict.fromkeys(theme.strip().lower() for theme in patch.themes))
        correction.themes_added = [theme for theme in wanted if theme not in found]
        correction.themes_removed = [theme for theme in found if theme not in wanted]
    if patch.passages is not None:
        places = [tuple(passage["place"]) for passage in (body or {}).get("passages", ())]
        asked = list(dict.fromkeys(_place(passage) for passage in patch.passages))
        correction.passages_added = [list(place) for place in asked if place not in places]
        correction.passages_removed = [list(place) for place in places if place not in asked]
    return correction


def _place(passage: PatchPassageDTO) -> Place:
    book = book_named(passage.book)
    if book is None:
        raise ValidationFailedError("passages: one names a book that is not known.")
    first, last = passage.verse_start, passage.verse_end
    if first is None:
        first, last = 1, verse_count(book.name, passage.chapter) if passage.chapter <= len(book.verses) else 0
    last = last or first
    reference = Reference(book.name, passage.chapter, first, last if last > first else None)
    if last < first or not exists(reference):
        raise ValidationFailedError(f"passages: {book.name} has no such chapter or verse.")
    return book.name, passage.chapter, first, last
