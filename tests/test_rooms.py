"""The house: every module has its tests, and no part of it waits or guesses where it should not."""

from pathlib import Path

import cultotranscript

SOURCE = Path(cultotranscript.__file__).parent
TESTS = Path(__file__).parent
WITHOUT_TESTS = {
    "__main__.py",  # One line that calls cli.
    "db/migrations/env.py",  # Run by every test that opens a database.
    # Values and protocols alone: what uses them is tested.
    "analysis/findings.py",
    "analysis/segments.py",
    "pipeline/ports.py",
    "pipeline/processor.py",
    "services/job_queue.py",
}


def test_every_module_has_a_test_module_of_its_name() -> None:
    missing = []
    for module in sorted(SOURCE.rglob("*.py")):
        name = module.relative_to(SOURCE)
        if name.name == "__init__.py" or name.as_posix() in WITHOUT_TESTS or "versions" in name.parts:
            continue
        if not (TESTS / name.parent / f"test_{name.name}").exists():
            missing.append(name.as_posix())

    assert missing == []


def test_what_has_no_test_module_is_there() -> None:
    assert [name for name in WITHOUT_TESTS if not (SOURCE / name).exists()] == []
