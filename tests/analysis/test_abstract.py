"""A sermon in one paragraph."""

import pytest

from cultotranscript.analysis.abstract import write_abstract
from cultotranscript.analysis.findings import KeyPoint, Language, Mention, Reference, Speaker, Statistics, Theme

POINTS = [KeyPoint(f"Ponto {name}.", 0, 0.0, "central") for name in ("um", "dois", "três", "quatro")]
MENTIONS = [
    Mention(Reference("Lucas", 19, 1, 10), "x", 0, 0.0, "r"),
    Mention(Reference("Isaías", 43, 1), "x", 0, 1.0, "r"),
    Mention(Reference("Lucas", 19, 5), "x", 0, 2.0, "r"),
]


def _abstract(
    *,
    title: str = "A graça que entra",
    speaker: str | None = "Ricardo Menezes",
    themes: tuple[str, ...] = ("graça", "perdão"),
    mentions: list[Mention] = MENTIONS,
    words: int = 2000,
    language: Language = "pt",
) -> str:
    return write_abstract(
        title=title,
        speaker=Speaker(speaker, None, None, "given") if speaker else None,
        themes=[Theme(name, 0.5, 0, 0.0, "lexicon") for name in themes],
        mentions=mentions,
        key_points=POINTS,
        statistics=Statistics(words, 1020.0, 120),
        language=language,
    )


def test_it_says_who_preaches_about_what_from_where_and_with_which_points() -> None:
    assert _abstract() == (
        "Em “A graça que entra”, Ricardo Menezes prega sobre graça e perdão a partir de Lucas 19:1-10, em 17 minutos. "
        "Passa ainda por Isaías 43:1. Começa por dizer: Ponto um. No centro está isto: Ponto três. "
        "E chega a: Ponto quatro."
    )


def test_it_is_in_the_sermons_language() -> None:
    text = _abstract(language="en")

    assert text.startswith("In “A graça que entra”, Ricardo Menezes preaches about graça and perdão from Luke 19:1-10,")


def test_what_is_not_known_is_left_out() -> None:
    assert _abstract(title="culto", speaker=None, mentions=[]).startswith("A mensagem trata de graça e perdão, em 17")
    assert _abstract(title="", speaker=None, themes=(), mentions=[]).startswith(
        "A mensagem foi pregada, em 17 minutos."
    )
    assert _abstract(speaker=None, language="en").startswith("In “A graça que entra”, the sermon speaks about")
    assert _abstract(themes=()).startswith("Em “A graça que entra”, Ricardo Menezes prega o evangelho a partir de")


def test_of_hardly_anything_there_is_no_abstract() -> None:
    assert _abstract(words=20) == ""


@pytest.mark.parametrize(
    "title",
    [
        "A graça que entra | Pr. Ricardo Menezes | Igreja da Paz",
        "Culto de domingo 12/05 - A graça que entra - Ricardo Menezes",
        "A graça que entra | AO VIVO",
    ],
)
def test_a_title_is_told_without_whose_it_is_and_where(title: str) -> None:
    assert _abstract(title=title).startswith("Em “A graça que entra”, Ricardo Menezes")
