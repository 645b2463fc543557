"""What a sermon is about: themes of church life, by the words that speak of them.

A sermon is cut into stretches of about a minute. A stretch speaks of a theme when its words together weigh enough. The
score of a theme is the part of the stretches that speak of it, less the part that sermons about other things have too
(`common`), brought back to 0 to 1: 0.5 means that about half of the sermon speaks of it beyond what any sermon does.
The title counts like a tenth of the sermon, because a preacher who names a theme there means it.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from cultotranscript.analysis.findings import Language, Theme
from cultotranscript.analysis.search_terms import fold_word, term_of, tokenise
from cultotranscript.analysis.sentences import Sentence
from cultotranscript.errors import ConfigurationError

MAX_THEMES = 6
STRETCH_WORDS = 120
"""About a minute of preaching."""
SHORTEST_STRETCH_WORDS = 40
STRETCHES = 12
"""A short text is cut into as many stretches, as far as they do not get shorter than that."""
WEAK_WORDS = 3
"""So many different weak words speak of a theme, though less surely, where no strong one does."""
OFTEN = 4.0
"""Weight of a theme's words in each stretch of a sermon that is about nothing else."""
DENSITY_PART = 0.3
TITLE_PART = 0.1
MIN_SCORE = 0.08
MIN_STRONG = 2
"""So many strong words say that it is a theme; one where the title names it too."""
_PREFIX_LETTERS = 3
_LANGUAGES: tuple[Language, Language] = ("pt", "en")


@dataclass(frozen=True, slots=True)
class LexiconTheme:
    """A theme and its words.

    Attributes:
        names: In each language.
        common: The part of its stretches in which a sermon about something else speaks of it all the same.
        words: In each language, (word, word with a last *, or phrase) and its weight.
        questions: For a small group, in each language; none in a user's file that gives none.
    """

    names: dict[Language, str]
    common: float
    words: dict[Language, tuple[tuple[str, float], ...]]
    questions: dict[Language, str]


@dataclass(frozen=True)
class Lexicon:
    """The themes that are looked for."""

    themes: tuple[LexiconTheme, ...]

    def question_for(self, name: str, language: Language) -> str | None:
        """The question of a theme; None where it has none."""
        for theme in self.themes:
            if theme.names[language] == name:
                return theme.questions.get(language)
        return None


def find_themes(
    sentences: Sequence[Sentence], language: Language, lexicon: Lexicon | None = None, *, title: str = ""
) -> list[Theme]:
    """Find what a sermon is about.

    Args:
        sentences: The sermon.
        language: What it is spoken in; the names of the themes are in it too.
        lexicon: The themes that are looked for; None for ours.
        title: Of the sermon.

    Returns:
        At most six, the weightiest first; each with the place where most of its words are said together.
    """
    lexicon = lexicon or default_lexicon()
    matcher = _Matcher(lexicon, language)
    stretches = _stretches(sentences)
    if not stretches:
        return []
    in_title = matcher.weights(title)
    in_stretches = [matcher.weights(" ".join(one.text for one in stretch)) for stretch in stretches]
    found = []
    for number, theme in enumerate(lexicon.themes):
        of_theme = [one.get(number, _NOTHING) for one in in_stretches]
        strong = sum(one.strong for one in of_theme)
        is_in_title = number in in_title and in_title[number].strong > 0
        if strong < MIN_STRONG - is_in_title:
            continue
        share = sum(_speaks(one) for one in of_theme) / len(stretches)
        # Of two themes in as many stretches, the one that is said more often there is more of a theme.
        density = min(sum(one.weight for one in of_theme) / (OFTEN * len(stretches)), 1.0)
        share = (1 - DENSITY_PART) * share + DENSITY_PART * density + TITLE_PART * is_in_title
        score = min(max((share - theme.common) / (1 - theme.common), 0.0), 1.0)
        if score >= MIN_SCORE:
            most = max(range(len(stretches)), key=[one.weight for one in of_theme].__getitem__)
            first = matcher.first_of(stretches[most], number)
            found.append(Theme(theme.names[language], round(score, 3), first.segment, first.start, "lexicon"))
    return sorted(found, key=lambda theme: -theme.score)[:MAX_THEMES]


@lru_cache(maxsize=1)
def default_lexicon() -> Lexicon:
    """The themes that come with the program."""
    data = json.loads(files("cultotranscript.analysis").joinpath("data/themes.json").read_text("utf-8"))
    return Lexicon(tuple(_read_theme(row) for row in data["themes"]))


def load_lexicon(path: Path) -> Lexicon:
    """Our themes together with those of a user's file, which has the form of `data/themes.json`.

    A theme of the file takes the place of ours with the same name in either language. `common` and `question` may be
    left out; a name or words in one language alone serve for both.

    Raises:
        ConfigurationError: It cannot be read, or a theme in it has no name or no words; the sentence says which.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigurationError(f"The themes file {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise ConfigurationError(f"The themes file {path} is not JSON in UTF-8: {error}.") from error
    rows = data.get("themes") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise ConfigurationError(f'The themes file {path} has to be an object with a list named "themes".')
    themes = list(default_lexicon().themes)
    for number, row in enumerate(rows, 1):
        try:
            added = _read_theme(row)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ConfigurationError(f"Theme {number} of {path} cannot be read: {_why(error)}") from error
        names = {fold_word(name) for name in added.names.values()}
        themes = [theme for theme in themes if names.isdisjoint(fold_word(name) for name in theme.names.values())]
        themes.append(added)
    return Lexicon(tuple(themes))


def _why(error: Exception) -> str:
    return f"{error} is missing." if isinstance(error, KeyError) else f"{error}."


def _read_theme(row: dict[str, Any]) -> LexiconTheme:
    names = _in_both(row["name"])
    common = float(row.get("common", 0.02))
    if not 0 <= common < 1:
        raise ValueError('"common" has to be from 0 to below 1')
    words = {
        language: tuple((word, float(weight)) for weight, listed in by_weight.items() for word in listed)
        for language, by_weight in _in_both(row["words"]).items()
    }
    for language in _LANGUAGES:
        if not isinstance(names[language], str) or not names[language].strip():
            raise ValueError("it has no name")
        if not words[language]:
            raise ValueError(f"{names[language]} has no words")
        for word, weight in words[language]:
            if not isinstance(word, str) or not tokenise(word) or not 0 < weight <= 10:
                raise ValueError(f"{names[language]} has a word or weight that is none: {word!r}, {weight}")
    question = row.get("question")
    return LexiconTheme(names, common, words, _in_both(question) if question else {})


def _in_both(value: dict[str, Any]) -> dict[Language, Any]:
    """What is given for both languages, or for one of them and then serves for both."""
    if not set(value) & set(_LANGUAGES):
        raise ValueError('"pt" or "en" is expected')
    first = next(value[language] for language in _LANGUAGES if language in value)
    return {language: value.get(language, first) for language in _LANGUAGES}


def _stretches(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    in_all = sum(sentence.text.count(" ") + 1 for sentence in sentences)
    enough = min(max(in_all // STRETCHES, SHORTEST_STRETCH_WORDS), STRETCH_WORDS)
    stretches: list[list[Sentence]] = []
    words = enough
    for sentence in sentences:
        if words >= enough:
            stretches.append([])
            words = 0
        stretches[-1].append(sentence)
        words += sentence.text.count(" ") + 1
    if len(stretches) > 1 and words < enough / 2:
        last = stretches.pop()
        stretches[-1] += last
    return stretches


@dataclass(slots=True)
class _Said:
    """What a text says of a theme."""

    weight: float = 0.0
    strong: int = 0
    weak: set[str] = field(default_factory=set)


_NOTHING = _Said()


def _speaks(said: _Said) -> float:
    if said.strong:
        return 1.0
    return 0.6 if len(said.weak) >= WEAK_WORDS else 0.3 if len(said.weak) == WEAK_WORDS - 1 else 0.0


class _Matcher:
    """Finds the words of a lexicon in a text, each word looked up once."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self._terms: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._prefixes: dict[str, list[tuple[str, int, float]]] = defaultdict(list)
        self._phrases: dict[str, list[tuple[tuple[str, ...], int, float]]] = defaultdict(list)
        self._of_word: dict[str, list[tuple[int, float]]] = {}
        for number, theme in enumerate(lexicon.themes):
            for pattern, weight in theme.words[language]:
                tokens = tokenise(pattern)
                if len(tokens) > 1:
                    terms = tuple(token.term for token in tokens)
                    self._phrases[terms[0]].append((terms, number, weight))
                elif pattern.rstrip().endswith("*"):
                    prefix = tokens[0].word
                    self._prefixes[prefix[:_PREFIX_LETTERS]].append((prefix, number, weight))
                else:
                    self._terms[term_of(tokens[0].word)].append((number, weight))

    def weights(self, text: str) -> "dict[int, _Said]":
        """What a text says of each theme; a phrase and the word that it begins with count once, as the weightier."""
        tokens = tokenise(text)
        found: dict[int, _Said] = {}
        for place, token in enumerate(tokens):
            of_token = dict(self._of(token.word, token.term))
            for terms, number, weight in self._phrases.get(token.term, ()):
                if all(
                    place + i < len(tokens) and tokens[place + i].term == term for i, term in enumerate(terms)
                ) and weight > of_token.get(number, 0.0):
                    of_token[number] = weight
            for number, weight in of_token.items():
                said = found.setdefault(number, _Said())
                # A weak word says no more of a theme when it comes again: "casa, casa, casa" is no family.
                if weight >= 1 or token.term not in said.weak:
                    said.weight += weight
                said.strong += weight >= 1
                said.weak.update([token.term] if weight < 1 else [])
        return found

    def first_of(self, sentences: Sequence[Sentence], number: int) -> Sentence:
        """The sentence of a stretch that speaks of a theme most."""
        return max(sentences, key=lambda sentence: self.weights(sentence.text).get(number, _NOTHING).weight)

    def _of(self, word: str, term: str) -> list[tuple[int, float]]:
        known = self._of_word.get(word)
        if known is None:
            best: dict[int, float] = {}
            for number, weight in self._terms.get(term, ()):
                best[number] = max(best.get(number, 0.0), weight)
            for prefix, number, weight in self._prefixes.get(word[:_PREFIX_LETTERS], ()):
                if word.startswith(prefix):
                    best[number] = max(best.get(number, 0.0), weight)
            known = self._of_word[word] = list(best.items())
        return known
