"""How many jobs a second go through the empty pipeline, and how soon a submission is heard of.

    .venv/bin/python benchmarks/jobs.py [--jobs 200] [--queued 10000] [--database postgresql+psycopg://…]

Starts a whole installation with 1, 2 and 4 worker processes in turn. The pipeline is real; each file holds one
sentence, so that its steps take next to nothing. Prints jobs a second, and the milliseconds from the answer to a
submission to its first event of work (median and p99). Then, on
PostgreSQL, how long a sermon rests whose worker is killed with -9 or frozen while another worker is there. Last, what
one look at the queue costs with many jobs queued. `--database` names an empty database of its own.
"""

import argparse
import json
import signal
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import httpx2  # noqa: E402 -- The path comes first.
from tests.installation import Installation, installed, wait_until  # noqa: E402

from cultotranscript.adapters.dbos_jobs import DBOSJobQueue, make_jobs_url, upgrade_jobs  # noqa: E402
from cultotranscript.services.job_queue import Job  # noqa: E402

SERMON = ROOT / "tests" / "data" / "sermons" / "zaqueu.vtt"
CUE = "WEBVTT\n\n00:01.000 --> 00:04.000\nNo princípio era o Verbo, número {}.\n"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--queued", type=int, default=10_000)
    parser.add_argument("--database")
    options = parser.parse_args()
    print(f"{'workers':<10}{'jobs/s':>10}{'first event, ms: p50':>24}{'p99':>10}")
    number = 0
    for workers in (1, 2, 4):
        with (
            tempfile.TemporaryDirectory() as folder,
            installed(Path(folder) / "data", options.database) as installation,
        ):
            number += options.jobs + 50
            measure(installation, workers, options.jobs, number)
    # A frozen process may hold the lock of an SQLite file.
    for number, how in enumerate(["SIGKILL", "SIGSTOP"] if options.database else []):
        rests = [take_over(options.database, signal.Signals[how], 5 * number + turn) for turn in range(5)]
        print(f"{how}: another worker goes on after {statistics.median(rests):.1f} s (at most {max(rests):.1f})")
    queued(options.queued, options.database)


def take_over(database: str, how: signal.Signals, number: int) -> float:
    """Seconds from the moment a worker is killed or frozen in a sermon until another one works on it."""
    with tempfile.TemporaryDirectory() as folder, installed(Path(folder) / "data", database) as installation:
        installation.start("--no-worker")
        first = installation.start_worker()
        wait_until(lambda: installation.get("/api/v2/jobs")["workers"] >= 1, "the worker's start")
        video = installation.upload("zaqueu.vtt", SERMON.read_bytes() + f"\n\nNOTE {number}\n".encode())
        begins = f"Video {video} run 1: step analyse begins"
        wait_until(lambda: begins in installation.log.read_text(), "the sermon's analysis")
        known = installation.get("/api/v2/jobs")["workers"]
        installation.start_worker()
        # It takes a second or two to start, and the sermon must not be done by then.
        first.send_signal(signal.SIGSTOP)
        wait_until(lambda: installation.get("/api/v2/jobs")["workers"] > known, "the other worker's start")
        at = time.monotonic()
        first.send_signal(how)
        wait_until(lambda: installation.log.read_text().count(begins) == 2, "the other worker's work")
        rested = time.monotonic() - at
        first.send_signal(signal.SIGCONT)
        return rested


def measure(installation: Installation, workers: int, jobs: int, number: int) -> None:
    """One line of the table."""
    installation.start("--no-worker")
    for _ in range(workers):
        installation.start_worker()
    wait_until(lambda: installation.get("/api/v2/jobs")["workers"] == workers, "the workers' start")
    heard: dict[str, float] = {}
    done: set[str] = set()
    threading.Thread(target=listen, args=(installation.address, heard, done), daemon=True).start()
    submitted = {}
    for n in range(40):
        video_id = installation.upload(f"{n}.vtt", CUE.format(number + jobs + n).encode())
        submitted[video_id] = time.monotonic()
        time.sleep(0.25)
    wait_until(lambda: len(done) >= 40, "the first videos")
    latency = sorted((heard[video_id] - at) * 1000 for video_id, at in submitted.items())
    began = time.monotonic()
    for n in range(jobs):
        installation.upload(f"{n}.vtt", CUE.format(number + n).encode())
    wait_until(lambda: len(done) >= jobs + 40, "the end of every video", 600)
    rate = jobs / (time.monotonic() - began)
    print(
        f"{workers:<10}{rate:>10.1f}{statistics.median(latency):>24.0f}{latency[int(len(latency) * 0.99)]:>10.0f}",
        flush=True,
    )


def listen(address: str, heard: dict[str, float], done: set[str]) -> None:
    """Note when each video was first worked on, and which are done."""
    with (
        httpx2.Client(trust_env=False, timeout=None) as client,
        client.stream("GET", f"{address}/api/v2/events/stream") as stream,
    ):
        for line in stream.iter_lines():
            if not line.startswith("data: "):
                continue
            event = json.loads(line[6:])
            if event.get("status") == "PROCESSING":
                heard.setdefault(event["video_id"], time.monotonic())
            if event.get("status") == "PROCESSED":
                done.add(event["video_id"])


def queued(count: int, database: str | None) -> None:
    """What the queue costs when it is long."""
    with tempfile.TemporaryDirectory() as folder:
        url = make_jobs_url(database or f"sqlite:///{folder}/culto.sqlite", Path(folder))
        upgrade_jobs(url)
        queue = DBOSJobQueue(url)
        began = time.monotonic()
        for n in range(count):
            queue.enqueue(Job(10_000_000 + n, 1, "metadata"))
        enqueue_s = time.monotonic() - began
        began = time.monotonic()
        listed = len(queue.list_active())
        look_ms = (time.monotonic() - began) * 1000
        print(f"{count} queued at {count / enqueue_s:.0f}/s; a look at all {listed}: {look_ms:.0f} ms")
        queue.close()


if __name__ == "__main__":
    main()
