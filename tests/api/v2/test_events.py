"""The stream over HTTP, through both writers and on logs of every form."""

import json
import random
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.streams import (
    STREAM,
    TOKEN,
    EndOfStreamError,
    Frame,
    MakeLog,
    RunningServer,
    ServerKind,
    StreamClient,
    making_logs,
    running,
    wait_until,
)

from cultotranscript.services.event_log import MemoryEventLog

NAME = "a-name_of_22_characters"


def _progress(frames: list[Frame]) -> list[int]:
    return [frame.data["progress"] for frame in frames]


@pytest.fixture
def memory_server() -> Iterator[RunningServer]:
    """A server for what has nothing to do with how events are kept or sent."""
    with running(MemoryEventLog(), "detached") as server:
        yield server


# What a new stream sees.


def test_a_stream_begins_with_its_headers_a_retry_and_a_heartbeat(server: RunningServer) -> None:
    stream = server.open()

    assert stream.status == 200
    assert stream.headers["content-type"] == "text/event-stream"
    assert stream.headers["cache-control"] == "no-cache"
    assert stream.headers["x-accel-buffering"] == "no"
    retry = stream.next()
    assert retry.retry is not None
    assert 3_000 <= retry.retry <= 7_000
    heartbeat = stream.next()
    assert set(heartbeat.data) == {"type", "timestamp"}
    assert heartbeat.data["timestamp"].endswith("Z")
    assert heartbeat.id


def test_retries_are_spread(server: RunningServer) -> None:
    streams = [server.open() for _ in range(8)]

    assert len({stream.next().retry for stream in streams}) > 1


def test_an_event_is_an_id_and_one_line_of_json(server: RunningServer) -> None:
    stream = server.open()
    stream.greet()
    event = {
        "type": "error",
        "timestamp": "2026-01-01T12:00:00Z",
        "video_id": "7",
        "error_code": "E",
        "error_message": "Não.",
    }

    assert server.post(event).status_code == 200

    frame_id, data, *rest = stream.next_bytes().split(b"\n")
    assert frame_id.startswith(b"id: ")
    assert data == b"data: " + json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    assert rest == [b"", b""]


def test_what_unicode_calls_a_line_end_is_escaped(server: RunningServer) -> None:
    stream = server.open()
    stream.greet()

    server.post({"video_id": "7", "status": "QUEUED", "message": "a\u2028b\u2029c\u0085d\n\r\x0be"})

    frame = stream.next_bytes().decode()
    assert len(frame.splitlines()) == 3
    assert json.loads(frame.split("data: ")[1])["message"] == "a\u2028b\u2029c\u0085d\n\r\x0be"


def test_named_frames_carry_their_type_except_error(server: RunningServer) -> None:
    stream = server.open("?named=true")
    assert stream.next().retry
    assert stream.next().event == "heartbeat"

    server.post_status("7")
    server.post({"type": "error", "error_code": "E", "error_message": "Failed."})

    assert stream.next().event == "video.status"
    failed = stream.next()
    assert (failed.event, failed.type) == (None, "error")


def test_head_answers_the_headers_alone(server: RunningServer) -> None:
    response = server.client.head(STREAM)

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream"
    assert response.content == b""
    assert server.count() == 0


@pytest.mark.parametrize(
    "query",
    ["?client_id=short", "?client_id=" + "a" * 65, "?type=video.gone", "?video_id=", "?video_id=%0a", "?named=maybe"],
)
def test_a_malformed_query_is_refused_and_not_echoed(memory_server: RunningServer, query: str) -> None:
    response = memory_server.client.get(STREAM + query)

    assert response.status_code == 422
    body = response.json()
    assert (body["success"], body["error_code"]) == (False, "VALIDATION_FAILED")
    assert "gone" not in response.text
    assert "maybe" not in response.text


def test_an_unknown_query_parameter_is_ignored(server: RunningServer) -> None:
    assert server.open("?colour=blue").status == 200


# Filters.


def test_kinds_of_filter_combine_with_and_and_values_of_one_with_or(server: RunningServer) -> None:
    stream = server.open("?video_id=7&video_id=8&type=error")
    stream.greet()

    for video_id in ("7", "9"):
        server.post_status(video_id)
        server.post({"type": "error", "video_id": video_id, "error_code": "E", "error_message": "Failed."})
    server.post({"type": "error", "error_code": "E", "error_message": "Of no video."})
    server.post({"type": "error", "video_id": "8", "error_code": "E", "error_message": "Failed."})

    assert [stream.next_event().data["video_id"] for _ in range(2)] == ["7", "8"]


def test_events_for_one_video_are_counted_and_reach_its_followers(server: RunningServer) -> None:
    seven, eight, everything = server.open("?video_id=7"), server.open("?video_id=8"), server.open()
    for stream in (seven, eight, everything):
        stream.greet()

    answer = server.post({"video_id": "7", "status": "QUEUED"})
    server.post_status("8")

    assert answer.json() == {
        "success": True,
        "data": {"video_id": "7", "status": "QUEUED", "clients_notified": 2},
    }
    assert seven.next_event().data["video_id"] == "7"
    assert eight.next_event().data["video_id"] == "8"
    assert [everything.next_event().data["video_id"] for _ in range(2)] == ["7", "8"]


# Heartbeats.


def test_heartbeats_come_on_busy_streams_and_name_what_was_passed_over(
    make_log: MakeLog, server_kind: ServerKind
) -> None:
    with running(make_log(), server_kind, heartbeat_s=0.2) as server:
        busy, idle = server.open(), server.open("?video_id=other")
        first = idle.greet()
        busy.greet()
        is_enough = threading.Event()

        def post() -> None:
            while not is_enough.is_set():
                server.post_status("7")

        thread = threading.Thread(target=post)
        thread.start()
        try:
            beats: list[Frame] = []
            newest = None
            while len(beats) < 3:
                frame = busy.next()
                if frame.type == "heartbeat":
                    beats.append(frame)
                    assert newest is None or frame.id == newest
                newest = frame.id
            passed_over = [idle.next() for _ in range(2)]
        finally:
            is_enough.set()
            thread.join()

        assert [frame.type for frame in passed_over] == ["heartbeat"] * 2
        assert passed_over[1].id != first.id
        resumed = server.open("?video_id=other", Last_Event_ID=passed_over[1].id or "")
        assert resumed.greet().id == passed_over[1].id


# Resuming.


def test_a_stream_that_resumes_gets_what_it_missed_once_and_in_order(server: RunningServer) -> None:
    stream = server.open()
    stream.greet()
    server.post_status("7", 1)
    seen = stream.next_event()
    stream.reset()
    for progress in (2, 3, 4):
        server.post_status("7", progress)

    by_header = server.open(Last_Event_ID=seen.id or "")
    by_query = server.open(f"?last_event_id={seen.id}")

    for resumed in (by_header, by_query):
        assert resumed.greet().id == seen.id
        # Nothing new is posted: the missed events do not wait for it.
        assert _progress([resumed.next() for _ in range(3)]) == [2, 3, 4]
    server.post_status("7", 5)
    assert by_header.next_event().data["progress"] == by_query.next_event().data["progress"] == 5


def test_a_filter_holds_for_what_was_missed(server: RunningServer) -> None:
    first = server.open().greet()
    for video_id in ("7", "8", "7"):
        server.post_status(video_id)

    resumed = server.open("?video_id=8", Last_Event_ID=first.id or "")
    resumed.greet()
    server.post_status("8", 99)

    assert _progress([resumed.next_event() for _ in range(2)]) == [0, 99]


@pytest.mark.parametrize("event_id", ["yesterday", "-1", "1.5", "9" * 30, "01", "0x1", "ÿ", "a\x00b\ndata: c", "999"])
def test_an_id_that_is_not_ours_brings_events_lost_through_every_filter(make_log: MakeLog, event_id: str) -> None:
    with running(make_log(), "detached") as server:
        server.post_status("7")
        newest = server.open().greet().id

        stream = server.open(f"?type=heartbeat&video_id=8&last_event_id={quote(event_id)}")

        assert stream.next().retry
        lost = stream.next()
        assert (lost.id, lost.type, lost.data["error_code"]) == (newest, "error", "EVENTS_LOST")
        assert lost.data["error_message"] == "Some events are no longer kept. Load what you show afresh."
        heartbeat = stream.next()
        assert (heartbeat.type, heartbeat.id) == ("heartbeat", newest)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def make_small_log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeLog]:
    """Logs that keep ten events."""
    with making_logs(request.param, request, tmp_path, keep=10) as make:
        yield make


def test_an_id_older_than_what_is_kept_brings_events_lost_after_a_restart(make_small_log: MakeLog) -> None:
    log = make_small_log()
    with running(log, "detached") as server:
        old = server.open().greet().id
        for progress in range(30):
            server.post_status("7", progress)
    with running(log if isinstance(log, MemoryEventLog) else make_small_log(), "detached") as server:
        stream = server.open(Last_Event_ID=old or "")

        assert stream.next().retry
        assert stream.next().data["error_code"] == "EVENTS_LOST"


def test_an_id_older_than_what_is_kept_brings_events_lost_where_the_events_are_still_at_hand(
    make_small_log: MakeLog,
) -> None:
    with running(make_small_log(), "detached") as server:
        old = server.open().greet().id
        for progress in range(30):
            server.post_status("7", progress)
        stream = server.open(Last_Event_ID=old or "")

        assert stream.next().retry
        assert stream.next().data["error_code"] == "EVENTS_LOST"


def test_a_stream_resumes_over_a_restart(make_log: MakeLog, server_kind: ServerKind) -> None:
    log = make_log()
    with running(log, server_kind) as server:
        first = server.open().greet()
        for progress in range(30):
            server.post_status("7", progress)
    with running(log if isinstance(log, MemoryEventLog) else make_log(), server_kind) as server:
        stream = server.open(Last_Event_ID=first.id or "")

        stream.greet()
        assert _progress([stream.next() for _ in range(30)]) == list(range(30))


def test_an_id_of_an_earlier_life_of_a_log_in_memory_is_unknown() -> None:
    with running(MemoryEventLog(), "detached") as server:
        server.post_status("7")
        old = server.open().greet()
    with running(MemoryEventLog(), "detached") as server:
        stream = server.open(Last_Event_ID=old.id or "")

        assert stream.next().retry
        assert stream.next().data["error_code"] == "EVENTS_LOST"


def test_streams_that_are_cut_at_random_miss_nothing_and_get_nothing_twice(server: RunningServer) -> None:
    total, readers = 400, 6
    seen: list[list[int]] = [[] for _ in range(readers)]
    first = server.open().greet().id or ""

    def read(number: int) -> None:
        chance, position = random.Random(number), first
        while len(seen[number]) < total:
            stream = StreamClient(server.port, headers={"Last-Event-ID": position})
            stream.greet()
            for _ in range(chance.randint(1, 60)):
                frame = stream.next_event()
                seen[number].append(int(frame.data["video_id"]))
                position = frame.id or ""
                if len(seen[number]) == total:
                    break
            stream.reset()

    threads = [threading.Thread(target=read, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for number in range(total):
        server.post_status(str(number))
    for thread in threads:
        thread.join()

    assert seen == [list(range(total))] * readers


# Clients that are slow, gone, or not what they seem.


def test_a_stream_that_does_not_read_is_closed_and_the_others_keep_going(server: RunningServer) -> None:
    first = server.open().greet()
    stuck, healthy = server.open(), server.open()
    for stream in (stuck, healthy):
        stream.greet()
    filler = "x" * 50_000

    sent = 0
    # Until the kernel's buffers and ours are full; a healthy client reads all the while.
    while server.count() == 3:
        assert server.post({"video_id": "7", "status": "QUEUED", "progress": sent % 100, "message": filler}).is_success
        sent += 1
        assert healthy.next_event().data["progress"] == (sent - 1) % 100
        assert sent < 2_000
        server.streams[0].socket.recv(1 << 20)
    with pytest.raises(ConnectionResetError):
        stuck.read_to_end()

    resumed = server.open(Last_Event_ID=first.id or "")
    resumed.greet()
    assert _progress([resumed.next_event() for _ in range(sent)]) == [n % 100 for n in range(sent)]


def test_clients_that_leave_without_a_goodbye_are_counted_down(server: RunningServer) -> None:
    streams = [server.open() for _ in range(20)]
    for stream in streams:
        stream.greet()
    assert server.count() == 20

    for stream in streams:
        stream.reset()

    wait_until(lambda: server.count() == 0)


def test_the_end_of_the_server_is_a_clean_end_of_every_stream(make_log: MakeLog, server_kind: ServerKind) -> None:
    with running(make_log(), server_kind) as server:
        streams = [StreamClient(server.port) for _ in range(10)]
        for stream in streams:
            stream.greet()

    for stream in streams:
        assert stream.read_to_end() == []
        stream.close()


# Named streams and their subscriptions.


def test_a_second_stream_of_the_same_name_ends_the_first(server: RunningServer) -> None:
    first = server.open(f"?client_id={NAME}")
    first.greet()

    second = server.open(f"?client_id={NAME}")
    second.greet()

    with pytest.raises(EndOfStreamError):
        first.next()
    server.post_status("7")
    assert second.next_event().data["video_id"] == "7"


def test_a_subscription_is_replaced_added_to_and_taken_from(server: RunningServer) -> None:
    base = f"/api/v2/events/clients/{NAME}/subscription"
    stream = server.open(f"?client_id={NAME}&video_id=7")
    stream.greet()

    def told() -> set[str]:
        for video_id in ("7", "8", "a/b"):
            server.post_status(video_id)
        server.post({"type": "error", "video_id": "end", "error_code": "E", "error_message": "Failed."})
        found = set()
        while (video_id := stream.next_event().data["video_id"]) != "end":
            found.add(video_id)
        return found

    empty = {"success": True, "data": None}
    assert server.client.post(f"{base}/videos/end").json() == empty
    assert told() == {"7"}
    assert server.client.post(f"{base}/videos/8").json() == empty
    assert server.client.post(f"{base}/videos/a%2Fb").json() == empty
    assert told() == {"7", "8", "a/b"}
    assert server.client.delete(f"{base}/videos/7").json() == empty
    assert told() == {"8", "a/b"}
    replaced = server.client.put(base, json={"video_ids": ["end"], "channel_ids": None, "types": None})
    assert replaced.json() == empty
    assert told() == set()
    server.client.put(base, json={})
    assert told() == {"7", "8", "a/b"}
    assert server.client.delete(f"{base}/videos/7").status_code == 409
    assert server.client.post(f"{base}/videos/7").status_code == 200


def test_a_changed_subscription_beats_the_query_of_a_stream_that_comes_back(server: RunningServer) -> None:
    first = server.open(f"?client_id={NAME}&video_id=7")
    heartbeat = first.greet()
    server.client.put(f"/api/v2/events/clients/{NAME}/subscription", json={"video_ids": ["8"]})
    first.reset()
    server.post_status("7")
    server.post_status("8")

    second = server.open(f"?client_id={NAME}&video_id=7", Last_Event_ID=heartbeat.id or "")

    second.greet()
    assert second.next_event().data["video_id"] == "8"


def test_a_subscription_of_nothing_still_brings_heartbeats(make_log: MakeLog, server_kind: ServerKind) -> None:
    with running(make_log(), server_kind, heartbeat_s=0.1) as server:
        stream = server.open(f"?client_id={NAME}")
        stream.greet()
        server.client.put(f"/api/v2/events/clients/{NAME}/subscription", json={"types": []})
        server.post_status("7")

        assert [stream.next().type for _ in range(3)] == ["heartbeat"] * 3


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("PUT", f"clients/{NAME}/subscription", {}, "STREAM_NOT_FOUND"),
        ("POST", f"clients/{NAME}/subscription/videos/7", None, "STREAM_NOT_FOUND"),
        ("DELETE", f"clients/{NAME}/subscription/videos/7", None, "STREAM_NOT_FOUND"),
        ("PUT", f"clients/{NAME}/subscription", {"colour": "blue"}, "VALIDATION_FAILED"),
        ("PUT", f"clients/{NAME}/subscription", [], "VALIDATION_FAILED"),
        ("PUT", "clients/short/subscription", {}, "VALIDATION_FAILED"),
        ("POST", f"clients/{NAME}/subscription/videos/{'x' * 129}", None, "VALIDATION_FAILED"),
        ("POST", f"clients/{NAME}/subscription/videos/%0a", None, "VALIDATION_FAILED"),
    ],
)
def test_a_subscription_that_cannot_be_changed_says_why(
    memory_server: RunningServer, method: str, path: str, body: object, code: str
) -> None:
    response = memory_server.client.request(method, f"/api/v2/events/{path}", json=body)

    assert response.json()["error_code"] == code
    assert response.status_code == {"STREAM_NOT_FOUND": 404, "VALIDATION_FAILED": 422}[code]
    assert "blue" not in response.text


def test_a_name_that_nobody_gave_is_unknown_to_every_log(server: RunningServer) -> None:
    response = server.client.put(f"/api/v2/events/clients/{NAME}/subscription", json={})

    assert (response.status_code, response.json()["error_code"]) == (404, "STREAM_NOT_FOUND")


# Several web processes on one database.


@pytest.fixture(params=["sqlite", "postgresql"])
def make_shared_log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeLog]:
    """Logs of several web processes."""
    with making_logs(request.param, request, tmp_path) as make:
        yield make


def test_events_of_either_process_reach_the_streams_of_both_once_and_in_order(make_shared_log: MakeLog) -> None:
    with running(make_shared_log(), "detached") as one, running(make_shared_log(), "portable") as other:
        streams = [one.open(), other.open()]
        for stream in streams:
            stream.greet()

        for number in range(50):
            (one, other)[number % 2].post_status(str(number))

        for stream in streams:
            assert [stream.next_event().data["video_id"] for _ in range(50)] == [str(n) for n in range(50)]


def test_a_stream_goes_on_at_another_process(make_shared_log: MakeLog) -> None:
    with running(make_shared_log(), "detached") as one, running(make_shared_log(), "detached") as other:
        stream = one.open()
        stream.greet()
        for number in range(20):
            one.post_status("7", number)
            seen = stream.next_event()
            # The other process may not have heard of it yet; nothing is lost for that.
            resumed = other.open(Last_Event_ID=seen.id or "")
            assert resumed.greet().id == seen.id
            resumed.close()


def test_a_subscription_is_changed_at_another_process(make_shared_log: MakeLog) -> None:
    with running(make_shared_log(), "detached") as one, running(make_shared_log(), "detached") as other:
        stream = one.open(f"?client_id={NAME}&video_id=7")
        stream.greet()

        answer = other.client.put(f"/api/v2/events/clients/{NAME}/subscription", json={"video_ids": ["8"]})
        # A change that was answered holds for every event after it, wherever that is posted.
        other.post_status("7")
        other.post_status("8")

        assert answer.status_code == 200
        assert stream.next_event().data["video_id"] == "8"


def test_a_second_stream_of_the_same_name_ends_the_first_at_another_process(make_shared_log: MakeLog) -> None:
    with running(make_shared_log(), "detached") as one, running(make_shared_log(), "detached") as other:
        first = one.open(f"?client_id={NAME}")
        first.greet()

        second = other.open(f"?client_id={NAME}")
        second.greet()

        with pytest.raises(EndOfStreamError):
            first.next()


# Health and the broadcast endpoint.


def test_health_is_exactly_two_fields(server: RunningServer) -> None:
    assert server.client.get("/api/v2/events/health").json() == {"status": "healthy", "connected_clients": 0}
    server.open().greet()
    assert server.client.get("/api/v2/events/health").json() == {"status": "healthy", "connected_clients": 1}


@pytest.mark.parametrize("header", [[], [b""], [b"wrong"], ["ção".encode()], [TOKEN.encode()] * 2, [b"t" * 31]])
def test_without_the_right_token_nothing_is_accepted_from_anywhere(
    memory_server: RunningServer, header: list[bytes]
) -> None:
    forwarded = [(b"X-Forwarded-For", b"127.0.0.1"), (b"Forwarded", b"for=127.0.0.1"), (b"X-Real-IP", b"127.0.0.1")]

    response = memory_server.client.post(
        "/api/v2/events/broadcast",
        content=b"not even JSON",
        headers=[*forwarded, *((b"X-Internal-Token", value) for value in header)],
    )

    assert response.status_code == 403
    assert response.json()["error_code"] == "INTERNAL_TOKEN_INVALID"


def test_the_token_is_checked_before_the_body_is_read(memory_server: RunningServer) -> None:
    with socket.create_connection(("127.0.0.1", memory_server.port), timeout=30) as connection:
        connection.sendall(b"POST /api/v2/events/broadcast HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n")

        assert connection.recv(65536).startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "INVALID_JSON"),
        (b"", 400, "INVALID_JSON"),
        (b"\xff", 400, "INVALID_JSON"),
        (b'{"video_id": "7", "status": "QUEUED", "progress": NaN}', 400, "INVALID_JSON"),
        (b'{"video_id": "\\ud800", "status": "QUEUED"}', 400, "INVALID_JSON"),
        (b"[" * 20_000, 400, "INVALID_JSON"),
        (b"[]", 422, "VALIDATION_FAILED"),
        (b"{}", 422, "VALIDATION_FAILED"),
        (b'{"type": "heartbeat"}', 422, "VALIDATION_FAILED"),
        (b'{"type": "LOST", "video_id": "7"}', 422, "VALIDATION_FAILED"),
        (b'{"video_id": "7", "status": "LOST"}', 422, "VALIDATION_FAILED"),
        (b'{"video_id": "7", "status": "QUEUED", "LOST": "x"}', 422, "VALIDATION_FAILED"),
        (b'{"video_id": "a\\u0000", "status": "QUEUED"}', 422, "VALIDATION_FAILED"),
        (b'{"video_id": 7, "status": "QUEUED"}', 422, "VALIDATION_FAILED"),
        (b'{"video_id": "7", "status": "QUEUED", "progress": 101}', 422, "VALIDATION_FAILED"),
        (b'{"type": "error", "error_code": "E\\n", "error_message": "LOST"}', 422, "VALIDATION_FAILED"),
        (b'{"video_id": "7", "status": "QUEUED", "message": "' + b"x" * 65_536 + b'"}', 413, "PAYLOAD_TOO_LARGE"),
    ],
)
def test_a_body_that_is_no_event_is_refused_and_not_echoed(
    memory_server: RunningServer, body: bytes, status: int, code: str
) -> None:
    response = memory_server.client.post("/api/v2/events/broadcast", content=body, headers={"X-Internal-Token": TOKEN})

    assert (response.status_code, response.json()["error_code"]) == (status, code)
    assert "LOST" not in response.text


def test_a_body_of_unknown_length_is_counted(memory_server: RunningServer) -> None:
    response = memory_server.client.post(
        "/api/v2/events/broadcast", content=iter([b"x" * 40_000] * 2), headers={"X-Internal-Token": TOKEN}
    )

    assert response.status_code == 413


def test_every_event_but_a_heartbeat_can_be_posted(server: RunningServer) -> None:
    stream = server.open()
    stream.greet()
    summary = {
        "themes": ["Graça"],
        "passages": [{"book": "João", "chapter": 3, "verse_start": 16}],
        "citations": [],
        "word_count": 3,
        "key_points": [],
    }

    for event in (
        {"type": "video.status", "video_id": "7", "status": "PROCESSING", "progress": 20, "message": "…"},
        {"type": "summary.ready", "video_id": "7", "timestamp": "2026-01-01T12:00:00Z", "summary": summary},
        {"type": "error", "error_code": "E", "error_message": "Of no video."},
    ):
        answer = server.post(event).json()["data"]
        told = stream.next_event().data
        assert told.pop("timestamp")
        event.pop("timestamp", None)
        assert told == event
        assert answer == {
            **{name: event[name] for name in ("video_id", "status") if name in event},
            "clients_notified": 1,
        }
