"""What the pipeline records, and what it is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session
from tests.rows import add_channel, add_video, told

from cultotranscript.analysis.findings import SermonSpan
from cultotranscript.analysis.segments import Segment
from cultotranscript.db import events, reports, transcripts, videos, workers
from cultotranscript.db.models import Video
from cultotranscript.db.session import Database
from cultotranscript.dtos import ErrorEventDTO, SummaryReadyEventDTO, VideoStatusEventDTO
from cultotranscript.errors import DismissedError, RunSupersededError
from cultotranscript.services.doorbell import LocalDoorbell
from cultotranscript.services.runs import RunKey, Runs

BODY: dict[str, Any] = {
    "language": "pt",
    "abstract": "Zaqueu desce da árvore.",
    "statistics": {"word_count": 900, "duration_s": 480.0, "wpm": 112},
    "themes": [{"name": "graça", "score": 0.8, "segment": 0, "timestamp": 3.0, "rule": "lexicon"}],
    "mentions": [],
    "passages": [
        {
            "place": ["Lucas", 19, 1, 10],
            "is_chapter": False,
            "text": "Lucas 19, de 1 a 10",
            "segment": 0,
            "timestamp": 12.5,
            "rule": "written",
            "source": "named",
            "bible_text": None,
        }
    ],
    "citations": [],
    "key_points": [{"text": "Ele nos vê primeiro.", "segment": 0, "timestamp": 20.0, "rule": "rank"}],
    "highlights": [],
    "questions": [],
    "suggestions": [],
}


@pytest.fixture
def runs(database: Database, tmp_path: Path) -> Iterator[Runs]:
    doorbell = LocalDoorbell(tmp_path / "doorbell")
    yield Runs(database, doorbell)
    doorbell.close()


@pytest.fixture
def key(database: Database) -> RunKey:
    with database.write() as session:
        return RunKey(add_video(session).id, 1)


def _video(database: Database, key: RunKey) -> Video:
    with database.read() as session:
        found = videos.find(session, key.video_id)
        assert found is not None
        return found


def _analysed(runs: Runs, key: RunKey) -> None:
    runs.report(key, "metadata", 0, "Reading")
    runs.record_transcript(key, [Segment(0.0, 9.6, "Zaqueu, desce depressa.")], language="pt", origin="captions")
    runs.record_span(key, SermonSpan(0.0, 9.6, 0, 0, "whole"))
    runs.record_findings(key, BODY, "Ana Souza")


def test_progress_and_its_event_are_written_together_and_never_fall(
    database: Database, runs: Runs, key: RunKey
) -> None:
    runs.report(key, "validate", 10, "Checking")
    runs.report(key, "validate", 10, "Checking")
    runs.report(key, "metadata", 0, "Reading")

    video = _video(database, key)
    assert (video.status, video.progress, video.message) == ("PROCESSING", 10, "Checking")
    assert [(event.progress, event.message) for event in told(database) if isinstance(event, VideoStatusEventDTO)] == [
        (10, "Checking")
    ]


def test_a_message_without_progress_keeps_the_progress_there_is(database: Database, runs: Runs, key: RunKey) -> None:
    runs.report(key, "transcript", 35, "Listening")

    runs.report(key, "transcript:retry:0", None, "Again in a minute")

    assert (_video(database, key).progress, _video(database, key).message) == (35, "Again in a minute")


def test_a_summary_is_announced_before_the_video_is_processed_and_both_exist_once(
    database: Database, runs: Runs, key: RunKey
) -> None:
    _analysed(runs, key)
    runs.record_findings(key, BODY, "Ana Souza")

    indexed: list[int] = []
    runs.finish(key, lambda _, video: indexed.append(video.id))

    kinds = [type(event) for event in told(database)]
    assert kinds == [VideoStatusEventDTO, SummaryReadyEventDTO, VideoStatusEventDTO]
    ready = told(database)[1]
    assert isinstance(ready, SummaryReadyEventDTO)
    assert ready.summary.speaker == "Ana Souza"
    assert [(p.book, p.chapter, p.verse_start, p.verse_end, p.timestamp) for p in ready.summary.passages] == [
        ("Lucas", 19, 1, 10, 12)
    ]
    video = _video(database, key)
    assert (video.status, video.progress, video.duration) == ("PROCESSED", 100, 10)
    assert video.processed_at is not None
    assert indexed == [key.video_id]


def test_a_run_that_ended_changes_nothing_any_more(database: Database, runs: Runs, key: RunKey) -> None:
    _analysed(runs, key)
    runs.finish(key, lambda *_: None)
    before = len(told(database))

    with pytest.raises(RunSupersededError):
        runs.report(key, "metadata", 0, "Reading")
    with pytest.raises(RunSupersededError):
        runs.fail(key, "index", "STEP_FAILED", "…")
    with pytest.raises(RunSupersededError):
        runs.finish(key, lambda *_: None)

    assert len(told(database)) == before
    assert not runs.is_current(key)


def test_a_failure_says_so_in_the_row_and_in_two_events_and_keeps_what_was_done(
    database: Database, runs: Runs, key: RunKey
) -> None:
    runs.report(key, "analyse", 70, "Reading")
    runs.record_transcript(key, [Segment(0.0, 9.6, "Amém")], language="pt", origin="captions")

    runs.fail(key, "analyse", "STEP_FAILED", "Analysing the sermon failed: because.")

    video = _video(database, key)
    assert (video.status, video.progress, video.from_step) == ("FAILED", 70, "analyse")
    assert (video.error_code, video.error_message) == ("STEP_FAILED", "Analysing the sermon failed: because.")
    error, status = told(database)[-2:]
    assert isinstance(error, ErrorEventDTO)
    assert error.error_message == video.error_message
    assert isinstance(status, VideoStatusEventDTO)
    assert status.status == "FAILED"
    with database.read() as session:
        assert transcripts.newest(session, key.video_id) is not None


def test_a_video_that_was_queued_anew_or_deleted_is_not_recorded(database: Database, runs: Runs, key: RunKey) -> None:
    with database.write() as session:
        video = videos.find(session, key.video_id)
        assert video is not None
        video.run = 2

    assert not runs.is_current(key)
    with pytest.raises(RunSupersededError):
        runs.report(key, "metadata", 0, "Reading")

    with database.write() as session:
        videos.delete(session, key.video_id)
    with pytest.raises(RunSupersededError):
        runs.facts(RunKey(key.video_id, 2))
    assert told(database) == []


def test_a_worker_that_was_declared_dead_records_nothing(database: Database, tmp_path: Path, key: RunKey) -> None:
    doorbell = LocalDoorbell(tmp_path / "doorbell")
    runs = Runs(database, doorbell, worker_id="frozen")
    with database.write() as session:
        workers.add(session, "frozen")
    runs.report(key, "metadata", 0, "Reading")
    with database.write() as session:
        workers.declare_dead(session, "frozen", beats=0)

    with pytest.raises(DismissedError):
        runs.report(key, "validate", 10, "Checking")

    assert _video(database, key).progress == 0
    doorbell.close()


def test_what_a_person_entered_is_not_replaced_by_what_a_step_finds(database: Database, runs: Runs) -> None:
    with database.write() as session:
        video = add_video(session, title="Meu título", is_title_given=True, speaker="Bia Lima", is_speaker_given=True)
        key = RunKey(video.id, 1)

    runs.record_metadata(key, title="Another", duration=120)
    _analysed(runs, key)

    found = _video(database, key)
    assert (found.title, found.speaker, found.duration) == ("Meu título", "Bia Lima", 120)


def test_events_carry_the_channel_of_their_video(database: Database, runs: Runs) -> None:
    with database.write() as session:
        channel_id = add_channel(session).id
        key = RunKey(add_video(session, channel_id=channel_id).id, 1)

    runs.report(key, "metadata", 0, "Reading")

    with database.read() as session:
        (row,) = events.read_after(session, 0, limit=10)
    assert row.channel_id == str(channel_id)


def test_who_wants_to_hear_of_outcomes_hears_in_the_same_transaction(
    database: Database, tmp_path: Path, key: RunKey
) -> None:
    class _Failing:
        def on_outcome(self, session: Session, video: Video) -> None:
            raise RuntimeError(video.status)

    doorbell = LocalDoorbell(tmp_path / "doorbell")
    runs = Runs(database, doorbell, outcomes=[_Failing()])
    _analysed(runs, key)

    with pytest.raises(RuntimeError, match="PROCESSED"):
        runs.finish(key, lambda *_: None)

    assert _video(database, key).status == "PROCESSING"
    doorbell.close()


def test_lists_can_filter_by_what_was_preached(database: Database, runs: Runs, key: RunKey) -> None:
    _analysed(runs, key)

    with database.read() as session:
        report = reports.find(session, key.video_id)
        assert report is not None
        for passage, count in [
            (videos.PassageFilter("Lucas"), 1),
            (videos.PassageFilter("Lucas", 19), 1),
            (videos.PassageFilter("Lucas", 19, 8), 1),
            (videos.PassageFilter("Lucas", 19, 10, 12), 1),
            (videos.PassageFilter("Lucas", 19, 11), 0),
            (videos.PassageFilter("Lucas", 18), 0),
            (videos.PassageFilter("João"), 0),
        ]:
            assert videos.count(session, videos.VideoFilter(passage=passage)) == count
        assert videos.count(session, videos.VideoFilter(theme="graça")) == 1
        assert videos.count(session, videos.VideoFilter(theme="paz")) == 0
