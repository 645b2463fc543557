"""Which of the two languages a text is in, by the words that hold sentences together."""

import re

from cultotranscript.analysis.findings import Language

_PORTUGUESE = frozenset(
    "de que e o a não nao um uma os as é em por para pra com ele ela isso esse essa está você voce vocês nós eu se do "
    "da dos das no na nos nas ao à mais mas foi ser tem são ou quando muito já também só pelo pela até seu sua porque "
    "nosso nossa deus jesus senhor aí então gente vai tá lá aqui meu minha".split()
)
_ENGLISH = frozenset(
    "the and of to in that is it you for was with as he she be on are at by this have from or not but what all were we "
    "when your can there an which their they do if will so her him would about them then who his has more out up into "
    "god jesus lord don't it's i'm that's our my me us just like".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAMPLE_CHARACTERS = 60_000


def detect_language(text: str) -> Language:
    """The language that most function words are of; Portuguese where neither has more.

    Args:
        text: Of any length; a long one is judged by parts of its beginning, middle and end.
    """
    if len(text) > 3 * _SAMPLE_CHARACTERS:
        middle = len(text) // 2
        text = " ".join(
            (text[:_SAMPLE_CHARACTERS], text[middle : middle + _SAMPLE_CHARACTERS], text[-_SAMPLE_CHARACTERS:])
        )
    portuguese = english = 0
    for word in _WORD.findall(text.lower().replace("’", "'")):
        portuguese += word in _PORTUGUESE
        english += word in _ENGLISH
    return "en" if english > portuguese else "pt"
