"""How findings are put into words."""

import pytest

from cultotranscript.analysis.findings import Language, Reference
from cultotranscript.analysis.wording import fit_to_read, listed, reference_text, shortened


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("e, sabe, gente, a graça de Deus, né, ela entra na cozinha, tá?", "A graça de Deus, ela entra na cozinha."),
        ("porque Deus sabe o seu nome", "Deus sabe o seu nome."),
        ("e eu eu quero dizer que que a bondade leva ao perdão né", "Eu quero dizer que a bondade leva ao perdão."),
        ("So, you know, the point is that uh waiting is not wasted", "The point is that waiting is not wasted."),
        ("what you know is not what you do", "What you know is not what you do."),
        ("A bondade. Não é a bronca", "A bondade. Não é a bronca."),
        ("Santo, santo, santo é o Senhor!", "Santo, santo, santo é o Senhor!"),
        ("you have to look at the cross every day", "You have to look at the cross every day."),
        ("  , ", ""),
    ],
)
def test_a_spoken_sentence_is_made_fit_to_read_and_keeps_its_words(said: str, read: str) -> None:
    assert fit_to_read(said) == read


@pytest.mark.parametrize(("language", "text"), [("pt", "1 Coríntios 13:4-5"), ("en", "1 Corinthians 13:4-5")])
def test_a_reference_is_written_in_the_sermons_language(language: Language, text: str) -> None:
    assert reference_text(Reference("1 Coríntios", 13, 4, 5), language) == text


def test_a_psalm_is_one_of_the_psalms() -> None:
    assert reference_text(Reference("Salmos", 40), "pt") == "Salmo 40"
    assert reference_text(Reference("Salmos", 40, 2), "en") == "Psalm 40:2"


def test_lists_are_read_in_one_breath() -> None:
    assert listed([], "pt") == ""
    assert listed(["graça"], "pt") == "graça"
    assert listed(["graça", "perdão", "cruz"], "pt") == "graça, perdão e cruz"
    assert listed(["grace", "hope"], "en") == "grace and hope"


def test_a_long_text_is_cut_at_a_comma_and_says_that_it_is() -> None:
    assert shortened("um dois três", 5) == "um dois três"
    assert shortened("um dois três quatro, cinco seis sete", 5) == "um dois três quatro…"
