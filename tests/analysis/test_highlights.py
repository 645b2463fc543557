"""The parts of a sermon."""

from cultotranscript.analysis.findings import Highlight
from cultotranscript.analysis.highlights import find_highlights
from cultotranscript.analysis.key_points import rank_sentences
from cultotranscript.analysis.passages import find_mentions
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import split_sentences

FILLING = "Deus conhece o coração do povo e cuida da cidade com paciência. A graça de Deus alcança quem está longe. "
INTRODUCTION = "Hoje o texto é Lucas 19:1-10. O primeiro ponto é o nome. O segundo ponto é a mesa. " + FILLING * 3
FIRST = "Primeiro ponto: o nome. " + FILLING + "Jesus chama cada pessoa pelo nome. " + FILLING * 2
SECOND = (
    "Segundo ponto: a mesa. " + FILLING + "A mesa de Jesus é maior que a nossa, como em Isaías 25:6. " + FILLING * 2
)
LAST = "E pra terminar, irmãos. " + FILLING * 2 + "A mesa continua posta para quem quiser vir. " + FILLING


def _highlights(*texts: str) -> list[Highlight]:
    segments = [Segment(100.0 * i, 100.0 * i + 98, text) for i, text in enumerate(texts)]
    sentences = split_sentences(segments)
    return find_highlights(sentences, rank_sentences(sentences, [], []), find_mentions(segments), "pt")


def test_parts_begin_where_the_preacher_says_so_and_not_where_they_are_listed() -> None:
    found = _highlights(INTRODUCTION, FIRST, SECOND, LAST)

    assert [round(part.timestamp) for part in found] == [0, 100, 200, 300]
    assert [part.title for part in found[1:3]] == ["O nome", "A mesa"]
    assert [part.rule for part in found] == ["introduction", "announced", "announced", "closing"]


def test_a_part_tells_what_it_says_and_which_passages_it_names() -> None:
    found = _highlights(INTRODUCTION, FIRST, SECOND, LAST)

    assert "Passagens: Lucas 19:1-10." in found[0].summary
    assert "Isaías 25:6" in found[2].summary
    assert all(len(part.title.split()) <= 11 for part in found)


def test_a_sermon_that_tells_no_parts_is_cut_into_equal_ones() -> None:
    found = _highlights(*[f"{FILLING}Na praça {word} havia pão. {FILLING}" for word in "azul verde rosa clara".split()])

    assert 3 <= len(found) <= 6
    assert found[0].timestamp == 0
    assert {part.rule for part in found} == {"equal-parts"}
    assert [part.timestamp for part in found] == sorted(part.timestamp for part in found)


def test_a_text_of_a_few_sentences_has_no_parts() -> None:
    assert _highlights("Bom dia. Amém.") == []
    assert find_highlights([], [], [], "en") == []
