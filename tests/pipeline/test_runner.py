"""What becomes of steps: done, failed, tried again, or no longer wanted."""

from pathlib import Path

import pytest
from tests.pipeline.conftest import Bench, DismissedProcess
from tests.rows import told

from cultotranscript.db import transcripts, videos, workers
from cultotranscript.dtos import ErrorEventDTO, PipelineStep, SummaryReadyEventDTO, VideoStatusEventDTO
from cultotranscript.errors import UnavailableError, YouTubePrivateError, YouTubeRateLimitedError
from cultotranscript.services.job_queue import Job, Lane
from cultotranscript.services.runs import Runs


def test_a_caption_file_goes_from_queued_to_a_summary_with_progress_that_never_falls(bench: Bench) -> None:
    key = bench.upload()

    assert bench.run(key) == list(PipelineStep)

    video = bench.video(key)
    assert (video.status, video.progress, video.error_code) == ("PROCESSED", 100, None)
    assert bench.indexed[0][0] == key.video_id
    events = told(bench.database)
    statuses = [event for event in events if isinstance(event, VideoStatusEventDTO)]
    progress = [event.progress or 0 for event in statuses]
    assert progress == sorted(progress)
    assert {10, 20, 50, 60, 70, 90, 100} <= set(progress)
    assert all(event.message for event in statuses[:-1])
    kinds = [type(event) for event in events]
    assert kinds.index(SummaryReadyEventDTO) < len(kinds) - 1
    assert statuses[-1].status == "PROCESSED"


def test_steps_that_are_run_twice_announce_once(bench: Bench) -> None:
    key, runner = bench.upload(), bench.runner()
    job = Job(key.video_id, key.run, "metadata")
    for step in list(PipelineStep)[:-1]:
        runner.run_step(job, step)
    once = len(told(bench.database))
    for step in list(PipelineStep)[:-1]:
        runner.run_step(job, step)

    assert len(told(bench.database)) == once
    assert runner.run_step(job, PipelineStep.INDEX)
    assert not runner.run_step(job, PipelineStep.INDEX)
    assert len(told(bench.database)) == once + 2


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"WEBVTT\n\n", "a.vtt", "no cue"),
        (b"Amen", "a.txt", "only one word"),
        (
            b"".join(b"00:%02d.000 --> 00:59.000\nthis is cue %d\n\n" % (n, n) for n in range(50, 9, -1)),
            "a.srt",
            "line",
        ),
    ],
)
def test_a_file_that_cannot_be_read_fails_with_step_cause_and_advice(
    bench: Bench, content: bytes, name: str, says: str
) -> None:
    key = bench.upload(content, name)

    assert bench.run(key) == [PipelineStep.METADATA]

    video = bench.video(key)
    assert (video.status, video.error_code, video.from_step) == ("FAILED", "INVALID_FILE", "validate")
    assert video.error_message is not None
    assert video.error_message.startswith("Checking the file failed: ")
    assert says in video.error_message
    assert isinstance(told(bench.database)[-2], ErrorEventDTO)


def test_a_file_of_music_alone_fails_when_its_text_is_wanted(bench: Bench) -> None:
    key = bench.upload("".join(f"00:{n:02d}.000 --> 00:{n + 1:02d}.000\n[Música]\n\n" for n in range(20)).encode())

    bench.run(key)

    assert "only music" in (bench.video(key).error_message or "")


def test_a_file_that_is_gone_says_so(bench: Bench) -> None:
    key = bench.upload()
    for path in Path(bench.uploads.path_of("x", "")).parent.iterdir():
        path.unlink()

    bench.run(key)

    assert bench.video(key).error_code == "FILE_MISSING"


def test_what_nobody_foresaw_is_a_failed_video_and_no_dead_worker(bench: Bench) -> None:
    def analyse(*_: object, **__: object) -> None:
        raise RuntimeError("the text of a prayer")

    key = bench.upload()

    bench.run(key, bench.runner(analyse=analyse))

    video = bench.video(key)
    assert (video.status, video.error_code, video.from_step) == ("FAILED", "STEP_FAILED", "analyse")
    assert "RuntimeError" in (video.error_message or "")
    assert "prayer" not in (video.error_message or "")
    with bench.database.read() as session:
        assert transcripts.newest(session, key.video_id) is not None


def test_a_refusal_that_stays_fails_at_once(bench: Bench) -> None:
    key = bench.youtube()
    bench.site.refusal = YouTubePrivateError()

    bench.run(key)

    video = bench.video(key)
    assert (video.status, video.error_code) == ("FAILED", "YOUTUBE_PRIVATE")
    assert bench.jobs.enqueued == []


def test_a_refusal_that_may_pass_is_tried_again_later_and_later_and_then_fails(bench: Bench) -> None:
    key = bench.youtube()
    bench.site.refusal = YouTubeRateLimitedError()
    job = Job(key.video_id, key.run, "metadata")

    delays = []
    while bench.video(key).status != "FAILED":
        bench.run(key, job=job)
        if bench.jobs.enqueued and bench.jobs.enqueued[-1] != job:
            job = bench.jobs.enqueued[-1]
            delays.append(job.delay_s)
            assert "tried again in" in (bench.video(key).message or "")
    assert [round(delay / wait) for delay, wait in zip(delays, (15, 60, 300, 1800, 7200), strict=True)] == [1] * 5
    assert [job.hop for job in bench.jobs.enqueued] == [1, 2, 3, 4, 5]
    assert bench.video(key).error_code == "YOUTUBE_RATE_LIMITED"


def test_a_refusal_that_passed_leaves_no_trace(bench: Bench) -> None:
    key = bench.youtube()
    bench.site.lines = [(0.0, 4.0, "No princípio era o Verbo."), (4.0, 8.0, "E o Verbo era Deus.")]
    bench.site.refusal = YouTubeRateLimitedError()
    bench.run(key)
    bench.site.refusal = None

    bench.run(key, job=bench.jobs.enqueued[-1])

    assert (bench.video(key).status, bench.video(key).error_code) == ("PROCESSED", None)


@pytest.mark.parametrize("how", ["cancelled", "deleted"])
def test_a_video_that_is_no_longer_wanted_ends_between_two_steps(bench: Bench, how: str) -> None:
    key, runner = bench.upload(), bench.runner()
    job = Job(key.video_id, key.run, "metadata")
    assert runner.run_step(job, PipelineStep.METADATA)
    with bench.database.write() as session:
        video = videos.find(session, key.video_id)
        assert video is not None
        video.run += 1
        if how == "deleted":
            videos.delete(session, key.video_id)

    assert not runner.run_step(job, PipelineStep.VALIDATE)


def test_a_step_waits_while_the_database_is_away(bench: Bench) -> None:
    key = bench.upload()
    left = 3

    class _AwayRuns(Runs):
        def report(self, *values: object) -> None:
            nonlocal left
            if left:
                left -= 1
                raise UnavailableError
            super().report(*values)  # type: ignore[arg-type]  # As they came.

    runner = bench.runner(runs=_AwayRuns(bench.database, bench.doorbell))

    assert runner.run_step(Job(key.video_id, key.run, "metadata"), PipelineStep.METADATA)
    assert bench.slept == [1.0] * 3


def test_a_worker_that_was_declared_dead_ends_its_process_and_records_nothing(bench: Bench) -> None:
    key = bench.upload()
    with bench.database.write() as session:
        workers.add(session, "other")
    runner = bench.runner(runs=Runs(bench.database, bench.doorbell, worker_id="frozen"))

    with pytest.raises(DismissedProcess):
        runner.run_step(Job(key.video_id, key.run, "metadata"), PipelineStep.METADATA)

    assert bench.video(key).status == "QUEUED"


def test_a_step_that_is_cut_off_by_the_end_of_the_process_never_counts_as_ended(bench: Bench) -> None:
    key = bench.upload(b"ID3\x04", "a.mp3")
    bench.transcriber.between = bench.ending.set
    job = Job(key.video_id, key.run, "transcript", 1, Lane.LISTENING)

    with pytest.raises(DismissedProcess):
        bench.runner().run_step(job, PipelineStep.TRANSCRIPT)

    assert bench.video(key).status == "PROCESSING"
