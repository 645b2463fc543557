"""Do idle streams stay idle? Memory and heartbeats of many streams over minutes, and the end of all of them.

    .venv/bin/python benchmarks/soak.py --streams 19000 --minutes 10

Prints the server's memory each minute, how far from 30 s heartbeats were apart, how long 10,000 resets take to be
counted down, and how long the server takes to end with 1,000 streams open.
"""

import argparse
import json
import os
import resource
import select
import signal
import socket
import struct
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from fanout import ours, percentile, resident_kb, wait_for_port


def count(port: int) -> int:
    """Open streams, by the health endpoint."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/events/health", timeout=30) as answer:
        return int(json.load(answer)["connected_clients"])


def connect(port: int, request: bytes, streams: int, poll: select.epoll) -> list[socket.socket]:
    """Open streams, some hundreds at a time; returns when each has its first bytes of body."""
    connections: list[socket.socket] = []
    waiting: set[int] = set()
    while len(connections) < streams or waiting:
        while len(connections) < streams and len(waiting) < 512:
            connection = socket.create_connection(("127.0.0.1", port))
            connection.sendall(request)
            poll.register(connection.fileno(), select.EPOLLIN)
            connections.append(connection)
            waiting.add(connection.fileno())
        for descriptor, _ in poll.poll(30, 4096):
            if not os.read(descriptor, 65536):
                raise SystemExit("the server closed a stream while they were opened")
            waiting.discard(descriptor)
    return connections


def listen(poll: select.epoll, seconds: float, last: dict[int, float], apart: list[float]) -> None:
    """Note when each stream's heartbeats come."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for descriptor, _ in poll.poll(1.0, 4096):
            data = os.read(descriptor, 65536)
            now = time.monotonic()
            if b"heartbeat" in data:
                if descriptor in last:
                    apart.append(now - last[descriptor])
                last[descriptor] = now


def main() -> None:
    """Start the server, wait, end it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--streams", type=int, default=19_000)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--port", type=int, default=18_670)
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        peer = ours("soak", options.port, Path(name))
        process = subprocess.Popen(peer.command, env={**os.environ, **peer.environment}, stderr=subprocess.DEVNULL)
        wait_for_port(options.port, process)
        poll = select.epoll()
        before_kb = resident_kb(process.pid)
        began = time.monotonic()
        connections = connect(options.port, f"{peer.stream}\r\n\r\n".encode(), options.streams, poll)
        print(f"{options.streams} streams open in {time.monotonic() - began:.1f} s", flush=True)
        last: dict[int, float] = {}
        apart: list[float] = []
        memory = []
        for minute in range(round(options.minutes)):
            listen(poll, 60, last, apart)
            memory.append(resident_kb(process.pid) - before_kb)
            print(f"minute {minute + 1}: {memory[-1] / options.streams:.2f} kB per stream", flush=True)
        if apart:
            print(
                f"{len(apart)} heartbeats, seconds apart: least {min(apart):.2f}, median {percentile(apart, 50):.2f}, "
                f"most {max(apart):.2f}"
            )
        resets = connections[1_000:]
        began = time.monotonic()
        for connection in resets:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
        closed_s = time.monotonic() - began
        while count(options.port) > 1_000:
            time.sleep(0.01)
        print(f"{len(resets)} resets within {closed_s:.2f} s, counted {time.monotonic() - began:.2f} s after the first")
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        print(f"ended {time.monotonic() - began:.2f} s after SIGTERM with {min(1_000, options.streams)} streams open")


if __name__ == "__main__":
    main()
