"""Events from programs that run elsewhere."""

import logging
import socket
import threading
from collections.abc import Iterator

import pytest
from tests.streams import TOKEN, RunningServer, running

from cultotranscript.broadcast import LIMIT_S, broadcast_event, broadcast_video_status
from cultotranscript.dtos import ErrorEventDTO, VideoStatus
from cultotranscript.services.event_log import MemoryEventLog

EVENT = ErrorEventDTO(video_id="7", error_code="E", error_message="Falhou: ção.")


@pytest.fixture
def server() -> Iterator[RunningServer]:
    """An application that takes events."""
    with running(MemoryEventLog(), "portable") as server:
        yield server


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}/api/v2/events/broadcast"


def test_an_event_that_is_posted_reaches_the_streams(server: RunningServer) -> None:
    stream = server.open()
    stream.greet()

    assert broadcast_event(EVENT, url=_url(server.port), token=TOKEN)
    assert broadcast_video_status("7", "PROCESSING", message="…", progress=3, url=_url(server.port), token=TOKEN)

    assert stream.next_event().data == EVENT.model_dump(mode="json")
    status = stream.next_event().data
    assert (status["status"], status["progress"], status["message"]) == ("PROCESSING", 3, "…")


def test_a_refusal_is_logged_without_the_token(server: RunningServer, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert not broadcast_event(EVENT, url=_url(server.port), token="wrong-token")

    assert "403" in caplog.text
    assert "wrong-token" not in caplog.text


def test_nobody_there_is_logged_and_never_raised(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert not broadcast_event(EVENT, url=_url(1), token=TOKEN)
        assert not broadcast_event(EVENT, url="no address at all", token=TOKEN)
        assert not broadcast_video_status("7", "LOST", url=_url(1), token=TOKEN)
        assert not broadcast_video_status("", VideoStatus.QUEUED, url=_url(1), token=TOKEN)

    assert len(caplog.records) == 4


def test_a_server_that_answers_a_byte_at_a_time_is_left_in_time(caplog: pytest.LogCaptureFixture) -> None:
    assert LIMIT_S == 5.0
    is_over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                while not is_over.wait(0.05):
                    connection.sendall(b"x")

        thread = threading.Thread(target=drip)
        thread.start()
        assert not broadcast_event(EVENT, url=_url(listener.getsockname()[1]), token=TOKEN, limit_s=0.3)
        assert "no answer within 0.3 s" in caplog.text
        is_over.set()
        thread.join()
