"""A worker's tools with fakes for what lies outside, on a real database."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy.orm import Session
from tests.fakes.job_queue import FakeJobQueue
from tests.fakes.media_reader import FakeMediaReader
from tests.fakes.video_site import FakeVideoSite
from tests.rows import add_video

from cultotranscript.analysis.segments import Segment
from cultotranscript.analysis.sermon import analyse_sermon
from cultotranscript.db import videos
from cultotranscript.db.models import Video
from cultotranscript.db.session import Database
from cultotranscript.dtos import PipelineStep
from cultotranscript.errors import StoppedError
from cultotranscript.pipeline.ports import IsStopped, OnProgress, SpokenText
from cultotranscript.pipeline.runner import Runner
from cultotranscript.pipeline.steps import Tools
from cultotranscript.services.doorbell import LocalDoorbell
from cultotranscript.services.job_queue import Job, Lane
from cultotranscript.services.runs import RunKey, Runs
from cultotranscript.services.uploads import Uploads

SERMON = (Path(__file__).parents[1] / "data" / "sermons" / "zaqueu.vtt").read_bytes()


class DismissedProcess(BaseException):
    """Stands for the end of the process."""


class ListeningTranscriber:
    """Writes down what a test says, in two parts."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines
        self.heard: list[bytes] = []
        self.between: Callable[[], None] = lambda: None

    def transcribe(
        self, path: Path, language: str | None, is_stopped: IsStopped, on_progress: OnProgress
    ) -> SpokenText:
        """What the test says."""
        self.heard.append(path.read_bytes())
        on_progress(0.5, 90.0)
        self.between()
        if is_stopped():
            raise StoppedError
        on_progress(1.0, 0.0)
        segments = [Segment(n * 4.0, n * 4.0 + 4, line) for n, line in enumerate(self.lines)]
        return SpokenText(segments, (), "pt", "whisper tiny")


class Bench:
    """A runner and all that it works with."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.doorbell = LocalDoorbell(folder / "doorbell")
        self.uploads = Uploads(folder / "uploads", 10_000_000)
        self.jobs = FakeJobQueue()
        self.site = FakeVideoSite()
        self.media = FakeMediaReader()
        self.transcriber = ListeningTranscriber("No princípio era o Verbo.", "E o Verbo era Deus.")
        self.indexed: list[tuple[int, int]] = []
        self.slept: list[float] = []
        self.ending = threading.Event()
        self.runs = Runs(database, self.doorbell)
        self.tools = Tools(
            runs=self.runs,
            uploads=self.uploads,
            work_dir=folder / "work",
            site=self.site,
            media=self.media,
            transcriber=self.transcriber,
            analyse=analyse_sermon,
            read_bible=lambda *_: ({}, ()),
            index=self._index,
        )
        self.now = 0.0

    def _index(self, _session: Session, video: Video, segments: Sequence[Segment]) -> None:
        self.indexed.append((video.id, len(segments)))

    def sleep(self, seconds: float) -> None:
        """Note how long is waited."""
        self.slept.append(seconds)
        if len(self.slept) > 50:
            raise DismissedProcess

    def runner(self, **tools: Any) -> Runner:
        """A runner, with other tools than usual."""

        def dismiss() -> NoReturn:
            raise DismissedProcess

        return Runner(
            replace(self.tools, **tools), self.jobs, self.ending.is_set, dismiss, self.sleep, lambda: self.now
        )

    def upload(self, content: bytes = SERMON, name: str = "zaqueu.vtt", **values: Any) -> RunKey:
        """A queued upload."""
        with self.uploads.receive() as incoming:
            incoming.write(content)
            incoming.finish()
            self.uploads.keep(incoming, Path(name).suffix)
        with self.database.write() as session:
            video = add_video(session, content_sha256=incoming.sha256(), file_name=name, **values)
            return RunKey(video.id, video.run)

    def youtube(self, **values: Any) -> RunKey:
        """A queued video of a site."""
        with self.database.write() as session:
            video = add_video(session, youtube_id="dQw4w9WgXcQ", title="YouTube dQw4w9WgXcQ", **values)
            return RunKey(video.id, video.run)

    def run(self, key: RunKey, runner: Runner | None = None, job: Job | None = None) -> list[PipelineStep]:
        """Run a job as the engine does. Returns the steps after which it went on."""
        job = job or Job(key.video_id, key.run, "metadata")
        runner = runner or self.runner()
        steps = list(PipelineStep)
        done = []
        for step in steps[steps.index(PipelineStep(job.from_step)) :]:
            if not runner.run_step(job, step):
                break
            done.append(step)
        return done

    def run_listening(self, key: RunKey, runner: Runner | None = None) -> list[PipelineStep]:
        """Run what was queued to be listened to."""
        (job,) = [job for job in self.jobs.enqueued if job.lane is Lane.LISTENING]
        return self.run(key, runner, job)

    def video(self, key: RunKey) -> Video:
        """The row as it is now."""
        with self.database.read() as session:
            found = videos.find(session, key.video_id)
            assert found is not None
            return found


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Iterator[Bench]:
    """A runner and all that it works with."""
    bench = Bench(database, tmp_path)
    yield bench
    bench.doorbell.close()
