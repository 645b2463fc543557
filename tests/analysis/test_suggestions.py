"""Advice for the preacher."""

import pytest

from cultotranscript.analysis.findings import Language, SermonSpan, Suggestion
from cultotranscript.analysis.passages import find_mentions
from cultotranscript.analysis.readings import find_readings
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import split_sentences
from cultotranscript.analysis.statistics import measure
from cultotranscript.analysis.suggestions import make_suggestions

PLAIN = "Deus conhece o coração do povo e cuida da cidade com paciência todos os dias do ano. "
ASKED = "Onde você tem visto isso acontecer? "
READ = "O texto de João 3, 16 diz: Deus amou o mundo de tal maneira que deu o seu Filho. "
APPLIED = (
    "Nesta semana, perdoe quem ofendeu você. Ligue para essa pessoa amanhã. Ore por ela. Convide alguém para a mesa. "
)


def _suggestions(text: str, wpm: int = 130, language: Language = "pt") -> list[Suggestion]:
    length_s = len(text.split()) * 60 / wpm
    parts = text.split(". ")
    step = length_s / len(parts)
    segments = [Segment(i * step, (i + 1) * step, part + ".") for i, part in enumerate(parts)]
    sentences = split_sentences(segments)
    mentions = find_mentions(segments)
    return make_suggestions(
        sentences,
        mentions=mentions,
        readings=find_readings(sentences, mentions),
        statistics=measure(sentences, SermonSpan(0, length_s, 0, len(segments) - 1, "whole")),
        language=language,
    )


GOOD = READ + PLAIN * 30 + ASKED + APPLIED * 2


def test_nothing_is_said_of_a_sermon_in_which_nothing_stands_out() -> None:
    assert _suggestions(GOOD) == []


@pytest.mark.parametrize(
    ("text", "wpm", "rule", "said"),
    [
        (GOOD, 190, "pace-fast", "190"),
        (GOOD, 80, "pace-slow", "80"),
        (READ + ASKED + PLAIN * 40, 130, "no-application", "último quarto"),
        (GOOD.replace(READ, ""), 130, "no-passage", "Nenhuma passagem"),
        (GOOD.replace(READ, READ + "Vocês conhecem Romanos 8, 28 de cor. " + PLAIN * 4), 130, "named-but-not-read",
         "Romanos 8:28"),
        (GOOD.replace(ASKED, ""), 130, "no-question", "pergunta"),
        (GOOD.replace("povo e", "povo né e"), 130, "fillers", "“né”"),
        (GOOD + (PLAIN + APPLIED) * 250, 130, "long", "minutos"),
        (GOOD.replace("ano. ", "ano e " + "cuida da casa e " * 12 + "da rua. "), 130, "long-sentences", "palavras"),
        (READ + PLAIN * 40 + " ".join(f"Leia Salmo {n}:1. Diz assim: louvem ao Senhor. Ore hoje." for n in range(1, 20))
         + ASKED, 130, "many-passages", "passagens"),
    ],
)  # fmt: skip
def test_what_stands_out_is_said_with_its_number(text: str, wpm: int, rule: str, said: str) -> None:
    found = {suggestion.rule: suggestion.text for suggestion in _suggestions(text, wpm)}

    assert rule in found
    assert said in found[rule]
    assert len(found) <= 6


def test_suggestions_are_in_the_sermons_language() -> None:
    [suggestion] = _suggestions(GOOD, 190, "en")

    assert suggestion.text.startswith("Slow down: the pace was 190 words a minute")


def test_a_few_sentences_are_no_sermon_to_advise_on() -> None:
    assert _suggestions("Bom dia. Amém.") == []
