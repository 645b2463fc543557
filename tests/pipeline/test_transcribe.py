"""Where the words come from."""

from pathlib import Path

from tests.pipeline.conftest import Bench
from tests.rows import told

from cultotranscript.db import transcripts, videos
from cultotranscript.dtos import PipelineStep, VideoStatusEventDTO
from cultotranscript.services.job_queue import Lane


def test_a_videos_captions_are_taken_before_anybody_listens(bench: Bench) -> None:
    bench.site.lines = [(0.0, 4.0, "No princípio era o Verbo."), (4.0, 8.0, "E o Verbo era Deus.")]
    key = bench.youtube()

    bench.run(key)

    assert bench.video(key).status == "PROCESSED"
    assert bench.site.asked == ["describe", "captions"]
    with bench.database.read() as session:
        transcript = transcripts.newest(session, key.video_id)
        assert transcript is not None
        assert (transcript.origin, transcript.language) == ("captions", "pt")


def test_what_must_be_listened_to_waits_in_a_lane_of_its_own(bench: Bench) -> None:
    key = bench.youtube()

    assert bench.run(key) == [PipelineStep.METADATA, PipelineStep.VALIDATE]
    assert [(job.from_step, job.hop, job.lane) for job in bench.jobs.enqueued] == [("transcript", 1, Lane.LISTENING)]
    assert bench.video(key).status == "PROCESSING"
    bench.run_listening(key)

    assert bench.video(key).status == "PROCESSED"
    assert bench.transcriber.heard == [b"sound"]
    assert list((bench.tools.work_dir).iterdir()) == []
    messages = [event.message for event in told(bench.database) if isinstance(event, VideoStatusEventDTO)]
    assert "Listening and writing down what is said: about 2 minutes left." in messages


def test_uploaded_sound_is_listened_to_where_it_lies(bench: Bench) -> None:
    key = bench.upload(b"ID3\x04 sound", "culto.mp3")

    bench.run(key)
    bench.run_listening(key)

    assert bench.video(key).status == "PROCESSED"
    assert bench.transcriber.heard == [b"ID3\x04 sound"]


def test_without_a_model_it_says_what_to_set_up(bench: Bench) -> None:
    key = bench.upload(b"ID3\x04 sound", "culto.mp3")

    bench.run(key, bench.runner(transcriber=None))

    video = bench.video(key)
    assert (video.status, video.error_code) == ("FAILED", "TRANSCRIBER_MISSING")
    assert "culto models pull" in (video.error_message or "")


def test_listening_stops_soon_after_a_video_was_deleted_and_frees_its_files(bench: Bench) -> None:
    key = bench.youtube()
    bench.run(key)

    def delete() -> None:
        with bench.database.write() as session:
            videos.delete(session, key.video_id)
        bench.now += 1.0

    bench.transcriber.between = delete
    assert bench.run_listening(key) == []

    assert [path for path in Path(bench.tools.work_dir).iterdir() if path.is_dir()] == []
    with bench.database.read() as session:
        assert videos.find(session, key.video_id) is None
