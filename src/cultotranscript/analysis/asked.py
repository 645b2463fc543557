"""What a question asks for: its words that carry meaning, what may stand for them, and the kind of its answer.

Question words and the vocabulary of asking ("o que o pastor disse sobre") are left out. What remains is looked for with
its synonyms (`data/synonyms.json`), which also lead from one language to the other, and with words that begin alike
("presidiário", "presídio"), each at a discount. Nothing here knows any sermon.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from cultotranscript.analysis.findings import Language, Reference
from cultotranscript.analysis.language import detect_language
from cultotranscript.analysis.passages import find_mentions
from cultotranscript.analysis.search_terms import Token, fold_word, possible_forms, term_of, tokenise
from cultotranscript.analysis.segments import Segment

Kind = Literal["what", "who preached", "which sermon"]

FORM_WEIGHT = 0.9
SYNONYM_WEIGHT = 0.75
ALIKE_WEIGHT = 0.65
_ALIKE_FROM = 7
"""Letters from which a word's beginning says what it is about."""
_TERMS_MAX = 24


@dataclass(frozen=True, slots=True)
class AskedTerm:
    """A word of a question that carries meaning."""

    term: str
    synonyms: frozenset[str] = frozenset()
    prefix: str | None = None
    """Words that begin so are likely of the same family."""
    is_inherited: bool = False
    """It comes from an earlier question of the conversation."""
    is_soft: bool = False
    """It belongs to the asking ("o nome", "the story"): it chooses between answers, and is no part of the question."""
    forms: frozenset[str] = frozenset()
    """What may be other forms of it as a verb or an adjective."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, understood."""

    language: Language
    kind: Kind
    terms: tuple[AskedTerm, ...]
    references: tuple[Reference, ...]
    wants_number: bool
    """Only a passage with a number can be its answer."""
    leans_back: bool
    """It cannot be understood without the question before."""


def understand(question: str, *, language: Language | None = None) -> Asked:
    """Read a question.

    Args:
        question: As somebody typed it.
        language: Of the conversation so far, for a question whose words do not tell.
    """
    words = _words()
    tokens = tokenise(question)
    folded = " ".join(token.word for token in tokens)
    spoken = _language_of(question, tokens, language)
    mentions = find_mentions([Segment(0.0, 1.0, question)])
    rest = question
    for mention in mentions:
        rest = rest.replace(mention.text, " ")
    terms: dict[str, AskedTerm] = {}
    for token in tokenise(rest):
        if token.word not in words.functions and (len(token.word) > 1 or token.word.isdigit()):
            terms.setdefault(token.term, _asked_term(token, is_soft=token.word in words.soft))
    return Asked(
        language=spoken,
        kind=_kind_of(folded, words),
        terms=tuple(terms.values())[:_TERMS_MAX],
        references=tuple(dict.fromkeys(mention.reference for mention in mentions)),
        wants_number=_has_any(folded, words.asks_number),
        leans_back=_leans_back(folded, tokens, sum(not term.is_soft for term in terms.values()), bool(mentions), words),
    )


def inherit(asked: Asked, before: Sequence[str]) -> Asked:
    """A question that leans on the one before, with that one's terms behind its own.

    Args:
        asked: The question.
        before: The terms of the question before.
    """
    own = {term.term for term in asked.terms if not term.is_soft}
    inherited = [
        AskedTerm(term, _synonyms().get(term, frozenset()), is_inherited=bool(own))
        for term in before
        if term not in own
    ]
    terms = (*asked.terms, *inherited)[:_TERMS_MAX]
    return Asked(asked.language, asked.kind, terms, asked.references, asked.wants_number, asked.leans_back)


def holds_number(tokens: Sequence[Token]) -> bool:
    """Whether a number is named, in digits or words other than "um", "one" and their like."""
    numbers = _words().numbers
    return any(token.word in numbers or token.word.isdigit() for token in tokens)


def _asked_term(token: Token, *, is_soft: bool) -> AskedTerm:
    prefix = None
    if len(token.word) >= _ALIKE_FROM and token.word.isalpha():
        prefix = token.word[: max(6, round(0.6 * len(token.word)))]
    forms = frozenset(term_of(form) for form in possible_forms(token.word)) - {token.term}
    synonyms = _synonyms().get(token.term, frozenset())
    return AskedTerm(token.term, synonyms, prefix, is_soft=is_soft, forms=forms)


def _language_of(question: str, tokens: Sequence[Token], before: Language | None) -> Language:
    words = _words()
    portuguese = sum(token.word in words.portuguese and token.word not in words.english for token in tokens)
    english = sum(token.word in words.english and token.word not in words.portuguese for token in tokens)
    if portuguese != english:
        return "pt" if portuguese > english else "en"
    if not question.isascii():
        return "pt"
    return before or detect_language(question)


def _kind_of(folded: str, words: "_Words") -> Kind:
    if _has_any(folded, words.asks_who):
        return "who preached"
    return "which sermon" if _has_any(folded, words.asks_where) else "what"


def _leans_back(folded: str, tokens: Sequence[Token], own_terms: int, has_reference: bool, words: "_Words") -> bool:
    if has_reference:
        return False
    opens = any(folded == opening or folded.startswith(opening + " ") for opening in words.openings)
    points = any(token.word in words.follow_ups for token in tokens)
    return own_terms == 0 or (own_terms <= 3 and (opens or points))


def _has_any(folded: str, phrases: Collection[str]) -> bool:
    padded = f" {folded} "
    return any(f" {phrase} " in padded for phrase in phrases)


@dataclass(frozen=True, slots=True)
class _Words:
    functions: frozenset[str]
    soft: frozenset[str]
    portuguese: frozenset[str]
    english: frozenset[str]
    follow_ups: frozenset[str]
    openings: tuple[str, ...]
    asks_who: tuple[str, ...]
    asks_where: tuple[str, ...]
    asks_number: tuple[str, ...]
    numbers: frozenset[str]


def _data(name: str) -> Any:
    return json.loads(files("cultotranscript.analysis").joinpath(f"data/{name}").read_text("utf-8"))


def _folded(text: str) -> frozenset[str]:
    return frozenset(fold_word(word) for word in text.split())


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = _data("question_words.json")
    portuguese, english = _folded(data["pt"]), _folded(data["en"])

    def phrases(*names: str) -> tuple[str, ...]:
        return tuple(" ".join(fold_word(word) for word in phrase.split()) for name in names for phrase in data[name])

    return _Words(
        functions=portuguese | english,
        soft=_folded(data["soft"]),
        portuguese=portuguese,
        english=english,
        follow_ups=_folded(data["follow_up_pt"]) | _folded(data["follow_up_en"]),
        openings=phrases("opening"),
        asks_who=phrases("asks_who_pt", "asks_who_en"),
        asks_where=phrases("asks_where_pt", "asks_where_en"),
        asks_number=phrases("asks_number"),
        numbers=_folded(data["numbers"]) - {"um", "uma", "one", "half", "metade"},
    )


@lru_cache(maxsize=1)
def _synonyms() -> Mapping[str, frozenset[str]]:
    """Each term with the others of its groups."""
    data = _data("synonyms.json")
    found: dict[str, set[str]] = {}
    for line in (*data["groups"], *data["names"]):
        group = {
            term_of(fold_word(word)) for word in re.split(r"\s+", line) if fold_word(word) not in _words().functions
        }
        for term in group:
            found.setdefault(term, set()).update(group - {term})
    return {term: frozenset(others) for term, others in found.items()}
