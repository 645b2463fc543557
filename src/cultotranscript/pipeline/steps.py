"""What all steps have in common: their order, how far each brings a run, and what it is handed."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from cultotranscript.analysis.findings import SermonFindings
from cultotranscript.analysis.segments import Segment
from cultotranscript.db.models import Video
from cultotranscript.dtos import PipelineStep
from cultotranscript.pipeline.ports import IsStopped, MediaReader, Transcriber, VideoSite
from cultotranscript.pipeline.processor import ReadBible
from cultotranscript.services.job_queue import Lane
from cultotranscript.services.runs import RunKey, Runs, VideoFacts
from cultotranscript.services.uploads import Uploads


@dataclass(frozen=True, slots=True)
class StepInfo:
    """How a step shows itself.

    Attributes:
        begins_at: Percent of the whole when it begins.
        ends_at: Percent of the whole when it has ended.
        doing: What happens, for the person who waits.
        name: For the sentence that says that it failed.
    """

    begins_at: int
    ends_at: int
    doing: str
    name: str


STEPS: dict[PipelineStep, StepInfo] = {
    PipelineStep.METADATA: StepInfo(0, 10, "Reading what it is.", "Reading what the video is"),
    PipelineStep.VALIDATE: StepInfo(10, 20, "Checking that it can be worked on.", "Checking the file"),
    PipelineStep.TRANSCRIPT: StepInfo(20, 50, "Reading what was said.", "Getting the transcript"),
    PipelineStep.SERMON_START: StepInfo(50, 60, "Looking for where the sermon begins.", "Finding the sermon"),
    PipelineStep.ANALYSE: StepInfo(60, 90, "Reading the sermon for passages and themes.", "Analysing the sermon"),
    PipelineStep.INDEX: StepInfo(90, 100, "Making it searchable.", "Making it searchable"),
}


@dataclass(frozen=True, slots=True)
class Tools:
    """What steps work with; made once for each worker."""

    runs: Runs
    uploads: Uploads
    work_dir: Path
    """Where files lie while a step needs them."""
    site: VideoSite
    media: MediaReader
    transcriber: Transcriber | None
    """None where no model is set."""
    analyse: Callable[..., SermonFindings]
    read_bible: ReadBible
    index: Callable[[Session, Video, Sequence[Segment]], None]
    """Writes what is searched."""


@dataclass(frozen=True, slots=True)
class StepWork:
    """One step of one run."""

    tools: Tools
    key: RunKey
    facts: VideoFacts
    step: PipelineStep
    lane: Lane
    is_stopped: IsStopped

    def report(self, part: float, message: str | None = None) -> None:
        """Say how much of this step is done, 0 to 1."""
        info = STEPS[self.step]
        progress = info.begins_at + int((info.ends_at - info.begins_at) * min(max(part, 0.0), 1.0))
        self.tools.runs.report(self.key, self.step, progress, message or info.doing)

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """An empty folder for this step, removed with all that is in it when the step ends."""
        path = self.tools.work_dir / f"{self.key.video_id}-{self.key.run}-{self.step}"
        shutil.rmtree(path, ignore_errors=True)  # What a killed worker left.
        path.mkdir(mode=0o700, parents=True)
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)


class LaneChange(Exception):  # noqa: N818 -- It is no error.
    """The step has to wait in another lane: what it needs is scarce there, and would hold up others here."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        super().__init__(lane)
