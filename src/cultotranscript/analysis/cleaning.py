"""What does not belong into the text: signs of music and applause, lines that recognisers make up, and their loops."""

import re
from collections import Counter
from collections.abc import Sequence

from cultotranscript.analysis.quotations import fold
from cultotranscript.analysis.segments import Segment

_BRACKETED = re.compile(r"([\[(（【*])\s*([^\[\]()（）【】*]{1,60}?)\s*[\])）】*]")
_MARKS = frozenset(
    "musica music louvor aplausos aplauso palmas applause risos riso risadas laughter laughs laughing silencio silence "
    "inaudivel inaudible ininteligivel unintelligible instrumental cantando canto singing sings coro choir vinheta "
    "gritos cheering cheers crosstalk foreign som sound ruido noise tosse cough choro crying suspiro sighs oracao "
    "blank_audio musical tocando playing piano violao guitar audio plateia audience batendo clapping".split()
)
_BESIDE_MARKS = frozenset(
    "sem de do da e em of no the in blank upbeat soft gentle dramatic suave fundo background animada gospel".split()
)
_VOICES = frozenset("speaker homem mulher man woman narrador narrator locutor male female voz voice".split())
_MOST_MARK_WORDS = 6
_NOTES = re.compile(r"[♪♫♬♩🎵🎶]+")
_BARE_MARK = re.compile(r"(?:(?:musica|music|aplausos|applause)\s?)+")
_SPEAKER_SIGN = re.compile(r"(?:^|(?<=\s))>>+\s*|^[-–—]\s+")
_SPEAKER_LABEL = re.compile(
    r"^(?:speaker|orador|falante|locutor|participante|unknown speaker)[ _]?\d*\s*:\s*", re.IGNORECASE
)
_NAME_LABEL = re.compile(r"([^\W\d_][^:.!?]{1,39}): (?=\S)")
_FEWEST_LABELS, _LABEL_SHARE = 5, 0.5
"""Names in front of so many segments are what a meeting program writes; in a few they are the preacher's words."""
_MADE_UP = re.compile(
    r"legendas? (?:pela|por|da|em|feit\w+|by)\b.{0,40}(?:comunidade|amara|\.org|\.com)?|legenda adriana zanotto|"
    r"(?:legendado|transcrito|traducao|revisao) por\b.{0,40}|a cidade no brasil|"
    r"subtitles? by\b.{0,40}|captions? by\b.{0,40}|transcri(?:bed|ption) by\b.{0,40}|.{0,60}amara\.org.{0,20}|"
    r"(?:muito )?obrigad[oa] por assistir(?:em)?(?: (?:ao|o|este|esse) video)?|"
    r"(?:se )?inscreva-se (?:no|em nosso) canal.{0,60}|nao se esqueca de (?:se inscrever|deixar o like).{0,60}|"
    r"thanks? (?:you )?(?:so much )?for watching.{0,20}|please (?:like and )?subscribe.{0,40}|"
    r"(?:like and )?subscribe to (?:my|our|the) channel.{0,20}|(?:https?://)?www\.\S{3,60}"
)
"""What recognisers write where nothing is said: they learned from captions of videos."""
_LONGEST_MADE_UP = 140
_SENTENCE_GAP = re.compile(r"(?<=[.!?…])\s+")
_LOOP_REPEATS = {1: 6, 2: 5}
_LONG_LOOP_REPEATS = 4
"""How often the same words must follow each other to be a recogniser's loop: one word 6 times, two 5 times, more 4
times. Preachers say a sentence three times, and "glória" five times."""
_LOOP_WORDS = 25
_DOUBLED = re.compile(r"\b(de|do|da|que|o|a|e|é|um|uma|no|na|em|com|the|and|of|to|in|it)(?: \1\b)+", re.IGNORECASE)


def clean_segments(segments: Sequence[Segment]) -> list[Segment]:
    """Take out what nobody said.

    Args:
        segments: As they were read or recognised, ordered by start.

    Returns:
        Segments with the times of those that they are made from; what holds no word any more is left out. What a
        preacher repeats on purpose, up to three times, stays.
    """
    cleaned = []
    labels = _name_labels(segments)
    for segment in segments:
        label = _NAME_LABEL.match(segment.text)
        text = segment.text[label.end() :] if label is not None and label[1] in labels else segment.text
        text = _without_made_up(_without_marks(text))
        if text:
            cleaned.append(Segment(segment.start, segment.end, text))
    return _without_loops(_without_repeated_lines(cleaned))


def _name_labels(segments: Sequence[Segment]) -> frozenset[str]:
    """The names that a meeting program writes in front of what each person says."""
    counts = Counter(match[1] for segment in segments if (match := _NAME_LABEL.match(segment.text)) is not None)
    if counts.total() < max(_FEWEST_LABELS, len(segments) * _LABEL_SHARE):
        return frozenset()
    return frozenset(label for label, count in counts.items() if count > 1)


def _without_marks(text: str) -> str:
    is_song = bool(_NOTES.search(text))
    text = _BRACKETED.sub(lambda match: " " if _is_mark(match[1], match[2]) else match[0], text)
    if is_song:
        # Captioners set notes around the lines of a song, and they are sung and not preached.
        text = _NOTES.sub(" ", text) if _NOTES.sub("", text).count(" ") > 25 else ""
    text = _SPEAKER_LABEL.sub("", _SPEAKER_SIGN.sub("", text.strip()))
    text = _DOUBLED.sub(r"\1", text)
    text = " ".join(text.split())
    return text if any(one.isalnum() for one in text) else ""


def _is_mark(bracket: str, inside: str) -> bool:
    """Whether brackets hold a sign and no words; people speak in round ones at times, hardly ever in square ones."""
    words = [fold(word) for word in re.findall(r"\w+", inside)]
    if all(word in _MARKS or word in _BESIDE_MARKS for word in words):
        return not words or not _MARKS.isdisjoint(words)
    if bracket in "(（":
        return False
    is_voice = all(word.split("_")[0] in _VOICES or word.isdigit() for word in words)
    return is_voice or (len(words) <= _MOST_MARK_WORDS and not _MARKS.isdisjoint(words))


def _without_made_up(text: str) -> str:
    """Without the sentences that recognisers make up in silence, and without a lone "música"."""
    if len(text) < _LONGEST_MADE_UP and _MADE_UP.fullmatch(_plain(text)):
        return ""
    if _BARE_MARK.fullmatch(_plain(text)):
        return ""
    sentences = _SENTENCE_GAP.split(text)
    if len(sentences) < 2:
        return text
    return " ".join(one for one in sentences if len(one) >= _LONGEST_MADE_UP or not _MADE_UP.fullmatch(_plain(one)))


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
        is_loop = last - first + 1 >= _repeats_of_loop(plain.count(" ") + 1)
        kept += segments[first : first + 1] if is_loop else segments[first : last + 1]
        first = last + 1
    return kept


def _repeats_of_loop(words: int) -> int:
    return _LOOP_REPEATS.get(words, _LONG_LOOP_REPEATS)


def _without_loops(segments: Sequence[Segment]) -> list[Segment]:
    """Words that follow themselves again and again, over the borders of segments, are kept once."""
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
        if repeats > 1:
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
    """The shortest run of words from here that follows itself as often as a loop does, and how often; else 1, 1."""
    for length in range(1, _LOOP_WORDS + 1):
        fewest = _repeats_of_loop(length)
        if at + length * fewest > len(words) or words[at] != words[at + length]:
            continue
        repeats = 1
        while words[at : at + length] == words[at + length * repeats : at + length * (repeats + 1)]:
            repeats += 1
        if repeats >= fewest:
            return length, repeats
    return 1, 1
