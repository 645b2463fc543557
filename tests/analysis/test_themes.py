"""What a sermon is about."""

import json
from pathlib import Path

import pytest

from cultotranscript.analysis.findings import Language
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import Sentence, split_sentences
from cultotranscript.analysis.themes import default_lexicon, find_themes, load_lexicon
from cultotranscript.errors import ConfigurationError


def _sentences(text: str) -> list[Sentence]:
    return split_sentences([Segment(0, 300, text)])


@pytest.mark.parametrize(
    ("language", "theme", "text"),
    [
        (
            "pt",
            "perdão",
            "Eu quero falar hoje sobre uma ferida que muita gente carrega calada. José foi vendido pelos próprios "
            "irmãos e, vinte anos depois, eles estavam ajoelhados na frente dele pedindo comida. Ele tinha tudo para "
            "se vingar. Mas José chorou e disse: não tenham medo, vocês planejaram o mal, Deus planejou o bem. "
            "Perdoar não é esquecer. Perdoar não é fingir que não doeu. Perdoar é rasgar a nota promissória. Quem "
            "guarda mágoa toma veneno e espera que o outro morra. Tem gente nesta igreja que não fala com o irmão "
            "desde a divisão da herança. O rancor envelhece a gente. E Jesus nos ensinou a orar assim: perdoa as "
            "nossas dívidas assim como nós perdoamos os nossos devedores. O perdão que você recebeu é maior do que o "
            "perdão que você precisa dar. Reconciliação é caminho de dois, mas o perdão pode começar em um só. Quando "
            "Pedro perguntou até quantas vezes devia perdoar, Jesus não deu um número para contar, deu um jeito de "
            "viver. Liga para o seu irmão. Pede perdão. Não espera ele merecer. ",
        ),
        (
            "pt",
            "medo e ansiedade",
            "o barco estava no meio do lago e a tempestade veio de repente os discípulos estavam com medo eram "
            "pescadores acostumados com o mar e mesmo assim estavam apavorados e jesus dormia gente a ansiedade faz "
            "isso com a gente ela grita que o barco vai afundar e que jesus não se importa quantos de vocês não "
            "conseguiram dormir esta semana preocupados com o boleto preocupados com o exame do médico o medo é um "
            "mau conselheiro jesus se levanta e diz ao vento cala-te e ao mar aquieta-te e fez-se grande bonança e "
            "ele pergunta por que vocês têm tanto medo ainda não têm fé a preocupação não acrescenta um dia à sua "
            "vida lance sobre ele toda a sua ansiedade porque ele tem cuidado de você confiar não é não ter "
            "tempestade confiar é saber quem está no barco ",
        ),
        (
            "en",
            "the Holy Spirit",
            "Joel said it would happen and on the day of Pentecost it did. The Holy Spirit came like wind and like "
            "fire, and ordinary fishermen stood up and spoke. The same Peter who had been afraid of a servant girl "
            "now preached to thousands. What changed? Not his talent. He was filled with the Spirit. We are trying to "
            "run the church on our own batteries. The Holy Spirit is not a force, he is a person, the Comforter that "
            "Jesus promised. He convicts, he teaches, he gives gifts for the common good and not for showing off. The "
            "fruit of the Spirit grows slowly, love, joy, peace. You can't fake fruit. So ask the Father, because he "
            "gives the Holy Spirit to those who ask him. Don't grieve the Spirit. Walk by the Spirit this week. And "
            "when you have no words, the Spirit himself prays for you with groans. ",
        ),
        (
            "en",
            "money and stewardship",
            "Jesus talked about money more than almost anything else, and it makes us nervous. You cannot serve God "
            "and mammon. A rich young man walked away sad because he had great wealth. Debt keeps you up at night and "
            "wealth keeps you up at night. Stewardship means that it was never yours. Zero of it. The manager does "
            "not own the store. So look at your bank statement this week and read it like a prayer. Where your "
            "treasure is, there your heart will be also. Generosity breaks the grip of money. The widow gave two "
            "coins and Jesus noticed. She gave more than all of them. God loves a cheerful giver. Give first, save "
            "second, spend what is left. A tithe is not a tip for God. Be generous on every occasion. ",
        ),
        (
            "pt",
            "missão",
            "Jesus disse: ide e fazei discípulos de todas as nações. Ele não disse esperai que eles venham. A igreja "
            "que não é missionária vira um clube. O testemunho de vocês no trabalho vale mais que o meu sermão. "
            "Existem mais de três mil povos não alcançados, gente que nunca ouviu o nome de Jesus. Quem vai? Quem "
            "envia? Evangelizar não é ganhar discussão. A mulher samaritana largou o cântaro e foi correndo anunciar "
            "na cidade. Ela não tinha curso, tinha um testemunho. A colheita é grande e os trabalhadores são poucos. "
            "Orem ao Senhor da seara. Adotem um missionário. Convidem o vizinho. O evangelho é notícia, e notícia a "
            "gente conta. ",
        ),
        (
            "pt",
            "família",
            "Deuteronômio diz: estas palavras ensinarás aos teus filhos, sentado em casa, andando pelo caminho. A "
            "família é a primeira igreja que a criança conhece. Pais, os filhos não ouvem tudo o que a gente fala, "
            "mas veem tudo o que a gente faz. O culto doméstico não precisa ser longo. Dez minutos à mesa, sem "
            "celular. Eli era sacerdote e perdeu os filhos dentro de casa. Que a sua família não receba só o que "
            "sobra de você. Marido, pede perdão na frente dos filhos. A herança que fica não é o apartamento, é a fé "
            "da avó Lóide e da mãe Eunice que chegou até Timóteo. Eu e a minha casa serviremos ao Senhor. ",
        ),
        (
            "en",
            "work",
            "Adam was given a garden before there was any sin. Work is not the curse. Your job on Monday is as holy "
            "as my job on Sunday. Whatever you do, work at it with all your heart, as working for the Lord and not "
            "for your boss. Daniel served a pagan king with excellence for seventy years. Your coworkers may never "
            "open a Bible but they will read your emails. A vocation is more than a career. Some of you are "
            "unemployed and you feel worthless; your worth was never on your business card. And some of you worship "
            "your work. A calling serves, a career climbs. So this Monday, walk into the office and say, this is my "
            "mission field. ",
        ),
    ],
)
def test_the_weightiest_theme_is_what_the_sermon_is_about(language: Language, theme: str, text: str) -> None:
    found = find_themes(_sentences(text), language)

    assert found[0].name == theme
    assert 0.5 < found[0].score <= 1
    assert len(found) <= 6
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@pytest.mark.parametrize("form", ["zaqueu.vtt", "zaqueu.asr.vtt"])
def test_an_unpunctuated_sermon_has_the_same_main_theme(form: str) -> None:
    path = Path(__file__).parents[1] / "data" / "sermons" / form
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "-->" not in line]

    found = find_themes(_sentences(" ".join(lines)), "pt")

    assert found[0].name == "graça"


def test_a_theme_carries_the_second_where_it_is_spoken_of_most() -> None:
    said = "Ele foi para a cidade e voltou para o campo de novo."
    segments = [Segment(10.0 * i, 10.0 * i + 10, said) for i in range(40)]
    segments[25] = Segment(250, 260, "A graça, e só a graça, é a graça que nos salva, e a graça não acaba.")
    segments[8] = Segment(80, 90, "Ele falou da graça.")

    [theme] = find_themes(split_sentences(segments), "pt")

    assert (theme.name, theme.segment, theme.timestamp) == ("graça", 25, 250)
    assert theme.score < 0.3


def test_a_title_that_names_the_theme_lifts_it() -> None:
    text = "Deus ouve quem ora. " + "Ele foi para a cidade e voltou para o campo. " * 60 + "Orar é falar com ele."

    without = find_themes(_sentences(text), "pt")
    with_title = find_themes(_sentences(text), "pt", title="O poder da oração")

    assert [one.name for one in with_title] == ["oração"]
    assert sum(one.score for one in without) < with_title[0].score


@pytest.mark.parametrize("text", ["", "Bom dia.", "A cantina abre às dez e o estacionamento fecha às onze. " * 30])
def test_what_is_about_nothing_has_no_theme(text: str) -> None:
    assert find_themes(_sentences(text), "pt") == []


def test_every_theme_has_names_words_and_a_question_in_both_languages() -> None:
    lexicon = default_lexicon()

    assert len(lexicon.themes) >= 30
    languages: tuple[Language, Language] = ("pt", "en")
    for theme in lexicon.themes:
        for language in languages:
            assert theme.names[language]
            assert len(theme.words[language]) >= 5
            assert theme.questions[language].endswith("?")
    for language in languages:
        names = [theme.names[language] for theme in lexicon.themes]
        assert len(set(names)) == len(names)


def test_a_users_theme_is_found_beside_ours_and_takes_the_place_of_one_of_the_same_name(tmp_path: Path) -> None:
    path = tmp_path / "themes.json"
    mine = [
        {"name": {"pt": "sertão"}, "words": {"pt": {"1": ["seca", "açude*"]}}},
        {"name": {"pt": "Graça"}, "words": {"pt": {"1": ["xote"]}}},
    ]
    path.write_text(json.dumps({"themes": mine}), encoding="utf-8")

    lexicon = load_lexicon(path)
    found = find_themes(_sentences("A seca chegou. Os açudes secaram. A graça e a graça. " * 5), "pt", lexicon)

    assert [theme.name for theme in found] == ["sertão"]
    assert len(lexicon.themes) == len(default_lexicon().themes) + 1
    assert lexicon.question_for("sertão", "pt") is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        ("{", "not JSON"),
        ("[]", '"themes"'),
        ('{"themes": [{"words": {"pt": {"1": ["a b"]}}}]}', "Theme 1"),
        ('{"themes": [{"name": {"pt": "x"}, "words": {"pt": {}}}]}', "x has no words"),
        ('{"themes": [{"name": {"pt": "x"}, "words": {"pt": {"heavy": ["y"]}}}]}', "Theme 1"),
        ('{"themes": [{"name": {"pt": "x"}, "common": 3, "words": {"pt": {"1": ["y"]}}}]}', "common"),
        ('{"themes": [7]}', "Theme 1"),
    ],
)
def test_a_themes_file_that_cannot_be_used_is_refused_with_the_reason(
    tmp_path: Path, content: str | None, said: str
) -> None:
    path = tmp_path / "themes.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    with pytest.raises(ConfigurationError, match="themes") as error:
        load_lexicon(path)

    assert said in error.value.detail
