"""How many deliveries a second the event stream makes, beside the servers that a person could pick instead.

    .venv/bin/python benchmarks/fanout.py --streams 10000 --rounds 4 --json fanout.json

Every peer that is installed takes its turn in every round, on this machine, with the load generator
(`fanout_load.c`) on the same cores; ratios are taken inside a round and the median of the rounds is shown. Ours is
the whole application, as `culto serve` starts it, with all its middleware and its event table; each event is a POST to
the broadcast endpoint.

    lock     the next event as soon as every stream has the last one: deliveries a second
    burst    8 publishers, each posting as soon as its last post was answered: deliveries a second
    paced    an event at a fixed rate: from the POST to each stream, p50 and p99 in ms
    probe    p99 in ms of an unrelated GET every 25 ms while lock runs
    cpu      seconds of CPU of the server per million deliveries, while lock runs
    kB       resident memory per idle stream
    connect  seconds until all streams are open

Peers: nginx with nchan (`apt install nginx libnginx-mod-nchan`), better-sse (`npm install better-sse@0.16.1` in the
folder of `--peers`), sse-starlette (`python -m venv DIR/venv && DIR/venv/bin/pip install sse-starlette==3.7.0 fastapi
uvicorn[standard]`, DIR again the folder of `--peers`), and a bare loop of send(2) in C. That and the load generator
are compiled (`apt install gcc libc6-dev`).
"""

import argparse
import json
import os
import resource
import select
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TOKEN = "benchmark-token-benchmark-token-0000"


@dataclass
class Peer:
    """A server under load."""

    name: str
    command: list[str]
    stream: str
    """The request of a stream, without its empty line."""
    post: Callable[[int], bytes]
    """The n-th post, as it goes over the wire."""
    probe: str
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    folder: str | None = None


class Load:
    """The load generator, `fanout_load.c`, against one server.

    Args:
        peer: The server, which listens.
        folder: For the program and its posts.
    """

    def __init__(self, peer: Peer, folder: Path) -> None:
        self._name = peer.name
        program = folder / "load"
        if not program.exists():
            if shutil.which("gcc") is None:
                raise SystemExit("The load generator is compiled: apt install gcc libc6-dev")
            source = str(HERE / "fanout_load.c")
            subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(program), source], check=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as posts:
            posts.writelines(b"%d\n%b" % (len(post), post) for post in map(peer.post, range(1_000)))
        self._process = subprocess.Popen(
            [str(program), str(peer.port), posts.name],
            env={"STREAM": f"{peer.stream}\r\n\r\n"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, command: str, *numbers: float) -> list[float]:
        """Have it carry out a command; its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(command, *numbers, file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit(f"{self._name}: {command} failed")
        return [float(number) for number in answer.split()]

    def rate(self, command: str, number: float) -> float:
        """What it counts, a second."""
        count, seconds = self.ask(command, number)
        return count / seconds

    def close(self) -> None:
        """Leave, with all streams."""
        self._process.kill()
        self._process.communicate()


def is_whole(answer: bytes) -> bool:
    """Whether an answer with a Content-Length has come to its end."""
    head, end, body = answer.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
    return bool(end) and len(body) >= int(length or 0)


# The peers.


def event(number: int) -> bytes:
    """An event of about 210 bytes as a stream carries it, with the one "#" by which the load generator counts."""
    return json.dumps(
        {
            "type": "video.status",
            "timestamp": "2026-01-01T12:00:00Z",
            "video_id": str(number % 1000),
            "status": "PROCESSING",
            "progress": number % 100,
            "message": f"Procurando passagens bíblicas na transcrição, trecho {number:07}. #",
        },
        ensure_ascii=False,
    ).encode()


def post_to(path: str, headers: str = "") -> Callable[[int], bytes]:
    """Posts of events to a path."""

    def make(number: int) -> bytes:
        body = event(number)
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
        return head.encode() + body

    return make


def ours(name: str, port: int, folder: Path, *, processes: int = 1, is_portable: bool = False) -> Peer:
    """The whole application: as `culto serve` starts it, or under plain uvicorn."""
    command = [sys.executable, "-m", "cultotranscript", "serve", "--no-worker", "--port", str(port)]
    command += ["--processes", str(processes)] if processes > 1 else []
    if is_portable:
        command = [sys.executable, str(HERE / "fanout.py"), "--serve-portable", str(port)]
    headers = f"X-Internal-Token: {TOKEN}\r\nContent-Type: application/json\r\n"
    return Peer(
        name,
        command,
        "GET /api/v2/events/stream HTTP/1.1\r\nHost: localhost",
        post_to("/api/v2/events/broadcast", headers),
        "/health",
        port,
        {
            "CULTO_DATA_DIR": str(folder / name.replace(" ", "-")),
            "CULTO_INTERNAL_TOKEN": TOKEN,
            "CULTO_RATE_LIMIT": "off",
        },
    )


def serve_portable(port: int) -> None:
    """The application under plain uvicorn, so that its streams go through ASGI."""
    import uvicorn

    from cultotranscript.app import create_app
    from cultotranscript.settings import Settings
    from cultotranscript.wiring import build, prepare_database

    settings = Settings()
    parts = build(settings)
    prepare_database(parts)
    uvicorn.run(create_app(settings, parts), port=port, log_config=None, access_log=False, backlog=4096)


NCHAN = """
load_module {module};
daemon off; worker_processes {workers}; worker_rlimit_nofile {files};
pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections {files}; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  keepalive_requests 100000000;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /pub {{
      nchan_publisher; nchan_channel_id x; nchan_message_buffer_length 1000; nchan_message_timeout 1m;
    }}
    location = /sub {{ nchan_subscriber eventsource; nchan_channel_id x; nchan_subscriber_first_message newest; }}
    location = /ping {{ return 200 ok; }}
  }}
}}
"""


def nchan(port: int, folder: Path, workers: int) -> Peer | None:
    """nginx with nchan, as Debian packages it."""
    module = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
    if shutil.which("nginx") is None or not module.exists():
        return None
    home = folder / f"nchan-{workers}"
    home.mkdir()
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    config = home / "nginx.conf"
    config.write_text(NCHAN.format(module=module, workers=workers, files=files, folder=home, port=port))
    return Peer(
        "nchan" if workers == 1 else f"nchan {workers} workers",
        ["nginx", "-c", str(config)],
        "GET /sub HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream",
        post_to("/pub"),
        "/ping",
        port,
    )


BETTER_SSE = """
import http from "node:http";
import { createChannel, createSession } from "better-sse";
const channel = createChannel();
http.createServer(async (req, res) => {
  if (req.method === "POST") {
    let body = ""; req.setEncoding("utf8"); for await (const part of req) body += part;
    channel.broadcast(JSON.parse(body), "message"); res.statusCode = 202; res.end();
  } else if (req.url === "/events") { channel.register(await createSession(req, res)); res.write(": ok\\n\\n"); }
  else res.end("ok");
}).listen({ port: PORT, host: "127.0.0.1", backlog: 4096 });
"""

SSE_STARLETTE = """
import asyncio, json, sys
import uvicorn
from fastapi import FastAPI, Request, Response
from sse_starlette import EventSourceResponse

app, queues, number = FastAPI(), set(), 0

@app.post("/publish")
async def publish(request: Request):
    global number
    number += 1
    frame = b"id: %d\\nevent: message\\ndata: %b\\n\\n" % (number, await request.body())
    for queue in queues:
        queue.put_nowait(frame)
    return Response(status_code=202)

async def follow():
    queue = asyncio.Queue()
    queues.add(queue)
    try:
        yield b": ok\\n\\n"
        while True:
            yield await queue.get()
    finally:
        queues.discard(queue)

@app.get("/events")
async def events():
    return EventSourceResponse(follow())

@app.get("/ping")
async def ping():
    return Response(b"ok")

uvicorn.run(app, port=int(sys.argv[1]), backlog=4096, access_log=False, log_level="error")
"""

C_LOOP = r"""
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#define N 32768
static int streams[N], place[N], count;
static char in[65536], out[70000], head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
  "Transfer-Encoding: chunked\r\n\r\n6\r\n: ok\n\n\r\n", ok[] = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
int main(int argc, char **argv) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int one = 1, l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), e = epoll_create1(0), number = 0;
  setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(l, (void *)&a, sizeof a) || listen(l, 4096)) return 1;
  struct epoll_event v = {.events = EPOLLIN, .data.fd = l}, got[1024];
  epoll_ctl(e, EPOLL_CTL_ADD, l, &v);
  for (;;) {
    int n = epoll_wait(e, got, 1024, -1);
    for (int i = 0; i < n; i++) {
      int fd = got[i].data.fd;
      if (fd == l) {
        int c;
        while ((c = accept4(l, 0, 0, SOCK_NONBLOCK)) >= 0) {
          v.data.fd = c; place[c] = -1; epoll_ctl(e, EPOLL_CTL_ADD, c, &v);
        }
        continue;
      }
      ssize_t r = recv(fd, in, sizeof in - 1, 0);
      if (r <= 0) {
        if (place[fd] >= 0) { int last = streams[--count]; streams[place[fd]] = last; place[last] = place[fd]; }
        close(fd);
      } else if (!memcmp(in, "POST", 4)) {
        in[r] = 0;
        char *body = strstr(in, "\r\n\r\n") + 4, frame[66000];
        int f = sprintf(frame, "id: %d\nevent: message\ndata: %s\n\n", ++number, body);
        int o = sprintf(out, "%x\r\n%s\r\n", f, frame);
        send(fd, ok, sizeof ok - 1, MSG_NOSIGNAL);
        for (int k = 0; k < count; k++) send(streams[k], out, o, MSG_NOSIGNAL);
      } else if (!memcmp(in, "GET /events", 11)) {
        send(fd, head, sizeof head - 1, MSG_NOSIGNAL);
        place[fd] = count; streams[count++] = fd;
      } else send(fd, ok, sizeof ok - 1, MSG_NOSIGNAL);
    }
  }
}
"""


def others(first_port: int, folder: Path, peers_folder: Path | None) -> list[Peer]:
    """The peers that are installed; says how to install the others."""
    found: list[Peer] = []
    for workers in (1, 2):
        peer = nchan(first_port + workers, folder, workers)
        if peer is not None:
            found.append(peer)
    stream = "GET /events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream"
    if peers_folder is not None and (peers_folder / "node_modules" / "better-sse").exists():
        script = peers_folder / "better-sse-server.mjs"
        port = first_port + 3
        script.write_text(BETTER_SSE.replace("PORT", str(port)))
        found.append(Peer("better-sse", ["node", str(script)], stream, post_to("/publish"), "/ping", port))
    if peers_folder is not None and (peers_folder / "venv" / "bin" / "python").exists():
        script = peers_folder / "sse_starlette_server.py"
        script.write_text(SSE_STARLETTE)
        port = first_port + 4
        command = [str(peers_folder / "venv" / "bin" / "python"), str(script), str(port)]
        found.append(Peer("sse-starlette", command, stream, post_to("/publish"), "/ping", port))
    if shutil.which("gcc"):
        (folder / "loop.c").write_text(C_LOOP)
        subprocess.run(["gcc", "-O2", "-w", "-o", str(folder / "loop"), str(folder / "loop.c")], check=True)
        port = first_port + 5
        found.append(Peer("C loop of send", [str(folder / "loop"), str(port)], stream, post_to("/publish"), "/", port))
    return found


# One turn of one peer.


def process_ids(process_id: int) -> list[int]:
    """A process and its descendants."""
    found = [process_id]
    for children in Path(f"/proc/{process_id}/task").glob("*/children"):
        for child in children.read_text().split():
            found += process_ids(int(child))
    return found


def cpu_seconds(process_id: int) -> float:
    """CPU that a server has used so far."""
    ticks = 0
    for member in process_ids(process_id):
        fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident_kb(process_id: int) -> int:
    """Memory of a server."""
    total = 0
    for member in process_ids(process_id):
        for line in Path(f"/proc/{member}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1])
    return total


def wait_for_port(port: int, process: "subprocess.Popen[bytes] | None" = None) -> None:
    """Wait until a server listens."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and (process is None or process.poll() is None):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"no server on port {port}")


def probe(port: int, path: str) -> None:
    """GET a path every 25 ms until standard input ends; print the milliseconds of each as JSON."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    taken = []
    while not select.select([sys.stdin], [], [], 0.025)[0]:
        began = time.perf_counter()
        connection.sendall(request)
        answer = b""
        while not is_whole(answer):
            answer += (data := connection.recv(65536))
            if not data:
                raise SystemExit("the server closed the probe's connection")
        taken.append((time.perf_counter() - began) * 1000)
    print(json.dumps(taken))


def percentile(values: list[float], percent: float) -> float:
    """A percentile of values that are not empty."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def measure(peer: Peer, streams: int, seconds: float, folder: Path) -> dict[str, float]:
    """Start a server, load it, stop it."""
    process = subprocess.Popen(
        peer.command,
        env={**os.environ, **peer.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    load = Load(peer, folder)
    try:
        wait_for_port(peer.port, process)
        time.sleep(0.5)
        before_kb = resident_kb(process.pid)
        result = {"connect": load.ask("connect", streams)[0]}
        time.sleep(0.5)
        result["kB"] = (resident_kb(process.pid) - before_kb) / streams
        load.ask("publishers", 1)
        load.ask("lock", seconds / 4)  # Warm.
        watcher = subprocess.Popen(
            [sys.executable, __file__, "--probe", str(peer.port), peer.probe],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        cpu = cpu_seconds(process.pid)
        deliveries, taken_s = load.ask("lock", seconds)
        result["lock"] = deliveries / taken_s
        result["cpu"] = (cpu_seconds(process.pid) - cpu) / deliveries * 1e6
        answers, _ = watcher.communicate(b"\n")
        result["probe"] = percentile(json.loads(answers), 99)
        rate = 1.0 if streams >= 5000 else 10.0
        latencies = load.ask("paced", max(4, int(seconds * rate)), 1 / rate)
        result["p50"], result["p99"] = statistics.median(latencies), percentile(latencies, 99)
        load.ask("publishers", 7)  # Not before: servers close connections that are silent.
        result["burst"] = load.rate("burst", seconds)
    finally:
        load.close()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return result


COLUMNS = ("lock", "cpu", "burst", "p50", "p99", "probe", "kB", "connect")


def summarise(rounds: dict[str, list[dict[str, float]]], baseline: str) -> dict[str, dict[str, Any]]:
    """Medians, and the median of the ratios to the baseline inside each round."""
    table: dict[str, dict[str, Any]] = {}
    for name, results in rounds.items():
        table[name] = {column: statistics.median(result[column] for result in results) for column in COLUMNS}
        if baseline in rounds:
            table[name]["ratios"] = {
                column: statistics.median(
                    result[column] / base[column] for result, base in zip(results, rounds[baseline], strict=False)
                )
                for column in COLUMNS
                if all(base[column] for base in rounds[baseline])
            }
    return table


def show(table: dict[str, dict[str, Any]], streams: int, rounds: int, baseline: str) -> None:
    """Print the table, as Markdown."""
    print(f"\n{streams} streams, median of {rounds} rounds; x = ratio to {baseline} inside a round\n")
    print("| server | lock deliveries/s | x | CPU s / 1M | x | burst deliveries/s | x | p50 / p99 ms | p99 x |", end="")
    print(" GET p99 ms | x | kB/stream | x | connect s |")
    print("|---|" + "---|" * 13)
    for name, row in table.items():
        ratios = row.get("ratios", {})

        def x(column: str, ratios: dict[str, float] = ratios) -> str:
            return f"{ratios[column]:.2f}" if column in ratios else ""

        print(
            f"| {name} | {row['lock']:,.0f} | {x('lock')} | {row['cpu']:.1f} | {x('cpu')} | {row['burst']:,.0f} "
            f"| {x('burst')} | {row['p50']:.1f} / {row['p99']:.1f} | {x('p99')} | {row['probe']:.1f} | {x('probe')} "
            f"| {row['kB']:.1f} | {x('kB')} | {row['connect']:.2f} |"
        )


def main() -> None:
    """Read the options and run the rounds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--streams", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=4.0, help="of lock and of burst, per peer and round")
    parser.add_argument("--only", help="names of peers, commas between")
    parser.add_argument("--peers", type=Path, help="folder with node_modules/better-sse and venv (sse-starlette)")
    parser.add_argument("--port", type=int, default=18_600, help="the first of ten that are free")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--probe", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--serve-portable", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.probe:
        probe(int(options.probe[0]), options.probe[1])
        return
    if options.serve_portable:
        serve_portable(options.serve_portable)
        return
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory(prefix="fanout-") as name:
        folder = Path(name)
        peers = [
            ours("ours", options.port + 6, folder),
            ours("ours portable", options.port + 7, folder, is_portable=True),
            ours("ours 2 processes", options.port + 8, folder, processes=2),
            *others(options.port, folder, options.peers),
        ]
        if options.only:
            peers = [peer for peer in peers if peer.name in options.only.split(",")]
        rounds: dict[str, list[dict[str, float]]] = {peer.name: [] for peer in peers}
        for number in range(options.rounds):
            for peer in peers:
                result = measure(peer, options.streams, options.seconds, folder)
                rounds[peer.name].append(result)
                shown = ", ".join(f"{column} {result[column]:,.1f}" for column in COLUMNS)
                print(f"round {number + 1}: {peer.name}: {shown}", file=sys.stderr, flush=True)
        table = summarise(rounds, "nchan")
        show(table, options.streams, options.rounds, "nchan")
        if options.json:
            report = {"streams": options.streams, "cores": os.cpu_count(), "rounds": rounds, "table": table}
            options.json.write_text(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
