"""The process that reads what somebody sent: its limits. What it reads is tested where it is started."""

import subprocess
import sys

import pytest

_LIMITED = "from cultotranscript.adapters.media_process import _limit_itself; _limit_itself(1.0); "


@pytest.mark.parametrize(
    ("program", "failure"),
    [
        ("bytearray(3_000_000_000)", "MemoryError"),
        ("open('{folder}/large', 'wb').write(bytes(2_000_000))", "OSError"),
        ("files = [open('/dev/null') for _ in range(200)]", "OSError"),
    ],
)
def test_it_cannot_take_more_than_its_share(
    program: str, failure: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("limits")

    done = subprocess.run(
        [sys.executable, "-c", _LIMITED + program.format(folder=folder)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode != 0
    assert failure in done.stderr or done.returncode < 0
