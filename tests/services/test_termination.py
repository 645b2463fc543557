"""What happens the moment a process is told to end."""

import signal
import subprocess
import sys

from cultotranscript.services.termination import at_termination, terminate


def test_a_signal_calls_the_callback_first_and_its_handler_behind_it() -> None:
    """In a process of its own: a handler is put back when nobody in the process wants to be called any more."""
    script = """
import signal
from cultotranscript.services.termination import at_termination

calls = []

def handler(number, frame):
    calls.append("handler")

signal.signal(signal.SIGTERM, handler)
take_back = at_termination(lambda: calls.append("callback"))
signal.raise_signal(signal.SIGTERM)
take_back()
signal.raise_signal(signal.SIGTERM)
assert calls == ["callback", "handler", "handler"], calls
assert signal.getsignal(signal.SIGTERM) is handler
"""

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_every_callback_is_called_once_by_a_server_that_ends_without_a_signal() -> None:
    calls: list[int] = []
    take_back = [at_termination(lambda number=number: calls.append(number)) for number in (1, 2)]  # type: ignore[misc]  # A default binds the number.
    terminate()
    for undo in take_back:
        undo()
        undo()
    terminate()

    assert calls == [1, 2]


def test_a_process_that_handles_no_signal_still_ends_by_it() -> None:
    script = (
        "import signal; from cultotranscript.services.termination import at_termination\n"
        "at_termination(lambda: None); signal.raise_signal(signal.SIGTERM)"
    )

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -signal.SIGTERM
