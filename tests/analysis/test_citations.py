"""What a sermon quotes, and from whom."""

import json
from pathlib import Path

import pytest

from cultotranscript.analysis.captions import read_captions
from cultotranscript.analysis.citations import find_citations, is_biblical, shortened_reading
from cultotranscript.analysis.findings import Citation, Language
from cultotranscript.analysis.passages import find_mentions
from cultotranscript.analysis.readings import find_readings
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import split_sentences

SERMONS = Path(__file__).parents[1] / "data" / "sermons"


def _cited(text: str, language: Language) -> list[Citation]:
    return find_citations(split_sentences([Segment(0, 20, text)]), [], language)


@pytest.mark.parametrize(
    ("language", "said", "quoted", "source"),
    [
        (
            "pt",
            "Minha avó dizia: quem planta vento colhe tempestade. E eu cresci ouvindo isso.",
            "quem planta vento colhe tempestade",
            "avó",
        ),
        (
            "pt",
            "Como disse C. S. Lewis, a dor é o megafone de Deus para acordar um mundo surdo. Pensa nisso.",
            "a dor é o megafone de Deus para acordar um mundo surdo",
            "C. S. Lewis",
        ),
        (
            "pt",
            "Agostinho escreveu: fizeste-nos para ti, e o nosso coração não descansa enquanto não "
            "repousa em ti. Que oração.",
            "fizeste-nos para ti, e o nosso coração não descansa enquanto não repousa em ti",
            "Agostinho",
        ),
        (
            "pt",
            "“Somos mendigos, esta é a verdade”, disse Lutero no leito de morte. E é verdade mesmo.",
            "Somos mendigos, esta é a verdade",
            "Lutero",
        ),
        (
            "pt",
            "Spurgeon tem uma frase que eu amo: a fé anda a cavalo onde a razão vai a pé. Amém?",
            "a fé anda a cavalo onde a razão vai a pé",
            "Spurgeon",
        ),
        (
            "pt",
            "Meu pai, seu Antônio, costumava dizer que homem de palavra não precisa de papel. E ele vivia assim.",
            "homem de palavra não precisa de papel",
            "pai",
        ),
        (
            "pt",
            "Nas palavras de Bonhoeffer, quando Cristo chama um homem, ele o chama para morrer. É forte.",
            "quando Cristo chama um homem, ele o chama para morrer",
            "Bonhoeffer",
        ),
        (
            "pt",
            "Eu encontrei uma irmã no hospital. Ela me disse: pastor, a doença levou o meu cabelo, "
            "mas não levou a minha fé. E eu chorei.",
            "a doença levou o meu cabelo, mas não levou a minha fé",
            "irmã",
        ),
        (
            "pt",
            "Como diz o hino antigo: tu és fiel, Senhor, meu Pai celeste. A gente canta sem pensar.",
            "tu és fiel, Senhor, meu Pai celeste",
            "hino",
        ),
        (
            "pt",
            "Um missionário uma vez disse: não é tolo quem dá o que não pode guardar. Guarda isso.",
            "não é tolo quem dá o que não pode guardar",
            "missionário",
        ),
        (
            "pt",
            "O velho ditado diz: água mole em pedra dura tanto bate até que fura. E é assim.",
            "água mole em pedra dura tanto bate até que fura",
            "ditado",
        ),
        (
            "en",
            "My mother used to say, You can't pour from an empty cup. She was right.",
            "You can't pour from an empty cup",
            "mother",
        ),
        (
            "en",
            "C. S. Lewis wrote, Aim at heaven and you will get earth thrown in. Think about that.",
            "Aim at heaven and you will get earth thrown in",
            "C. S. Lewis",
        ),
        (
            "en",
            'Corrie ten Boom said, "There is no pit so deep that God\'s love is not deeper still." She knew.',
            "There is no pit so deep that God's love is not deeper still",
            "Corrie",
        ),
        (
            "en",
            '"God cannot give us happiness apart from himself," said Lewis. And he meant it.',
            "God cannot give us happiness apart from himself",
            "Lewis",
        ),
        (
            "en",
            "As the old hymn says, prone to wander, Lord, I feel it. We sang it this morning.",
            "prone to wander, Lord, I feel it",
            "hymn",
        ),
        (
            "en",
            "I had a coach in high school. He told me, Whitaker, you run like you're being paid by "
            "the hour. We laughed.",
            "Whitaker, you run like you're being paid by the hour",
            "coach",
        ),
        (
            "en",
            "Someone once said, Faith is taking the first step even when you don't see the whole staircase. Amen.",
            "Faith is taking the first step even when you don't see the whole staircase",
            "omeone",
        ),
        (
            "pt",
            "então eu lembro que a minha avó dizia quem tem deus tem tudo quem não tem deus não tem "
            "nada irmãos guardem isso no coração porque a vida passa depressa demais pra gente perder tempo",
            "quem tem deus tem tudo quem não tem deus não tem nada",
            "avó",
        ),
        (
            "pt",
            "e agostinho disse que a medida do amor é amar sem medida e eu fico pensando como é que "
            "nós temos amado a nossa igreja nesta cidade tão carente de deus",
            "a medida do amor é amar sem medida",
            "Agostinho",
        ),
        (
            "pt",
            "como dizia spurgeon a fé anda a cavalo onde a razão vai a pé a fé anda a cavalo onde a "
            "razão vai a pé e aí você me pergunta pastor como eu faço isso",
            "a fé anda a cavalo onde a razão vai a pé",
            "Spurgeon",
        ),
        (
            "en",
            "and my grandfather used to say you can't plow a field by turning it over in your mind "
            "you can't plow a field by turning it over in your mind and i think about that all the time",
            "you can't plow a field by turning it over in your mind",
            "grandfather",
        ),
        (
            "en",
            "bonhoeffer wrote when christ calls a man he bids him come and die and i have never been "
            "able to get away from that sentence since i was in college",
            "when christ calls a man he bids him come and die",
            "Bonhoeffer",
        ),
    ],
)
def test_what_somebody_says_is_quoted_verbatim_with_who_says_it(
    language: Language, said: str, quoted: str, source: str
) -> None:
    [citation] = _cited(said, language)

    assert citation.text == quoted
    assert citation.text in said
    assert source in (citation.source or "")
    assert citation.kind == ("hymn" if source in ("hino", "hymn") else "person")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pt", "Jesus disse: vinde a mim todos os que estais cansados. E eles vieram."),
        ("pt", "Zaqueu se levanta e diz: Senhor, metade dos meus bens eu dou aos pobres. Ninguém pediu isso."),
        ("pt", "Eu disse para vocês domingo passado: tragam um amigo no próximo culto. Quem trouxe?"),
        ("pt", "Minha esposa disse que vai chegar mais tarde hoje por causa do trânsito. Então oremos por ela."),
        ("pt", "Paulo escreveu: a minha graça te basta. E depois Pedro falou: nós não temos ouro."),
        ("pt", "O pastor falou sobre o retiro dos jovens na semana passada com a igreja inteira. Foi bom."),
        ("pt", "A gente sempre diz: semana que vem eu começo a orar mais. E não começa."),
        ("en", "Then Peter said, I don't have silver or gold. And the man walked."),
        ("en", "You say, Pastor, I've tried that and it doesn't work. I hear you."),
        ("en", "The Lord told me to slow down this week and spend time with my kids. So I did."),
        ("en", "I told my wife we should leave early because of the storm. We stayed."),
        ("en", "Isaiah said, Here am I, send me. That's a dangerous prayer."),
        ("pt", "E o anjo disse a Maria: não tenha medo, Maria, você achou graça diante de Deus. E ela creu."),
    ],
)
def test_the_bibles_own_story_the_preacher_and_the_hearers_are_not_quoted(language: Language, said: str) -> None:
    assert _cited(said, language) == []


@pytest.mark.parametrize("form", ["zaqueu.vtt", "zaqueu.asr.vtt", "waiting.vtt", "waiting.asr.vtt"])
def test_every_labelled_quotation_is_found_at_its_second(form: str) -> None:
    gold = json.loads((SERMONS / (form.split(".", maxsplit=1)[0] + ".json")).read_text(encoding="utf-8"))
    segments = [
        segment
        for segment in read_captions((SERMONS / form).read_bytes(), form)
        if segment.end > gold["sermon_start"] and segment.start < gold["sermon_end"]
    ]
    sentences = split_sentences(segments)
    readings = find_readings(sentences, find_mentions(segments, language=gold["lang"]))

    found = find_citations(sentences, readings, gold["lang"])

    people = {_words(one.text): one for one in found if one.kind == "person"}
    for quote in gold["quotes"]:
        citation = people[_words(quote["text"])]
        assert abs(citation.timestamp - quote["at"]) < 3
    assert len(people) <= 4
    assert [one.timestamp for one in found] == sorted(one.timestamp for one in found)


def _words(text: str) -> str:
    return " ".join("".join(sign for sign in text.lower() if sign.isalnum() or sign == " ").split())


def test_scripture_that_is_read_aloud_is_quoted_with_its_reference() -> None:
    text = "O profeta já tinha dito, lá em Isaías 43, 1: não tenha medo, porque eu te resgatei. Eu amo isso."
    segments = [Segment(0, 12, text)]
    sentences = split_sentences(segments)

    [citation] = find_citations(sentences, find_readings(sentences, find_mentions(segments)), "en")

    assert citation.text == "não tenha medo, porque eu te resgatei."
    assert (citation.kind, citation.source) == ("scripture", "Isaiah 43:1")
    assert citation.timestamp == pytest.approx(5.5, abs=1.0)


def test_the_words_that_lead_in_are_the_context() -> None:
    [citation] = _cited("Minha avó, que criou nove filhos, sempre dizia: Deus não perde endereço. E é verdade.", "pt")

    assert citation.context == "Minha avó, que criou nove filhos, sempre dizia"


def test_a_long_reading_is_cut_at_the_end_of_a_sentence() -> None:
    text = "Uma frase de seis palavras aqui. " * 20

    cut = shortened_reading(text)

    assert len(cut.split()) <= 70
    assert cut.endswith(".")


def test_names_of_the_bible_are_known_in_both_languages_and_without_accents() -> None:
    assert is_biblical("Isaías")
    assert is_biblical("paul")
    assert not is_biblical("Conceição")
    assert not is_biblical("")


@pytest.mark.parametrize(
    ("said", "source", "text"),
    [
        ("Como diz aquele hino antigo: porque ele vive, posso crer no amanhã.", "aquele hino antigo",
         "porque ele vive, posso crer no amanhã"),
        ("como diz aquele hino antigo porque ele vive posso crer no amanhã", "aquele hino antigo",
         "porque ele vive posso crer no amanhã"),
    ],
)  # fmt: skip
def test_a_hymn_is_quoted_from_its_first_word_with_what_it_is_called(said: str, source: str, text: str) -> None:
    assert [(one.kind, one.source, one.text) for one in _cited(said, "pt")] == [("hymn", source, text)]


def test_how_the_bible_tells_is_not_taken_for_a_saying_of_kin() -> None:
    assert _cited("marta disse senhor meu irmão não teria morrido declarou-lhe jesus teu irmão há de viver", "pt") == []


def test_the_context_of_words_without_marks_begins_with_a_whole_word() -> None:
    said = "a igreja precisa ser um lugar onde o luto tem uma cadeira guardada para quem chora e minha mãe costumava "
    found = _cited(said + "dizer quem não chora com os outros não sabe abraçar ninguém", "pt")

    assert found
    assert all(word in [*said.split(), "dizer"] for word in (found[0].context or "").split())
