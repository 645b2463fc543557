"""The analysis with a language model: the built-in findings, with what the model reads better and can be believed.

A model writes well and makes things up. What it gives is laid beside the transcript before it is taken: a quotation has
to stand there word for word, a sentence that quotes what nobody said is taken out, a point has to be about something
that was said. Passages, times and statistics stay the built-in ones. Where the model cannot be asked, or too little of
what it says holds, the built-in findings are kept and say so.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from cultotranscript.analysis.content_words import content_terms, shared_part
from cultotranscript.analysis.findings import (
    Citation,
    KeyPoint,
    Language,
    Question,
    SermonFindings,
    Theme,
)
from cultotranscript.analysis.passages import find_references
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import Sentence, paragraphs, split_sentences
from cultotranscript.analysis.themes import MAX_THEMES
from cultotranscript.analysis.verbatim import Transcript
from cultotranscript.analysis.wording import fit_to_read
from cultotranscript.pipeline.ports import ModelQuotation, ModelReading, ModelRefusal, SermonModel

_BUILT_IN_PART = 0.3
"""Of the progress: the model takes most of the time."""
_MIN_POINTS, _MAX_POINTS = 3, 7
_MIN_QUESTIONS, _MAX_QUESTIONS = 4, 8
_POINT_SHARED = 0.3
"""A point of the model has so many of its terms in common with some stretch of the sermon."""
_STRETCH_SENTENCES = 4
_SUMMARY_CHARACTERS = (60, 2000)
_MAX_QUOTATIONS = 12

_NOTICES: dict[Language, dict[str, str]] = {
    "pt": {
        "unreachable": "O modelo de linguagem não pôde ser contatado",
        "timeout": "O modelo de linguagem não respondeu a tempo",
        "refused": "O modelo de linguagem se recusou a responder",
        "unusable": "A resposta do modelo de linguagem não pôde ser usada",
        "budget": "O limite de uso do modelo de linguagem foi atingido",
        "rejected": "O modelo de linguagem rejeitou o pedido (verifique endereço, nome e chave)",
        "kept": "; este resumo foi feito pela análise própria.",
    },
    "en": {
        "unreachable": "The language model could not be reached",
        "timeout": "The language model did not answer in time",
        "refused": "The language model refused to answer",
        "unusable": "The language model's answer could not be used",
        "budget": "The language model's budget is spent",
        "rejected": "The language model rejected the request (check its address, name and key)",
        "kept": "; this summary is from the built-in analysis.",
    },
}
_log = logging.getLogger(__name__)


def analyse_with_model(
    segments: Sequence[Segment],
    *,
    model: SermonModel,
    analyse: Callable[..., SermonFindings],
    on_part: Callable[[float], None] | None = None,
    **known: object,
) -> SermonFindings:
    """Find what was preached, with the help of a language model.

    Args:
        segments: The whole recording, as for `analyse_sermon`.
        model: Is asked.
        analyse: The built-in analysis.
        on_part: Told the part that is done, 0 to 1.
        known: What is known beforehand, as for `analyse_sermon`.

    Returns:
        The findings; where the model was of no use, the built-in ones with a notice.
    """
    tell = on_part or (lambda _: None)
    findings = analyse(segments, on_part=lambda part: tell(part * _BUILT_IN_PART), **known)
    inside = segments[findings.span.first : findings.span.last + 1]
    try:
        reading = model.read_sermon(
            paragraphs(inside),
            findings.language,
            lambda part: tell(_BUILT_IN_PART + part * (1 - _BUILT_IN_PART)),
        )
        findings = merge_reading(findings, reading, inside)
    except ModelRefusal as refusal:
        # The sermon is analysed all the same; whoever runs this should know why it was not asked.
        _log.warning("The language model was not used: %s.", refusal.reason)
        texts = _NOTICES[findings.language]
        findings = replace(findings, notice=texts[refusal.reason] + texts["kept"])
    tell(1.0)
    return findings


def merge_reading(findings: SermonFindings, reading: ModelReading, segments: Sequence[Segment]) -> SermonFindings:
    """Take what holds of a model's reading into the findings.

    Args:
        findings: The built-in ones.
        reading: Of the model.
        segments: The sermon.

    Raises:
        ModelRefusal: Neither the summary nor the points hold.
    """
    first = findings.span.first
    transcript = Transcript(segments, first)
    sentences = [replace(one, segment=one.segment + first) for one in split_sentences(segments)]
    points = _points(reading.key_points, sentences, transcript)
    summary = " ".join(transcript.without_false_quotations(reading.summary).split())
    has_summary = _SUMMARY_CHARACTERS[0] <= len(summary) <= _SUMMARY_CHARACTERS[1]
    if not has_summary and len(points) < _MIN_POINTS:
        raise ModelRefusal("unusable")
    themes = _themes(reading.themes, sentences)
    questions = _questions(reading.questions, transcript)
    title = " ".join(reading.title.split()).strip(' ."“”')
    lead = f"{title}. " if 3 <= len(title) <= 120 and title[-1] not in "?!" else f"{title} " if title else ""
    return replace(
        findings,
        themes=tuple(themes) or findings.themes,
        key_points=tuple(points) if len(points) >= _MIN_POINTS else findings.key_points,
        questions=tuple(questions) if len(questions) >= _MIN_QUESTIONS else findings.questions,
        citations=tuple(_citations(findings.citations, reading.quotations, transcript)),
        abstract=lead + summary if has_summary else findings.abstract,
    )


def _points(texts: Sequence[str], sentences: Sequence[Sentence], transcript: Transcript) -> list[KeyPoint]:
    """The points that are about something that was said, each with the place where that is said most."""
    said = [set(content_terms(sentence.text)) for sentence in sentences]
    points: list[KeyPoint] = []
    for text in texts:
        shown = fit_to_read(transcript.without_false_quotations(text))
        terms = set(content_terms(shown))
        if len(terms) < 2 or len(shown) > 400 or not sentences:
            continue
        stretches = (range(i, min(i + _STRETCH_SENTENCES, len(said))) for i in range(len(said)))
        stretch = max(stretches, key=lambda one: len(terms & set().union(*(said[i] for i in one))))
        shared = len(terms & set().union(*(said[i] for i in stretch))) / len(terms)
        is_new = all(shared_part(list(terms), content_terms(other.text)) < 0.8 for other in points)
        if shared >= _POINT_SHARED and is_new:
            sentence = sentences[max(stretch, key=lambda i: len(terms & said[i]))]
            points.append(KeyPoint(shown, sentence.segment, sentence.start, "model"))
    return sorted(points[:_MAX_POINTS], key=lambda point: point.timestamp)


def _themes(themes: Sequence[tuple[str, float]], sentences: Sequence[Sentence]) -> list[Theme]:
    found: dict[str, Theme] = {}
    for name, score in themes:
        shown = " ".join(name.split())
        if not shown or len(shown) > 60 or shown.lower() in found:
            continue
        terms = set(content_terms(shown))
        place = max(sentences, key=lambda one: len(terms & set(content_terms(one.text))))
        found[shown.lower()] = Theme(shown, round(min(max(score, 0.0), 1.0), 3), place.segment, place.start, "model")
    return sorted(found.values(), key=lambda theme: -theme.score)[:MAX_THEMES]


def _questions(texts: Sequence[str], transcript: Transcript) -> list[Question]:
    questions = []
    for text in texts:
        shown = " ".join(transcript.without_false_quotations(text).split())
        if shown.endswith("?") and 10 <= len(shown) <= 400:
            references = find_references(shown)
            questions.append(Question(shown, references[0] if references else None, "model"))
    return questions[:_MAX_QUESTIONS]


def _citations(
    built_in: Sequence[Citation], quotations: Sequence[ModelQuotation], transcript: Transcript
) -> list[Citation]:
    """The built-in quotations, and those of the model that were said and are not among them."""
    citations = list(built_in)
    for quotation in quotations[:_MAX_QUOTATIONS]:
        said = transcript.find(quotation.text)
        if said is None or any(said.text in one.text or one.text in said.text for one in citations):
            continue
        source = " ".join(quotation.source.split())[:200] if quotation.source else None
        kind: Literal["scripture", "person"] = "scripture" if source and find_references(source) else "person"
        citations.append(Citation(said.text, source, kind, None, said.segment, said.timestamp, "model"))
    return sorted(citations, key=lambda one: one.timestamp)
