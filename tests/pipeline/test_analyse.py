"""What is kept of a sermon."""

from tests.pipeline.conftest import Bench

from cultotranscript.analysis.findings import Mention, Reference
from cultotranscript.db import reports
from cultotranscript.db.videos import PassageFilter, VideoFilter, count


def test_the_sermons_span_passages_and_themes_are_kept_and_can_be_listed_by(bench: Bench) -> None:
    key = bench.upload()

    bench.run(key)

    with bench.database.read() as session:
        report = reports.find(session, key.video_id)
        assert report is not None
        assert abs(report.sermon_start - 354) < 60
        assert report.body is not None
        assert report.body["language"] == "pt"
        assert count(session, VideoFilter(passage=PassageFilter("Lucas", 19))) == 1
        assert count(session, VideoFilter(theme=report.body["themes"][0]["name"])) == 1


def test_the_words_of_the_bible_and_verses_that_were_only_quoted_are_kept(bench: Bench) -> None:
    key = bench.upload()
    quoted = Mention(Reference("João", 3, 16), "Deus amou o mundo", 3, 400.0, "quotation")
    texts = {("Lucas", 19, 1, 10): "E, tendo Jesus entrado…", ("João", 3, 16, 16): "Porque Deus amou…"}

    bench.run(key, bench.runner(read_bible=lambda *_: (texts, [quoted])))

    with bench.database.read() as session:
        report = reports.find(session, key.video_id)
        assert report is not None
        assert report.body is not None
        found = {tuple(one["place"]): (one["source"], one["bible_text"]) for one in report.body["passages"]}
    assert found["João", 3, 16, 16] == ("quoted", "Porque Deus amou…")
    assert found["Lucas", 19, 1, 10] == ("named", "E, tendo Jesus entrado…")


def test_a_speaker_that_a_person_entered_is_handed_to_the_analysis(bench: Bench) -> None:
    asked: list[object] = []

    def analyse(*values: object, **named: object) -> object:
        asked.append((named["speaker"], named["title"]))
        return bench.tools.analyse(*values, **named)

    key = bench.upload(title="A graça", speaker="Bia Lima", is_speaker_given=True)

    bench.run(key, bench.runner(analyse=analyse))

    assert asked == [("Bia Lima", "A graça")]
    assert bench.video(key).speaker == "Bia Lima"
