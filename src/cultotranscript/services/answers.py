"""What was preached that answers a question: verbatim stretches of sermons, each with its second."""

import math
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from cultotranscript.analysis.answering import ENOUGH, Answer, SpokenIn, Wanted, find_answers, stretch_from
from cultotranscript.analysis.asked import ALIKE_WEIGHT, FORM_WEIGHT, SYNONYM_WEIGHT, Asked, AskedTerm, holds_number
from cultotranscript.analysis.findings import Reference
from cultotranscript.analysis.search_terms import tokenise
from cultotranscript.db import search, videos
from cultotranscript.db.models import Video
from cultotranscript.db.search import TermGroup
from cultotranscript.db.videos import PassageFilter, VideoFilter
from cultotranscript.services.reports import place_of
from cultotranscript.services.search import mentions_of

QUOTATIONS_MAX = 3
_CANDIDATES = 40
"""Sermons that are looked into."""
_PREACHED_MAX = 5_000
_WORDS_OF_A_STRETCH = 42
_RARITY_MAX = 8.0
_FURTHER = 0.5
"""How much of the best one's coverage a further quotation needs."""
_FURTHER_SERMON = 0.8
"""The same where sermons are asked for: naming one says that it is about the matter."""
_WITHOUT_NUMBER = 0.6
"""What is left of a stretch without any number where a number is asked for."""
_FAVOURED = 0.1
"""What a sermon that the last answer cited is worth more to a question that leans back on it."""
_AROUND_S = 90.0
_ROUNDING_S = 0.05


@dataclass(frozen=True, slots=True)
class Quotation:
    """What was said in a sermon, word for word."""

    video: Video
    start: int
    """Seconds from the start of the video."""
    text: str
    relevance: float
    """How much of the question it covers, 0 to 1."""


def find_quotations(
    session: Session, asked: Asked, wanted: VideoFilter, favoured: Collection[int] = ()
) -> list[Quotation]:
    """What answers a question, best first; nothing where the sermons do not hold it.

    Args:
        session: A reading session.
        asked: The question.
        wanted: Which sermons are looked into.
        favoured: Those that the last answer cited, for a question that leans back on it.
    """
    if asked.references:
        return [quotation for one in asked.references for quotation in _on_place(session, one, wanted)][:QUOTATIONS_MAX]
    return _on_terms(session, asked, wanted, favoured)


def _on_terms(session: Session, asked: Asked, wanted: VideoFilter, favoured: Collection[int]) -> list[Quotation]:
    weights = _weights(session, asked.terms)
    known = search.statistics(session)
    if not known.documents or all(term.is_soft for term in asked.terms):
        return []
    said = search.times_said(session, {term for each in weights for term in each})
    stretches = max(known.documents * known.mean_length / _WORDS_OF_A_STRETCH, 1.0)
    terms = [
        Wanted(each, _rarity(stretches, asked_term, each, said), *_shares(asked_term))
        for asked_term, each in zip(asked.terms, weights, strict=True)
    ]
    groups = [TermGroup(frozenset(term.weights), term.rarity) for term in terms]
    ranked = search.any_of(session, groups, known, wanted, limit=_CANDIDATES)
    sermons = _spoken_in(session, [one.video_id for one in ranked], frozenset().union(*weights))
    answers = find_answers(terms, sermons, limit=4 * QUOTATIONS_MAX)
    answers = [
        replace(answer, score=answer.score + _FAVOURED) if answer.video_id in favoured else answer for answer in answers
    ]
    texts = _texts(session, answers)
    if asked.wants_number:
        answers = [answer if holds_number(tokenise(texts[answer][1])) else _weakened(answer) for answer in answers]
    answers.sort(key=lambda answer: (-answer.score, -answer.video_id, answer.first))
    chosen = _chosen(answers, is_one_each=asked.kind != "what")
    rows = videos.find_many(session, [answer.video_id for answer in chosen])
    return [
        Quotation(rows[answer.video_id], int(texts[answer][0]), texts[answer][1], min(answer.coverage, 1.0))
        for answer in chosen
    ]


def _weights(session: Session, asked: Sequence[AskedTerm]) -> list[dict[str, float]]:
    """What may stand for each term, and what it is worth; each stands for the one that it is worth most for."""
    found: list[dict[str, float]] = []
    for term in asked:
        alike = search.terms_of_prefix(session, term.prefix) if term.prefix is not None else frozenset[str]()
        weights = dict.fromkeys(alike, ALIKE_WEIGHT)
        weights.update(dict.fromkeys(term.synonyms, SYNONYM_WEIGHT))
        weights.update(dict.fromkeys(term.forms, FORM_WEIGHT))
        weights[term.term] = 1.0
        found.append(weights)
    for index, weights in enumerate(found):
        for word, weight in list(weights.items()):
            if any((other.get(word, 0.0), -at) > (weight, -index) for at, other in enumerate(found) if at != index):
                del weights[word]
    return found


def _shares(asked: AskedTerm) -> tuple[float, float]:
    if asked.is_soft:
        return 0.0, 0.3
    return (0.5, 0.5) if asked.is_inherited else (1.0, 1.0)


def _rarity(stretches: float, asked: AskedTerm, weights: dict[str, float], said: dict[str, int]) -> float:
    """How much it says that a stretch holds a term, judged by itself or, where it was never said, by its stand-ins."""
    times = min(float(said.get(asked.term) or sum(said.get(term, 0) for term in weights)), stretches)
    return min(math.log(1 + (stretches - times + 0.5) / (times + 0.5)), _RARITY_MAX)


def _spoken_in(session: Session, video_ids: Sequence[int], terms: Collection[str]) -> list[SpokenIn]:
    places = search.places(session, terms, video_ids)
    layouts = search.layouts(session, video_ids)
    themes = search.themes_of(session, video_ids)
    found = []
    for video_id in video_ids:
        occurrences = places.get(video_id, {})
        named = {term for term, one in occurrences.items() if one.names}
        named |= {token.term for theme in themes.get(video_id, ()) for token in tokenise(theme)}
        starts, length = layouts[video_id]
        positions = {term: one.positions for term, one in occurrences.items()}
        found.append(SpokenIn(video_id, starts, length, positions, frozenset(named)))
    return found


def _texts(session: Session, answers: Sequence[Answer]) -> dict[Answer, tuple[float, str]]:
    """When each stretch begins, in seconds, and what was said, word for word."""
    wanted = {(one.video_id, position) for one in answers for position in range(one.first, one.last + 1)}
    sentences = search.sentences(session, wanted)
    return {
        one: (
            sentences[one.video_id, one.first][0],
            " ".join(sentences[one.video_id, position][1] for position in range(one.first, one.last + 1)),
        )
        for one in answers
    }


def _weakened(answer: Answer) -> Answer:
    return replace(answer, coverage=answer.coverage * _WITHOUT_NUMBER, score=answer.score * _WITHOUT_NUMBER)


def _chosen(answers: Sequence[Answer], *, is_one_each: bool) -> list[Answer]:
    """The answers that are given: none where the best is too weak, and no further one that is much weaker."""
    best = max((answer.coverage for answer in answers), default=0.0)
    if best < ENOUGH:
        return []
    least = best * (_FURTHER_SERMON if is_one_each else _FURTHER)
    chosen: list[Answer] = []
    for answer in answers:
        is_there = is_one_each and any(other.video_id == answer.video_id for other in chosen)
        if answer.coverage >= least and not is_there and len(chosen) < QUOTATIONS_MAX:
            chosen.append(answer)
    return chosen


# Questions about a place in the Bible.


def _on_place(session: Session, reference: Reference, wanted: VideoFilter) -> list[Quotation]:
    """What was said where a place in the Bible was named, in the sermons that name just that first."""
    book, chapter, first, last = place_of(reference)
    place = PassageFilter(book, chapter, reference.verse_start, reference.verse_end)
    scores: dict[int, float] = {}
    for video_id, start, end in search.preached_verses(session, place, wanted, limit=_PREACHED_MAX):
        shared = min(last, end) - max(first, start) + 1
        scores[video_id] = max(scores.get(video_id, 0.0), shared / (max(last, end) - min(first, start) + 1))
    ordered = sorted(scores, key=lambda video_id: (-scores[video_id], -video_id))[:QUOTATIONS_MAX]
    bodies = search.report_bodies(session, ordered)
    times = {one: _times(bodies.get(one), (book, chapter, first, last)) for one in ordered}
    around = search.sentences_around(
        session, {(video_id, at) for video_id, several in times.items() for at in several}, before_s=_AROUND_S
    )
    rows = videos.find_many(session, ordered)
    found = []
    for number in range(QUOTATIONS_MAX):
        for video_id in ordered:
            if number < len(times[video_id]):
                quoted = _stretch_at(around.get(video_id, []), times[video_id][number])
                if quoted is not None:
                    found.append(Quotation(rows[video_id], int(quoted[0]), quoted[1], max(scores[video_id], ENOUGH)))
    seen: dict[tuple[int, int], Quotation] = {}
    for quotation in found:
        seen.setdefault((quotation.video.id, quotation.start), quotation)
    return list(seen.values())[:QUOTATIONS_MAX]


def _times(body: dict[str, Any] | None, place: tuple[str, int, int, int]) -> list[float]:
    return [at for at, _ in mentions_of(body, place)]


def _stretch_at(sentences: Sequence[tuple[float, str]], at: float) -> tuple[float, str] | None:
    index = bisect_right([start for start, _ in sentences], at + _ROUNDING_S) - 1
    if index < 0:
        return None
    starts, length = [], 0
    for _, text in sentences[index:]:
        starts.append(length)
        length += len(text.split())
    last = stretch_from(starts, length, 0)
    return sentences[index][0], " ".join(text for _, text in sentences[index : index + last + 1])
