"""What a sermon quotes, and from whom: Scripture read aloud, people, hymns. Always in the words that were said.

A quotation is told by how it is led in: somebody, and a verb of saying, in either order ("minha avó dizia", "como disse
C. S. Lewis"), or somebody and a colon. Whoever is part of the Bible's own story is not quoted but told of, and so are
the preacher and the hearers. Where the text has marks, the quotation goes from the colon, comma or quotation mark to
the end of its sentence or mark; where it has none, to where the speech pauses, repeats itself or comes back to the
hearers.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from cultotranscript.analysis.findings import Citation, Language
from cultotranscript.analysis.passage_tokens import fold_text
from cultotranscript.analysis.readings import Reading, is_punctuated, without_dangling
from cultotranscript.analysis.sentences import Sentence
from cultotranscript.analysis.wording import reference_text, shortened

MIN_WORDS, MAX_WORDS = 4, 70
MAX_UNMARKED_WORDS = 28
MIN_READ_WORDS = 5
_PAUSE_S = 0.6
_ENOUGH_WORDS = 12
"""A quotation of so many words without marks may end where the sentence was cut."""
_BACK_CHARACTERS = 110
"""How far before the verb the one who says it may stand, in the same sentence where sentences have marks."""
_ANTECEDENT_CHARACTERS = 420
"""How far before "he said" the one who is meant may stand."""
_CONTEXT_WORDS = 40

_VERBS = (
    r"(?:costumava (?:dizer|falar|repetir)|gosta(?:va)? de (?:dizer|falar|repetir)|vivia (?:dizendo|repetindo)|"
    r"dizia|disse|falava|falou|diz|escreveu|escrevia|escreve|afirmou|afirmava|afirma|respondeu|ensinou|ensinava|"
    r"repetia|declarou|sussurrou|comentou|definiu|resumiu|cantava|cantou|pregou|orava|observou|perguntou|"
    r"used to (?:say|tell me|tell us)|like[ds]? to say|(?:would|'d) (?:always )?(?:say|tell me|tell "
    r"us)|said|says|wrote|"
    r"writes|put it(?: this way| like this)?|puts it|whispered|told (?:me|us|him|her)|tells (?:me|us)|replied|answered|"
    r"observed|remarked|prayed|preached|asked(?: me)?|warned)"
)
_VERB = re.compile(rf"(?<![\w'])(?P<verb>{_VERBS})\b|(?<=\w)(?P<short>'d (?:always )?(?:say|tell me|tell us))\b")
_HABIT = re.compile(r"costumava|gosta|vivia|dizia|falava|escrev|ensinava|repetia|used to|like|would|'d |wrote|put")
_ABOUT = re.compile(r"[\s,]*(?:sobre|com|de|da|do|dele|dela|isso|aquilo|tudo|nada|about|of|to|it|so|nothing)\b")
_KIN = (
    r"(?:bis)?(?:avo|vo|vozinha|vozinho|pai|mae|esposa|marido|tio|tia|sogra|sogro|irmao|irma|professora?|pastora?|"
    r"amig[oa]|filh[oa]|net[oa]|vizinh[oa]|chefe|medic[oa]|mentor|discipulador|lider|colega|prim[oa]|cunhad[oa]|patrao|"
    r"treinador|barbeiro|seminario)"
)
_PERSON = re.compile(
    rf"\b(?:(?:minha|meu|nossa|nosso) (?:querid[oa] |saudos[oa] |velh[oa] |antig[oa] )?{_KIN}(?: [a-z]+ (?=dizia))?|"
    rf"(?:um|uma) (?:velh[oa] |grande |querid[oa] |antig[oa] |famos[oa] )?(?:amig[oa]|pastora?|pregador|missionari[oa]|"
    rf"irmao|irma|professora?|escritora?|poeta|filosof[oa]|teolog[oa]|pensador|autor|cientista|colega|vizinh[oa]|"
    rf"medic[oa]|senhora|casal)(?: (?:meu|minha|nosso|nossa))?|alguem|"
    rf"(?:um |o )?(?:velho |antigo )?(?:ditado|proverbio)(?: (?:popular|chines|africano|judaico))?|"
    rf"(?:dona|seu|tia|tio|vo) [a-z]{{3,}}|(?:o )?pastor [a-z]{{3,}}|"
    rf"my (?:great[- ])?(?:old |dear |late |good |best )?(?:grand(?:mother|father|ma|pa|dad|mom)|"
    rf"mother(?:-in-law)?|mom|"
    rf"mama|father(?:-in-law)?|dad|daddy|wife|husband|uncle|aunt|son|daughter|brother|sister|friend|pastor|teacher|"
    rf"professor|coach|boss|neighbor|doctor|mentor|roommate|seminary professor)|"
    rf"(?:a|an|one) (?:old |dear |wise |good |great |famous |retired )?(?:friend(?: of mine)?|coach|"
    rf"mentor|pastor|preacher|missionary|"
    rf"professor|teacher|writer|poet|philosopher|theologian|author|scientist|colleague|neighbor|doctor|nurse|"
    rf"church member|boy named [a-z]+|girl named [a-z]+|man named [a-z]+|woman named [a-z]+)|"
    rf"someone|somebody|miss [a-z]+|(?:the|an) old (?:saying|proverb))\b"
)
_VOCATIVES = re.compile(r"meu (?:irmao|filho)|minha (?:irma|filha)|meu amigo|minha amiga|my (?:friend|brother|sister)")
_NOT_SOMEBODY = re.compile(r"\b(?:eu|nos|voce|voces|a gente|eles|elas|i|we|you|they|it|que|what|isso|this|that)$")
_PRONOUN = re.compile(r"\b(?:ele|ela|he|she)(?: (?:sempre|ja|tambem|nunca|so|also|always|once|just))?(?: (?:me|nos))?$")
_TO_ME = re.compile(
    r"\b(?:me|nos)$|^(?:pra mim|para mim|a mim|to me)\b|told (?:me|us)|turned to me and$|vir\w+ pra mim e$"
)
_BETWEEN = re.compile(
    r"^(?:\s*(?:uma vez|certa vez|um dia|ha muitos anos|once|one day|years ago|in one of his \w+|num dos seus \w+|"
    r"em (?:seu|um) livro|in his book[^,:]{0,40}|pra mim|para mim|to me|assim|o seguinte|"
    r"(?:uma|essa|esta|aquela) (?:coisa|frase)(?: (?:linda|forte|simples))?(?: que (?:eu )?(?:nunca (?:mais )?)?"
    r"(?:me )?\w+)?|something(?: (?:that )?i (?:have )?(?:never|always) \w+)?|this|these words))*"
)
_HYMN = re.compile(
    r"\b(?:hino|cancao|cantico|louvor|corinho|hymn|song|chorus)\b(?P<name>[^.!?]{0,60}?)"
    r"(?::|\b(?:que diz(?:ia)?|diz(?:ia)?|says?|said|goes|puts it|that says|assim)\b)|"
    r"\b(?:como|as|a gente|we|nos) (?:diz(?:ia)?|diz a letra|canta(?:mos)?|sing|sang|says?|said|the)\b[^.!?:]{0,25}"
    r"\b(?:hino|cancao|cantico|louvor|corinho|hymn|song|chorus)\b"
    r"(?: (?:antig[oa]|velh[oa]|lind[oa]|conhecid[oa]|says|goes))?(?:[^.!?:,]{0,40}[:,])?"
)
_HYMN_NAMED = re.compile(
    r"(?:(?:aquele|aquela|esse|essa|o|a|um|uma|the|that|an?) )?"
    r"(?:(?:velh[oa]|antig[oa]|lind[oa]|old|great|beautiful) )?"
    r"(?:hino|cancao|cantico|louvor|corinho|hymn|song|chorus)\b"
    r"(?:(?! ?(?:,? ?que diz\w*|diz\w*|,? ?that says|says?|said|goes|puts it|assim)\b)[^:])*"
)
_WORDS_OF = re.compile(
    r"\b(?:nas palavras d[eoa]|in the words of|segundo|como bem lembra|as|a frase d[eoa]|a oracao d[eoa])\s*$"
)
_RETURN = re.compile(
    r"\b(?:e (?:ela|ele) tinha razao|(?:and )?(?:he|she) was right|e eu (?:nunca|fiquei|fico|achei)|e "
    r"isso (?:ficou|mudou|"
    r"marcou)|e essa frase|irmaos|igreja|meu irmao|minha irma|amem|olha so|pensa nisso|guarda isso|"
    r"and i (?:have|never|thought)|"
    r"think about that|church|amen|isn't that|que frase|que verdade)\b"
)
_LEADING_VOCATIVE = re.compile(
    r"^(?:pastor|pastora|meu filho|minha filha|meu irmao|minha irma|filho|filha|irmao|son|honey|pastor \w+|"
    r"miss \w+),?\s+"
)
_OPEN, _CLOSE = '"“«‘', '"”»’'
_NAME = re.compile(
    r"\b[A-ZÀ-Ý][\w'’-]+(?:\s+(?:(?:de|da|do|dos|das|e|von|van|ten|ben)\s+)?(?:[A-ZÀ-Ý]\.|[A-ZÀ-Ý][\w'’-]+))*"
)


_PREPOSITION = re.compile(
    r"\b(?:de|da|do|das|dos|em|no|na|nos|nas|para|pra|pro|ate|com|in|on|at|of|from|to|into|with|by|"
    r"near|until|every|next)"
    r"\s+$"
)


@dataclass(frozen=True, slots=True)
class _Somebody:
    """Who is spoken of at a place: `name` as it is shown; `start` and `end` in characters."""

    name: str
    start: int
    end: int
    is_author: bool


def find_citations(sentences: Sequence[Sentence], readings: Sequence[Reading], language: Language) -> list[Citation]:
    """Find what is quoted.

    Args:
        sentences: The sermon.
        readings: What is read aloud from Scripture in it.
        language: For the names of the books.

    Returns:
        The quotations in the order in which they are said; each text stands in the transcript as it is given, but
        for spaces.
    """
    text = _Text(sentences)
    found = _from_people(text, readings)
    taken = [citation.text for citation in found]
    for reading in readings:
        quoted = shortened_reading(reading.text)
        if len(quoted.split()) >= MIN_READ_WORDS and not any(quoted in other or other in quoted for other in taken):
            source = reference_text(reading.mention.reference, language)
            sentence = sentences[reading.first]
            found.append(Citation(quoted, source, "scripture", None, sentence.segment, reading.timestamp, reading.rule))
    return sorted(found, key=lambda citation: citation.timestamp)


def shortened_reading(text: str) -> str:
    """The beginning of a long reading: whole sentences where they have marks, at most 70 words."""
    words = text.split()
    if len(words) <= MAX_WORDS:
        return text
    kept = words[:MAX_WORDS]
    for place in range(len(kept) - 1, 10, -1):
        if kept[place][-1] in ".!?":
            return " ".join(kept[: place + 1])
    return " ".join(kept)


class _Text:
    """The sermon as one text, folded and as it was said, with the places of its sentences."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences
        self.starts: list[int] = []
        length = 0
        for sentence in sentences:
            self.starts.append(length)
            length += len(sentence.text) + 1
        self.said = " ".join(sentence.text for sentence in sentences)
        self.folded = fold_text(self.said)
        self.has_marks = is_punctuated(sentences)
        self.people: list[_Somebody] = []
        for one in sorted(self._people(), key=lambda one: (one.start, -one.end)):
            if not self.people or one.start >= self.people[-1].end:
                self.people.append(one)
        self.people_starts = [one.start for one in self.people]

    def sentence_at(self, place: int) -> int:
        return max(bisect_right(self.starts, place) - 1, 0)

    def end_of(self, index: int) -> int:
        return self.starts[index] + len(self.sentences[index].text)

    def time_at(self, place: int) -> float:
        index = self.sentence_at(place)
        sentence = self.sentences[index]
        share = (place - self.starts[index]) / max(len(sentence.text), 1)
        return sentence.start + (sentence.end - sentence.start) * min(share, 1.0)

    def people_between(self, start: int, end: int) -> list[_Somebody]:
        first = bisect_right(self.people_starts, start - 1)
        last = bisect_right(self.people_starts, end - 1)
        return [one for one in self.people[first:last] if one.end <= end]

    def _people(self) -> Iterator[_Somebody]:
        authors, pattern = _authors()
        for match in pattern.finditer(self.folded):
            if not self.has_marks or self.said[match.start()].isupper():
                yield _Somebody(authors[" ".join(_letters(match[0]))], match.start(), match.end(), is_author=True)
        for match in _PERSON.finditer(self.folded):
            shown = self._shown(match.start(), match.end())
            yield _Somebody(shown, match.start(), match.start() + len(shown), is_author=False)
        if self.has_marks:
            inside = {
                word for match in re.finditer(r"(?<=[a-zà-ÿ] )[A-ZÀ-Ý][\w'’-]+", self.said) for word in (match[0],)
            }
            for match in _NAME.finditer(self.said):
                is_place = _PREPOSITION.search(self.folded[max(0, match.start() - 12) : match.start()])
                if match[0].split()[0] in inside and not is_place:
                    yield _Somebody(match[0], match.start(), match.end(), is_author=False)

    def _shown(self, start: int, end: int) -> str:
        """Who it is, with the name that follows: "minha avó, dona Conceição"."""
        shown = self.said[start:end]
        if self.has_marks:
            behind = re.match(
                r"(?: [a-zà-ÿ]+,|,)? (?:(?:a|o) )?(?:[dD]ona |[sS]eu |[pP]astor )?[A-ZÀ-Ý][\w'’-]+"
                r"(?: [A-ZÀ-Ý][\w'’-]+)*(?=[,.\s])",
                self.said[end : end + 60],
            )
            if behind is not None:
                shown += behind[0]
        return shown


@lru_cache(maxsize=1)
def _people_data() -> dict[str, list[str]]:
    data: dict[str, list[str]] = json.loads(
        files("cultotranscript.analysis").joinpath("data/quoted_people.json").read_text("utf-8")
    )
    return data


@lru_cache(maxsize=1)
def _authors() -> tuple[dict[str, str], re.Pattern[str]]:
    """How each spelling of a name is shown, and what finds them, the longest first."""
    names: dict[str, str] = {}
    for line in _people_data()["people"]:
        shown, *spellings = line.split("|")
        for spelling in spellings:
            names[spelling] = shown
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    spelt = (r"[\s.'-]{1,2}".join(map(re.escape, name.split())) for name in longest_first)
    return names, re.compile(rf"\b(?:{'|'.join(spelt)})\b")


def _letters(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@lru_cache(maxsize=1)
def _biblical() -> frozenset[str]:
    return frozenset(_people_data()["biblical"])


def is_biblical(name: str) -> bool:
    """Whether a name belongs to the Bible's own story: who says something there is told of, not quoted."""
    words = _letters(fold_text(name))
    return bool(words) and (" ".join(words) in _biblical() or (len(words) == 1 and words[0] in _biblical()))


def _from_people(text: _Text, readings: Sequence[Reading]) -> list[Citation]:
    read = [
        (text.starts[one.first] + one.offset, text.starts[one.first] + one.offset + len(one.text)) for one in readings
    ]
    found: list[tuple[int, int, Citation]] = []
    for start, end, source, kind, intro, rule in _candidates(text):
        said = " ".join(text.said[start:end].split())
        count = len(said.split())
        is_read = any(begin - 5 <= start < stop for begin, stop in read)
        if not MIN_WORDS <= count <= MAX_WORDS or is_read or any(a < end and start < b for a, b, _ in found):
            continue
        sentence = text.sentences[text.sentence_at(start)]
        citation = Citation(
            said,
            source,
            "hymn" if kind == "hymn" else "person",
            _context(text, intro, start),
            sentence.segment,
            text.time_at(start),
            rule,
        )
        found.append((start, end, citation))
    return [citation for _, _, citation in found]


def _candidates(text: _Text) -> Iterator[tuple[int, int, str | None, str, int, str]]:
    """(start, end, source, kind, where the words that lead in begin, rule), the surest first."""
    if text.has_marks:
        yield from _in_marks(text)
    for match in _HYMN.finditer(text.folded):
        bounds = _bounds(text, match.end())
        if bounds is not None:
            yield *bounds, _hymn_name(text, match), "hymn", match.start(), "hymn"
    for person in text.people:
        if person.is_author:
            yield from _with_colon(text, person)
    for match in _VERB.finditer(text.folded):
        candidate = _by_verb(text, match)
        if candidate is not None:
            yield candidate


def _hymn_name(text: _Text, match: re.Match[str]) -> str:
    """What a hymn is called where it is quoted: "aquele hino antigo", without the words of saying round it."""
    named = _HYMN_NAMED.search(match[0])
    begin, end = named.span() if named is not None else (0, len(match[0]))
    shown = " ".join(text.said[match.start() + begin : match.start() + end].split())
    return shown.rstrip(" :,")


def _with_colon(text: _Text, person: _Somebody) -> Iterator[tuple[int, int, str | None, str, int, str]]:
    """An author and a colon ("Spurgeon tem uma frase: …"), or "nas palavras de Bonhoeffer, …"."""
    after = text.said[person.end : person.end + 80]
    colon = re.match(r"[^.!?:]{0,60}:\s*", after)
    led_in = _WORDS_OF.search(text.folded[max(0, person.start - 40) : person.start])
    if colon is not None:
        bounds = _bounds(text, person.end + colon.end())
    elif led_in is not None:
        bounds = _bounds(text, person.end)
    else:
        return
    if bounds is not None:
        yield *bounds, person.name, "person", person.start, "author"


def _by_verb(text: _Text, match: re.Match[str]) -> tuple[int, int, str | None, str, int, str] | None:
    begin, end = match.span()
    verb = match[0]
    if text.said[:begin].rstrip(" ,")[-1:] in ("”", '"', "»"):
        return None  # What was said stands before it.
    if text.said[end : end + 4].lower().startswith(("-lhe", " lhe")):
        return None  # "Declarou-lhe Jesus" is how the Bible tells; nobody says so of an aunt.
    index = text.sentence_at(begin)
    back = max(text.starts[index] if text.has_marks else 0, begin - _BACK_CHARACTERS)
    before = text.folded[back:begin].rstrip()
    after = text.folded[end : end + 60]
    inverted = [one for one in text.people_between(end, end + 45) if _is_right_behind(text, end, one)]
    if inverted and not _is_subject_before(before, verb):
        somebody = max(inverted, key=lambda one: (one.is_author, one.end))
        if is_biblical(somebody.name):
            return None
        return _made(text, somebody.end, somebody, verb, begin, "inverted")
    if _NOT_SOMEBODY.search(before) and not _HABIT.match(verb):
        return None
    if _NOT_SOMEBODY.search(before) and re.search(r"\b(?:eu|nos|voces?|i|we|you|they|eles|elas)$", before):
        return None
    is_to_me = bool(_TO_ME.search(before) or _TO_ME.match(after.lstrip()) or _TO_ME.search(verb))
    is_pronoun = (
        bool(_PRONOUN.search(before)) or bool(match["short"]) or (is_to_me and not text.people_between(back, begin))
    )
    near = text.people_between(back, begin)
    nearest = near[-1] if near else None
    told_of = _last_biblical(text, back, begin)
    if nearest is not None and not is_pronoun:
        if is_biblical(nearest.name) or told_of > nearest.end or _is_vocative(text, nearest, begin):
            return None
        return _made(text, end, nearest, verb, nearest.start, "named")
    if not is_pronoun:
        return None
    far = max(0, begin - _ANTECEDENT_CHARACTERS)
    people = [one for one in text.people_between(far, begin) if not is_biblical(one.name)]
    people = [one for one in people if not _is_vocative(text, one, begin) and _agrees(before, one)]
    antecedent = people[-1] if people else None
    told_of = _last_biblical(text, far, begin)
    # "Deus me disse" and the like: what somebody of the Bible says is told, not quoted.
    if antecedent is None or (told_of > antecedent.end and (not is_to_me or told_of > begin - 60)):
        return None
    return _made(text, end, antecedent, verb, max(back, text.starts[index]), "said-to-me" if is_to_me else "pronoun")


def _made(
    text: _Text, place: int, somebody: _Somebody, verb: str, intro: int, rule: str
) -> tuple[int, int, str | None, str, int, str] | None:
    """A quotation behind a place, as far as what stands there is one."""
    between = _BETWEEN.match(text.folded[place : place + 120])
    place += between.end() if between is not None else 0
    rest = text.folded[place : place + 80]
    if _ABOUT.match(rest) and ":" not in rest[:40]:
        return None
    is_habit = somebody.is_author or bool(_HABIT.search(verb))
    is_indirect = re.match(r"[\s,]*(?:que|that|if|se)\b", rest) is not None
    if is_indirect and not is_habit and rule != "inverted":
        return None
    if text.has_marks and not is_indirect:
        lead = re.match(r"\s*[:,]?\s*", text.said[place : place + 10])
        behind = text.said[place + (lead.end() if lead else 0) :][:1]
        has_colon = ":" in text.said[place : place + 60].split(".")[0] or behind in _OPEN
        if not (has_colon or is_habit or behind.isupper()):
            return None
    bounds = _bounds(text, place)
    return None if bounds is None else (*bounds, somebody.name, "person", intro, rule)


def _bounds(text: _Text, place: int) -> tuple[int, int] | None:
    """Where a quotation that begins behind a place begins and ends, in characters."""
    index = text.sentence_at(place)
    end = text.end_of(index)
    if text.has_marks:
        in_sentence = text.said[place:end]
        colon = re.match(r"[^:]{0,60}:\s*", in_sentence)
        opened = re.match(rf"[^{_OPEN}]{{0,60}}[{_OPEN}]", in_sentence)
        if opened is not None and opened[0][-1] != "‘":
            start = place + opened.end()
            closed = re.search(rf"[{_CLOSE}](?!\w)", text.said[start : start + 600])
            end = start + closed.start() if closed is not None else end
            while end > start and text.said[end - 1] in " ,.":
                end -= 1
            return start, end
        start = place + (colon.end() if colon is not None else 0)
    else:
        start = place
    lead = re.match(r"[\s,:;.–—-]*(?:(?:que|that|assim|o seguinte)\b[\s,:]*)?", text.folded[start : start + 40])
    start += lead.end() if lead is not None else 0
    if start >= end:
        if index + 1 >= len(text.sentences):
            return None
        index += 1
        start, end = max(start, text.starts[index]), text.end_of(index)
    vocative = _LEADING_VOCATIVE.match(text.folded[start:end])
    if vocative is not None and len(text.said[start + vocative.end() : end].split()) >= MIN_WORDS:
        start += vocative.end()
    if not text.has_marks:
        return _unmarked_bounds(text, start, index)
    while end > start and text.said[end - 1] in ' ."”»':
        end -= 1
    return start, end


def _unmarked_bounds(text: _Text, start: int, index: int) -> tuple[int, int] | None:
    """Where words without marks end: where they are said again, or come back to the hearers, or speech pauses."""
    ahead = [(one.start() + start, one.end() + start) for one in re.finditer(r"\S+", text.said[start : start + 400])]
    spoken = [text.folded[a:b] for a, b in ahead[: 2 * MAX_UNMARKED_WORDS]]
    for place in range(MIN_WORDS, min(MAX_UNMARKED_WORDS, len(spoken) - 4)):
        is_again = spoken[place : place + 4] == spoken[:4]
        is_end_again = (
            spoken[place - 2 : place] == spoken[place + 1 : place + 3]
            and spoken[place - 3][:4] == spoken[place][:4]
            and len(spoken[place]) >= 4
        )
        if is_again or is_end_again or _RETURN.match(text.folded, ahead[place][0]):
            return start, ahead[place - 1][1]
    end, words = start, 0
    for a, b in ahead[:MAX_UNMARKED_WORDS]:
        if text.starts[index] < a and text.sentence_at(a) > index:
            sentence, following = text.sentences[index], text.sentences[index + 1]
            is_pause = following.start - sentence.end >= _PAUSE_S and words >= MIN_WORDS
            said = text.said[start:end]
            is_whole = without_dangling(said) == " ".join(said.split())
            # Sentences of such text are cut anywhere: a short one goes on into the next.
            if is_pause or (is_whole and words >= _ENOUGH_WORDS):
                break
            index += 1
        if words >= _ENOUGH_WORDS + 6 and index > 0 and text.sentence_at(start) < index:
            break
        end, words = b, words + 1
    kept = without_dangling(text.said[start:end])
    return (start, start + text.said[start:end].find(kept) + len(kept)) if kept else None


def _in_marks(text: _Text) -> Iterator[tuple[int, int, str | None, str, int, str]]:
    """Words in quotation marks that somebody is named right behind of: “…”, disse Spurgeon."""
    for match in re.finditer(r"[“\"«]([^“”\"«»]{15,500})[”\"»],?\s", text.said):
        behind = text.folded[match.end() : match.end() + 30]
        verb = re.match(_VERBS, behind)
        people = text.people_between(match.end(), match.end() + 70)
        if verb is not None and people and not is_biblical(people[0].name):
            start, end = match.span(1)
            while text.said[end - 1] in ",. ":
                end -= 1
            yield start, end, people[0].name, "person", match.start(), "in-marks"


def _is_right_behind(text: _Text, end: int, one: _Somebody) -> bool:
    between = text.folded[end : one.start].strip()
    return between in (
        "",
        "o",
        "a",
        "os",
        "as",
        "certa vez",
        "uma vez",
        "um dia",
        "once",
        "o grande",
        "o saudoso",
        "the",
    )


def _is_subject_before(before: str, verb: str) -> bool:
    """Whether somebody in front of the verb says it, so that who stands behind is spoken to: "ele disse a João"."""
    return bool(_PRONOUN.search(before) or _NOT_SOMEBODY.search(before)) or verb.startswith(("told", "asked"))


def _is_vocative(text: _Text, one: _Somebody, verb_start: int) -> bool:
    shown = text.folded[one.start : one.end]
    return bool(_VOCATIVES.fullmatch(shown)) and verb_start - one.end > 25


def _agrees(before: str, one: _Somebody) -> bool:
    """Whether a pronoun may stand for somebody, by what their word tells: "ela" is no "avô"."""
    shown = fold_text(one.name)
    is_she = bool(re.search(r"\b(?:ela|she)\b(?:\W+\w+){0,6}$", before)) and not re.search(
        r"\b(?:ele|he)\b(?:\W+\w+){0,2}$", before
    )
    is_he = bool(re.search(r"\b(?:ele|he|he'd)\b(?:\W+\w+){0,3}$", before))
    male = re.search(
        r"\b(?:meu|pai|tio|sogro|amigo|pastor|father|grandfather|dad|uncle|son|brother|husband|boy|man|marido)\b", shown
    )
    female = re.search(
        r"\b(?:minha|mae|tia|sogra|amiga|dona|mother|grandmother|mom|aunt|daughter|sister|wife|girl|woman|miss)\b",
        shown,
    )
    return not ((is_she and male) or (is_he and female))


def _last_biblical(text: _Text, start: int, end: int) -> int:
    """Where the last name of the Bible's story ends in a stretch; -1 where there is none."""
    last = -1
    for match in re.finditer(r"\w+", text.folded[start:end]):
        if match[0] in _biblical():
            last = start + match.end()
    return last


def _context(text: _Text, intro: int, start: int) -> str | None:
    """The words that lead a quotation in; None where they are too few to say anything."""
    first = text.sentence_at(intro)
    begin = text.starts[first]
    if not text.has_marks and begin < intro - 80:
        begin = text.said.find(" ", intro - 80) + 1
    words = text.said[min(begin, intro) : start].split()
    if len(words) < 3:
        return None
    return shortened(" ".join(words[-_CONTEXT_WORDS:]).strip(' ,:;"“'), _CONTEXT_WORDS)
