"""How long each step of the pipeline takes on an hour of captions, and how much memory.

    .venv/bin/python benchmarks/pipeline.py [--words 10000] [--rounds 5]

Prints, for each step, seconds of CPU (median of the rounds), and MB of memory at its highest in this process. The
captions are a labelled sermon, said again and again until there are enough words; the database is SQLite, and what is
recorded goes through the same services as in a worker.
"""

import argparse
import resource
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cultotranscript import wiring  # noqa: E402 -- The path comes first.
from cultotranscript.dtos import PipelineStep  # noqa: E402
from cultotranscript.pipeline.runner import Runner  # noqa: E402
from cultotranscript.services.job_queue import Job  # noqa: E402
from cultotranscript.services.runs import Runs  # noqa: E402
from cultotranscript.settings import Settings  # noqa: E402

SERMON = ROOT / "tests" / "data" / "sermons" / "zaqueu.vtt"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        taken: dict[str, list[float]] = {step.value: [] for step in PipelineStep}
        parts = wiring.build(Settings(data_dir=Path(folder)))
        wiring.prepare_database(parts)
        for number in range(options.rounds):
            path = Path(folder) / f"hour-{number}.vtt"
            path.write_text(captions(options.words, number))
            run(parts, path, taken)
        parts.close()
    medians = {step: statistics.median(values) for step, values in taken.items()}
    print(f"{options.words} words in {captions(options.words, 0).count('-->')} cues, median of {options.rounds} rounds")
    for step, seconds in medians.items():
        print(f"{step:<14} {seconds:7.3f} s of CPU")
    print(f"{'all':<14} {sum(medians.values()):7.3f} s of CPU")
    print(f"{'memory':<14} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.0f} MB at its highest")


def captions(words: int, number: int) -> str:
    """An hour of captions: the cues of a sermon, one after the other until there are enough words."""
    cues = [block.split("\n", 1) for block in SERMON.read_text().split("\n\n") if "-->" in block]
    texts = [text for _, text in cues]
    count, at_s, lines = 0, 0.0, ["WEBVTT", f"NOTE {number}"]
    while count < words:
        text = texts[len(lines) % len(texts)]
        length_s = len(text.split()) * 3600 / words
        lines.append(f"{clock(at_s)} --> {clock(at_s + length_s)}\n{text}")
        at_s += length_s
        count += len(text.split())
    return "\n\n".join(lines) + "\n"


def clock(at_s: float) -> str:
    """A time as WebVTT writes it."""
    return f"{int(at_s) // 3600:02d}:{int(at_s) // 60 % 60:02d}:{int(at_s) % 60:02d}.{int(at_s * 1000) % 1000:03d}"


def run(parts: wiring.Parts, path: Path, taken: dict[str, list[float]]) -> None:
    """Every step over one file, timed."""

    def leave() -> NoReturn:
        raise SystemExit("dismissed")

    video, _ = parts.videos.submit_file(path)
    runner = Runner(
        wiring.make_tools(parts, Runs(parts.database, parts.doorbell)), parts.jobs, threading.Event().is_set, leave
    )
    job = Job(int(video.id), 1, PipelineStep.METADATA)
    for step in PipelineStep:
        began = time.process_time()
        if not runner.run_step(job, step):
            raise SystemExit(f"{step} failed: {parts.videos.detail(int(video.id)).error_message}")
        taken[step.value].append(time.process_time() - began)


if __name__ == "__main__":
    main()
