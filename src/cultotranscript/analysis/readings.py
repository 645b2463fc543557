"""Where Scripture is read aloud: what is said after a reference, in the words of the Bible and not the preacher's own.

No translation is at hand here, so a reading is told by its frame. It is announced by a reference and a colon or a verb
of saying ("Isaías 43:1: não tenha medo…", "the writer says, my soul waits…"), or it follows a reference that ends a
sentence. It ends with the sentence, and goes on over further ones only as far as so many verses can last, up to a
pause, a closing formula ("até aqui a leitura", "that's the text") or words with which preachers speak to their hearers.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from cultotranscript.analysis.books import verse_count
from cultotranscript.analysis.findings import Mention, Reference
from cultotranscript.analysis.passage_tokens import fold_text
from cultotranscript.analysis.sentences import Sentence

WORDS_A_VERSE = 26
"""The mean of the Almeida Bibles and the King James Version."""
PAUSE_S = 1.2
MIN_WORDS = 4
_ANNOUNCED_WITHIN = 8
"""Sentences between "abram a Bíblia em…" and the first words that are read."""

_SAID = r"(?:diz|disse|dizia|escreve|escreveu|afirma|says|said|writes|wrote|tells us)"
_SAYING = re.compile(
    r"^[\s,.;]*(?:(?!\b(?:aparece|conta|narra|tells the story|talks about|fala (?:sobre|de|da|do)|fala que)\b)[\w'’-]+"
    r"[\s,]+){0,5}?"
    r"(?:diz(?:endo)?|disse|dizia|escreve|escreveu|fala|afirma|declara|promete|pergunta|ensina|assim|"
    r"says?|said|writes?|wrote|tells us|reads?|declares?|promises?|asks)\b"
    r"(?:[\s,]+(?:assim|o seguinte|que|para nos|this|that|to us|aquela [\w]{3,12} [\w]{3,12}|"
    r"a (?:santa )?palavra(?: (?:do senhor|de deus))?|the word of (?:god|the lord)|o texto|the text)\b)*\s*[:,]?\s*",
)
_COLON = re.compile(r"^[^:.!?]{0,60}:\s*")
_CLOSING = re.compile(
    r"\b(?:ate aqui|fim da leitura|esta e a palavra|essa e a palavra|palavra do senhor|que deus (?:nos )?abencoe|"
    r"deus abencoe a (?:sua )?palavra|amem|that s the text|that is the text|this is the word|"
    r"the word of (?:the lord|god)|may god (?:bless|add)|thanks be to god|amen)\b"
)
_PREACHER = re.compile(
    r"\b(?:irmaos|irmas|gente|igreja|queridos|amados|meu irmao|minha irma|repara|repare|percebe|imagina|olha|olhe|"
    r"voce sabe|eu (?:queria|quero|gosto|fico|acho|lembro|amo|vou)|vamos|deixa eu|essa palavra|esse texto|este texto|"
    r"o texto|quer dizer|ou seja|nao e que|cuidado|por isso que|a biblia|que coisa|anota|anote|guarda essa|"
    r"folks|church|friends|you know|you see|i (?:love|want|think|always|like|believe)|let s|let me|look at|notice|"
    r"get this|that s|this verse|this text|what (?:a|does)|here s|in other words|write that|anybody|have you ever|"
    r"it s on|it was written|paul (?:is|was|says)|peter (?:is|was|says))\b"
)
_TALK_FIRST = re.compile(
    r"(?:aparece|conta|has|have|had|o homem|a mulher|o povo|ele|ela|e uma|e um|e aquele|e aquela|e "
    r"onde|e ali|e quando|aqui|here|this is|that is|that s|it s|you|eu|i|a gente|nos|"
    r"uma historia|voce|quem|essa|esse|esta|este|isso|so|now|then he|and then he)\b"
)
_ANNOUNCING = re.compile(
    r"\b(?:abr\w{1,6}|leitura|leia|leiamos|ler|lemos|lendo|texto|turn (?:with me )?(?:to|in)|open your|read(?:ing)?|"
    r"our text|scripture)\b"
)
_NO_WORD = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """Scripture that is read aloud.

    Attributes:
        mention: The reference that announces it.
        text: The words that were read, as they stand in the transcript.
        first: Index of the sentence in which they begin.
        last: Index of the sentence in which they end.
        offset: Where they begin in the first sentence, in characters.
        timestamp: Seconds.
        rule: "announced", "introduced" or "follows".
    """

    mention: Mention
    text: str
    first: int
    last: int
    offset: int
    timestamp: float
    rule: str


def is_punctuated(sentences: Sequence[Sentence]) -> bool:
    """Whether the text has marks that end its sentences."""
    ended = sum(sentence.text.rstrip("\"”'’»)")[-1:] in (".", "!", "?", "…") for sentence in sentences)
    return ended * 2 > len(sentences)


_DANGLING = frozenset(
    "e o a os as um uma de do da dos das em no na nos nas que se com por pra para pro é mas ou tem "
    "ao à como quando deus "
    "meu minha seu sua seus suas teu tua nosso nossa num numa pelo pela aos às porque qual cujo sobre "
    "and the of to in is a an or but so do have would has with for at on that if when some our you "
    "from who whose where while because than into about their my his its your am are i we they".split()
)


def without_dangling(text: str) -> str:
    """Words of unmarked speech without the last ones that begin what comes next ("… você é meu e")."""
    words = text.split()
    while len(words) > MIN_WORDS and words[-1].lower() in _DANGLING:
        words.pop()
    return " ".join(words)


def find_readings(sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> list[Reading]:
    """Find what is read aloud from the passages that are named.

    Args:
        sentences: The sermon; `Mention.timestamp` counts as theirs do.
        mentions: The passages that are named, in order.

    Returns:
        At most one for each mention, in order; none of them overlap.
    """
    has_marks = is_punctuated(sentences)
    starts = [sentence.start for sentence in sentences]
    found: list[Reading] = []
    for number, mention in enumerate(mentions):
        if number and mentions[number - 1].timestamp == mention.timestamp:
            continue
        place = _place_of(sentences, starts, mention)
        if place is None:
            continue
        following = mentions[number + 1].timestamp if number + 1 < len(mentions) else float("inf")
        reading = _read_from(sentences, mention, *place, following, has_marks=has_marks)
        if reading is not None and not (found and found[-1].last >= reading.first and found[-1].text == reading.text):
            found.append(reading)
    return found


def main_passage(mentions: Sequence[Mention]) -> Reference | None:
    """The passage that the sermon is about: of several verses or a chapter, early, and gone back to most.

    Args:
        mentions: The passages that are named, in order.
    """
    best: tuple[float, Reference] | None = None
    for place, mention in enumerate(mentions[:12]):
        one = mention.reference
        last = one.verse_end or one.verse_start
        first_in, last_in = one.verse_start or 1, last or verse_count(one.book, one.chapter)
        inside = sum(
            (other.reference.book, other.reference.chapter) == (one.book, one.chapter)
            and first_in <= (other.reference.verse_start or first_in) <= last_in
            for other in mentions
        )
        is_long = one.verse_start is None or (last or 0) > one.verse_start
        # A verse alone is the text of a sermon too; the others have to be gone back to more.
        weight = inside + (1.5 if is_long else 0.0) + 2.0 / (1 + place)
        if best is None or weight > best[0]:
            best = weight, one
    return best[1] if best is not None else None


def _place_of(sentences: Sequence[Sentence], starts: Sequence[float], mention: Mention) -> tuple[int, int] | None:
    """(sentence, offset) at which the words of a mention end."""
    near = bisect_right(starts, mention.timestamp + 0.01) - 1
    said = mention.text.split()
    if not said:
        return None
    for index in (near, near + 1, near - 1):
        if 0 <= index < len(sentences):
            text = sentences[index].text
            at = text.find(mention.text)
            if at >= 0:
                return index, at + len(mention.text)
            # The words may run into the next sentence.
            for kept in range(len(said) - 1, 0, -1):
                beginning = " ".join(said[:kept])
                if text.endswith(beginning) and index + 1 < len(sentences):
                    rest = " ".join(said[kept:])
                    begins = sentences[index + 1].text.find(rest)
                    return (index + 1, begins + len(rest)) if begins >= 0 else (index, len(text))
    return None


def _read_from(
    sentences: Sequence[Sentence], mention: Mention, index: int, offset: int, following_s: float, *, has_marks: bool
) -> Reading | None:
    sentence = sentences[index]
    rest = sentence.text[offset:]
    folded = _plain(rest)
    budget = _budget(mention.reference)
    if has_marks:
        colon = _COLON.match(rest)
        said = _SAYING.match(fold_text(rest))
        if colon is not None or (said is not None and _NO_WORD.sub("", rest[said.end() :])):
            begins = offset + (colon.end() if colon is not None else said.end() if said is not None else 0)
            return _extended(sentences, mention, index, begins, budget, following_s, "introduced", has_marks=True)
        is_said_before = re.search(rf"\b{_SAID}\b", fold_text(sentence.text[:offset])) is not None
        comma = re.match(r"\s*[,:]\s*", rest)
        if is_said_before and comma is not None and len(folded.split()) >= MIN_WORDS:
            begins = offset + comma.end()
            return _extended(sentences, mention, index, begins, budget, following_s, "introduced", has_marks=True)
        is_told_of = re.match(r"(?:de|do|da|no|na|em|by|of|in)\b", folded)  # "Vocês sabem Romanos 8:28 de cor."
        if len(folded.split()) <= 2 and not is_told_of and index + 1 < len(sentences):
            return _after(sentences, mention, index + 1, budget, following_s)
        return None
    said = _SAYING.match(fold_text(rest))
    named = _plain(sentences[max(index - 1, 0)].text + " " + sentence.text[: max(offset - len(mention.text), 0)])
    if _ANNOUNCING.search(named) and budget > 2 * WORDS_A_VERSE:
        behind = offset + said.end() if said is not None else None
        closed = _closed_reading(sentences, mention, index, behind, budget)
        if closed is not None:
            return closed
    if said is not None:
        return _extended(
            sentences, mention, index, offset + said.end(), budget, following_s, "introduced", has_marks=False
        )
    if mention.reference.verse_start is None:
        return None
    if not folded and index + 1 < len(sentences):
        index, offset, folded = index + 1, 0, _plain(sentences[index + 1].text)
    if folded and not _TALK_FIRST.match(folded) and not _PREACHER.search(" ".join(folded.split()[:6])):
        return _extended(sentences, mention, index, offset, budget, following_s, "follows", has_marks=False)
    return None


def _closed_reading(
    sentences: Sequence[Sentence], mention: Mention, index: int, begins: int | None, budget: int
) -> Reading | None:
    """A reading without marks that was announced, up to the words that close it; None where nothing closes it.

    Args:
        sentences: The sermon.
        mention: What announces it.
        index: The sentence in which the words of the mention end.
        begins: Where in it the reading begins; None where it begins in a sentence behind it.
        budget: How many words it may have.
    """
    if begins is None:
        index += 1
        while index < len(sentences) and _PREACHER.search(_plain(sentences[index].text)):
            index += 1
    words: list[str] = []
    for last in range(index, len(sentences)):
        said = sentences[last].text[begins or 0 :] if last == index else sentences[last].text
        closing = _CLOSING.search(fold_text(said).replace("'", " "))
        if closing is not None:
            words += said[: closing.start()].split()
            if len(words) < MIN_WORDS:
                # "Diz assim a palavra do Senhor" opens a reading with words that may close one.
                begins = (begins or 0) + closing.end() if last == index else closing.end()
                words, index = said[closing.end() :].split(), last
                continue
            sentence = sentences[index]
            share = (begins or 0) / max(len(sentence.text), 1)
            at = sentence.start + (sentence.end - sentence.start) * share
            return Reading(mention, " ".join(words), index, last, begins or 0, at, "announced")
        words += said.split()
        if len(words) > budget:
            return None
    return None


def _after(
    sentences: Sequence[Sentence], mention: Mention, index: int, budget: int, following_s: float
) -> Reading | None:
    """A reading that begins with a sentence behind the one that names it."""
    named = _plain(sentences[index - 1].text)
    if _ANNOUNCING.search(named):
        for at in range(index, min(index + _ANNOUNCED_WITHIN, len(sentences))):
            said = _SAYING.match(fold_text(sentences[at].text))
            if said is not None and len(sentences[at].text) > said.end() + 10:
                return _extended(sentences, mention, at, said.end(), budget, following_s, "announced", has_marks=True)
            is_pause = sentences[at].start - sentences[at - 1].end >= PAUSE_S
            if is_pause and not _PREACHER.search(_plain(sentences[at].text)):
                return _extended(sentences, mention, at, 0, budget, following_s, "announced", has_marks=True)
        return None
    if (
        mention.reference.verse_start is None
        or _TALK_FIRST.match(_plain(sentences[index].text))
        or _PREACHER.search(_plain(sentences[index].text))
    ):
        return None
    return _extended(sentences, mention, index, 0, budget, following_s, "follows", has_marks=True)


def _extended(
    sentences: Sequence[Sentence],
    mention: Mention,
    index: int,
    offset: int,
    budget: int,
    following_s: float,
    rule: str,
    *,
    has_marks: bool,
) -> Reading | None:
    """Take words from a place on, sentence by sentence, as far as a reading of so many words may go."""
    first = sentences[index]
    parts = [first.text[offset:].strip()]
    count = len(parts[0].split())
    last = index
    if rule == "introduced" or not has_marks:
        # What a colon leads in is one sentence for each verse; more would be the preacher's own words about it.
        budget = min(budget, _likely_words(mention.reference))
    if rule == "introduced" and has_marks and _verses(mention.reference) == 1:
        budget = min(budget, 5) if parts[0][-1:] not in (".", "!") else count
    while last + 1 < len(sentences) and count < budget:
        before, after = sentences[last], sentences[last + 1]
        folded = _plain(after.text)
        words = len(after.text.split())
        is_pause = after.start - before.end >= PAUSE_S
        if (
            _CLOSING.search(folded)
            or (is_pause and count >= (budget // 3 if rule == "announced" else min(budget // 3, 12)))
            or (has_marks and rule != "introduced" and count + words > budget)
            or after.start >= following_s - 1
            or (after.text.endswith("?") and count > WORDS_A_VERSE)
            or (_PREACHER.search(folded) and rule != "announced")
            or (_TALK_FIRST.match(folded) and rule != "announced" and has_marks)
        ):
            break
        parts.append(after.text)
        count += words
        last += 1
    text = " ".join(part for part in parts if part)
    if not has_marks and count > budget:
        text = " ".join(text.split()[:budget])
        last = _last_with(parts, budget, index)
    if not has_marks:
        text = without_dangling(text)
    if count < (2 if first.text[:offset].rstrip()[-1:] == ":" else MIN_WORDS):
        return None
    share = offset / max(len(first.text), 1)
    at = first.start + (first.end - first.start) * share
    return Reading(mention, text, index, last, offset, at, rule)


def _last_with(parts: Sequence[str], words: int, index: int) -> int:
    """The sentence in which so many words are reached."""
    for place, part in enumerate(parts):
        words -= len(part.split())
        if words <= 0:
            return index + place
    return index + len(parts) - 1


def _verses(reference: Reference) -> int:
    start, end = reference.verse_start, reference.verse_end
    if start is None:
        return verse_count(reference.book, reference.chapter)
    return (end or start) - start + 1


def _budget(reference: Reference) -> int:
    """How many words a reading of a passage may have."""
    return int(_verses(reference) * WORDS_A_VERSE * 1.3) + 6


def _likely_words(reference: Reference) -> int:
    """How many words of a passage are quoted where it is not read as a whole."""
    return min(18 * _verses(reference), 60)


def _plain(text: str) -> str:
    return " ".join(_NO_WORD.sub(" ", fold_text(text)).split())
