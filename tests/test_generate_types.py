"""What the page shares with the server follows it: the wire's shapes by name and field, and the canon."""

import inspect
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cultotranscript import dtos

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "scripts" / "generate_types"
TYPES = ROOT / "frontend" / "src" / "api" / "types.ts"


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    """What the script defines. It has no `.py`, and nothing is to be cached beside it."""
    return runpy.run_path(str(SCRIPT))


def test_every_shape_of_the_wire_has_a_type_of_its_name() -> None:
    names = {
        name
        for name, value in vars(dtos).items()
        if inspect.isclass(value) and value.__module__ == dtos.__name__ and issubclass(value, dtos.DTO)
    } - {"DTO"}

    exported = set(re.findall(r"^export (?:type|interface) (\w+)", TYPES.read_text(encoding="utf-8"), re.MULTILINE))

    assert names | {"SSEEventDTO", "VideoStatus", "EventType"} <= exported


def test_every_guard_is_written() -> None:
    guards = set(re.findall(r"^export function (\w+)", TYPES.read_text(encoding="utf-8"), re.MULTILINE))

    assert guards == {
        "isVideoStatusEvent",
        "isSummaryReadyEvent",
        "isErrorEvent",
        "isHeartbeatEvent",
        "isApiSuccess",
        "isApiError",
    }


def test_what_may_be_null_may_be_absent_and_all_else_is_required(script: dict[str, Any]) -> None:
    shapes = script["schemas"]()

    video = shapes["VideoDTO"]
    assert "progress" not in video["required"]
    assert {"id", "title", "status", "created_at"} <= set(video["required"])
    assert {"type", "timestamp"} <= set(shapes["VideoStatusEventDTO"]["required"])
    # A client may leave the choice to the server.
    assert "knowledge_mode" not in shapes["ChatRequestDTO"]["required"]


def test_the_types_in_the_tree_are_those_of_the_shapes(script: dict[str, Any]) -> None:
    if not script["GENERATOR"].exists():
        pytest.skip("npm --prefix frontend ci installs what generates the types")

    run = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True, check=False)

    assert (run.returncode, run.stderr) == (0, "")


def test_a_difference_is_told_with_what_to_do(
    script: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not script["GENERATOR"].exists():
        pytest.skip("npm --prefix frontend ci installs what generates the types")
    changed = tmp_path / "types.ts"
    changed.write_text(
        TYPES.read_text(encoding="utf-8").replace("success: true;", "success: boolean;"), encoding="utf-8"
    )

    code = script["main"](["--check"], changed)

    assert code == 1
    assert "run .venv/bin/python scripts/generate_types" in capsys.readouterr().err
