"""From what was found to what goes over the wire."""

from typing import Any

from cultotranscript.analysis.findings import (
    Citation,
    Highlight,
    KeyPoint,
    Mention,
    Question,
    Reference,
    SermonFindings,
    SermonSpan,
    Speaker,
    Statistics,
    Suggestion,
    Theme,
)
from cultotranscript.db.models import Report, SummaryCorrection, Video
from cultotranscript.dtos import utc_now
from cultotranscript.services.reports import body_of, place_of, preached_places, report_dto, summary_dto


def _mention(book: str, chapter: int, first: int | None = None, last: int | None = None, at: float = 5.0) -> Mention:
    return Mention(Reference(book, chapter, first, last), f"{book} {chapter}", 0, at, "written")


def _findings() -> SermonFindings:
    mentions = (_mention("João", 3, 16), _mention("Salmos", 23, at=7.9), _mention("João", 3, 16, at=99.0))
    return SermonFindings(
        language="pt",
        span=SermonSpan(3.0, 603.0, 0, 9, "words"),
        speaker=Speaker("Ana Souza", None, None, "title"),
        mentions=mentions,
        passages=mentions[:2],
        themes=(Theme("graça", 0.8, 0, 1.0, "lexicon"), Theme("fé", 0.3, 0, 1.0, "lexicon")),
        citations=(Citation("Deus é bom", "Agostinho", "person", "Ele escreveu", 1, 44.4, "introduced"),),
        key_points=(KeyPoint("Ele vê.", 1, 20.0, "rank"),),
        highlights=(Highlight("O convite", "Ele chama.", 1, 30.9, "peak"),),
        questions=(Question("O que muda?", Reference("João", 3, 16), "passage"), Question("E nós?", None, "point")),
        suggestions=(Suggestion("Fale mais devagar.", "pace"),),
        statistics=Statistics(1200, 600.0, 120),
        abstract="Sobre a graça.",
    )


def _video(**values: Any) -> Video:
    return Video(
        id=7, title="A graça", status="PROCESSED", duration=700, speaker="Ana Souza", created_at=utc_now(), **values
    )


def _correction(**values: list[Any]) -> SummaryCorrection:
    empty: dict[str, list[Any]] = {
        "themes_added": [],
        "themes_removed": [],
        "passages_added": [],
        "passages_removed": [],
    }
    return SummaryCorrection(video_id=7, **{**empty, **values})


def test_a_whole_chapter_is_one_to_its_last_verse() -> None:
    assert place_of(Reference("Salmos", 23)) == ("Salmos", 23, 1, 6)
    assert place_of(Reference("João", 3, 16)) == ("João", 3, 16, 16)
    assert place_of(Reference("Romanos", 8, 1, 4)) == ("Romanos", 8, 1, 4)


def test_a_report_says_all_that_was_found() -> None:
    report = report_dto(_video(), Report(body=body_of(_findings(), {})), None, "Texto.")

    assert [(p.book, p.chapter, p.verse_start, p.verse_end, p.timestamp) for p in report.passages] == [
        ("João", 3, 16, None, 5),
        ("Salmos", 23, 1, 6, 7),
    ]
    assert [(m.book, m.timestamp, m.text) for m in report.mentions] == [
        ("João", 5, "João 3"),
        ("Salmos", 7, "Salmos 23"),
        ("João", 99, "João 3"),
    ]
    assert [(h.title, h.timestamp) for h in report.highlights] == [("O convite", 30)]
    assert [(q.question, q.passage) for q in report.discussion_questions] == [
        ("O que muda?", "João 3:16"),
        ("E nós?", None),
    ]
    assert (report.statistics.word_count, report.statistics.duration_minutes, report.statistics.wpm) == (1200, 10, 120)
    assert (report.ai_summary, report.transcript, report.speaker) == ("Sobre a graça.", "Texto.", "Ana Souza")


def test_a_summary_has_its_parts_in_order() -> None:
    summary = summary_dto(_video(), Report(body=body_of(_findings(), {})), None)

    assert summary.themes == ["graça", "fé"]
    assert [(c.text, c.context, c.timestamp) for c in summary.citations] == [
        ("Deus é bom", "Agostinho · Ele escreveu", 44)
    ]
    assert (summary.key_points, summary.suggestions) == (["Ele vê."], ["Fale mais devagar."])


def test_a_verse_that_was_quoted_and_named_is_one_passage() -> None:
    quoted = [_mention("João", 3, 16, at=50.0), _mention("Rute", 1, 16, at=6.0)]

    body = body_of(_findings(), {("Rute", 1, 16, 16): "Onde quer que fores"}, quoted)

    assert [(p.book, p.source, p.text) for p in summary_dto(_video(), Report(body=body), None).passages] == [
        ("João", "named", None),
        ("Rute", "quoted", "Onde quer que fores"),
        ("Salmos", "named", None),
    ]


def test_what_a_person_corrected_is_laid_over_what_was_found() -> None:
    body = body_of(_findings(), {})
    correction = _correction(
        themes_added=["perdão"],
        themes_removed=["fé"],
        passages_added=[["Romanos", 8, 28, 28]],
        passages_removed=[["Salmos", 23, 1, 6]],
    )

    summary = summary_dto(_video(), Report(body=body), correction)

    assert summary.themes == ["graça", "perdão"]
    assert [(p.book, p.source) for p in summary.passages] == [("João", "named"), ("Romanos", "edited")]
    assert preached_places(body, correction) == [("João", 3, 16, 16), ("Romanos", 8, 28, 28)]


def test_before_there_is_a_report_everything_is_empty() -> None:
    report = report_dto(_video(), None, None, None)

    assert (report.passages, report.themes, report.ai_summary) == ([], [], None)
    assert summary_dto(_video(), Report(body=None), None).themes == []
