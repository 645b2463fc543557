"""What does not belong into the text: signs of music and applause, lines that recognisers make up, and their loops."""

import re
from collections.abc import Sequence

from cultotranscript.analysis.quotations import fold
from cultotranscript.analysis.segments import Segment

_BRACKETED = re.compile(r"[\[(（【*]\s*([^\[\]()]{1,60}?)\s*[\])）】*]")
_MARKS = frozenset(
    "musica music louvor aplausos aplauso palmas applause risos riso laughter laughs laughing silencio silence "
    "inaudivel inaudible instrumental cantando canto singing sings coro choir vinheta gritos cheering cheers "
    "crosstalk foreign som sound ruido noise tosse cough choro crying suspiro sighs oracao blank_audio musical "
    "tocando playing piano violao guitar audio sem de e of no blank upbeat soft gentle dramatic suave fundo "
    "background plateia audience".split()
)
_NOTES = re.compile(r"[♪♫♬♩🎵🎶]+")
_SPEAKER_SIGN = re.compile(r"(?:^|(?<=\s))>>+\s*")
_MADE_UP = re.compile(
    r"legendas? (?:pela|por|da|em|feit\w+|by)\b.{0,40}(?:comunidade|amara|\.org|\.com)?|"
    r"(?:legendado|transcrito|traducao|revisao) por\b.{0,40}|"
    r"subtitles? by\b.{0,40}|captions? by\b.{0,40}|transcri(?:bed|ption) by\b.{0,40}|.{0,20}amara\.org.{0,20}|"
    r"(?:muito )?obrigad[oa] por assistir(?:em)?(?: (?:ao|o|este|esse) video)?|"
    r"(?:se )?inscreva-se (?:no|em nosso) canal.{0,60}|nao se esqueca de (?:se inscrever|deixar o like).{0,60}|"
    r"thanks? (?:you )?(?:so much )?for watching.{0,20}|please (?:like and )?subscribe.{0,40}|"
    r"(?:like and )?subscribe to (?:my|our|the) channel.{0,20}"
)
_LOOP_REPEATS = 4
"""How often the same words must follow each other to be a recogniser's loop. Preachers say things three times."""
_LOOP_WORDS = 12
_KEPT_REPEATS = 1
_DOUBLED = re.compile(
    r"\b(de|do|da|que|o|a|e|é|um|uma|no|na|em|com|para|the|and|of|to|in|is|it|that)(?: \1\b)+", re.IGNORECASE
)


def clean_segments(segments: Sequence[Segment]) -> list[Segment]:
    """Take out what nobody said.

    Args:
        segments: As they were read or recognised, ordered by start.

    Returns:
        Segments with the times of those that they are made from; what holds no word any more is left out. What a
        preacher repeats on purpose, up to three times, stays.
    """
    cleaned = []
    for segment in segments:
        text = _without_marks(segment.text)
        if text and not _MADE_UP.fullmatch(_plain(text)):
            cleaned.append(Segment(segment.start, segment.end, text))
    return _without_loops(_without_repeated_lines(cleaned))


def _without_marks(text: str) -> str:
    is_song = bool(_NOTES.search(text))
    text = _BRACKETED.sub(lambda match: " " if _is_mark(match[1]) else match[0], text)
    if is_song:
        # Captioners set notes around the lines of a song, and they are sung and not preached.
        text = _NOTES.sub(" ", text) if _NOTES.sub("", text).count(" ") > 25 else ""
    text = _SPEAKER_SIGN.sub("", text)
    text = _DOUBLED.sub(r"\1", text)
    text = " ".join(text.split())
    return text if any(one.isalnum() for one in text) else ""


def _is_mark(inside: str) -> bool:
    words = [fold(word) for word in re.findall(r"\w+", inside)]
    return all(word in _MARKS for word in words)


def _plain(text: str) -> str:
    return " ".join(fold(word) for word in re.findall(r"[\w.\-]+", text)).rstrip(". ")


def _without_repeated_lines(segments: Sequence[Segment]) -> list[Segment]:
    """A line that comes again and again, as recognisers give it for music and silence, is kept once."""
    kept: list[Segment] = []
    first = 0
    while first < len(segments):
        plain = _plain(segments[first].text)
        last = first
        while last + 1 < len(segments) and _plain(segments[last + 1].text) == plain:
            last += 1
        repeats = last - first + 1
        kept += segments[first : last + 1] if repeats < _LOOP_REPEATS else segments[first : first + _KEPT_REPEATS]
        first = last + 1
    return kept


def _without_loops(segments: Sequence[Segment]) -> list[Segment]:
    """Words that follow themselves four times and more, over the borders of segments, are kept once."""
    words: list[str] = []
    home: list[tuple[int, str]] = []
    for number, segment in enumerate(segments):
        for word in segment.text.split():
            words.append(_plain(word))
            home.append((number, word))
    dropped = bytearray(len(words))
    at = 0
    while at < len(words):
        length, repeats = _loop_at(words, at)
        if repeats >= _LOOP_REPEATS:
            dropped[at + length : at + length * repeats] = b"\x01" * (length * (repeats - 1))
            at += length * repeats
        else:
            at += 1
    if not any(dropped):
        return list(segments)
    texts: dict[int, list[str]] = {}
    for (number, word), is_dropped in zip(home, dropped, strict=True):
        if not is_dropped:
            texts.setdefault(number, []).append(word)
    return [Segment(segments[number].start, segments[number].end, " ".join(texts[number])) for number in sorted(texts)]


def _loop_at(words: Sequence[str], at: int) -> tuple[int, int]:
    """The shortest run of words from here that follows itself, and how often; at most 12 words are compared."""
    for length in range(1, _LOOP_WORDS + 1):
        if at + length * _LOOP_REPEATS > len(words) or words[at] != words[at + length]:
            continue
        repeats = 1
        while words[at : at + length] == words[at + length * repeats : at + length * (repeats + 1)]:
            repeats += 1
        if repeats >= _LOOP_REPEATS:
            return length, repeats
    return 1, 1
