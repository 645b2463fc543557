"""Where the sermon lies in the recording of a service.

Most of what is said at length in a service is the sermon, so each word counts for it; words near what is said in
notices, songs, giving and dismissal count against it, and so does silence, which is left where music was. The sermon
is the stretch with the highest sum. Its borders are looked for where sermons begin and end: a beginning that was handed
over to, that greets or that follows a song is worth many words, and so is an end with "amém" that notices follow.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from cultotranscript.analysis.findings import Language, SermonSpan
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.service_phrases import SpokenWords, phrase_pattern, role_words, spoken_words

SHORTEST_SERVICE_S = 300.0
"""A shorter recording is taken whole."""

_AGAINST = {
    "notices": (2.0, 18),
    "giving": (2.5, 25),
    "children": (2.5, 15),
    "singing": (2.0, 12),
    "host": (2.0, 15),
    "dismissal": (3.0, 20),
    "communion": (2.0, 35),
    "liturgy": (3.0, 30),
    "intercession": (1.5, 15),
}
"""By group of phrases: how much each word nearby counts against the sermon, and how many words are near."""
_MAY_BE_TOPIC = frozenset({"giving", "children", "singing", "communion", "intercession", "liturgy"})
_TOPIC_GAP_WORDS, _TOPIC_WORDS, _TOPIC_HITS = 160, 150, 4
"""So many words may lie between two mentions of a topic; it is one when it goes on for so long, so often named."""
_COMPANY_WORDS = 50
_COMPANY = (0.35, 0.7, 1.0)
"""What a phrase counts with none, one and more of the other phrases of services within so many words."""
_FOR = (0.25, 10)
_LOWEST, _HIGHEST = -2.0, 2.0
_PAUSE_S = 2.5
_SILENCE_S = 8.0
_LONGEST_SILENCE_S = 180.0
_WORDS_PER_SILENT_SECOND = 1.0
_SONG_WORDS = 90
"""An island of speech between long silences that is shorter is a song or a call between songs."""
_SONG_GAP_S = 20.0
_SUNG_WORDS, _SUNG_REACH, _SUNG = 6, 150, -1.0
"""So many words in the same order, twice within so many, are sung, and count so much."""
_AMEN = frozenset({"amem", "amen"})
_GREETING_S, _GREETING_WORTH = 30.0, 60.0
_PRAYER_WORDS = 260
_SHORTEST_SHARE = 0.15
_MOST_AMENS = 10
_LONGEST_PHRASE = 40
"""No phrase has more words."""


_HANDOVER, _LONE_HANDOVER = 900.0, 120.0
"""What a handover is worth in words, and one in whose neighbourhood nothing else is of a service."""
_SERVICE_WORDS, _WALK_WORDS = 150, 40
_Hits = Mapping[str, Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class _Signs:
    """Where greetings, prayers for a preacher, "amém" and songs are, each in order."""

    greetings: Sequence[int]
    prayers: Sequence[int]
    amens: Sequence[int]
    songs: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Border:
    word: int
    worth: float
    rule: str


def find_sermon_span(segments: Sequence[Segment], language: Language) -> SermonSpan:
    """Find the sermon: from the preacher's own beginning to the end of their closing prayer.

    Args:
        segments: The recording, cleaned and ordered by start; times in seconds.
        language: What is spoken.

    Returns:
        The whole recording where it is short or nothing shows a border. `rule` tells what marked the beginning and the
        end, as "handover to closing-prayer".
    """
    if not segments:
        return SermonSpan(0.0, 0.0, 0, 0, "whole")
    words = spoken_words(segments)
    whole = SermonSpan(segments[0].start, segments[-1].end, 0, len(segments) - 1, "whole")
    if not words.plain or segments[-1].end - segments[0].start < SHORTEST_SERVICE_S:
        return whole
    hits = _service_hits(words, language)
    values = _values(words, language, hits)
    sums = [0.0, *accumulate(values)]
    beginnings = _beginnings(words, language, hits)
    begin, end = _best(beginnings, _ends(words, language, values), sums)
    begin = _greeting_before(words, begin, beginnings)
    if end.word - begin.word < _SHORTEST_SHARE * len(words.plain):
        return whole
    last = end.word - 1
    return SermonSpan(
        words.starts[begin.word] if begin.word else segments[0].start,
        words.ends[last] if end.word < len(words.plain) else segments[-1].end,
        words.segments[begin.word],
        words.segments[last],
        f"{begin.rule} to {end.rule}",
    )


def _best(beginnings: Sequence[_Border], ends: Sequence[_Border], sums: Sequence[float]) -> tuple[_Border, _Border]:
    """The pair with the most worth between and at its borders."""
    best = (float("-inf"), beginnings[0], ends[-1])
    # The best beginning for each end is the best of those in front of it.
    ahead = sorted(beginnings, key=lambda border: border.word)
    position = 0
    leading: _Border | None = None
    for end in sorted(ends, key=lambda border: border.word):
        while position < len(ahead) and ahead[position].word < end.word:
            one = ahead[position]
            if leading is None or one.worth - sums[one.word] >= leading.worth - sums[leading.word]:
                leading = one
            position += 1
        if leading is not None:
            score = sums[end.word] - sums[leading.word] + leading.worth + end.worth
            if score >= best[0]:
                best = (score, leading, end)
    return best[1], best[2]


def _greeting_before(words: SpokenWords, begin: _Border, beginnings: Sequence[_Border]) -> _Border:
    """The greeting soon before the first passage or theme is the preacher's too, though notices stand beside it."""
    if begin.rule not in ("reading", "transition"):
        return begin
    near = [
        one
        for one in beginnings
        if one.word < begin.word
        and words.starts[begin.word] - words.starts[one.word] <= _GREETING_S
        and one.worth >= _GREETING_WORTH
        and one.rule in ("greeting", "named", "handover", "prayer")
    ]
    return max(near, key=lambda one: one.worth, default=begin)


def _service_hits(words: SpokenWords, language: Language) -> _Hits:
    """Where what is said belongs to a service and not to a sermon, by group of phrases."""
    hits = {group: words.find(phrase_pattern(language, group)) for group in _AGAINST}
    for group in _MAY_BE_TOPIC:
        hits[group] = _without_topic(hits[group], len(words.plain))
    return hits


def _values(words: SpokenWords, language: Language, hits: _Hits) -> list[float]:
    """What each word counts for the sermon; below 0 it counts against it."""
    count = len(words.plain)
    values = [0.6] * count
    weight, radius = _FOR
    for first, behind in words.find(phrase_pattern(language, "sermon")):
        for place in range(max(first - radius, 0), min(behind + radius, count)):
            values[place] = min(values[place] + weight, _HIGHEST)
    shores = [
        0,
        *(
            place
            for place in range(1, count)
            if words.gap_before_s(place) >= _SILENCE_S
            or (words.plain[place - 1] in _AMEN and words.plain[place] not in _AMEN)
        ),
        count,
    ]
    places = sorted(first for found in hits.values() for first, _ in found)
    for group, (weight, radius) in _AGAINST.items():
        for first, behind in hits[group]:
            # One word of notices in the middle of a story is none; notices come together.
            company = bisect_right(places, first + _COMPANY_WORDS) - bisect_left(places, first - _COMPANY_WORDS) - 1
            counted = weight * _COMPANY[min(company, len(_COMPANY) - 1)]
            # What follows an "amém" or a silence says nothing about what stood in front of it.
            low = max(first - radius, shores[bisect_right(shores, first) - 1])
            high = min(behind + radius, shores[bisect_left(shores, behind)])
            for place in range(low, high):
                values[place] -= counted
    values = [max(value, _LOWEST) for value in values]
    for place in _sung(words):
        values[place] = min(values[place], _SUNG)
    for first, behind in _songs(words):
        values[first:behind] = [_LOWEST / 2] * (behind - first)
    for place in range(1, count):
        gap_s = words.gap_before_s(place)
        if gap_s >= _SILENCE_S:
            values[place] -= min(gap_s, _LONGEST_SILENCE_S) * _WORDS_PER_SILENT_SECOND
    return values


def _without_topic(hits: Sequence[tuple[int, int]], count: int) -> list[tuple[int, int]]:
    """Leave out what is spoken of for long in the middle of a recording: a sermon on giving is no collection."""
    kept: list[tuple[int, int]] = []
    chain: list[tuple[int, int]] = []
    for hit in [*hits, None]:
        if hit is not None and (not chain or hit[0] - chain[-1][1] <= _TOPIC_GAP_WORDS):
            chain.append(hit)
            continue
        if chain:
            first, behind = chain[0][0], chain[-1][1]
            is_central = 0.2 <= (first + behind) / 2 / count <= 0.9
            if not (behind - first >= _TOPIC_WORDS and len(chain) >= _TOPIC_HITS and is_central):
                kept += chain
        chain = [hit] if hit is not None else []
    return kept


def _sung(words: SpokenWords) -> Iterator[int]:
    """The words that come again soon in the same order, as in the lines of a song; sermons hardly do that."""
    last: dict[tuple[str, ...], int] = {}
    for place in range(len(words.plain) - _SUNG_WORDS + 1):
        line = tuple(words.plain[place : place + _SUNG_WORDS])
        if place - last.get(line, -_SUNG_REACH) < _SUNG_REACH:
            yield from range(last[line], last[line] + _SUNG_WORDS)
            yield from range(place, place + _SUNG_WORDS)
        last[line] = place


def _songs(words: SpokenWords) -> list[tuple[int, int]]:
    """Short islands of speech that silence parts from the rest."""
    count = len(words.plain)
    shores = [0, *(place for place in range(1, count) if words.gap_before_s(place) >= _SONG_GAP_S), count]
    return [(first, behind) for first, behind in pairwise(shores) if behind - first < _SONG_WORDS and len(shores) > 2]


def _beginnings(words: SpokenWords, language: Language, hits: _Hits) -> list[_Border]:
    """Where a sermon may begin, and how many words each such place is worth."""
    worth: dict[int, tuple[float, str]] = {0: (60.0, "start")}
    roles = role_words(language)

    def add(place: int, value: float, rule: str) -> None:
        if 0 <= place < len(words.plain):
            before, known = worth.get(place, (0.0, rule))
            worth[place] = (before + value, known if before > value else rule)

    for place in range(1, len(words.plain)):
        gap_s = words.gap_before_s(place)
        if gap_s >= 4.0:
            add(place, min(20 + gap_s, 80.0), "silence")
        # Somebody is named, and then people clap or a person walks to the front.
        if gap_s >= 3.0 and not roles.isdisjoint(words.plain[max(place - 6, 0) : place]):
            add(place, 100.0, "named")
    greetings = _starts(words, language, "greeting")
    for group, value in (("greeting", 60.0), ("transition", 50.0), ("reading", 40.0)):
        for place in _starts(words, language, group):
            add(_sentence_start(words, place), value, group)
    for _, behind in words.find(phrase_pattern(language, "reading_end")):
        add(behind, 80.0, "reading-end")
    notices = sorted(first for found in hits.values() for first, _ in found)
    signs = _Signs(
        greetings,
        _starts(words, language, "prayer_for_preacher"),
        _starts(words, language, "prayer_end"),
        _songs(words),
    )
    for first, behind in handovers(words, language):
        place, rule = _after_handover(words, first, behind, signs)
        is_in_service = _is_in_service(words, first, behind, notices)
        add(place, _HANDOVER if is_in_service else _LONE_HANDOVER, rule)
    return [_Border(place, value, rule) for place, (value, rule) in worth.items()]


def _is_in_service(words: SpokenWords, first: int, behind: int, notices: Sequence[int]) -> bool:
    """Whether a handover has a service around it; preachers tell how they were once asked to preach."""
    low = max(first - _SERVICE_WORDS, 0)
    if low == 0 or bisect_left(notices, first) - bisect_left(notices, low) > 1:
        return True
    high = min(behind + _WALK_WORDS, len(words.plain))
    return any(words.gap_before_s(place) >= 4.0 for place in range(low, high))


def handovers(words: SpokenWords, language: Language) -> list[tuple[int, int]]:
    """Where somebody is asked to preach now: first word, and the word behind the last."""
    others = words.find(phrase_pattern(language, "not_handover"))
    kept = []
    for first, behind in words.find(phrase_pattern(language, "handover")):
        near = others[bisect_left(others, (first - 8 - _LONGEST_PHRASE,)) : bisect_left(others, (behind + 6,))]
        if not any(first - 8 < stop for _, stop in near):
            kept.append((first, behind))
    return kept


def _after_handover(words: SpokenWords, first: int, behind: int, signs: _Signs) -> tuple[int, str]:
    """Where the preacher begins: behind the prayer for them, behind a silence, with the greeting, or at once."""
    count = len(words.plain)
    limit = min(behind + 60, count)
    if _next(signs.prayers, first, behind + 60) is not None:
        amen = _next(signs.amens, behind, min(behind + _PRAYER_WORDS, count - 1))
        if amen is not None:
            return amen + 1, "prayer"
    silent = next((place for place in range(behind, limit) if words.gap_before_s(place) >= _PAUSE_S), None)
    if silent is not None:
        # "Depois do louvor, o pastor vem trazer a palavra": what is sung first is no sermon.
        number = bisect_left(signs.songs, (silent,)) if words.gap_before_s(silent) >= _SONG_GAP_S else len(signs.songs)
        while number < len(signs.songs) and signs.songs[number][0] == silent and signs.songs[number][1] < count:
            silent = signs.songs[number][1]
            number += 1
        return silent, "handover"
    greeting = _next(signs.greetings, behind, limit)
    if greeting is not None:
        return _sentence_start(words, greeting), "handover"
    place = behind
    while place < limit and not words.ends_sentence(place - 1):
        place += 1
    return (place if place < limit else behind), "handover"


def _next(places: Sequence[int], low: int, high: int) -> int | None:
    """The first of some ordered places from `low` on and below `high`."""
    number = bisect_left(places, low)
    return places[number] if number < len(places) and places[number] < high else None


def _sentence_start(words: SpokenWords, place: int) -> int:
    """The beginning of the sentence of a word, where marks or a silence show it nearby; else the word."""
    for back in range(12):
        one = place - back
        if one <= 0:
            return 0
        if words.ends_sentence(one - 1) or words.gap_before_s(one) >= 1.0:
            return one
    return place


def _starts(words: SpokenWords, language: Language, group: str) -> list[int]:
    return [first for first, _ in words.find(phrase_pattern(language, group))]


def _ends(words: SpokenWords, language: Language, values: Sequence[float]) -> list[_Border]:
    """Where a sermon may end (the word behind it), and how many words each such place is worth."""
    count = len(words.plain)
    worth: dict[int, tuple[float, str]] = {count: (0.0, "end")}

    def add(place: int, value: float, rule: str) -> None:
        if 0 < place <= count:
            before, known = worth.get(place, (0.0, rule))
            worth[place] = (before + value, known if before > value else rule)

    silences = []
    for place in range(1, count):
        gap_s = words.gap_before_s(place)
        if gap_s >= 4.0:
            add(place, min(10 + gap_s, 60.0), "silence")
        if gap_s >= _SONG_GAP_S:
            silences.append(place)
    amens = _starts(words, language, "prayer_end")
    prayers = _starts(words, language, "closing_prayer")
    for number, place in enumerate(amens):
        end = place + 1
        # "Amém. E amém." is one end.
        for other in amens[number + 1 : number + 1 + _MOST_AMENS]:
            if other > end + 1 or words.gap_before_s(other) >= 4.0:
                break
            end = other + 1
        # Music parts a prayer from the "amém" of the blessing behind it.
        low = max(
            [
                place - _PRAYER_WORDS + 1,
                *silences[max(bisect_right(silences, place) - 1, 0) : bisect_right(silences, place)],
            ]
        )
        is_prayed = _next(prayers, low, place) is not None
        add(end, 120.0 if is_prayed else 40.0, "closing-prayer" if is_prayed else "amen")
    for group in ("singing", "notices", "giving", "dismissal", "host", "communion", "liturgy"):
        for place in _starts(words, language, group):
            add(_sentence_start(words, place), 15.0, group)
    return [_Border(place, value, rule) for place, (value, rule) in worth.items()]
