"""Questions for a small group: about the passages that were read, the points that were made, what "
"the preacher asked."""

import re
from collections.abc import Sequence

from cultotranscript.analysis.content_words import content_terms, shared_part
from cultotranscript.analysis.findings import KeyPoint, Language, Mention, Question, Reference, Theme
from cultotranscript.analysis.key_points import closing_prayer
from cultotranscript.analysis.passage_tokens import fold_text
from cultotranscript.analysis.readings import Reading, main_passage
from cultotranscript.analysis.sentences import Sentence
from cultotranscript.analysis.themes import Lexicon, default_lexicon
from cultotranscript.analysis.wording import fit_to_read, reference_text

MAX_QUESTIONS = 8
_ASKED_WORDS = (7, 32)
_ASKED_TERMS = 2
_OPENING_PLACE = 0.25
_BREAKS_ICE = re.compile(
    r"(?:(?:e|mas|and|so) )?(?:have you ever|do you (?:like|have)|voces? ja|voces? gosta\w*|alguem)\b"
)
_TO_HEARERS = re.compile(r"\b(?:voce|voces|sua|seu|suas|seus|nos|nossa|nosso|a gente|te|teu|tua|you|your|we|our|us)\b")
_NOT_TO_DISCUSS = re.compile(
    r"\b(?:voces? sabe[m]?|sabe o que|percebe|amem|ta vendo|esta vendo|entende\w*|ouviu|lembra|quem (?:trouxe|ja|aqui)|"
    r"levanta|do you know|you know what|you see|anybody|amen|remember|raise|what s|did you (?:see|hear|catch|know))\b"
)
_STARTS = re.compile(
    r"(?:(?:e|mas|entao|and|but|so)\s)*(?:(?:em|de|com|por|para|ate) )?(?:se|qual|quais|como|onde|"
    r"quem|sera|o que|que|por que|"
    r"porque|quando|quanto|quantos|quantas|voce|existe|ha|what|who|whom|where|how|why|when|which|if|"
    r"have|has|are|is|do|does|"
    r"will|would|could|can|did)\b"
)
_SAID = re.compile(r"\b(?:diz|disse|dizem|says|said|asks|told)\b")
_LEAD = re.compile(
    r"^(?:(?:e|mas|entao|agora|and|but|so|now)\s+)*(?:(?:eu )?(?:te|lhe|me|nos) pergunto|a pergunta e|deixa eu (?:te )?"
    r"perguntar|let me ask you|i ask you|the question is|here s the question|my question is)[^:,]{0,30}[:,]\s*"
)
_TEXTS: dict[Language, dict[str, str]] = {
    "pt": {
        "main": "Leiam juntos {passage}. O que mais chama a sua atenção neste texto, e por quê?",
        "god": "O que {passage} mostra sobre quem Deus é, e sobre quem nós somos?",
        "read": "De que jeito {passage} se liga a {main}?",
        "alone": "Que consolo ou que desafio {passage} traz para a sua vida hoje?",
        "point": "No sermão ouvimos: “{point}” Onde você já viu isso na sua vida, e onde ainda é difícil crer nisso?",
        "second": "“{point}” O que mudaria na nossa igreja se vivêssemos isso?",
        "step": "Qual é o passo concreto que você vai dar até o próximo encontro, e quem pode caminhar com você?",
        "summary": "Se você tivesse que contar este sermão a um amigo em uma frase, o que diria?",
        "theme": "Como você explicaria {theme} a alguém que nunca entrou numa igreja?",
    },
    "en": {
        "main": "Read {passage} together. What stands out to you in this text, and why?",
        "god": "What does {passage} show us about who God is, and about who we are?",
        "read": "How does {passage} connect with {main}?",
        "alone": "What comfort or what challenge does {passage} bring to your life today?",
        "point": "The sermon said: “{point}” Where have you seen this in your life, and where is it "
        "still hard to believe?",
        "second": "“{point}” What would change in our church if we lived this out?",
        "step": "What is one concrete step you will take before we meet again, and who can walk with you?",
        "summary": "If you had to tell a friend this sermon in one sentence, what would you say?",
        "theme": "How would you explain {theme} to someone who has never been to a church?",
    },
}


def make_questions(
    sentences: Sequence[Sentence],
    *,
    mentions: Sequence[Mention],
    readings: Sequence[Reading],
    key_points: Sequence[KeyPoint],
    themes: Sequence[Theme],
    language: Language,
    lexicon: Lexicon | None = None,
) -> list[Question]:
    """Make questions for a group that heard the sermon.

    Args:
        sentences: The sermon.
        mentions: The passages that are named.
        readings: What is read of them.
        key_points: Of the sermon.
        themes: Of the sermon, the weightiest first.
        language: In which they are asked.
        lexicon: Holds the themes' own questions; None for ours.

    Returns:
        Four to eight, from the text to what is done about it; fewer where the sermon gives nothing to ask about.
    """
    texts = _TEXTS[language]
    main = main_passage(mentions)
    questions: list[Question] = []
    if main is not None:
        shown = reference_text(main, language)
        questions.append(Question(texts["main"].format(passage=shown), main, "main-passage"))
        questions.append(Question(texts["god"].format(passage=shown), main, "main-passage"))
        other = _other_passage(main, mentions, readings)
        if other is not None:
            asked = texts["read"].format(passage=reference_text(other, language), main=shown)
            questions.append(Question(asked, other, "other-passage"))
    elif key_points or themes:
        questions.append(Question(texts["summary"], None, "summary"))
    questions += [Question(text, None, "preacher-asked") for text in _asked(sentences, 2)]
    best = [point.text for point in _strongest(key_points)]
    if best:
        questions.append(Question(texts["point"].format(point=best[0]), None, "key-point"))
    if len(best) > 2:
        questions.append(Question(texts["second"].format(point=best[-1]), None, "key-point"))
    if themes:
        own = (lexicon or default_lexicon()).question_for(themes[0].name, language)
        questions.append(Question(own or texts["theme"].format(theme=themes[0].name), None, "theme"))
    if questions:
        questions.append(Question(texts["step"], None, "step"))
    while len(questions) > MAX_QUESTIONS:
        # The second point is the one that is missed least.
        del questions[-3]
    return questions


def _strongest(key_points: Sequence[KeyPoint]) -> list[KeyPoint]:
    """The points in the order in which they make questions: what was said again or announced first."""
    order = {"said-again": 0, "announced": 1, "model": 1}
    fit = [point for point in key_points if 5 <= len(point.text.split()) <= 30]
    return sorted(fit, key=lambda point: order.get(point.rule, 2))


def _other_passage(main: Reference, mentions: Sequence[Mention], readings: Sequence[Reading]) -> Reference | None:
    """The passage outside the main one's chapter that is read at most length, or else named first."""
    away = [
        (len(reading.text), reading.mention.reference)
        for reading in readings
        if (reading.mention.reference.book, reading.mention.reference.chapter) != (main.book, main.chapter)
    ]
    if away:
        return max(away, key=lambda one: one[0])[1]
    for mention in mentions:
        if (mention.reference.book, mention.reference.chapter) != (main.book, main.chapter):
            return mention.reference
    return None


def _asked(sentences: Sequence[Sentence], count: int) -> list[str]:
    """Questions that the preacher put to the hearers and that are worth an evening, the best first."""
    found: list[tuple[float, str]] = []
    for index, sentence in enumerate(sentences[: closing_prayer(sentences)]):
        said = sentence.text.strip()
        if not said.endswith("?"):
            continue
        lead = _LEAD.match(fold_text(said))
        asked = said[lead.end() :] if lead is not None else said
        folded = " ".join(re.findall(r"\w+", fold_text(asked)))
        words = len(folded.split())
        if (
            not _ASKED_WORDS[0] <= words <= _ASKED_WORDS[1]
            or ":" in asked
            or not _TO_HEARERS.search(folded)
            or not _STARTS.match(folded)
            or _SAID.search(folded)
            or _NOT_TO_DISCUSS.search(folded)
            or len(set(content_terms(asked))) < _ASKED_TERMS
            or (index < _OPENING_PLACE * len(sentences) and _BREAKS_ICE.match(folded))
        ):
            continue
        worth = (
            (1.0 if lead is not None else 0.0) + 0.5 * index / len(sentences) + min(len(content_terms(asked)), 6) / 6
        )
        found.append((worth, fit_to_read(asked)))
    chosen: list[str] = []
    for _, text in sorted(found, key=lambda one: -one[0]):
        if all(shared_part(content_terms(text), content_terms(other)) < 0.6 for other in chosen):
            chosen.append(text)
    return chosen[:count]
