"""The system's clock jumps, in real processes: nothing waits for the time to come again, and nothing is told twice."""

import os
from pathlib import Path

import pytest
from tests.installation import installed, variants, wait_until
from tests.once import is_finished
from tests.rows import told

from cultotranscript.db.session import Database
from cultotranscript.dtos import VideoStatusEventDTO

FAKETIME = os.environ.get("CULTO_TEST_FAKETIME")
"""The path of libfaketime, which tells a process another time."""
SERMON = (Path(__file__).parents[1] / "data" / "sermons" / "zaqueu.vtt").read_bytes()


@pytest.mark.parametrize("jump", ["+400d", "-400d"])
def test_a_clock_that_jumps_while_sermons_are_worked_on_stops_nothing(
    database: Database, database_url: str, tmp_path: Path, jump: str
) -> None:
    if FAKETIME is None:
        pytest.skip("set CULTO_TEST_FAKETIME to the path of libfaketime.so.1 to run this test")
    clock = tmp_path / "clock"
    clock.write_text("+0")
    environment = {
        "LD_PRELOAD": FAKETIME,
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        # The kernel's clock for waiting does not jump.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with installed(tmp_path / "data", database_url, **environment) as installation:
        installation.start()
        files = variants(SERMON, 2)
        for name, content in files[:1]:
            installation.upload(name, content)
        wait_until(lambda: "PROCESSING" in installation.statuses().values(), "the start of a sermon")
        workers = installation.worker_ids()

        clock.write_text(jump)
        for name, content in files[1:]:
            installation.upload(name, content)

        wait_until(lambda: is_finished(installation, 2), "the end of every sermon")
        assert installation.worker_ids() == workers
        days = {video["created_at"][:10] for video in installation.get("/api/v2/videos")["items"]}
        assert len(days) == 2, "the clock did not jump"
        last = {event.video_id: event for event in told(database) if isinstance(event, VideoStatusEventDTO)}
        assert [event.status for event in last.values()] == ["PROCESSED"] * 2
