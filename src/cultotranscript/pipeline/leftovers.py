"""What killed processes leave on the disk: folders of steps, and files that were never received to their end."""

import re
import shutil
import time
from pathlib import Path

from cultotranscript.services.runs import RunKey, Runs

_FOLDER = re.compile(r"(\d+)-(\d+)-[a-z_]+")
_ABANDONED_S = 3600.0
"""A file that is being received grows; one that has not for so long is no longer received."""


def remove_leftovers(work_dir: Path, uploads_dir: Path, runs: Runs) -> int:
    """Remove the folders of runs that ended, and files that nobody receives any more.

    Args:
        work_dir: Holds a folder for each step that needs one.
        uploads_dir: Holds uploaded files, and those that are being received.
        runs: Tells which runs are under way: what they left is theirs, and removed when the step is run again.

    Returns:
        How many were removed.

    Raises:
        UnavailableError: The database cannot be reached.
    """
    removed = 0
    for path in work_dir.iterdir() if work_dir.is_dir() else ():
        match = _FOLDER.fullmatch(path.name)
        if match is None or not runs.is_current(RunKey(int(match[1]), int(match[2]))):
            shutil.rmtree(path, ignore_errors=True)
            removed += 1
    for path in uploads_dir.glob("incoming-*"):
        try:
            is_abandoned = path.stat().st_mtime < time.time() - _ABANDONED_S
        except FileNotFoundError:
            continue
        if is_abandoned:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
