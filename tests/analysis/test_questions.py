"""Questions for a small group."""

from cultotranscript.analysis.findings import KeyPoint, Language, Question, Reference, Theme
from cultotranscript.analysis.passages import find_mentions
from cultotranscript.analysis.questions import make_questions
from cultotranscript.analysis.readings import find_readings
from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sentences import split_sentences

POINTS = [KeyPoint("A graça só é boa notícia pra quem já parou de fingir.", 0, 1.0, "said-again")]
THEMES = [Theme("graça", 0.5, 0, 1.0, "lexicon")]
SERMON = (
    "Abram em Lucas 19, versículos 1 a 10. O profeta disse em Isaías 43, 1: eu te chamei pelo teu nome. Amém? "
    "E eu te pergunto: se Jesus entrasse hoje na sua casa, que barulho a graça ia fazer? Você sabe o que é isso? "
    "O povo disse: por que vocês comem com pecadores? Vamos orar. Senhor, será que nós te ouvimos como devíamos?"
)


def _questions(text: str, points: list[KeyPoint], themes: list[Theme], language: Language = "pt") -> list[Question]:
    segments = [Segment(0, 60, text)]
    sentences = split_sentences(segments)
    mentions = find_mentions(segments)
    return make_questions(
        sentences,
        mentions=mentions,
        readings=find_readings(sentences, mentions),
        key_points=points,
        themes=themes,
        language=language,
    )


def test_questions_go_from_the_text_to_what_is_done_about_it() -> None:
    questions = _questions(SERMON, POINTS, THEMES)

    assert questions[0].reference == Reference("Lucas", 19, 1, 10)
    assert "Lucas 19:1-10" in questions[0].text
    assert questions[-1].rule == "step"
    assert 4 <= len(questions) <= 8
    assert all(question.text.endswith("?") for question in questions)


def test_what_the_preacher_asked_the_hearers_is_asked_again() -> None:
    asked = [question.text for question in _questions(SERMON, POINTS, THEMES) if question.rule == "preacher-asked"]

    assert asked == ["Se Jesus entrasse hoje na sua casa, que barulho a graça ia fazer?"]


def test_a_point_and_a_theme_are_asked_about_in_the_sermons_language() -> None:
    theme = Theme("grace", 0.5, 0, 1.0, "lexicon")
    questions = _questions("Nothing is named here.", POINTS, [theme], "en")

    assert any(POINTS[0].text in question.text and question.rule == "key-point" for question in questions)
    assert "Where do you still try to earn what God gives freely?" in [question.text for question in questions]


def test_a_theme_without_a_question_of_its_own_gets_one() -> None:
    questions = _questions("Nada.", [], [Theme("sertão", 0.5, 0, 1.0, "lexicon")])

    assert any("sertão" in question.text for question in questions)


def test_another_passage_is_laid_beside_the_main_one() -> None:
    other = next(one for one in _questions(SERMON, POINTS, THEMES) if one.rule == "other-passage")

    assert other.reference == Reference("Isaías", 43, 1)
    assert "Lucas 19:1-10" in other.text


def test_nothing_is_asked_about_nothing() -> None:
    assert _questions("Bom dia.", [], []) == []


def test_what_only_breaks_the_ice_is_not_asked_again() -> None:
    sermon = (
        "Have you ever worked a night shift at the hospital? Nurses know that morning comes. So what do we do with "
        "this? " + "God keeps his promise to you. " * 6 + "Where in your life have you stopped waiting for God?"
    )

    asked = [one.text for one in _questions(sermon, POINTS, THEMES, "en") if one.rule == "preacher-asked"]

    assert asked == ["Where in your life have you stopped waiting for God?"]
