"""A sermon in one paragraph: who preaches about what, from which text, with which points, and where it leads."""

import re
from collections.abc import Sequence

from cultotranscript.analysis.findings import KeyPoint, Language, Mention, Reference, Speaker, Statistics, Theme
from cultotranscript.analysis.passage_tokens import fold_text
from cultotranscript.analysis.readings import main_passage
from cultotranscript.analysis.wording import listed, reference_text, shortened

_PARTED = re.compile(r"\s+[|•·–—-]\s+|\s*\|\s*")
_ROUND_IT = re.compile(
    r"\b(?:culto|igreja|church|chapel|comunidade|ministerios?|ministry|ministries|pastora?|pra?|rev|bispo|ao vivo|live|"
    r"service|worship|domingo|sunday|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?)\b"
)
_THEMES = 3
_PASSAGES = 4
_POINT_WORDS = 32
_SHORTEST_WORDS = 60


def write_abstract(
    *,
    title: str,
    speaker: Speaker | None,
    themes: Sequence[Theme],
    mentions: Sequence[Mention],
    key_points: Sequence[KeyPoint],
    statistics: Statistics,
    language: Language,
) -> str:
    """Put what was found into a paragraph.

    Args:
        title: Of the video; one of a single word, as a file has it, is left out.
        speaker: Who preaches, where that is known.
        themes: The weightiest first.
        mentions: The passages that are named.
        key_points: In the order in which they are made.
        statistics: Of the sermon.
        language: In which it is written.

    Returns:
        Two to five sentences; an empty text where hardly anything was said.
    """
    if statistics.word_count < _SHORTEST_WORDS:
        return ""
    main = main_passage(mentions)
    others = _others(main, mentions)
    shown_title = _own_title(title, speaker.name if speaker is not None else None)
    write = _english if language == "en" else _portuguese
    return write(
        shown_title,
        speaker.name if speaker is not None else None,
        [theme.name for theme in themes[:_THEMES]],
        reference_text(main, language) if main is not None else None,
        [reference_text(one, language) for one in others],
        [shortened(point.text, _POINT_WORDS) for point in key_points],
        round(statistics.duration_s / 60),
    )


def _own_title(title: str, speaker: str | None) -> str:
    """What the sermon is called, without whose it is and where: "The Way Down | Pastor Mark Ellis | Grace Chapel"."""
    parts = [part.strip() for part in _PARTED.split(title) if part.strip()]
    own = [
        part
        for part in parts
        if not _ROUND_IT.search(fold_text(part)) and not (speaker and fold_text(speaker) in fold_text(part))
    ]
    shown = (own or parts or [""])[0]
    return shown if len(shown.split()) > 1 else ""


def _others(main: Reference | None, mentions: Sequence[Mention]) -> list[Reference]:
    """The passages outside the main one's chapter, each chapter once."""
    seen = {(main.book, main.chapter)} if main is not None else set()
    others = []
    for mention in mentions:
        chapter = (mention.reference.book, mention.reference.chapter)
        if chapter not in seen:
            seen.add(chapter)
            others.append(mention.reference)
    return others[:_PASSAGES]


def _portuguese(
    title: str,
    speaker: str | None,
    themes: Sequence[str],
    main: str | None,
    others: Sequence[str],
    points: Sequence[str],
    minutes: int,
) -> str:
    first = f"Em “{title}”, {speaker or 'a mensagem'}" if title else (speaker or "A mensagem")
    first += " prega" if speaker else " trata"
    first += f" {'sobre' if speaker else 'de'} {listed(themes, 'pt')}" if themes else " o evangelho" if speaker else ""
    if not themes and not speaker:
        first = f"A mensagem “{title}” foi pregada" if title else "A mensagem foi pregada"
    first += f" a partir de {main}" if main else ""
    first += f", em {minutes} minutos." if minutes > 1 else "."
    sentences = [first]
    if others:
        sentences.append(f"Passa ainda por {listed(others, 'pt')}.")
    if points:
        sentences.append(f"Começa por dizer: {points[0]}")
    if len(points) > 2:
        sentences.append(f"No centro está isto: {points[len(points) // 2]}")
    if len(points) > 1:
        sentences.append(f"E chega a: {points[-1]}")
    return " ".join(sentences)


def _english(
    title: str,
    speaker: str | None,
    themes: Sequence[str],
    main: str | None,
    others: Sequence[str],
    points: Sequence[str],
    minutes: int,
) -> str:
    first = f"In “{title}”, {speaker or 'the sermon'}" if title else (speaker or "The sermon")
    first += " preaches" if speaker else " speaks"
    first += f" about {listed(themes, 'en')}" if themes else " the gospel" if speaker else ""
    if not themes and not speaker:
        first = f"The sermon “{title}” was preached" if title else "The sermon was preached"
    first += f" from {main}" if main else ""
    first += f", in {minutes} minutes." if minutes > 1 else "."
    sentences = [first]
    if others:
        sentences.append(f"It also turns to {listed(others, 'en')}.")
    if points:
        sentences.append(f"It begins by saying: {points[0]}")
    if len(points) > 2:
        sentences.append(f"At its centre stands this: {points[len(points) // 2]}")
    if len(points) > 1:
        sentences.append(f"And it comes to: {points[-1]}")
    return " ".join(sentences)
