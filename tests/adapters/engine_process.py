"""A process that runs jobs: its steps write a line each, and one of them can be made to wait until LOG.go is there.

Usage: engine_process.py URL WORKER_ID LOG BLOCKED_STEP [DEAD_WORKER_ID]
"""

import sys
import time
from pathlib import Path

from cultotranscript.adapters.dbos_jobs import DBOSJobEngine, DBOSJobQueue
from cultotranscript.dtos import PipelineStep
from cultotranscript.services.job_queue import Job

url, worker_id, log, blocked = sys.argv[1:5]


def run_step(job: Job, step: PipelineStep) -> bool:
    with Path(log).open("a") as file:
        file.write(f"{worker_id} {job.video_id} {step}\n")
    if step == blocked:
        while not Path(f"{log}.go").exists():
            time.sleep(0.02)
    return True


queue = DBOSJobQueue(url)
engine = DBOSJobEngine(url, queue)
engine.start(worker_id, run_step)
print("started", flush=True)
while True:
    if len(sys.argv) > 5 and sys.argv[5] in engine.workers_with_jobs():
        engine.recover([sys.argv[5]])
    time.sleep(0.1)
