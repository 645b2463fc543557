"""Is resuming exact? Streams are cut at random and come back with their last id, while events are posted.

    .venv/bin/python benchmarks/resume.py --events 100000 --streams 200 [--processes 2] [--restarts 2] [--database URL]

The whole application serves, on SQLite or PostgreSQL, in one process or two, and is stopped and started again in the
middle as often as asked. Every stream must get every event once and in order. Prints what was missing, double or out of
order, and fails if anything was.
"""

import argparse
import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from fanout import TOKEN, is_whole, ours, wait_for_port


class Reader:
    """One stream that is cut now and then."""

    def __init__(self, port: int, seed: int) -> None:
        self.port = port
        self.chance = random.Random(seed)
        self.last_id: str | None = None
        self.seen: list[int] = []
        self.lost = 0
        self.cuts = 0
        self.socket: socket.socket | None = None
        self.rest = b""
        self.is_in_body = False

    def connect(self) -> None:
        """Open the stream where it was left."""
        try:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        except OSError:
            self.socket = None
            return
        resumed = f"Last-Event-ID: {self.last_id}\r\n" if self.last_id is not None else ""
        self.socket.sendall(f"GET /api/v2/events/stream HTTP/1.1\r\nHost: localhost\r\n{resumed}\r\n".encode())
        self.socket.setblocking(False)
        self.rest, self.is_in_body = b"", False
        self.cut_after = len(self.seen) + self.chance.randint(50, 20_000)

    def cut(self) -> None:
        """Leave without a goodbye."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None
            self.cuts += 1

    def read(self) -> None:
        """Take what has come; whole frames alone count as received."""
        assert self.socket is not None
        try:
            data = self.socket.recv(1 << 18)
        except OSError:
            data = b""
        if not data:
            self.cut()
            return
        self.rest += data
        if not self.is_in_body:
            _, end, self.rest = self.rest.partition(b"\r\n\r\n")
            self.is_in_body = bool(end)
        # Chunk sizes stand on lines of their own between frames and are no part of one.
        *frames, self.rest = self.rest.split(b"\n\n")
        for frame in frames:
            event_id = data_line = None
            for line in frame.split(b"\n"):
                if line.startswith(b"id: "):
                    event_id = line[4:].decode()
                elif line.startswith(b"data: "):
                    data_line = line[6:]
            if data_line is None:
                continue
            event = json.loads(data_line)
            if event["type"] == "video.status":
                self.seen.append(int(event["video_id"]))
            elif event["type"] == "error":
                self.lost += 1
            self.last_id = event_id
        if len(self.seen) >= self.cut_after:
            self.cut()


def post_all(port: int, first: int, last: int) -> None:
    """Post numbered events over one connection, in order, each until it is accepted."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    for number in range(first, last):
        body = json.dumps({"video_id": str(number), "status": "PROCESSING"}).encode()
        head = f"POST /api/v2/events/broadcast HTTP/1.1\r\nHost: localhost\r\nX-Internal-Token: {TOKEN}\r\n"
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = b""
        while not is_whole(answer):
            answer += (data := connection.recv(65536))
            if not data:
                raise SystemExit("the server closed the publisher's connection")
        if not answer.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"a post was refused: {answer[:200]!r}")
    connection.close()


def main() -> None:
    """Start the server, cut streams, compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--restarts", type=int, default=1)
    parser.add_argument("--database", help="SQLAlchemy URL of a migrated, empty database; SQLite if left out")
    parser.add_argument("--port", type=int, default=18_660)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="resume-") as name:
        peer = ours("resume", options.port, Path(name), processes=options.processes)
        if options.database:
            peer.environment["CULTO_DATABASE_URL"] = options.database
        environment = {**os.environ, **peer.environment, "CULTO_EVENTS_KEEP": str(options.events * 2)}

        def start() -> "subprocess.Popen[bytes]":
            process = subprocess.Popen(peer.command, env=environment, stderr=subprocess.DEVNULL)
            wait_for_port(options.port, process)
            return process

        process = start()
        readers = [Reader(options.port, seed) for seed in range(options.streams)]
        for reader in readers:
            reader.connect()
        while any(reader.last_id is None for reader in readers):
            for reader in readers:
                if reader.socket is not None and select.select([reader.socket], [], [], 0.01)[0]:
                    reader.read()
        began = time.monotonic()
        share = -(-options.events // (options.restarts + 1))
        for first in range(0, options.events, share):
            publisher = threading.Thread(
                target=post_all, args=(options.port, first, min(first + share, options.events))
            )
            publisher.start()
            is_last = first + share >= options.events
            while publisher.is_alive() or (is_last and any(len(reader.seen) < options.events for reader in readers)):
                if time.monotonic() - began > options.events / 100 + 300:
                    break
                turn(readers)
            publisher.join()
            if not is_last:
                process.send_signal(signal.SIGTERM)
                process.wait(30)
                process = start()
        process.terminate()
        process.wait(30)
    expected = list(range(options.events))
    missing = sum(options.events - len(set(reader.seen)) for reader in readers)
    double = sum(len(reader.seen) - len(set(reader.seen)) for reader in readers)
    unordered = sum(reader.seen != expected for reader in readers)
    kind = (options.database or "sqlite").split(":")[0].split("+")[0]
    print(
        f"{kind}, {options.processes} process(es), {options.restarts} restart(s): {options.events} events to "
        f"{options.streams} streams cut {sum(reader.cuts for reader in readers)} times: {missing} missing, "
        f"{double} double, {unordered} streams out of order, {sum(reader.lost for reader in readers)} EVENTS_LOST"
    )
    sys.exit(1 if missing or double or unordered else 0)


def turn(readers: list[Reader]) -> None:
    """Read what has come, and open again what was cut."""
    by_socket = {}
    for reader in readers:
        if reader.socket is None:
            reader.connect()
        if reader.socket is not None:
            by_socket[reader.socket.fileno()] = reader
    poll = select.poll()
    for descriptor in by_socket:
        poll.register(descriptor, select.POLLIN)
    for descriptor, _ in poll.poll(50):
        by_socket[descriptor].read()


if __name__ == "__main__":
    main()
