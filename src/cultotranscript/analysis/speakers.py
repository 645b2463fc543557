"""Who preaches: from the title, from how others hand over and thank, and from what the preacher says of themselves.

Each place that may name the preacher is evidence, and the same person is often named more than once, fully in one place
("o pastor Ricardo Menezes, que vai trazer a palavra") and briefly in another ("usa a vida do pastor Ricardo"). Places
that name the same person are added up; the best supported name is given, unless another is nearly as well supported.
People who are greeted, prayed for, announced or quoted are not looked at: no name is better than a wrong one.
"""

import json
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from importlib import resources
from typing import Any

from cultotranscript.analysis.findings import Language, SermonSpan, Speaker
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sermon_span import handovers
from cultotranscript.analysis.service_phrases import (
    SpokenWords,
    fold_word,
    phrase_pattern,
    role_words,
    spoken_words,
)

_WORTH = {
    "title-role": 6.0,
    "title-known": 6.0,
    "title-name": 4.0,
    "handover": 5.0,
    "introduction": 5.0,
    "handover-before": 3.0,
    "prayer": 3.0,
    "named-last": 3.0,
    "thanks": 3.0,
    "thanks-for-something": 1.5,
}
_LEAST_WORTH = 3.0
_LEAD = 1.5
"""How much more worth than the next best name the best must have."""
_NEAR_WORDS = 260
"""How far in front of the sermon people hand over, and pray for the preacher."""
_OPENING_WORDS = 160
"""The preacher's first words, in which they say who they are."""
_THANKS_WORDS = 60
_SERMON_WORDS = frozenset("palavra mensagem pregacao sermao ministracao word message sermon preaching".split())
_LONGEST_NAME = 5
_REACH_WORDS = 20
"""How far from the words of a handover the name may be."""
_FULL_NAME_WORDS = 6
"""So many words farther away may a full name be than a first name, and still be taken."""
_LAST_WORDS, _WORDS_BEHIND = 16, 6
"""How near the sermon the last person named must be, and how much may be said behind the name."""
_CALLING = frozenset("favor venha vem vir fique fica vontade please come come's would will welcome".split())
_CALLING_BEFORE = frozenset("vem venha suba sobe demora delongas voces agora ado delay now here's stage".split())
"""What is said to somebody who is called, behind the name and in front of it."""
_BEHIND_NAME = _CALLING | frozenset(
    "por pode a amem aleluia gloria deus seja bem vindo vinda gente igreja palmas aqui na frente com senhor o sua seu "
    "on up you everybody everyone church amen to".split()
)
"""All that is said behind it. More tells of a person: "o irmão Pedro está viajando"."""
_NAME_GAP_S = 1.0
_LIKENESS = 0.84
"""How alike a name as recognised and a known speaker's must be."""
_CASED_SHARE = 0.03
_PART = re.compile(r"\s[-–—]+\s|[|/•·()\[\]{}–—#:;,\"“”]+")
_NO_SURNAME = re.compile(r".*(?:ou|ando|endo|indo|ava|amos|emos|imos|cao|coes|mente|ing|ed|'s|'re|'ll)|\d.*")
_ARTICLES = frozenset({"o", "a", "the"})
_TITLE_ROLES = frozenset("ev ap miss pb pe dc fr".split())
"""Abbreviations of roles that are other words where no point follows."""
_WEAK_ROLES = frozenset(
    "elder deacon minister doctor dr father brother sister speaker professor professora doutor doutora dra irmao irma "
    "padre frei apostle prophet".split()
)
"""Roles that lead to much else in titles ("Elder Board Meeting"): the name behind must be known as one, and full."""
_TITLE_LEAD = frozenset("com por by with preletor preletora speaker pregador pregadora preacher ministracao".split())

_MUSIC = frozenset("louvor adoracao musica worship music concert show acustico coral hinos praise songs".split())


@dataclass(frozen=True, slots=True)
class _Naming:
    """A place that names somebody; `word` is None in the title."""

    name: tuple[str, ...]
    word: int | None
    rule: str


def find_speaker(
    segments: Sequence[Segment],
    *,
    title: str,
    known_speakers: Sequence[str],
    span: SermonSpan,
    language: Language,
) -> Speaker | None:
    """Find who preaches.

    Args:
        segments: The recording, ordered by start; times in seconds.
        title: Of the video; may be empty.
        known_speakers: Names as they are to be written; a part of one, or one as it was misheard, is given in full.
        span: Where the sermon lies.
        language: What is spoken.

    Returns:
        None where nobody is named, or more than one with much the same right.
    """
    words = spoken_words(segments)
    namings = [*_in_title(title, known_speakers, language), *_in_speech(words, span, language)]
    people: list[list[_Naming]] = []
    for naming in sorted(namings, key=lambda one: -len(one.name)):
        home = next((person for person in people if _is_same(person[0].name, naming.name)), None)
        if home is None:
            people.append([naming])
        else:
            home.append(naming)
    if not people:
        return None
    ranked = sorted(people, key=_worth, reverse=True)
    best = ranked[0]
    if _worth(best) < _LEAST_WORTH or (len(ranked) > 1 and _worth(best) - _worth(ranked[1]) < _LEAD):
        return None
    name = _known(best[0].name, known_speakers) or " ".join(_cased(best[0].name))
    # The rule that is worth most is the reason; of two, the first that was said.
    reason = max(best, key=lambda one: (_WORTH[one.rule], -(one.word or 0)))
    if reason.word is None:
        return Speaker(name, None, None, reason.rule)
    return Speaker(name, words.segments[reason.word], words.starts[reason.word], reason.rule)


def _worth(person: Sequence[_Naming]) -> float:
    """What the places that name a person are worth together; each kind counts once."""
    return sum(_WORTH[rule] for rule in {one.rule for one in person})


def _is_same(full: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a name may be a part of the other, or a recogniser's spelling of it."""
    first, second = [fold_word(word) for word in full], [fold_word(word) for word in other]
    if first[0] == second[0] and set(second) <= set(first):
        return True
    if len(second) == 1 and second[0] == first[-1]:
        return True
    return len(second) > 1 and _likeness(" ".join(first), " ".join(second)) >= _LIKENESS


def _likeness(first: str, second: str) -> float:
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _known(name: Sequence[str], known_speakers: Sequence[str]) -> str | None:
    """The one known speaker whom a name means; None where there is none or more than one."""
    plain = [fold_word(word) for word in name]
    exact = [one for one in known_speakers if _folded(one) == plain]
    if exact:
        return exact[0]
    if len(plain) > 1:
        near = [one for one in known_speakers if _likeness(" ".join(_folded(one)), " ".join(plain)) >= _LIKENESS]
        near += [one for one in known_speakers if one not in near and _is_part(plain, _folded(one))]
    else:
        near = [one for one in known_speakers if _folded(one)[:1] == plain]
    return near[0] if len(near) == 1 else None


def _is_part(part: Sequence[str], whole: Sequence[str]) -> bool:
    return bool(whole) and part[0] == whole[0] and set(part) <= set(whole)


def _folded(name: str) -> list[str]:
    return [fold_word(word) for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", name)]


def _in_title(title: str, known_speakers: Sequence[str], language: Language) -> Iterator[_Naming]:
    """Whom the title names: with a role, as a known speaker, or as a part of its own."""
    names = _names()
    roles = role_words("pt") | role_words("en")
    bare = []
    for part in _PART.split(title):
        words = spoken_words([Segment(0.0, 1.0, part)])
        if not words.plain or names["title_bars"].intersection(words.plain):
            continue
        is_cased = _is_cased(words)
        serving: list[tuple[str, ...]] = []
        for place, word in enumerate(words.plain[:-1]):
            is_role = word in roles or (word in _TITLE_ROLES and words.marks[place].strip() == ".")
            found = _name_at(words, place + 1, is_cased=is_cased, has_role=word not in _WEAK_ROLES) if is_role else None
            if found is None or _is_barred(found, word) or (word in _WEAK_ROLES and len(found) == 1):
                continue
            serving.append(found)
            if _is_of_two(words, place + 1 + len(found)):
                serving.clear()
                break
        else:
            yield from (_Naming(found, None, "title-role") for found in serving)
        if serving:
            continue
        places = [0, *(place + 1 for place, word in enumerate(words.plain[:-1]) if word in _TITLE_LEAD)]
        for place in places:
            found = _name_at(words, place, is_cased=is_cased, has_role=False)
            if found is None or place + len(found) != len(words.plain) or _is_barred(found, ""):
                continue
            if _known(found, known_speakers):
                yield _Naming(found, None, "title-known")
            elif (
                len(found) > 1
                and not _is_title_about(words, found, place, language)
                and (place or fold_word(found[0]) not in names["not_names"])
            ):
                bare.append(found)
    # Two names as parts of a title are rarely one preacher.
    if len(bare) == 1:
        yield _Naming(bare[0], None, "title-name")


def _is_title_about(words: SpokenWords, name: Sequence[str], place: int, language: Language) -> bool:
    """Whether what looks like a name is something else: "Samuel Anoints David", "Noite de louvor com Ana Lima"."""
    if place and not _MUSIC.isdisjoint(words.plain):
        return True
    plain = [fold_word(word) for word in name[1:]]
    names = _names()
    return language == "en" and any(
        word.endswith("s") and word not in names["surnames"] | names["given"] for word in plain
    )


def _is_of_two(words: SpokenWords, behind: int) -> bool:
    """Whether a name goes on with another: "Pr. Josué e Miriam Lacerda" are two, and who preaches is not said."""
    return (
        behind + 1 < len(words.plain)
        and words.plain[behind] in ("e", "and")
        and words.plain[behind + 1] in _names()["given"] | role_words("pt") | role_words("en")
    )


def _in_speech(words: SpokenWords, span: SermonSpan, language: Language) -> Iterator[_Naming]:
    """Whom the words around the sermon name as the preacher."""
    count = len(words.plain)
    begin = next((place for place in range(count) if words.starts[place] >= span.start - 0.01), count)
    end = next((place for place in range(begin, count) if words.starts[place] >= span.end - 0.01), count)
    is_cased = _is_cased(words)
    low = max(begin - _NEAR_WORDS, 0)
    others = {
        place + more
        for group, reach in (("not_preacher", 4), ("introduction", 2), ("role_introduction", 2))
        for _, place in words.find(phrase_pattern(language, group))
        for more in range(reach)
    }
    called = [
        naming
        for first, behind in handovers(words, language)
        if low <= first and behind <= begin + 30
        for naming in _named_near(words, (first, behind), begin, language, others, is_cased=is_cased)
    ]
    for naming in called:
        # Who is called last preaches; others were called to pray or to sing.
        is_last = _is_same(naming.name, called[-1].name) or _is_same(called[-1].name, naming.name)
        yield naming if is_last else replace(naming, rule="handover-before")
    needs = [first for first, _ in words.find(phrase_pattern(language, "in_need"))]
    for first, behind in words.find(phrase_pattern(language, "prayer_for_preacher")):
        if begin - 120 <= first < begin and not any(first - 12 < need < behind + 18 for need in needs):
            yield from _first_with_role(words, first, min(behind + 6, begin), language, "prayer", is_cased=is_cased)
    if not called:
        yield from _named_last(words, begin, language, is_cased=is_cased)
    for group in ("introduction", "role_introduction"):
        for _, behind in words.find(phrase_pattern(language, group)):
            if begin <= behind < begin + _OPENING_WORDS:
                place = behind
                while place < count and words.plain[place] in role_words(language) | _ARTICLES:
                    place += 1
                # "Eu sou" and "I'm" go on with anything; behind a role or "meu nome é" a name comes.
                is_expected = group == "introduction" or words.plain[place - 1] in role_words(language)
                found = _name_at(words, place, is_cased=is_cased, has_role=is_expected)
                if found and len(found) == 1 and words.plain[place : place + 1] == words.plain[place + 1 : place + 2]:
                    # "Meu nome é Ana, Ana Lima."
                    found = _name_at(words, place + 1, is_cased=is_cased, has_role=is_expected)
                if found and not _is_barred(found, ""):
                    yield _Naming(found, place, "introduction")
    for first, behind in words.find(phrase_pattern(language, "thanks")):
        if end - 5 <= first < end + _THANKS_WORDS:
            is_for_sermon = not _SERMON_WORDS.isdisjoint(words.plain[max(first - 6, 0) : behind + 14])
            rule = "thanks" if is_for_sermon else "thanks-for-something"
            yield from _first_with_role(words, first, min(behind + 4, count), language, rule, is_cased=is_cased)


def _named_last(words: SpokenWords, begin: int, language: Language, *, is_cased: bool) -> Iterator[_Naming]:
    """The last person that is named before the sermon: "Vem, pastor João." Not one who is greeted or did something."""
    low = max(begin - _LAST_WORDS, 0)
    groups = ("not_preacher", "in_need", "not_handover", "thanks", "not_called")
    if any(low <= first < begin for group in groups for first, _ in words.find(phrase_pattern(language, group))):
        return
    for place in range(begin - 2, low, -1):
        if words.plain[place] in role_words(language):
            found = _name_at(words, place + 1, is_cased=is_cased, has_role=True)
            behind = place + 1 + len(found or ())
            in_front = words.plain[max(place - 2, 0) : place]
            is_vocative = bool(words.marks[place - 1].strip()) or not _CALLING_BEFORE.isdisjoint(in_front)
            is_near = begin - behind <= _WORDS_BEHIND and _BEHIND_NAME.issuperset(words.plain[behind:begin])
            is_called = is_vocative or not _CALLING.isdisjoint(words.plain[behind:begin])
            if found and is_near and is_called and not _is_barred(found, words.plain[place]):
                yield _Naming(found, place, "named-last")
            return


def _named_near(
    words: SpokenWords,
    handover: tuple[int, int],
    begin: int,
    language: Language,
    others: Set[int],
    *,
    is_cased: bool,
) -> Iterator[_Naming]:
    """The name in a handover, or the nearest to it: "o pastor João, que vai pregar", "para pregar, o pastor João"."""
    first, behind = handover
    roles = role_words(language)
    # Whom the preacher greets in their first words has not been called.
    limit = min(behind + _REACH_WORDS, begin) if behind <= begin else behind
    nearest: tuple[int, _Naming] | None = None
    for place in range(max(first - _REACH_WORDS, 0), limit - 1):
        word = words.plain[place]
        if word in roles:
            # "eu, pastor Júlio, convido": who speaks is not who is called.
            is_self = place > 0 and words.plain[place - 1] in ("eu", "i'm", "i")
            found = None if is_self else _name_at(words, place + 1, is_cased=is_cased, has_role=True)
        elif place == behind + (words.plain[behind] in _ARTICLES):
            # "Please welcome…" is followed by a name, known as one or not.
            found = _name_at(words, place, is_cased=is_cased, has_role=True)
            found = found if found and len(found) > 1 else None
        elif word in _names()["given"] and place not in others:
            found = _name_at(words, place, is_cased=is_cased, has_role=False)
            is_sure = is_cased or place >= first or _ends_at(words, place + len(found or ()))
            found = found if found and len(found) > 1 and is_sure else None
        else:
            continue
        if not found or _is_barred(found, word):
            continue
        in_front = first - (place + len(found))
        distance = in_front if place < first else max(place - behind + 1, 0)
        # "Pastor Deb, it's all yours. Pastor Deborah Finch, everybody": the full name is the better one.
        distance += _FULL_NAME_WORDS if len(found) == 1 else 0
        if nearest is None or distance < nearest[0]:
            nearest = (distance, _Naming(found, place, "handover"))
    if nearest is not None:
        yield nearest[1]


def _first_with_role(
    words: SpokenWords, first: int, limit: int, language: Language, rule: str, *, is_cased: bool
) -> Iterator[_Naming]:
    for place in range(first, limit):
        if words.plain[place] in role_words(language):
            found = _name_at(words, place + 1, is_cased=is_cased, has_role=True)
            if found and not _is_barred(found, words.plain[place]):
                yield _Naming(found, place, rule)
                return


def _name_at(words: SpokenWords, place: int, *, is_cased: bool, has_role: bool) -> tuple[str, ...] | None:
    """The name that begins with a word, None where none does.

    With capitals a name is as long as they go on. Without, a first name is one that is known as such, and what follows
    is a surname while it looks like one.
    """
    found: list[str] = []
    first = words.plain[place] if place < len(words.plain) else ""
    if first in role_words("pt") | role_words("en") and first not in _names()["given"]:
        return None  # "The Reverend Doctor Brooks": the name is behind the second.
    for at in range(place, min(place + _LONGEST_NAME, len(words.plain))):
        if words.plain[at] in _names()["particles"] and found:
            goes_on = _leads_on(words, at, is_cased=is_cased)
        else:
            goes_on = _is_part_of_name(words, at, found, is_cased=is_cased, has_role=has_role)
        if not goes_on:
            break
        if _is_short_for_is(words, at):
            # "Pastor Shay Morrison's got a word for us."
            found.append(words.written[at][:-2])
            break
        found.append(words.written[at])
        mark = words.marks[at].strip()
        is_initial = len(words.plain[at]) == 1
        if (mark and not (mark == "." and is_initial)) or words.gap_before_s(at + 1) > _NAME_GAP_S:
            break
    if not found or found[-1].lower().endswith(("'s", "’s")) or found[0].lower().endswith(("'s", "’s")):
        return None
    is_whole = has_role and len(found) > 1 and len(found[-1]) > 1
    return tuple(found) if is_whole or fold_word(found[0]) in _names()["given"] else None


def _is_short_for_is(words: SpokenWords, at: int) -> bool:
    return words.plain[at].endswith("'s") and words.plain[at + 1 : at + 2] in [
        ["got"],
        ["going"],
        ["gonna"],
        ["coming"],
    ]


def _leads_on(words: SpokenWords, at: int, *, is_cased: bool) -> bool:
    """Whether "da", "von" or "e" stands within a name; "Marcos e Lia" are two."""
    names = _names()
    if at + 1 == len(words.plain) or words.marks[at].strip():
        return False
    following = words.plain[at + 1]
    if following in role_words("pt") | role_words("en"):
        return False
    if words.plain[at] == "e" and (following in names["given"] or following in names["not_names"]):
        return False
    return following in names["surnames"] or (
        is_cased and words.plain[at] != "e" and words.written[at + 1][0].isupper()
    )


def _is_part_of_name(words: SpokenWords, at: int, found: Sequence[str], *, is_cased: bool, has_role: bool) -> bool:
    names = _names()
    word = words.plain[at][:-2] if _is_short_for_is(words, at) else words.plain[at]
    if len(word) > 1 and word in map(fold_word, found):
        return False
    if any(one.isdigit() for one in word) or (is_cased and not words.written[at][0].isupper()):
        return False
    if len(word) == 1 and words.marks[at].strip() == ".":
        return has_role or bool(found)
    if word in names["not_names"]:
        return _is_name_too(words, at, found, is_cased=is_cased, has_role=has_role)
    if is_cased or word in names["given"] or word in names["surnames"]:
        return True
    # Of words without capitals that are in no list, one behind a first name may be a name, and two behind a role.
    if len(word) <= 3 or _NO_SURNAME.fullmatch(word):
        return False
    is_first_known = bool(found) and fold_word(found[0]) in names["given"]
    return not found or (len(found) == 1 and (is_first_known or (has_role and _ends_at(words, at + 1))))


def _ends_at(words: SpokenWords, at: int) -> bool:
    """Whether no name can go on with a word: a common word, or nothing, follows."""
    return at >= len(words.plain) or words.plain[at] in _names()["not_names"] or bool(words.marks[at - 1].strip())


def _is_name_too(words: SpokenWords, at: int, found: Sequence[str], *, is_cased: bool, has_role: bool) -> bool:
    """Whether a common word is a name here: "pastora Graça Lima", "Ricardo Lobo"."""
    word = words.plain[at]
    if found:
        return word in _names()["surnames"]
    following = words.plain[at + 1] if at + 1 < len(words.plain) and not words.marks[at].strip() else ""
    is_followed = bool(following) and following not in _names()["not_names"]
    return word in _names()["given"] and (is_cased or (has_role and is_followed))


def _is_cased(words: SpokenWords) -> bool:
    """Whether capitals say something: some words have one, and not all letters are."""
    capitals = sum(word[0].isupper() for word in words.written)
    shouted = sum(word.isupper() and len(word) > 2 for word in words.written)
    return capitals >= _CASED_SHARE * len(words.written) and shouted <= len(words.written) / 3 and capitals > 0


def _is_barred(name: Sequence[str], role: str) -> bool:
    """Whether a name is of somebody who is spoken of: "apóstolo Paulo", "João Batista", "pastor Charles Spurgeon"."""
    plain = " ".join(fold_word(word) for word in name)
    is_person_of_the_bible = role in ("", "apostolo", "apostle", "profeta", "prophet", "evangelista", "santo", "saint")
    return plain in _names()["quoted_or_biblical"] and (len(name) > 1 or is_person_of_the_bible)


def _cased(name: Sequence[str]) -> list[str]:
    """A name as it is written: "josé carlos DA SILVA" is José Carlos da Silva, "t d jones" T. D. Jones."""
    cased = []
    for word in name:
        if fold_word(word) in _names()["particles"]:
            cased.append(word.lower())
        elif len(word) == 1:
            cased.append(word.upper() + ".")
        elif word.isupper() or word.islower():
            cased.append(_capital(word.lower()))
        else:
            cased.append(word)
    return cased


def _capital(word: str) -> str:
    if word.startswith("mc") and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    return re.sub(r"(?:^|(?<=['’]))\w(?=\w\w|\w?$)", lambda match: match[0].upper(), word)


@cache
def _names() -> dict[str, frozenset[str]]:
    source = resources.files("cultotranscript.analysis") / "data" / "person_names.json"
    data: dict[str, Any] = json.loads(source.read_text("utf-8"))
    return {
        group: frozenset(" ".join(lines).split(", ") if group == "quoted_or_biblical" else " ".join(lines).split())
        for group, lines in data.items()
        if isinstance(lines, list)
    }
