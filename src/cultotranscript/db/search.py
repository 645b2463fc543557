"""The index of what was said: for each video and term, how often and where.

The tables are plain ones, so that SQLite and PostgreSQL give the same answers: no part of the ranking is the database's
own. `docs/decisions/0008-a-search-index-of-our-own.md` has the measurements against FTS5 and tsvector.

Positions count the words of a video: first those that were said, then, parted by a gap, those of the title, then those
of the speaker's name. A phrase is a run of positions, so it never runs from the sermon into the title.
"""

import struct
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cultotranscript.db.models import (
    PreachedPassage,
    PreachedTheme,
    Report,
    SearchDocument,
    SearchPosting,
    SearchWord,
    SpokenSentence,
    Video,
)
from cultotranscript.db.videos import PassageFilter, VideoFilter, conditions, is_one_of

_K1, _B = 1.2, 0.75
"""BM25's usual values."""
_TITLE_WEIGHT, _SPEAKER_WEIGHT = 2.0, 1.5
"""What a term in a name adds, in units of its rarity. A term that is said very often gives 2.2 at the most."""
_DIGITS = 6
"""Scores are rounded, so that the last bits of a sum do not order videos differently on the two databases."""
_WIDE_FROM = 60_000
"""Words from which positions take four bytes instead of two; names have room for the rest of the two."""
IN_TITLE, IN_SPEAKER = 1, 2
_POSTINGS = cast("sa.Table", SearchPosting.__table__)
"""Read without the ORM where thousands of rows come back: 5 ms less for each 6,000 (`benchmarks/search.py`)."""
_IS_LITTLE = sys.byteorder == "little"


@dataclass(frozen=True, slots=True)
class Document:
    """What a video is found by."""

    video_id: int
    sentences: Sequence[tuple[float, str]]
    """When each begins, in seconds, and its text."""
    sentence_terms: Sequence[Sequence[str]]
    title_terms: Sequence[str]
    speaker_terms: Sequence[str]
    words: Mapping[str, str]
    """Every folded word that occurs, with its term: what prefixes are looked for in."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of the whole index: what rarity and length are measured against."""

    documents: int
    mean_length: float


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Terms that stand for each other, and how much it says that a video holds one of them."""

    terms: frozenset[str]
    rarity: float = 0.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A video that was found, and how well it fits."""

    video_id: int
    score: float


class Occurrences(NamedTuple):
    """Where a term stands in a video."""

    names: int
    """IN_TITLE, IN_SPEAKER, both or 0."""
    length: int
    """Words that were said in the video."""
    packed: bytes

    @property
    def positions(self) -> Sequence[int]:
        """Ascending; read where they lie, because most of a frequent term's are never looked at."""
        return _unpacked(self.packed, _kind_of(self.length))


Places = dict[int, dict[str, Occurrences]]
"""By video and term."""


# Writing.


def put(session: Session, documents: Sequence[Document]) -> None:
    """Write what videos are found by, in place of what was there.

    It is one call for each kind of row, however many documents; on PostgreSQL a COPY.
    """
    remove(session, [document.video_id for document in documents])
    rows = [_document_row(document) for document in documents]
    _insert(session, SearchDocument, ("video_id", "length", "sentence_starts"), rows)
    sentences = [
        (document.video_id, position, start, text)
        for document in documents
        for position, (start, text) in enumerate(document.sentences)
    ]
    _insert(session, SpokenSentence, ("video_id", "position", "start", "text"), sentences)
    columns = ("term", "video_id", "said", "names", "length", "positions")
    # In the order of the table, so that a page of it is written once and not for each of its rows.
    postings = sorted((row for document in documents for row in _posting_rows(document)), key=itemgetter(0, 1))
    _insert(session, SearchPosting, columns, postings)
    words = {word: term for document in documents for word, term in document.words.items()}
    _insert_words(session, sorted(words.items()))


def remove(session: Session, video_ids: Sequence[int]) -> None:
    """Make videos unfindable."""
    for table in (SearchPosting, SpokenSentence, SearchDocument):
        session.execute(sa.delete(table).where(table.video_id.in_(video_ids)))


def _document_row(document: Document) -> tuple[Any, ...]:
    starts, length = [], 0
    for terms in document.sentence_terms:
        starts.append(length)
        length += len(terms)
    return document.video_id, length, struct.pack(f"<{len(starts)}I", *starts)


def _posting_rows(document: Document) -> Iterator[tuple[Any, ...]]:
    length = sum(len(terms) for terms in document.sentence_terms)
    positions: dict[str, list[int]] = defaultdict(list)
    position = 0
    for terms in document.sentence_terms:
        for term in terms:
            positions[term].append(position)
            position += 1
    names: dict[str, int] = defaultdict(int)
    said = {term: len(places) for term, places in positions.items()}
    for flag, terms in ((IN_TITLE, document.title_terms), (IN_SPEAKER, document.speaker_terms)):
        position += 1  # A gap that no phrase bridges.
        for term in terms:
            positions[term].append(position)
            names[term] |= flag
            position += 1
    kind = _kind_of(length)
    for term, places in positions.items():
        packed = struct.pack(f"<{len(places)}{kind}", *places)
        yield term, document.video_id, said.get(term, 0), names.get(term, 0), length, packed


def _kind_of(length: int) -> str:
    return "I" if length >= _WIDE_FROM else "H"


def _insert(session: Session, table: type[Any], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        values = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table.__tablename__} ({', '.join(columns)}) VALUES ({values})", rows)  # noqa: S608 -- names of ours.
        return
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table.__tablename__} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.close()


def _insert_words(session: Session, words: Sequence[tuple[str, str]]) -> None:
    """Keep words that are new. They come in order, so that two transactions that add the same wait and do not clash."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        connection.exec_driver_sql("INSERT OR IGNORE INTO search_word (word, term) VALUES (?, ?)", list(words))
        return
    session.execute(
        sa.text(
            "INSERT INTO search_word (word, term) SELECT * FROM unnest(CAST(:words AS text[]), CAST(:terms AS text[])) "
            "ON CONFLICT DO NOTHING"
        ),
        {"words": [word for word, _ in words], "terms": [term for _, term in words]},
    )


# Reading.


def statistics(session: Session) -> Statistics:
    """How many videos can be found, and how many words each has on average."""
    documents, total = session.execute(sa.select(sa.func.count(), sa.func.sum(SearchDocument.length))).one()
    return Statistics(documents, float(total or 0) / max(documents, 1))


def terms_of_prefix(session: Session, prefix: str) -> frozenset[str]:
    """The terms of all words that begin so."""
    query = sa.select(SearchWord.term).where(SearchWord.word >= prefix, SearchWord.word < prefix + "\U0010ffff")
    return frozenset(session.scalars(query.distinct()))


def group_counts(session: Session, groups: Sequence[frozenset[str]]) -> list[tuple[int, int]]:
    """In how many videos any term of each group occurs, and how often any was said."""
    singles = {term for group in groups if len(group) == 1 for term in group}
    table = _POSTINGS
    query = sa.select(table.c.term, sa.func.count(), sa.func.sum(table.c.said)).where(table.c.term.in_(singles))
    counts: dict[str, tuple[int, int]] = {}
    if singles:
        for term, number, said in session.connection().execute(query.group_by(table.c.term)):
            counts[term] = number, int(said)
    found = []
    for group in groups:
        if len(group) == 1:
            found.append(counts.get(next(iter(group)), (0, 0)))
        else:
            several = sa.select(sa.func.count(table.c.video_id.distinct()), sa.func.sum(table.c.said))
            number, said = session.execute(several.where(table.c.term.in_(group))).one()
            found.append((number, int(said or 0)))
    return found


def times_said(session: Session, terms: Collection[str]) -> dict[str, int]:
    """How often terms were said in all videos, names not counted; a term that nobody said is left out."""
    query = sa.select(SearchPosting.term, sa.func.sum(SearchPosting.said)).where(SearchPosting.term.in_(terms))
    return {term: int(said) for term, said in session.execute(query.group_by(SearchPosting.term))}


def rank_words(
    session: Session, groups: Sequence[TermGroup], known: Statistics, wanted: VideoFilter, *, limit: int, offset: int
) -> tuple[list[Ranked], int]:
    """The videos that hold every group, best first, and how many there are.

    Args:
        session: A reading session.
        groups: What is searched for; phrases are not known here.
        known: Of the whole index.
        wanted: Which videos are looked at.
        limit: How many at the most.
        offset: How many are passed over.
    """
    joined, score = _joined(groups, known, wanted)
    query = sa.select(joined.c.video_id, score.label("score"), sa.func.count().over())
    query = query.order_by(sa.desc("score"), joined.c.video_id.desc()).limit(limit).offset(offset)
    rows = session.execute(query).all()
    if rows or not offset:
        return [Ranked(video_id, found) for video_id, found, _ in rows], rows[0][2] if rows else 0
    return [], session.scalar(sa.select(sa.func.count()).select_from(joined)) or 0


def candidates(groups: Sequence[TermGroup], wanted: VideoFilter) -> sa.Subquery:
    """The ids of the videos that hold every group somewhere, as a subquery."""
    joined, _ = _joined(groups, Statistics(0, 1.0), wanted)
    return sa.select(joined.c.video_id).subquery()


def any_of(
    session: Session, groups: Sequence[TermGroup], known: Statistics, wanted: VideoFilter, *, limit: int
) -> list[Ranked]:
    """The videos that hold any of the groups, those that hold the most and rarest first."""
    parts = []
    for group in groups:
        table = _of_group(group)
        parts.append(sa.select(table.c.video_id, _weight(table, group, known).label("weight")))
    every = sa.union_all(*parts).subquery()
    total = sa.cast(sa.func.round(sa.cast(sa.func.sum(every.c.weight), sa.Numeric(20, 10)), _DIGITS), sa.Float)
    query = sa.select(every.c.video_id, total.label("score")).group_by(every.c.video_id)
    found = conditions(wanted)
    if found:
        query = query.join(Video, Video.id == every.c.video_id).where(*found)
    query = query.order_by(sa.desc("score"), every.c.video_id.desc()).limit(limit)
    return [Ranked(video_id, score) for video_id, score in session.execute(query)]


def _joined(groups: Sequence[TermGroup], known: Statistics, wanted: VideoFilter) -> tuple[sa.Subquery, Any]:
    """The videos with all groups that pass the filter, and their score as a column."""
    tables = [_of_group(group) for group in groups]
    first = tables[0]
    source: Any = first
    for table in tables[1:]:
        source = source.join(table, table.c.video_id == first.c.video_id)
    found = conditions(wanted)
    if found:
        source = source.join(Video, Video.id == first.c.video_id)
    weight = sum(
        (_weight(table, group, known) for table, group in zip(tables, groups, strict=True)), sa.literal(0.0, sa.Float)
    )
    rounded = sa.cast(sa.func.round(sa.cast(weight, sa.Numeric(20, 10)), _DIGITS), sa.Float)
    joined = sa.select(first.c.video_id, rounded.label("score")).select_from(source).where(*found).subquery()
    return joined, joined.c.score


def _of_group(group: TermGroup) -> sa.FromClause:
    terms = group.terms
    if len(terms) == 1:
        return (
            sa.select(SearchPosting.video_id, SearchPosting.said, SearchPosting.names, SearchPosting.length)
            .where(SearchPosting.term == next(iter(terms)))
            .subquery()
        )
    title = sa.func.max(SearchPosting.names.bitwise_and(IN_TITLE))
    speaker = sa.func.max(SearchPosting.names.bitwise_and(IN_SPEAKER))
    return (
        sa.select(
            SearchPosting.video_id,
            sa.func.sum(SearchPosting.said).label("said"),
            (title + speaker).label("names"),
            sa.func.max(SearchPosting.length).label("length"),
        )
        .where(SearchPosting.term.in_(terms))
        .group_by(SearchPosting.video_id)
        .subquery()
    )


def _weight(table: sa.FromClause, group: TermGroup, known: Statistics) -> sa.ColumnElement[float]:
    said = sa.cast(table.c.said, sa.Float)
    shortness = sa.cast(table.c.length, sa.Float) * (_K1 * _B / max(known.mean_length, 1.0)) + _K1 * (1 - _B)
    title = sa.case((table.c.names.bitwise_and(IN_TITLE) != 0, _TITLE_WEIGHT), else_=0.0)
    speaker = sa.case((table.c.names.bitwise_and(IN_SPEAKER) != 0, _SPEAKER_WEIGHT), else_=0.0)
    return cast("sa.ColumnElement[float]", group.rarity * (said * (_K1 + 1) / (said + shortness) + title + speaker))


def weight_of(said: int, names: int, length: int, rarity: float, known: Statistics) -> float:
    """What a group adds to a video's score: BM25 over what was said, and the names that it stands in."""
    shortness = length * (_K1 * _B / max(known.mean_length, 1.0)) + _K1 * (1 - _B)
    title = _TITLE_WEIGHT if names & IN_TITLE else 0.0
    speaker = _SPEAKER_WEIGHT if names & IN_SPEAKER else 0.0
    return rarity * (said * (_K1 + 1) / (said + shortness) + title + speaker)


def rounded(score: float) -> float:
    """A score as it is compared."""
    return round(score, _DIGITS)


def places(session: Session, terms: Collection[str], videos: Collection[int] | sa.Subquery) -> Places:
    """Where terms stand in videos."""
    if not terms or (not isinstance(videos, sa.Subquery) and not videos):
        return {}
    table = _POSTINGS
    query = sa.select(table.c.video_id, table.c.term, table.c.names, table.c.length, table.c.positions)
    if isinstance(videos, sa.Subquery):
        query = query.where(table.c.term.in_(terms), table.c.video_id.in_(sa.select(videos)))
    else:
        query = query.where(table.c.term.in_(terms), is_one_of(session, table.c.video_id, videos))
    found: Places = defaultdict(dict)
    for video_id, term, names, length, packed in session.connection().execute(query).all():
        found[video_id][term] = Occurrences(names, length, packed)
    return found


def two_places(
    session: Session, first: str, second: str, videos: sa.Subquery
) -> Sequence[tuple[int, Sequence[int], Sequence[int]]]:
    """The positions of two terms in each video that holds both: (video, positions, positions)."""
    one, other = _POSTINGS.alias(), _POSTINGS.alias()
    query = sa.select(one.c.video_id, one.c.length, one.c.positions, other.c.positions)
    query = query.join(other, other.c.video_id == one.c.video_id)
    query = query.where(one.c.term == first, other.c.term == second, one.c.video_id.in_(sa.select(videos)))
    return [
        (video_id, _unpacked(here, kind), _unpacked(there, kind))
        for video_id, length, here, there in session.connection().execute(query).all()
        for kind in (_kind_of(length),)
    ]


def _unpacked(packed: bytes, kind: str) -> Sequence[int]:
    if _IS_LITTLE:
        return memoryview(packed).cast(kind)  # type: ignore[call-overload, no-any-return]  # "H" or "I".
    return struct.unpack(f"<{len(packed) // struct.calcsize(kind)}{kind}", packed)


def layouts(session: Session, video_ids: Collection[int]) -> dict[int, tuple[Sequence[int], int]]:
    """The position at which each sentence of videos begins, and how many words were said."""
    query = sa.select(SearchDocument.video_id, SearchDocument.length, SearchDocument.sentence_starts)
    query = query.where(is_one_of(session, SearchDocument.__table__.c.video_id, video_ids))
    return {
        video_id: (_unpacked(starts, "I"), length)
        for video_id, length, starts in session.connection().execute(query).all()
    }


def sentences(session: Session, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], tuple[float, str]]:
    """When sentences begin, in seconds, and their texts, by video and position."""
    if not wanted:
        return {}
    by_video: dict[int, list[int]] = defaultdict(list)
    for video_id, position in wanted:
        by_video[video_id].append(position)
    chosen = sa.or_(
        *(
            sa.and_(SpokenSentence.video_id == video_id, SpokenSentence.position.in_(positions))
            for video_id, positions in by_video.items()
        )
    )
    query = sa.select(SpokenSentence.video_id, SpokenSentence.position, SpokenSentence.start, SpokenSentence.text)
    return {(row[0], row[1]): (row[2], row[3]) for row in session.execute(query.where(chosen))}


def all_sentences(session: Session, video_id: int) -> list[tuple[float, str]]:
    """All sentences of a video, in order."""
    query = sa.select(SpokenSentence.start, SpokenSentence.text).where(SpokenSentence.video_id == video_id)
    return [(start, text) for start, text in session.execute(query.order_by(SpokenSentence.position))]


def preached_verses(
    session: Session, place: PassageFilter, wanted: VideoFilter, *, limit: int
) -> list[tuple[int, int, int]]:
    """The passages that overlap a place: (video, first verse, last verse)."""
    found = sa.select(PreachedPassage.video_id, PreachedPassage.verse_start, PreachedPassage.verse_end)
    found = found.where(PreachedPassage.book == place.book, PreachedPassage.chapter == place.chapter)
    if place.verse_start is not None:
        last = place.verse_end or place.verse_start
        found = found.where(PreachedPassage.verse_start <= last, PreachedPassage.verse_end >= place.verse_start)
    if conditions(wanted):
        found = found.join(Video, Video.id == PreachedPassage.video_id).where(*conditions(wanted))
    found = found.order_by(PreachedPassage.video_id.desc(), PreachedPassage.position).limit(limit)
    return [(video_id, first, last) for video_id, first, last in session.execute(found)]


def themes_of(session: Session, video_ids: Collection[int]) -> dict[int, list[str]]:
    """The themes of videos."""
    query = sa.select(PreachedTheme.video_id, PreachedTheme.theme).where(PreachedTheme.video_id.in_(video_ids))
    found: dict[int, list[str]] = defaultdict(list)
    for video_id, theme in session.execute(query):
        found[video_id].append(theme)
    return found


def report_bodies(session: Session, video_ids: Collection[int]) -> dict[int, dict[str, Any] | None]:
    """What the analysis found in videos."""
    query = sa.select(Report.video_id, Report.body).where(Report.video_id.in_(video_ids))
    return dict(row for row in session.execute(query))


def sentences_around(
    session: Session, seconds: Collection[tuple[int, float]], *, before_s: float
) -> dict[int, list[tuple[float, str]]]:
    """The sentences that begin within some seconds before a time, and the one after, by video and in order."""
    if not seconds:
        return {}
    chosen = sa.or_(
        *(
            sa.and_(SpokenSentence.video_id == video_id, SpokenSentence.start.between(at - before_s, at + before_s))
            for video_id, at in seconds
        )
    )
    query = sa.select(SpokenSentence.video_id, SpokenSentence.start, SpokenSentence.text).where(chosen)
    found: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for video_id, start, text in session.execute(query.order_by(SpokenSentence.video_id, SpokenSentence.position)):
        found[video_id].append((start, text))
    return found
