"""Finding the name of a book among words: full names, abbreviations, and what recognisers make of names.

Exact names are looked up by their first word. A word that is no name is compared by its sound ("abacuque",
"colossences"), which folds the spellings that one pronunciation can have; a long name that is nobody's first name
may also differ by a letter or two ("filipenes"). Only the caller knows whether numbers follow as after a book, so it
decides where sounds are tried at all.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from cultotranscript.analysis.books import BOOK_WORDS, BookWord
from cultotranscript.analysis.passage_tokens import Tokens, fold_text
from cultotranscript.analysis.passage_words import WORDS

Form = Literal["name", "abbreviation", "misheard"]

SHORTEST_SOUND = 5
"""Letters that a word needs before its sound is compared: short words sound like too much."""
ONE_SLIP = 7
TWO_SLIPS = 10
"""Letters of a sound from which one and two wrong ones are let pass."""


@dataclass(frozen=True, slots=True)
class BookName:
    """A name found in a text: which book word it is, the token after it, and in what form it stands."""

    word: BookWord
    end: int
    form: Form


def names_at(tokens: Tokens, at: int) -> list[BookName]:
    """The names that begin at a token, the longest alone; more than one where an abbreviation is shared ("Jn")."""
    found: list[BookName] = []
    for rest, word, form in _by_first_word().get(tokens.word(at), ()):
        end = at + 1 + len(rest)
        if found and end < found[0].end:
            break
        if tuple(tokens.words[at + 1 : end]) == rest:
            found.append(BookName(word, end, form))
    return found


def name_by_sound(folded: str) -> BookWord | None:
    """The book that a word sounds like though it is no name of one; None for short words and other scriptures."""
    if len(folded) < SHORTEST_SOUND or folded in WORDS.not_books or folded in _by_first_word():
        return None
    return _closest(folded)


@cache
def first_words() -> frozenset[str]:
    """Every word with which a name begins, folded."""
    return frozenset(_by_first_word())


@cache
def _by_first_word() -> dict[str, list[tuple[tuple[str, ...], BookWord, Form]]]:
    table: dict[str, list[tuple[tuple[str, ...], BookWord, Form]]] = defaultdict(list)
    seen: set[tuple[tuple[str, ...], int]] = set()
    spellings: list[tuple[Form, int, tuple[str, ...]]] = []
    for number, word in enumerate(BOOK_WORDS):
        spellings += [("name", number, word.names), ("misheard", number, word.misheard)]
        spellings.append(("abbreviation", number, word.abbreviations))
    for form, number, names in spellings:
        for name in names:
            folded = tuple(fold_text(name).split())
            if (folded, number) not in seen:
                seen.add((folded, number))
                table[folded[0]].append((folded[1:], BOOK_WORDS[number], form))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return dict(table)


@cache
def _sounds() -> list[tuple[str, BookWord]]:
    return [
        (sound_of(fold_text(name)), word)
        for word in BOOK_WORDS
        for name in word.names
        if " " not in name and len(name) >= SHORTEST_SOUND - 1
    ]


@lru_cache(maxsize=4096)
def _closest(folded: str) -> BookWord | None:
    sound = sound_of(folded)
    best: BookWord | None = None
    least = 3
    for known, word in _sounds():
        if sound == known:
            return word
        if sound[0] != known[0]:
            continue
        if word.kind is not None:
            # A slip in somebody's name is another name (Daniela, Joana); in a long one, a vowel may be misheard.
            if len(known) >= ONE_SLIP and _is_one_vowel_off(sound, known) and least > 1:
                best, least = word, 1
            continue
        allowed = 2 if len(known) >= TWO_SLIPS else 1 if len(known) >= ONE_SLIP else 0
        if allowed and abs(len(sound) - len(known)) <= allowed:
            slips = _distance(sound, known, allowed)
            if slips <= allowed and slips < least:
                best, least = word, slips
    return best


def sound_of(folded: str) -> str:
    """What is left of a folded word when spellings that sound alike in Portuguese are made one."""
    sound = folded
    for spelling, plain in _SPELLINGS:
        sound = sound.replace(spelling, plain)
    letters: list[str] = []
    for i, letter in enumerate(sound):
        following = sound[i + 1 : i + 2]
        plain = letter
        if letter == "c":
            plain = "s" if following in ("e", "i") else "k"
        elif letter == "g" and following in ("e", "i"):
            plain = "j"
        elif letter == "l" and following not in ("a", "e", "i", "o", "u", "l"):
            plain = "u"
        elif letter == "m" and following == "":
            plain = "n"
        if not letters or letters[-1] != plain:
            letters.append(plain)
    ending = "".join(letters)
    for spelling, plain in (("es", "is"), ("os", "us"), ("e", "i"), ("o", "u")):
        if ending.endswith(spelling):
            return ending[: -len(spelling)] + plain
    return ending


_SPELLINGS = (
    ("ph", "f"),
    ("sch", "x"),
    ("ch", "k"),
    ("th", "t"),
    ("h", ""),
    ("que", "ke"),
    ("qui", "ki"),
    ("gue", "ge"),
    ("gui", "gi"),
    ("y", "i"),
    ("w", "v"),
    ("z", "s"),
    ("x", "s"),
    ("ss", "s"),
    ("sc", "s"),
    ("ck", "k"),
    ("ei", "e"),
)


def _is_one_vowel_off(one: str, other: str) -> bool:
    """Whether two sounds differ in one vowel: "sakarias" and "sekarias"."""
    if len(one) != len(other):
        return False
    different = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(different) == 1 and all(letter in "aeiou" for letter in different[0])


def _distance(one: str, other: str, most: int) -> int:
    """How many letters must be changed, added or taken away; more than `most` counts as `most + 1`."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, known in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (letter != known))
        if min(row) > most:
            return most + 1
    return row[-1]
