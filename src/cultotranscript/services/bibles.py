"""The translations of the Bible that the user brought: imported, listed, and read from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from cultotranscript.analysis.findings import Mention, Reference, SermonFindings
from cultotranscript.analysis.quotations import VerseText
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.translations import read_translation
from cultotranscript.db import bibles
from cultotranscript.db.session import Database
from cultotranscript.errors import InvalidFileError, ValidationFailedError
from cultotranscript.services.reports import Place, place_of

FILE_MAX_BYTES = 200 * 1024 * 1024
NAME_MAX = 100
SHOWN_VERSES = 40
"""The text of a passage has so many verses at the most; Psalm 119 has 176."""


@dataclass(frozen=True, slots=True)
class TranslationInfo:
    """A translation that is there; the text of the default one fills the summaries."""

    name: str
    verse_count: int
    is_default: bool


class Bibles:
    """The translations in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def import_translation(
        self, data: bytes, file_name: str, *, name: str | None = None, is_default: bool = False
    ) -> TranslationInfo:
        """Read a translation from a file and keep it, in place of one of the same name.

        Args:
            data: The file.
            file_name: Of the file; without a name given, what stands before its ending is the name.
            name: What people call it, such as "ARC".
            is_default: Its text fills the summaries; the first one that is imported is the default in any case.

        Raises:
            InvalidFileError: It is no Bible in a form that is read, or too large.
            ValidationFailedError: The name is empty or too long.
        """
        name = " ".join((name if name is not None else PurePath(file_name).stem.replace("_", " ")).split())
        if not name or len(name) > NAME_MAX or not name.isprintable():
            raise ValidationFailedError(f"The name of a translation has 1 to {NAME_MAX} characters.")
        if len(data) > FILE_MAX_BYTES:
            raise InvalidFileError(f"The file is larger than {FILE_MAX_BYTES >> 20} MB, and no Bible is.")
        verses = read_translation(data, file_name)
        with self._database.write() as session:
            others = [one for one in bibles.list_translations(session) if one.is_default and one.name != name]
            is_default = is_default or not others
            rows = ((one.book, one.chapter, one.verse, one.text) for one in verses)
            bibles.replace_translation(session, name, rows, is_default=is_default)
        return TranslationInfo(name, len(verses), is_default)

    def list_translations(self) -> list[TranslationInfo]:
        """All translations, the default one first, then by name."""
        with self._database.read() as session:
            counts = bibles.count_verses(session)
            return [
                TranslationInfo(one.name, counts.get(one.id, 0), one.is_default)
                for one in bibles.list_translations(session)
            ]

    def make_default(self, name: str) -> None:
        """Have a translation's text fill the summaries.

        Raises:
            ValidationFailedError: There is none of that name.
        """
        with self._database.write() as session:
            if not bibles.set_default(session, name):
                raise ValidationFailedError("There is no translation of that name. `culto bible list` shows them.")

    def read_verses(self) -> Iterator[VerseText]:
        """The verses of the default translation, in no order; none where there is no translation."""
        with self._database.read() as session:
            for book, chapter, verse, text in bibles.default_verses(session):
                yield VerseText(book, chapter, verse, text)

    def text_of(self, reference: Reference) -> str | None:
        """The words of a passage in the default translation; None where it does not have them."""
        return self.texts_of([reference]).get(place_of(reference))

    def texts_of(self, references: Iterable[Reference]) -> dict[Place, str]:
        """The words of several passages, for those that the default translation has."""
        texts = {}
        with self._database.read() as session:
            for place in dict.fromkeys(place_of(reference) for reference in references):
                book, chapter, first, last = place
                verses = bibles.default_texts(session, book, chapter, first, min(last, first + SHOWN_VERSES - 1))
                if verses:
                    texts[place] = _shown(verses, last)
        return texts

    def read_bible(
        self, _segments: Sequence[Segment], findings: SermonFindings
    ) -> tuple[dict[Place, str], Sequence[Mention]]:
        """The words of all that a sermon names or quotes, and what it quotes without naming it."""
        found = (*findings.passages, *findings.quoted)
        return self.texts_of(mention.reference for mention in found), findings.quoted


def _shown(verses: Sequence[tuple[int, str]], last: int) -> str:
    """Verses as a text: each with its number where there are several, and an ellipsis where some are left out."""
    if len(verses) == 1 and verses[0][0] == last:
        return verses[0][1]
    text = " ".join(f"{number} {words}" for number, words in verses)
    return text if verses[-1][0] >= last else f"{text} …"
