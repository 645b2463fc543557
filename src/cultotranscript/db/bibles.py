"""The translations that the user brought, and their verses."""

from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cultotranscript.db.models import Translation, Verse
from cultotranscript.dtos import utc_now

_ROWS_AT_ONCE = 2000


def replace_translation(
    session: Session, name: str, verses: Iterable[tuple[str, int, int, str]], *, is_default: bool
) -> int:
    """Write a translation in place of one of the same name; returns its id.

    Args:
        session: A writing session.
        name: What people call it, such as "ARC".
        verses: (book, chapter, verse, text), each place once.
        is_default: Its text fills the summaries, in place of any other's.
    """
    session.execute(sa.delete(Translation).where(Translation.name == name))
    if is_default:
        session.execute(sa.update(Translation).values(is_default=False))
    translation = Translation(name=name, is_default=is_default, created_at=utc_now())
    session.add(translation)
    session.flush()
    rows = [
        {"translation_id": translation.id, "book": book, "chapter": chapter, "verse": verse, "text": text}
        for book, chapter, verse, text in verses
    ]
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        session.execute(sa.insert(Verse), rows[first : first + _ROWS_AT_ONCE])
    return translation.id


def list_translations(session: Session) -> Sequence[Translation]:
    """All translations, the default one first, then by name."""
    return session.scalars(sa.select(Translation).order_by(Translation.is_default.desc(), Translation.name)).all()


def default_verses(session: Session) -> Iterator[tuple[str, int, int, str]]:
    """(book, chapter, verse, text) of the default translation, in no order; nothing where there is none."""
    query = sa.select(Verse.book, Verse.chapter, Verse.verse, Verse.text).join(
        Translation, Translation.id == Verse.translation_id
    )
    for row in session.execute(query.where(Translation.is_default)).yield_per(_ROWS_AT_ONCE):
        yield row.book, row.chapter, row.verse, row.text


def count_verses(session: Session) -> dict[int, int]:
    """How many verses each translation has, by its id."""
    query = sa.select(Verse.translation_id, sa.func.count()).group_by(Verse.translation_id)
    return {row[0]: row[1] for row in session.execute(query)}


def default_texts(session: Session, book: str, chapter: int, first: int, last: int) -> Sequence[tuple[int, str]]:
    """(verse, text) of the default translation from one verse of a chapter to another; what it has "
    "of them, in order."""
    query = (
        sa.select(Verse.verse, Verse.text)
        .join(Translation, Translation.id == Verse.translation_id)
        .where(Translation.is_default, Verse.book == book, Verse.chapter == chapter, Verse.verse.between(first, last))
        .order_by(Verse.verse)
    )
    return [(row.verse, row.text) for row in session.execute(query)]


def set_default(session: Session, name: str) -> bool:
    """Have a translation's text fill the summaries, in place of any other's; False where there is none of that name."""
    if session.scalar(sa.select(Translation.id).where(Translation.name == name)) is None:
        return False
    session.execute(sa.update(Translation).values(is_default=Translation.name == name))
    return True
