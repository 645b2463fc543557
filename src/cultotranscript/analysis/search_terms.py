"""What is searched and what is searched for, brought to the same terms by one analyser, whatever the database.

A text is cut into words. Each word loses case and accents and becomes a term that it shares with its plural and, for
the verbs and nouns of `data/word_families.json`, with its other forms: "Orações", "oracao" and "orando" are one term.
The rules hold for Portuguese and English alike, because nobody says what language a query is in: each rule is tied to
endings that mean the same in both, or that only one of them has. Offsets are kept, in code points of the original.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*n['’]t\b|[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_TERM_MAX = 60
"""Characters of the longest term: more is no word, and a database refuses to index it."""
_QUERY_MAX = 1000
_CLAUSES_MAX = 24
_PHRASE_MAX = 24


class Token(NamedTuple):
    """A word of a text: where it stands, in code points, and the term that it is found by."""

    start: int
    end: int
    word: str
    """Without case and accents."""
    term: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that is searched for.

    Attributes:
        terms: One term, or several that follow each other.
        prefix: Where it is set, any word that begins so; there are no terms then.
    """

    terms: tuple[str, ...]
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody typed, understood."""

    wanted: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()


def tokenise(text: str) -> list[Token]:
    """Cut a text into its words."""
    tokens = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        word, term = _analysed(match[0])
        if word and not (word == "s" and _is_possessive(text, start)):
            tokens.append(Token(start, end, word, term))
    return tokens


def find_terms(text: str, terms: Collection[str]) -> dict[str, list[tuple[int, int, int]]]:
    """Where terms stand in a text: (which word it is, start, end), as `tokenise` would count, and quicker."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    position = 0
    for match in _WORD.finditer(text):
        word, term = _analysed(match[0])
        if not word or (word == "s" and _is_possessive(text, match.start())):
            continue
        if term in terms:
            found.setdefault(term, []).append((position, *match.span()))
        position += 1
    return found


@lru_cache(maxsize=300_000)
def _analysed(said: str) -> tuple[str, str]:
    """A word without case and accents, and its term. A library's words come again and again, so they are kept."""
    word = fold_word(said)
    return word, term_of(word)


def fold_word(word: str) -> str:
    """A word without case and accents."""
    if word.isascii():
        folded = word.lower()
    else:
        parts = unicodedata.normalize("NFKD", word).casefold()
        folded = "".join(part for part in parts if not unicodedata.combining(part))
    return folded.replace("'", "").replace("’", "")[:_TERM_MAX]


def term_of(word: str) -> str:
    """The term of a folded word: what it has in common with its plural and its other forms."""
    families = _families()
    if word in families:
        return families[word]
    if len(word) < 4 or not word.isascii() or any(sign.isdigit() for sign in word):
        return word
    stem = _without_plural(word)
    if stem in families:
        return families[stem]
    return _without_ending(stem)


def parse_query(text: str) -> Query:
    """Understand what somebody typed: words, "phrases in quotes", -exclusion, prefix*; never an error.

    A quote that is not closed, a lone minus and the like stand for nothing.
    """
    wanted: dict[Clause, None] = {}
    excluded: dict[Clause, None] = {}
    for part, is_excluded in _parts(text[:_QUERY_MAX]):
        clause = _clause(part)
        if clause is not None:
            (excluded if is_excluded else wanted)[clause] = None
    return Query(tuple(wanted)[:_CLAUSES_MAX], tuple(excluded)[:_CLAUSES_MAX])


_PART = re.compile(
    r"""(?P<minus>(?<!\S)[-−])?(?:["“”„«»](?P<phrase>[^"“”„«»]*)["“”„«»]|(?P<word>[^\s"“”„«»]+))""",
)


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    for match in _PART.finditer(text):
        is_phrase = match["phrase"] is not None
        part = match["phrase"].replace("*", " ") if is_phrase else match["word"]
        yield part, match["minus"] is not None


def _clause(part: str) -> Clause | None:
    tokens = tokenise(part)
    if not tokens:
        return None
    stripped = part.rstrip()
    if len(tokens) == 1 and stripped.endswith("*") and len(tokens[0].word) > 1:
        return Clause((), prefix=tokens[0].word)
    return Clause(tuple(token.term for token in tokens[:_PHRASE_MAX]))


def _is_possessive(text: str, start: int) -> bool:
    """Whether a lone s is that of "God's"."""
    return start > 1 and text[start - 1] in "'’" and text[start - 2].isalnum()


# Plurals.

_KEPT = frozenset(
    "mais jamais demais pais dois depois pois seis reis leis deus zeus mateus jesus genesis atras tras antes alias "
    "apenas onus virus lapis onibus simples menos sempre tres mes pes fes lucas marcos judas tomas elias messias "
    "isaias jeremias zacarias malaquias ananias barnabe barrabas satanas caifas pilatos herodes moises levitas "
    "felipenses this his was has does goes its less bless cross unless always perhaps james thomas moses amos hosea "
    "jonas christmas mass news gas bus yes thus us plus focus status crisis basis analysis species".split()
)
_IRREGULAR = {
    "pais": "pai", "reis": "rei", "leis": "lei", "deuses": "deus", "meses": "mes", "paises": "pais", "caes": "cao",
    "maes": "mae", "males": "mal", "avos": "avo", "shoes": "shoe", "heroes": "hero", "toes": "toe",
    "potatoes": "potato", "tomatoes": "tomato", "echoes": "echo", "crises": "crisis", "does": "do", "goes": "go",
    "cruzes": "cruz", "gods": "god", "lies": "lie", "ties": "tie", "dies": "die", "pies": "pie",
}  # fmt: skip
_LONG_LAST = tuple(
    # Endings of a plural, and of its singular; the first that fits.
    {"oes": "ao", "aes": "ao", "aos": "ao", "ais": "al", "eis": "el", "ois": "ol", "uis": "ul", "ies": "i"}.items()
)


def _without_plural(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word[-1] != "s" or word in _KEPT or word.endswith("ss"):
        return word
    for ending, singular in _LONG_LAST:
        if word.endswith(ending) and len(word) >= len(ending) + 2:
            return word[: -len(ending)] + singular
    if word.endswith(("res", "zes")) and word[-4] in "aeiou":
        return word[:-2]  # "flores", "luzes"; "livres" keeps its e until the endings are cut.
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("is") and len(word) >= 5:
        return word[:-2] + "il"  # "gentis".
    if word.endswith("us") and not word.endswith("eus"):
        return word  # "Jesus"; but "judeus", "céus".
    return word[:-1]


# Endings that tell forms of one word apart.

_NOT_ING = frozenset(
    "king ring sing wing thing bring spring string swing sling sting evening morning during nothing something "
    "anything everything ceiling sibling viking being wedding".split()
)
_NOT_ED = frozenset("need seed feed deed weed bleed breed speed creed indeed exceed proceed succeed hundred".split())
_VOWELS = frozenset("aeiouy")
_KEEPS_M = frozenset("them item poem stem system problem theorem harem bethlehem belem jerusalem".split())


def _without_ending(word: str) -> str:
    if word.endswith("ing") and len(word) >= 6 and word not in _NOT_ING and _has_vowel(word[:-3]):
        return _without_e(_restored(word[:-3]))
    if word.endswith("ied") and len(word) >= 5:
        return word[:-3] + "i"
    if word.endswith("ed") and len(word) >= 5 and word not in _NOT_ED and _has_vowel(word[:-2]):
        return _without_e(_restored(word[:-2]))
    if word.endswith("em") and len(word) >= 5 and word not in _KEEPS_M:
        return word[:-1] + "n"  # "homem", "homens".
    if word.endswith("im") and len(word) >= 5:
        return word[:-1] + "n"  # "jardim", "jardins".
    if word.endswith(("il", "el")) and len(word) >= 5:
        return word[:-2] + "l"  # "fácil", "fáceis".
    if word[-1] == "y" and word[-2] not in _VOWELS:
        return word[:-1] + "i"  # "mercy", "mercies".
    return _without_e(word)


def _without_e(word: str) -> str:
    """Without a last e, which plurals and forms in "-ing" and "-ed" do not tell."""
    if word[-1] == "e" and (len(word) >= 5 or (len(word) == 4 and word[-2] in "rz")):
        return word[:-1]
    return word


def _restored(stem: str) -> str:
    """The word that "-ing" or "-ed" was added to, as far as its letters tell."""
    if len(stem) >= 4 and stem[-1] == stem[-2] and stem[-1] not in "lsz" and stem[-1] not in _VOWELS:
        return stem[:-1]
    if len(stem) == 3 and stem[1] in "aeiou" and stem[0] not in _VOWELS and stem[2] not in "aeiouwxy":
        return stem + "e"
    if stem[-1] == "y" and len(stem) > 2 and stem[-2] not in _VOWELS:
        return stem[:-1] + "i"
    return stem


def _has_vowel(stem: str) -> bool:
    return any(sign in _VOWELS for sign in stem)


# Families: the forms of verbs and the nouns that go with them.

_AR = (
    "ar o as a amos am ei aste ou aram ava avas avamos avam arei aras ara aremos arao aria arias ariamos ariam e es "
    "emos em asse asses assemos assem armos arem ando ado ada ados adas ai"
).split()
_ER = (
    "er o es e emos em i este eu eram ia ias iamos iam erei eras era eremos erao eria eriamos eriam a as amos am esse "
    "esses essemos essem ermos erem endo ido ida idos idas ei"
).split()
_IR = (
    "ir o es e imos em i iste iu iram ia ias iamos iam irei iras ira iremos irao iria iriamos iriam a as amos am isse "
    "isses issemos issem irmos irem indo ido ida idos idas"
).split()
_ENDINGS = {"ar": _AR, "er": _ER, "ir": _IR}


@lru_cache(maxsize=1)
def _families() -> dict[str, str]:
    """Each form that belongs to a family, with the family's term."""
    data = json.loads(files("cultotranscript.analysis").joinpath("data/word_families.json").read_text("utf-8"))
    ambiguous = set(data["ambiguous"].split())
    found: dict[str, str] = {}
    for verb, nouns in data["portuguese_verbs"].items():
        for form in (*_conjugated(verb), *nouns.split()):
            if form not in ambiguous:
                found.setdefault(form, verb)
    for first, others in data["families"].items():
        for form in (first, *others.split()):
            found[form] = first
    return found


def possible_forms(word: str) -> set[str]:
    """What may be forms of a folded word if it is a regular verb of Portuguese or an adjective of English.

    Most of them are no words at all. The index answers which are, so a question finds "deixar" by "deixou" without
    the search uniting words that only look like verbs.
    """
    found: set[str] = set()
    for kind, endings in _ENDINGS.items():
        for ending in endings:
            root = word.removesuffix(ending)
            if len(ending) >= 2 and len(root) >= 3 and root != word:
                found.update(_conjugated(root + kind))
    root = word[:-1] + "i" if word.endswith("y") else word.removesuffix("e")
    found.update((root + "er", root + "est"))
    return found


def _conjugated(verb: str) -> Iterator[str]:
    stem, kind = verb[:-2], verb[-2:]
    for ending in _ENDINGS[kind]:
        yield stem + ending
        if kind == "ar" and ending[0] == "e" and stem[-1] in "cg":
            yield stem[:-1] + ("qu" if stem[-1] == "c" else "gu") + ending
        if kind != "ar" and ending[0] in "ao" and stem[-1] == "g":
            yield stem[:-1] + "j" + ending
