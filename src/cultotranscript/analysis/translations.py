"""Translations of the Bible as people have them in files: USFX, OSIS, Zefania XML, JSON and CSV.

The user brings the text, because most translations are protected. What a file says beside the verses (titles, notes,
cross references) is left out. XML is read as a stream by expat; a document type is refused, and with it every entity
that could grow or reach out.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from cultotranscript.analysis.books import BOOKS, book_named
from cultotranscript.analysis.passage_tokens import fold_text
from cultotranscript.analysis.quotations import VerseText
from cultotranscript.errors import InvalidFileError

_CHUNK_BYTES = 1 << 16
_LARGEST_NUMBER = 200
"""No chapter has more verses than 176, no book more chapters than 150."""
_USFX = (
    "GEN EXO LEV NUM DEU JOS JDG RUT 1SA 2SA 1KI 2KI 1CH 2CH EZR NEH EST JOB PSA PRO ECC SNG ISA JER LAM EZK DAN HOS "
    "JOL AMO OBA JON MIC NAM HAB ZEP HAG ZEC MAL MAT MRK LUK JHN ACT ROM 1CO 2CO GAL EPH PHP COL 1TH 2TH 1TI 2TI TIT "
    "PHM HEB JAS 1PE 2PE 1JN 2JN 3JN JUD REV"
).split()
_OSIS = (
    "Gen Exod Lev Num Deut Josh Judg Ruth 1Sam 2Sam 1Kgs 2Kgs 1Chr 2Chr Ezra Neh Esth Job Ps Prov Eccl Song Isa Jer "
    "Lam Ezek Dan Hos Joel Amos Obad Jonah Mic Nah Hab Zeph Hag Zech Mal Matt Mark Luke John Acts Rom 1Cor 2Cor Gal "
    "Eph Phil Col 1Thess 2Thess 1Tim 2Tim Titus Phlm Heb Jas 1Pet 2Pet 1John 2John 3John Jude Rev"
).split()
_CODES = {code.upper(): book.name for codes in (_USFX, _OSIS) for code, book in zip(codes, BOOKS, strict=True)}
_FORMS = "USFX, OSIS, Zefania XML, or JSON or CSV with book, chapter, verse and text"
_COLUMNS = {
    "book": frozenset("book livro bookname book_name livro_nome nome abbrev abreviacao b book_id".split()),
    "chapter": frozenset("chapter capitulo cap c chapter_number".split()),
    "verse": frozenset("verse versiculo vers ver v verse_number".split()),
    "text": frozenset("text texto t scripture conteudo".split()),
}


def read_translation(data: bytes, file_name: str) -> list[VerseText]:
    """Read a translation.

    Args:
        data: The file.
        file_name: Its ending helps where the content says nothing: .csv, .tsv.

    Returns:
        The verses of the 66 books, in the order of the file, each place once. Other books are left out.

    Raises:
        InvalidFileError: It is in none of these forms, is damaged, or holds no verse; the sentence says where.
    """
    start = data[:400].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"")
    if not start:
        raise InvalidFileError("The file is empty.")
    if start.startswith(b"<"):
        verses = _read_xml(data)
    elif start[:1] in b"{[" and not file_name.lower().endswith((".csv", ".tsv")):
        verses = _read_json(_decoded(data))
    else:
        verses = _read_table(_decoded(data))
    if not verses:
        raise InvalidFileError(f"No verse was found in the file. It has to be a Bible as {_FORMS}.")
    return verses


def _decoded(data: bytes) -> str:
    for encoding in ("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise InvalidFileError(f"The file is no text. It has to be a Bible as {_FORMS}.")


@dataclass(slots=True)
class _Verses:
    """Collects verses; what is said of one place in pieces is put together where `is_joining`."""

    is_joining: bool = False
    texts: dict[tuple[str, int, int], str] = field(default_factory=dict)

    def add(self, book: str, chapter: int, verse: int, text: str, where: str) -> None:
        text = " ".join(text.split())
        if not text:
            return
        key = (book, chapter, verse)
        before = self.texts.get(key)
        if before is not None and not self.is_joining:
            raise InvalidFileError(f"{book} {chapter}:{verse} stands twice in the file, the second time {where}.")
        self.texts[key] = f"{before} {text}" if before is not None else text

    def listed(self) -> list[VerseText]:
        return [VerseText(book, chapter, verse, text) for (book, chapter, verse), text in self.texts.items()]


# XML.


@dataclass(slots=True)
class _Reader:
    """What a form of XML has in common with the others: a place, and the text that is gathered for it.

    Attributes:
        verses: What was read.
        is_left_out: How deep the parser is in what is no verse text.
        place: The verse that text belongs to; None outside of verses.
    """

    verses: _Verses
    is_left_out: int = 0
    book: str | None = None
    chapter: int = 0
    place: tuple[str, int, int] | None = None
    pieces: list[str] = field(default_factory=list)

    def begin(self, verse: int | None, chapter: int | None = None, book: str | None = None) -> None:
        """A verse begins; the one before ends."""
        self.finish()
        book, chapter = book or self.book, chapter or self.chapter
        if book is not None and chapter and verse is not None:
            self.place = (book, chapter, verse)

    def finish(self) -> None:
        """The verse ends, if there is one."""
        if self.place is not None:
            self.verses.add(*self.place, "".join(self.pieces), "")
        self.place = None
        self.pieces.clear()


Start = Callable[[_Reader, str, dict[str, str]], None]
End = Callable[[_Reader, str], None]


def _start_usfx(reader: _Reader, name: str, of: dict[str, str]) -> None:
    if name == "book":
        reader.finish()
        reader.book, reader.chapter = _CODES.get(of.get("id", "").upper()), 0
    elif name == "c":
        reader.finish()
        reader.chapter = _number(of.get("id")) or 0
    elif name == "v":
        reader.begin(_number(of.get("id")))
    elif name == "ve":
        reader.finish()
    elif name in ("p", "q", "b", "d", "li"):
        reader.pieces.append(" ")


def _end_usfx(reader: _Reader, name: str) -> None:
    if name == "book":
        reader.finish()


def _start_osis(reader: _Reader, name: str, of: dict[str, str]) -> None:
    if name == "verse":
        place = _osis_place(of.get("osisID") or of.get("sID") or "")
        if "eID" in of:
            reader.finish()
        elif place is not None:
            reader.begin(place[2], place[1], place[0])
        else:
            reader.finish()
    elif name in ("lb", "l", "lg", "p"):
        reader.pieces.append(" ")


def _end_osis(reader: _Reader, name: str) -> None:
    if name in ("chapter", "div") or (name == "verse" and reader.place is not None and reader.pieces):
        reader.finish()


def _start_zefania(reader: _Reader, name: str, of: dict[str, str]) -> None:
    if name == "biblebook":
        number = _number(of.get("bnumber"))
        named = book_named(of.get("bname", "")) if number is None else None
        reader.book = BOOKS[number - 1].name if number is not None and number <= len(BOOKS) else None
        reader.book = named.name if named is not None else reader.book
    elif name == "chapter":
        reader.chapter = _number(of.get("cnumber")) or 0
    elif name == "vers":
        reader.begin(_number(of.get("vnumber")))
    elif name == "br":
        reader.pieces.append(" ")


def _end_zefania(reader: _Reader, name: str) -> None:
    if name == "vers":
        reader.finish()


@dataclass(frozen=True, slots=True)
class _Form:
    start: Start
    end: End
    left_out: frozenset[str]
    is_joining: bool


_XML_FORMS = {
    "usfx": _Form(
        _start_usfx,
        _end_usfx,
        frozenset("f x fe ef id ide h toc s ms mt mte r sr mr rem languageCode periph cl cp fig ca va vp rq".split()),
        is_joining=True,
    ),
    "osis": _Form(_start_osis, _end_osis, frozenset("note title header rdg figure reference".split()), is_joining=True),
    "xmlbible": _Form(
        _start_zefania,
        _end_zefania,
        frozenset("note remark xref caption prolog information media title".split()),
        is_joining=False,
    ),
}
_XML_FORMS["bible"] = _XML_FORMS["xmlbible"]


def _read_xml(data: bytes) -> list[VerseText]:
    parser = expat.ParserCreate(namespace_separator=None)
    parser.buffer_text = True
    reader = _Reader(_Verses())
    form: _Form | None = None

    def start(full_name: str, of: dict[str, str]) -> None:
        nonlocal form
        name = full_name.rpartition(":")[2]
        if form is None:
            form = _XML_FORMS.get(name.lower())
            if form is None:
                raise InvalidFileError(f"The file is XML, but no Bible that is known here. It has to be {_FORMS}.")
            reader.verses.is_joining = form.is_joining
            return
        key = name.lower() if form.start is _start_zefania else name
        if reader.is_left_out or key in form.left_out:
            reader.is_left_out += 1
        else:
            form.start(reader, key, of)

    def end(full_name: str) -> None:
        name = full_name.rpartition(":")[2]
        if form is None:
            return
        if reader.is_left_out:
            reader.is_left_out -= 1
        else:
            form.end(reader, name.lower() if form.start is _start_zefania else name)

    def text(said: str) -> None:
        if reader.place is not None and not reader.is_left_out:
            reader.pieces.append(said)

    def refuse(*_: Any) -> None:
        raise InvalidFileError("The file has a document type (<!DOCTYPE …>), which is not read here. Take it out.")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        for first in range(0, len(data), _CHUNK_BYTES):
            parser.Parse(data[first : first + _CHUNK_BYTES], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise InvalidFileError(
            f"The XML is damaged at line {error.lineno}: {expat.ErrorString(error.code)}."
        ) from error
    reader.finish()
    return reader.verses.listed()


def _osis_place(osis_id: str) -> tuple[str, int, int] | None:
    """The place of "Gen.1.1", with or without a work before it or more places behind it."""
    first = osis_id.split(" ", maxsplit=1)[0].rpartition(":")[2].split("!")[0].split(".")
    if len(first) != 3 or first[0].upper() not in _CODES:
        return None
    chapter, verse = _number(first[1]), _number(first[2])
    return None if chapter is None or verse is None else (_CODES[first[0].upper()], chapter, verse)


def _number(text: Any) -> int | None:
    """A number of a chapter or verse; of "3-4" and "3a" the first."""
    match = re.match(r"\s*(\d{1,4})", str(text)) if text is not None else None
    number = int(match[1]) if match is not None else 0
    return number if 1 <= number <= _LARGEST_NUMBER else None


# JSON.


def _read_json(text: str) -> list[VerseText]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidFileError(f"The JSON cannot be read: {error}.") from error
    verses = _Verses()
    for book, chapter, verse, said, where in _json_verses(data):
        verses.add(book, chapter, verse, said, where)
    return verses.listed()


def _json_verses(data: Any) -> Iterator[tuple[str, int, int, str, str]]:
    """Verses of the forms that are in use: rows, books with lists of chapters, and books by their names."""
    if isinstance(data, dict):
        lower = {fold_text(str(key)): value for key, value in data.items()}
        rows = next((lower[key] for key in ("verses", "versiculos", "books", "livros") if key in lower), None)
        if isinstance(rows, list | dict):
            yield from _json_verses(rows)
            return
        for name, chapters in data.items():
            book = _book(name)
            if book is not None:
                yield from _json_chapters(book, chapters)
        return
    if not isinstance(data, list):
        raise InvalidFileError(f"The JSON holds no list and no object. It has to be a Bible as {_FORMS}.")
    for number, row in enumerate(data, 1):
        where = f"in entry {number}"
        if not isinstance(row, dict):
            raise InvalidFileError(f"Entry {number} of the JSON is no object.")
        values = {_column(key): value for key, value in row.items()}
        chapters = next((row[key] for key in ("chapters", "capitulos", "capítulos") if key in row), None)
        if chapters is not None:
            book = next((found for value in row.values() if (found := _book(value)) is not None), None)
            if book is not None:
                yield from _json_chapters(book, chapters)
            continue
        yield from _row(values, where)


def _json_chapters(book: str, chapters: Any) -> Iterator[tuple[str, int, int, str, str]]:
    for chapter, verses in _numbered(chapters):
        for verse, text in _numbered(verses):
            said = text.get("text", text.get("texto")) if isinstance(text, dict) else text
            if isinstance(said, str):
                yield book, chapter, verse, said, f"in {book} {chapter}"


def _numbered(values: Any) -> Iterator[tuple[int, Any]]:
    """The entries of a list, counted from 1, or of an object whose keys or entries are numbered."""
    if isinstance(values, dict):
        inner = next((values[key] for key in ("verses", "versiculos", "chapters") if key in values), None)
        if inner is not None:
            yield from _numbered(inner)
            return
        for key, value in values.items():
            number = _number(key)
            if number is not None:
                yield number, value
    elif isinstance(values, list):
        for place, value in enumerate(values, 1):
            number = None
            if isinstance(value, dict):
                number = next(
                    (_number(value[key]) for key in ("verse", "versiculo", "chapter", "number", "n") if key in value),
                    None,
                )
            yield number or place, value


# Tables.


def _read_table(text: str) -> list[VerseText]:
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max("\t;,|", key=first.count)
    if not first.count(delimiter):
        raise InvalidFileError(f"The form of the file is not known. It has to be a Bible as {_FORMS}.")
    verses = _Verses()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns: list[str] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = [_column(cell) for cell in cells]
                if {"chapter", "verse", "text"} <= set(columns):
                    continue
                columns = _unnamed_columns(len(cells))
            where = f"in line {reader.line_num}"
            if len(cells) < len(columns) and len(cells) < 4:
                raise InvalidFileError(f"Line {reader.line_num} has {len(cells)} columns instead of {len(columns)}.")
            for row in _row(dict(zip(columns, cells, strict=False)), where):
                verses.add(*row)
    except csv.Error as error:
        raise InvalidFileError(f"Line {reader.line_num} cannot be read as a table: {error}.") from error
    return verses.listed()


def _unnamed_columns(count: int) -> list[str]:
    """Without names in the first line: book, chapter, verse and text, maybe behind an id."""
    if count < 4:
        raise InvalidFileError(f"The table has {count} columns. Book, chapter, verse and text are needed.")
    return [*(["id"] * (count - 4)), "book", "chapter", "verse", "text"]


def _column(name: Any) -> str:
    folded = fold_text(str(name)).strip().lstrip("\ufeff")
    return next((column for column, names in _COLUMNS.items() if folded in names), folded)


def _row(values: dict[str, Any], where: str) -> Iterable[tuple[str, int, int, str, str]]:
    missing = [column for column in ("book", "chapter", "verse", "text") if values.get(column) is None]
    if missing:
        raise InvalidFileError(f"There is no {missing[0]} {where}.")
    chapter, verse = _number(values["chapter"]), _number(values["verse"])
    if chapter is None or verse is None:
        raise InvalidFileError(f"The chapter or the verse {where} is no number.")
    book = _book(values["book"])
    return [(book, chapter, verse, str(values["text"]), where)] if book is not None else []


def _book(value: Any) -> str | None:
    """A book by its name, abbreviation, code or number; None for one outside the 66."""
    if isinstance(value, dict):
        return next((book for one in value.values() if (book := _book(one)) is not None), None)
    text = str(value).strip()
    if text.isdigit():
        return BOOKS[int(text) - 1].name if 1 <= int(text) <= len(BOOKS) else None
    named = book_named(text)
    return named.name if named is not None else _CODES.get(text.upper())
