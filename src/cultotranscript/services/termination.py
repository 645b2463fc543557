"""What must happen the moment this process is told to end, before a server waits for its responses to finish.

Servers run an application's shutdown after their last response, and a stream is a response that never finishes by
itself: ending the streams there is a deadlock.
"""

import contextlib
import signal
import threading
from collections.abc import Callable
from types import FrameType

_callbacks: list[Callable[[], None]] = []


def at_termination(callback: Callable[[], None]) -> Callable[[], None]:
    """Have a callback called once SIGTERM or SIGINT comes, or `terminate` is called.

    It goes in front of whatever handles the signal, such as the server's own handler, which is called behind it.
    In a thread other than the main one no signal arrives, and only `terminate` calls it.

    Args:
        callback: Called in the main thread, between any two instructions: it may do no more than schedule.

    Returns:
        What takes the callback back.
    """
    _callbacks.append(callback)
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            _chain(number)

    def take_back() -> None:
        with contextlib.suppress(ValueError):
            _callbacks.remove(callback)
        if not _callbacks and threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                _unchain(number)

    return take_back


def terminate() -> None:
    """Call every callback, as a signal would: for a server that knows that it is about to end."""
    for callback in tuple(_callbacks):
        callback()


def _chain(number: signal.Signals) -> None:
    previous = signal.getsignal(number)
    if not callable(previous) or isinstance(previous, _Chained):
        return  # A process that nothing handles the signal for ends at once, and so do its streams.
    signal.signal(number, _Chained(previous))


def _unchain(number: signal.Signals) -> None:
    handler = signal.getsignal(number)
    if isinstance(handler, _Chained):
        signal.signal(number, handler.previous)


class _Chained:
    """A signal handler that first ends the streams."""

    def __init__(self, previous: Callable[[int, FrameType | None], object]) -> None:
        self.previous = previous

    def __call__(self, number: int, frame: FrameType | None) -> None:
        terminate()
        self.previous(number, frame)
