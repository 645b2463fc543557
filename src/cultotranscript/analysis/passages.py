"""Passages of the Bible that a sermon or a text names, in Portuguese and English, as speech, recognisers and pens do.

`passage_tokens` cuts the text, `passage_grammar` reads what it names, `main_reading` resolves what leans on earlier
passages. docs/analysis.md tells the rules with examples.
"""

from bisect import bisect_right
from collections.abc import Sequence

from cultotranscript.analysis.books import BOOKS
from cultotranscript.analysis.findings import Language, Mention, Reference
from cultotranscript.analysis.main_reading import Named, resolve
from cultotranscript.analysis.numbers import ENGLISH_NUMBER_WORDS, PORTUGUESE_NUMBER_WORDS
from cultotranscript.analysis.passage_grammar import parse
from cultotranscript.analysis.passage_tokens import Tokens, fold_text, tokenise
from cultotranscript.analysis.passage_words import WORDS
from cultotranscript.analysis.segments import Segment

_PORTUGUESE_NAMES = {fold_text(book.name) for book in BOOKS}
_ENGLISH_NAMES = {fold_text(book.english) for book in BOOKS}
_PORTUGUESE = WORDS.portuguese | PORTUGUESE_NUMBER_WORDS | (_PORTUGUESE_NAMES - _ENGLISH_NAMES)
_ENGLISH = WORDS.english | ENGLISH_NUMBER_WORDS | (_ENGLISH_NAMES - _PORTUGUESE_NAMES)
_WORDS_TO_TELL = 4000


def find_mentions(segments: Sequence[Segment], *, language: Language | None = None) -> list[Mention]:
    """Find every passage that a sermon names, each time it is named.

    Args:
        segments: The sermon, in order; times in seconds. A reference may run over the end of a segment.
        language: What it is spoken in; None to tell by its words.

    Returns:
        The mentions in order; `segment` and `timestamp` are where the words that carry the reference begin. A range
        over two chapters is one mention for each chapter, all at the same place.
    """
    starts: list[int] = []
    texts: list[str] = []
    length = 0
    for segment in segments:
        starts.append(length)
        texts.append(segment.text)
        length += len(segment.text) + 1
    tokens = tokenise(" ".join(texts))
    found = _find(tokens, language, has_main_reading=True)
    if len(tokens.text) != max(length - 1, 0):
        # Composing changed the length, so the places of the segments are counted anew.
        starts = [0]
        for text in texts[:-1]:
            starts.append(starts[-1] + len(tokenise(text).text) + 1)
    mentions = []
    for named in found:
        offset = tokens.starts[named.first]
        index = bisect_right(starts, offset) - 1
        segment = segments[index]
        share = (offset - starts[index]) / max(len(segment.text), 1)
        timestamp = segment.start + (segment.end - segment.start) * min(share, 1.0)
        said = tokens.said(named.first, named.end)
        mentions += [Mention(reference, said, index, timestamp, named.rule) for reference in named.references]
    return mentions


def find_references(text: str, *, language: Language | None = None) -> list[Reference]:
    """Find the distinct references of one text, in the order of their first mention.

    Args:
        text: As written or spoken; not a whole sermon, so no main reading is gone back to.
        language: What it is in; None to tell by its words.
    """
    found = _find(tokenise(text), language, has_main_reading=False)
    return list(dict.fromkeys(reference for named in found for reference in named.references))


def parse_reference(text: str) -> Reference | None:
    """Read a text that is one reference and nothing else: "João 3:16", "jo 3.16", "1co 13"; None if it is not."""
    tokens = tokenise(text)
    for language in _languages(tokens):
        items = parse(tokens, language, is_query=True)
        if len(items) != 1 or items[0].kind != "named":
            continue
        item = items[0]
        is_whole = item.first == 0 and not any(word.isalnum() for word in tokens.words[item.end :])
        named = resolve(items, tokens, has_main_reading=False)
        if is_whole and len(named) == 1 and len(named[0].references) == 1:
            return named[0].references[0]
    return None


def distinct(mentions: Sequence[Mention]) -> list[Mention]:
    """Each passage once, as it was first named, in that order."""
    first: dict[Reference, Mention] = {}
    for mention in mentions:
        first.setdefault(mention.reference, mention)
    return list(first.values())


def _find(tokens: Tokens, language: Language | None, *, has_main_reading: bool) -> list[Named]:
    items = parse(tokens, language or _language_of(tokens))
    return resolve(items, tokens, has_main_reading=has_main_reading)


def _languages(tokens: Tokens) -> tuple[Language, Language]:
    return ("en", "pt") if _language_of(tokens) == "en" else ("pt", "en")


def _language_of(tokens: Tokens) -> Language:
    """Tell Portuguese from English, also in a line of notes: by small words, number words and names of books."""
    words = tokens.words[:_WORDS_TO_TELL]
    english = sum(word in _ENGLISH for word in words)
    portuguese = sum(word in _PORTUGUESE for word in words)
    return "en" if english > portuguese else "pt"
