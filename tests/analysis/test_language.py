"""Which language a text is in."""

import pytest

from cultotranscript.analysis.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("E o Verbo se fez carne e habitou entre nós", "pt"),
        ("bom dia igreja graça e paz que alegria ver vocês", "pt"),
        ("And the Word was made flesh and dwelt among us", "en"),
        ("so let's open our bibles and see what it says there", "en"),
        ("Como diz o hino: Amazing Grace, e a igreja canta isso toda semana", "pt"),
        ("", "pt"),
        ("Zaqueu", "pt"),
    ],
)
def test_the_little_words_tell(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_a_long_text_is_judged_by_all_of_its_parts() -> None:
    assert detect_language("amém " * 20_000 + "and this is what he said to them " * 30_000) == "en"
