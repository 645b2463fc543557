"""The search over what was said: one analyser, one index, one ranking, whatever the database."""

import math
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from cultotranscript.analysis.findings import Reference
from cultotranscript.analysis.passages import parse_reference
from cultotranscript.analysis.search_matching import Layout, Slot, best_stretches, find_runs, follow, mark, outside_of
from cultotranscript.analysis.search_terms import Clause, Query, parse_query, tokenise
from cultotranscript.db import search, videos
from cultotranscript.db.models import Video
from cultotranscript.db.search import Document, Ranked, Statistics, TermGroup
from cultotranscript.db.session import Database
from cultotranscript.db.videos import PassageFilter, VideoFilter
from cultotranscript.dtos import PaginatedResponseDTO, PaginationDTO, SearchHitDTO, SearchMatchDTO
from cultotranscript.services.reports import Place, place_of
from cultotranscript.services.videos import VideoQuery, understood, video_dto

_EVERYWHERE_MAX = 2
_MATCHES_MIN, MATCHES_MAX = 5, 20
"""Sentences that a hit shows, best first: the more, the fewer hits share a page."""
_MATCHES_OF_A_PAGE = 100
_REFERENCE_MAX = 100
"""Characters up to which a query is read as a place in the Bible."""
_PREACHED_MAX = 20_000
_ROUNDING_S = 0.05
"""What the times of a mention and of its sentence may differ by where both begin together."""
_SENTENCE_S = 60.0
"""No sentence is longer: where a mention's sentence is looked for."""


class Spoken(Protocol):
    """A stretch of speech: a segment or a sentence."""

    @property
    def start(self) -> float:
        """Seconds from the start of the video."""

    @property
    def text(self) -> str:
        """What was said."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The videos that a search found: those of the page, and how many there are."""

    ranked: Sequence[Ranked]
    total: int
    slots: Sequence[Slot] = ()
    excluded: Sequence[Slot] = ()


class SearchService:
    """Indexes and finds what was said.

    Args:
        database: Where the index is.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # Indexing.

    def index_video(self, session: Session, video: Video, spoken: Sequence[Spoken]) -> None:
        """Make a video findable by what was said in it, and no longer by what was said before.

        Args:
            session: The transaction that tells of it.
            video: Its title and speaker are searched as well.
            spoken: Its sentences, in order.
        """
        self.index_videos(session, [(video, spoken)])

    def index_videos(self, session: Session, spoken: Iterable[tuple[Video, Sequence[Spoken]]]) -> None:
        """Make many videos findable at once; as `index_video`."""
        search.put(session, [_document(video, [(one.start, one.text) for one in said]) for video, said in spoken])

    def rename_video(self, session: Session, video: Video) -> None:
        """Find a video by the title and speaker that it has now; one that is not indexed stays so."""
        sentences = search.all_sentences(session, video.id)
        if sentences:
            search.put(session, [_document(video, sentences)])

    # Searching.

    def search(self, text: str, query: VideoQuery, *, page: int, page_size: int) -> PaginatedResponseDTO[SearchHitDTO]:
        """Find the sermons in which something was said.

        Args:
            text: Words that all occur, "phrases in quotes", -words that do not occur in the sentence, prefix*; or a
                place in the Bible, such as "João 3:16", for the sermons that name it, however it was said.
            query: Which videos are looked at.
            page: From 1.
            page_size: How many hits a page has.

        Raises:
            ValidationFailedError: A filter cannot be understood.
        """
        wanted, _, _ = understood(query)
        offset = (page - 1) * page_size
        with self._database.read() as session:
            hits: list[SearchHitDTO] = []
            total = 0
            reference = parse_reference(text) if 0 < len(text) <= _REFERENCE_MAX else None
            if reference is not None:
                hits, total = _preached(session, reference, wanted, limit=page_size, offset=offset)
            if not total:
                found = find_videos(session, parse_query(text), wanted, limit=page_size, offset=offset)
                hits, total = _hits(session, found), found.total
        pagination = PaginationDTO(page=page, page_size=page_size, total=total, total_pages=-(-total // page_size))
        return PaginatedResponseDTO[SearchHitDTO](items=hits, pagination=pagination)


def _document(video: Video, sentences: Sequence[tuple[float, str]]) -> Document:
    words: dict[str, str] = {}

    def terms_of(text: str) -> list[str]:
        tokens = tokenise(text)
        words.update((token.word, token.term) for token in tokens)
        return [token.term for token in tokens]

    return Document(
        video_id=video.id,
        sentences=sentences,
        sentence_terms=[terms_of(text) for _, text in sentences],
        title_terms=terms_of(video.title),
        speaker_terms=terms_of(video.speaker or ""),
        words=words,
    )


def rarity(documents: int, holding: int) -> float:
    """How much it says that a video holds a term which `holding` of all do: BM25's inverse frequency."""
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def find_videos(session: Session, query: Query, wanted: VideoFilter, *, limit: int, offset: int) -> _Found:
    """The videos that hold all that is wanted outside of sentences with what is excluded, best first."""
    nothing = _Found((), 0)
    places = [_places_of(session, clause) for clause in query.wanted]
    if not places or not all(all(place for place in run) for run in places):
        return nothing
    known = search.statistics(session)
    groups = [place for run in places for place in run]
    counts = dict(zip(groups, search.group_counts(session, groups), strict=True))
    if not all(number for number, _ in counts.values()):
        return nothing
    rarities = {group: rarity(known.documents, number) for group, (number, _) in counts.items()}
    slots = [Slot(run, sum(rarities[place] for place in run)) for run in places]
    excluded = [Slot(run) for run in (_places_of(session, clause) for clause in query.excluded) if all(run)]
    if all(len(slot.places) == 1 for slot in slots) and not excluded:
        telling = _telling({slot.places[0]: counts[slot.places[0]] for slot in slots}, known)
        term_groups = [TermGroup(group, rarities[group]) for group in telling]
        ranked, total = search.rank_words(session, term_groups, known, wanted, limit=limit, offset=offset)
        return _Found(ranked, total, slots)
    found = _verified(session, slots, excluded, known, wanted, {group: said for group, (_, said) in counts.items()})
    return _Found(found[offset : offset + limit], len(found), slots, excluded)


def _telling(counts: Mapping[frozenset[str], tuple[int, int]], known: Statistics) -> list[frozenset[str]]:
    """The groups that choose and order videos: of those that every video holds, the two said least.

    The rest of these would take nothing away and hardly move a score, at the price of a row for each video.
    """
    everywhere = [group for group, (number, _) in counts.items() if number >= known.documents]
    everywhere.sort(key=lambda group: (counts[group][1], sorted(group)))
    dull = set(everywhere[_EVERYWHERE_MAX:])
    return [group for group in counts if group not in dull]


def _places_of(session: Session, clause: Clause) -> tuple[frozenset[str], ...]:
    if clause.prefix is not None:
        return (search.terms_of_prefix(session, clause.prefix),)
    return tuple(frozenset((term,)) for term in clause.terms)


def _verified(
    session: Session,
    slots: Sequence[Slot],
    excluded: Sequence[Slot],
    known: Statistics,
    wanted: VideoFilter,
    said_of: Mapping[frozenset[str], int],
) -> list[Ranked]:
    """Runs of words and exclusions need the positions of every video that may fit."""
    groups = [TermGroup(place) for place in dict.fromkeys(place for slot in slots for place in slot.places)]
    chosen: Collection[int] | sa.Subquery = search.candidates(groups, wanted)
    for slot in slots:
        if len(slot.places) > 2:
            chosen = _with_two_of(session, slot, chosen, said_of)
    places = search.places(session, _terms_of((*slots, *excluded)), chosen)
    unwanted = {
        video_id: found for video_id, occurrences in places.items() if (found := _found_of(excluded, occurrences))
    }
    layouts = _layouts(session, unwanted) if unwanted else {}
    ranked = []
    for video_id, occurrences in places.items():
        length, score = next(iter(occurrences.values())).length, 0.0
        avoided = unwanted.get(video_id, ())
        if any(starts[-1] >= length for _, starts in avoided):
            continue  # It stands in the title or the speaker's name.
        for slot in slots:
            runs = _runs(slot, occurrences)
            if avoided:
                runs = outside_of(runs, len(slot.places), avoided, layouts[video_id])
            if not runs:
                break
            said = bisect_left(runs, length)
            names = _names_of(slot, occurrences) if said < len(runs) else 0
            score += search.weight_of(said, names, length, slot.rarity, known)
        else:
            ranked.append(Ranked(video_id, search.rounded(score)))
    ranked.sort(key=lambda one: (-one.score, -one.video_id))
    return ranked


def _with_two_of(
    session: Session, slot: Slot, videos: Collection[int] | sa.Subquery, said_of: Mapping[frozenset[str], int]
) -> Collection[int] | sa.Subquery:
    """The videos in which the two rarest words of a run stand as far apart as in it.

    Few do, whatever the words are, so that the places of its "de" and "a" are read of few videos.
    """
    order = sorted(range(len(slot.places)), key=lambda index: (said_of[slot.places[index]], index))
    first, second = order[:2]
    (one,), (other,) = slot.places[first], slot.places[second]
    if not isinstance(videos, sa.Subquery) or one == other:
        return videos
    found = search.two_places(session, one, other, videos)
    return [video_id for video_id, here, there in found if follow(here, there, second - first)]


def _terms_of(slots: Iterable[Slot]) -> frozenset[str]:
    return frozenset[str]().union(*(slot.terms for slot in slots))


def _runs(slot: Slot, occurrences: Mapping[str, search.Occurrences]) -> Sequence[int]:
    if len(slot.places) == 1:
        (place,) = slot.places
        found = [occurrences[term].positions for term in occurrences.keys() & place]
        return found[0] if len(found) == 1 else sorted(position for positions in found for position in positions)
    positions = {}
    for place in slot.places:
        (term,) = place  # A run of words has no prefixes in it.
        if term not in occurrences:
            return ()
        positions[term] = occurrences[term].positions
    return find_runs(slot, positions)


def _found_of(slots: Sequence[Slot], occurrences: Mapping[str, search.Occurrences]) -> list[tuple[Slot, Sequence[int]]]:
    """The slots that stand somewhere in a video, with where they begin."""
    found = [(slot, _runs(slot, occurrences)) for slot in slots]
    return [(slot, runs) for slot, runs in found if runs]


def _names_of(slot: Slot, occurrences: Mapping[str, search.Occurrences]) -> int:
    names = search.IN_TITLE | search.IN_SPEAKER
    for place in slot.places:
        here = 0
        for term in place & occurrences.keys():
            here |= occurrences[term].names
        names &= here
    return names


def _layouts(session: Session, video_ids: Collection[int]) -> dict[int, Layout]:
    return {video_id: Layout(*layout) for video_id, layout in search.layouts(session, video_ids).items()}


def _hits(session: Session, found: _Found) -> list[SearchHitDTO]:
    """The videos of a page with their best sentences."""
    video_ids = [one.video_id for one in found.ranked]
    rows = videos.find_many(session, video_ids)
    places = search.places(session, _terms_of((*found.slots, *found.excluded)), video_ids)
    layouts = _layouts(session, video_ids)
    limit = min(max(_MATCHES_OF_A_PAGE // max(len(video_ids), 1), _MATCHES_MIN), MATCHES_MAX)
    stretches = {}
    for video_id, occurrences in places.items():
        layout, standing = layouts[video_id], _found_of(found.slots, occurrences)
        if avoided := _found_of(found.excluded, occurrences):
            standing = [(slot, outside_of(runs, len(slot.places), avoided, layout)) for slot, runs in standing]
        stretches[video_id] = best_stretches(standing, layout, limit=limit)
    texts = search.sentences(
        session,
        {
            (video_id, position)
            for video_id, several in stretches.items()
            for stretch in several
            for position in range(stretch.first, stretch.last + 1)
        },
    )
    hits = []
    for video_id in video_ids:
        matches = []
        for stretch in stretches.get(video_id, ()):
            parts = [texts[video_id, position] for position in range(stretch.first, stretch.last + 1)]
            text = " ".join(part for _, part in parts)
            matches.append(_match(text, mark(text, found.slots), parts[0][0], stretch.score))
        hits.append(SearchHitDTO(video=video_dto(rows[video_id]), matches=matches))
    return hits


def _match(text: str, marks: Sequence[tuple[int, int]], start: float, score: float) -> SearchMatchDTO:
    return SearchMatchDTO(text=text, highlights=list(marks), timestamp=int(start), score=round(score, 4))


# Places in the Bible.


def _preached(
    session: Session, reference: Reference, wanted: VideoFilter, *, limit: int, offset: int
) -> tuple[list[SearchHitDTO], int]:
    """The sermons that name a place; those that name just that first."""
    book, chapter, first, last = place_of(reference)
    place = PassageFilter(book, chapter, reference.verse_start, reference.verse_end)
    scores: dict[int, float] = {}
    for video_id, start, end in search.preached_verses(session, place, wanted, limit=_PREACHED_MAX):
        shared = min(last, end) - max(first, start) + 1
        scores[video_id] = max(scores.get(video_id, 0.0), shared / (max(last, end) - min(first, start) + 1))
    ordered = sorted(scores.items(), key=lambda item: (-item[1], -item[0]))
    page = dict(ordered[offset : offset + limit])
    rows = videos.find_many(session, list(page))
    bodies = search.report_bodies(session, list(page))
    mentions = {
        video_id: mentions_of(bodies.get(video_id), (book, chapter, first, last))[:MATCHES_MAX] for video_id in page
    }
    around = search.sentences_around(
        session,
        {(video_id, at) for video_id, found in mentions.items() for at, _ in found},
        before_s=_SENTENCE_S,
    )
    hits = []
    for video_id, score in page.items():
        matches: dict[float, SearchMatchDTO] = {}
        for at, said in mentions[video_id]:
            match = _mention_match(around.get(video_id, []), at, said, score)
            matches.setdefault(match.timestamp or 0, match)
        hits.append(SearchHitDTO(video=video_dto(rows[video_id]), matches=list(matches.values())))
    return hits, len(ordered)


def mentions_of(body: dict[str, Any] | None, place: Place) -> list[tuple[float, str]]:
    """When and in what words a report's sermon names a place or a part of it, in order."""
    if body is None:
        return []
    quoted = [passage for passage in body["passages"] if passage["source"] == "quoted"]
    found = []
    for one in (*body["mentions"], *quoted):
        book, chapter, first, last = one["place"]
        if (book, chapter) == place[:2] and first <= place[3] and last >= place[2]:
            found.append((float(one["timestamp"]), str(one["text"])))
    return sorted(found)


def _mention_match(sentences: Sequence[tuple[float, str]], at: float, said: str, score: float) -> SearchMatchDTO:
    """The sentence in which a place is named, with its words marked; they may run on into the next."""
    index = max((number for number, (start, _) in enumerate(sentences) if start <= at + _ROUNDING_S), default=None)
    if index is None:
        return _match(said, [(0, len(said))], at, score)
    wanted = " ".join(said.split()).casefold()
    for first, last in ((index, index), (index, index + 1), (index - 1, index), (index + 1, index + 1)):
        if first < 0 or last >= len(sentences):
            continue
        text = " ".join(sentence for _, sentence in sentences[first : last + 1])
        begin = text.casefold().find(wanted)
        if wanted and begin >= 0 and len(text.casefold()) == len(text):
            return _match(text, [(begin, begin + len(wanted))], sentences[first][0], score)
    start, text = sentences[index]
    words = {token.term for token in tokenise(said)}
    return _match(text, [(token.start, token.end) for token in tokenise(text) if token.term in words], start, score)
