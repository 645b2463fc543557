"""Number words from 1 to 176 in Portuguese and English, cardinal and ordinal, read from a list of words.

176 is the most that a reference needs: the verses of Psalm 119. Words arrive folded (lower case, no accents) and
hyphens as words of their own, as `passage_tokens` gives them. One place may be read in more than one way, since
speech runs numbers together: "vinte três" is 20 and 3 or a careless 23, "one nineteen" is 1 and 19 or a careless
119. `readings` gives them all, the likeliest first, and the caller chooses by what exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cultotranscript.analysis.findings import Language

LARGEST = 176


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was read: its value and how many words it took."""

    value: int
    length: int
    is_ordinal: bool = False
    is_word: bool = True


def _table(text: str) -> dict[str, int]:
    return {
        word: int(value) for value, *words in (line.split() for line in text.strip().splitlines()) for word in words
    }


_PT_SMALL = _table(
    """
    1 um uma
    2 dois duas
    3 tres
    4 quatro
    5 cinco
    6 seis
    7 sete
    8 oito
    9 nove
    10 dez
    11 onze
    12 doze
    13 treze
    14 quatorze catorze
    15 quinze
    16 dezesseis dezasseis
    17 dezessete dezassete
    18 dezoito
    19 dezenove dezanove
    """
)
_PT_TENS = _table(
    """
    20 vinte
    30 trinta
    40 quarenta
    50 cinquenta cincoenta
    60 sessenta
    70 setenta
    80 oitenta
    90 noventa
    """
)
_PT_ORDINAL_SMALL = _table(
    """
    1 primeiro primeira
    2 segundo segunda
    3 terceiro terceira
    4 quarto quarta
    5 quinto quinta
    6 sexto sexta
    7 setimo setima
    8 oitavo oitava
    9 nono nona
    """
)
_PT_ORDINAL_TENS = _table(
    """
    10 decimo decima
    20 vigesimo vigesima
    30 trigesimo trigesima
    40 quadragesimo quadragesima
    50 quinquagesimo quinquagesima
    60 sexagesimo sexagesima
    70 septuagesimo septuagesima setuagesimo setuagesima
    80 octogesimo octogesima
    90 nonagesimo nonagesima
    100 centesimo centesima
    """
)
_EN_SMALL = _table(
    """
    1 one
    2 two
    3 three
    4 four
    5 five
    6 six
    7 seven
    8 eight
    9 nine
    10 ten
    11 eleven
    12 twelve
    13 thirteen
    14 fourteen
    15 fifteen
    16 sixteen
    17 seventeen
    18 eighteen
    19 nineteen
    """
)
_EN_TENS = _table(
    """
    20 twenty
    30 thirty
    40 forty
    50 fifty
    60 sixty
    70 seventy
    80 eighty
    90 ninety
    """
)
_EN_ORDINAL_SMALL = _table(
    """
    1 first
    2 second
    3 third
    4 fourth
    5 fifth
    6 sixth
    7 seventh
    8 eighth
    9 ninth
    10 tenth
    11 eleventh
    12 twelfth
    13 thirteenth
    14 fourteenth
    15 fifteenth
    16 sixteenth
    17 seventeenth
    18 eighteenth
    19 nineteenth
    """
)
_EN_ORDINAL_TENS = _table(
    """
    20 twentieth
    30 thirtieth
    40 fortieth
    50 fiftieth
    60 sixtieth
    70 seventieth
    80 eightieth
    90 ninetieth
    100 hundredth
    """
)
_PT_DIGITS = {word: value for word, value in _PT_SMALL.items() if value < 10}
_EN_DIGITS = {word: value for word, value in _EN_SMALL.items() if value < 10}

_PT_CARDINALS = frozenset({*_PT_SMALL, *_PT_TENS, "cem", "cento"})
_EN_CARDINALS = frozenset({*_EN_SMALL, *_EN_TENS, "hundred"})
_ORDINALS = frozenset({*_PT_ORDINAL_SMALL, *_PT_ORDINAL_TENS, *_EN_ORDINAL_SMALL, *_EN_ORDINAL_TENS})

NUMBER_WORDS: frozenset[str] = _PT_CARDINALS | _EN_CARDINALS | _ORDINALS
"""Every word with which a number can begin, and "hundred"."""
PORTUGUESE_NUMBER_WORDS: frozenset[str] = _PT_CARDINALS | {*_PT_ORDINAL_SMALL, *_PT_ORDINAL_TENS}
ENGLISH_NUMBER_WORDS: frozenset[str] = _EN_CARDINALS | {*_EN_ORDINAL_SMALL, *_EN_ORDINAL_TENS}


def read_number(words: Sequence[str], at: int = 0, *, language: Language | None = None) -> Number | None:
    """Read the number that begins at a word, in its likeliest reading; None where none begins."""
    return next(iter(readings(words, at, language=language)), None)


def readings(words: Sequence[str], at: int = 0, *, language: Language | None = None) -> list[Number]:
    """Read the number that begins at a word in every way that makes sense.

    Args:
        words: Folded words; digits and hyphens are words of their own.
        at: Where the number begins.
        language: The language of the text: in English, "um" is no number.

    Returns:
        The likeliest reading first; empty where no number from 1 to 176 begins. Digits are given as they stand,
        however large, for the caller to judge.
    """
    if at >= len(words):
        return []
    word = words[at]
    if word.isdecimal():
        return [Number(int(word), 1, is_word=False)] if len(word) <= 6 else []
    if word not in NUMBER_WORDS and word != "a":
        return []
    return list(_read_words(tuple(words[at : at + 6]), language))


@lru_cache(maxsize=4096)
def _read_words(words: tuple[str, ...], language: Language | None) -> tuple[Number, ...]:
    # Both languages are tried whatever the text's, for names and verses are read out in either; but "um" is what an
    # English speaker says while thinking, and no other word is a number in one and something else in the other.
    found = [] if language == "en" and words[0] in ("um", "uma") else _portuguese(words)
    found += _english(words)
    return tuple(number for number in found if number.value <= LARGEST)


def _portuguese(words: Sequence[str]) -> list[Number]:
    first = words[0]
    if first == "cem":
        return [Number(100, 1)]
    if first == "cento":
        rest = _portuguese(words[2:]) if words[1:2] == ("e",) else []
        if rest:
            return [Number(100 + n.value, 2 + n.length) for n in rest if n.value < 100]
        # "cento" alone is never a hundred (that is "cem"), so what follows belongs to it even without "e".
        rest = _portuguese(words[1:]) if len(words) > 1 else []
        joined = [Number(100 + n.value, 1 + n.length) for n in rest if n.value < 100 and not n.is_ordinal]
        return joined or [Number(100, 1)]
    if first in _PT_TENS:
        tens = _PT_TENS[first]
        if words[1:2] == ("e",) and len(words) > 2 and words[2] in _PT_DIGITS:
            # Never 20 and 3: no list of chapters or verses goes down.
            return [Number(tens + _PT_DIGITS[words[2]], 3)]
        if len(words) > 1 and words[1] in _PT_DIGITS:
            return [Number(tens, 1), Number(tens + _PT_DIGITS[words[1]], 2)]
        return [Number(tens, 1)]
    if first in _PT_SMALL:
        return [Number(_PT_SMALL[first], 1)]
    return _ordinal(words, _PT_ORDINAL_TENS, _PT_ORDINAL_SMALL)


def _english(words: Sequence[str]) -> list[Number]:
    first = words[0]
    if first in ("a", "one") and words[1:2] == ("hundredth",):
        return [Number(100, 2, is_ordinal=True)]
    hundred = words[1:2] == ("hundred",)
    if first == "hundred" or (first in ("a", "one") and hundred):
        taken = 1 if first == "hundred" else 2
        for skipped in (1, 0) if words[taken : taken + 1] == ("and",) else (0,):
            rest = _english(words[taken + skipped :]) if len(words) > taken + skipped else []
            joined = [Number(100 + n.value, taken + skipped + n.length, n.is_ordinal) for n in rest if n.value < 100]
            if joined:
                # "Psalm one hundred and three" is one number, "Psalm one hundred three" may be two.
                return joined if skipped else [*joined, Number(100, taken)]
        return [Number(100, taken)]
    if first == "a":
        return []
    if first in _EN_TENS:
        tens = _EN_TENS[first]
        skipped = 2 if words[1:2] == ("-",) else 1
        if len(words) > skipped and words[skipped] in _EN_DIGITS:
            joined = [Number(tens + _EN_DIGITS[words[skipped]], skipped + 1)]
            return joined if skipped == 2 else [*joined, Number(tens, 1)]
        if len(words) > skipped and _EN_ORDINAL_SMALL.get(words[skipped], 10) < 10:
            return [Number(tens + _EN_ORDINAL_SMALL[words[skipped]], skipped + 1, is_ordinal=True)]
        return [Number(tens, 1)]
    if first == "one":
        return [Number(1, 1), *_careless_hundred(words)]
    if first in _EN_SMALL:
        return [Number(_EN_SMALL[first], 1)]
    return _ordinal(words, _EN_ORDINAL_TENS, _EN_ORDINAL_SMALL)


def _careless_hundred(words: Sequence[str]) -> list[Number]:
    """ "One nineteen", "one twenty-one", "one oh three": a hundred that is left out, as psalms are often named."""
    if len(words) > 2 and words[1] in ("oh", "o", "zero") and words[2] in _EN_DIGITS:
        return [Number(100 + _EN_DIGITS[words[2]], 3)]
    rest = _english(words[1:]) if len(words) > 1 and words[1] != "one" else []
    return [Number(100 + n.value, 1 + n.length) for n in rest if 10 <= n.value < 100 and not n.is_ordinal]


def _ordinal(words: Sequence[str], tens: dict[str, int], small: dict[str, int]) -> list[Number]:
    value, length = 0, 0
    for table, least in ((tens, 100), (tens, 10), (small, 1)):
        if length < len(words) and words[length] == "-" and length:
            length += 1
        step = table.get(words[length], 0) if length < len(words) else 0
        if step and (least == 1 or (step >= 100) == (least == 100)):
            value += step
            length += 1
    while length and words[length - 1] == "-":
        length -= 1
    return [Number(value, length, is_ordinal=True)] if value else []
