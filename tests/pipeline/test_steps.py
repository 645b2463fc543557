"""What all steps have in common."""

from itertools import pairwise

from tests.pipeline.conftest import Bench

from cultotranscript.dtos import PipelineStep
from cultotranscript.pipeline.steps import STEPS, StepWork
from cultotranscript.services.job_queue import Lane


def test_each_step_begins_where_the_one_before_ends() -> None:
    infos = [STEPS[step] for step in PipelineStep]

    assert all(one.ends_at == other.begins_at for one, other in pairwise(infos))
    assert (infos[0].begins_at, infos[-1].ends_at) == (0, 100)


def test_a_steps_folder_is_empty_at_first_and_gone_at_the_end(bench: Bench) -> None:
    key = bench.upload()
    work = StepWork(bench.tools, key, bench.runs.facts(key), PipelineStep.TRANSCRIPT, Lane.QUICK, lambda: False)
    left = bench.tools.work_dir / f"{key.video_id}-1-transcript" / "half"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"x")

    with work.folder() as folder:
        assert list(folder.iterdir()) == []
        (folder / "sound").write_bytes(b"x")

    assert not folder.exists()


def test_the_part_of_a_step_is_told_as_percent_of_the_whole(bench: Bench) -> None:
    key = bench.upload()
    work = StepWork(bench.tools, key, bench.runs.facts(key), PipelineStep.TRANSCRIPT, Lane.QUICK, lambda: False)

    for part, percent in ((0.0, 20), (0.5, 35), (1.0, 50), (2.0, 50)):
        work.report(part)
        assert bench.video(key).progress == percent
