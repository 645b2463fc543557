"""Posted events a second, beside POSTs to an endpoint that only parses its body.

    .venv/bin/python benchmarks/broadcast.py [--database postgresql+psycopg://…]

1,000 events in a burst over 100 connections to one web process, in turns. The event log must keep at least half
the rate: it writes all posts that wait in one transaction (`TableEventLog`).
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fanout import TOKEN, Load, Peer, post_to, wait_for_port
from fastapi import FastAPI

from cultotranscript.api.v2.events import router
from cultotranscript.db.session import Database
from cultotranscript.dtos import ApiSuccessResponse, VideoStatusEventDTO
from cultotranscript.server import make_listener, make_server
from cultotranscript.services.doorbell import make_doorbell
from cultotranscript.services.event_log import TableEventLog
from cultotranscript.services.sse_manager import SSEManager


def serve(url: str, folder: Path, port: int) -> None:
    """One web process with both endpoints."""
    database = Database(url)
    database.upgrade()
    doorbell = make_doorbell(database, folder)
    manager = SSEManager(TableEventLog(database, doorbell))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await manager.start_heartbeat_task()
        yield
        await manager.shutdown()

    app = FastAPI(lifespan=lifespan)
    app.state.sse_manager, app.state.internal_token = manager, TOKEN
    app.include_router(router, prefix="/api/v2/events")

    @app.post("/parse")
    async def parse(event: VideoStatusEventDTO) -> ApiSuccessResponse[str]:
        return ApiSuccessResponse(data=event.video_id)

    make_server(app).run(sockets=[make_listener("127.0.0.1", port)])


def connect(path: str, port: int, connections: int, folder: Path) -> Load:
    """A load that posts to a path, and has warmed it."""
    headers = f"X-Internal-Token: {TOKEN}\r\nContent-Type: application/json\r\n"
    load = Load(Peer(path, [], "", post_to(path, headers), "", port), folder)
    load.ask("publishers", connections)
    load.ask("posts", 500)
    return load


def main() -> None:
    """Start the server in a process of its own and post."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument(
        "--database", help="SQLAlchemy URL of an empty database; SQLite in a temporary folder if left out"
    )
    parser.add_argument("--events", type=int, default=1_000)
    parser.add_argument("--connections", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--port", type=int, default=18_650)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="broadcast-") as name:
        url = options.database or f"sqlite:///{name}/events.sqlite"
        process_id = os.fork()
        if process_id == 0:
            serve(url, Path(name), options.port)
            os._exit(0)
        try:
            wait_for_port(options.port)
            parser_load = connect("/parse", options.port, options.connections, Path(name))
            log_load = connect("/api/v2/events/broadcast", options.port, options.connections, Path(name))
            parsed, kept = [], []
            for _ in range(options.rounds):
                parsed.append(parser_load.rate("posts", options.events))
                kept.append(log_load.rate("posts", options.events))
            parser_load.close()
            log_load.close()
            ratio = statistics.median(k / p for k, p in zip(kept, parsed, strict=True))
            kind = url.split(":")[0]
            print(
                f"{kind}: parsed {statistics.median(parsed):,.0f}/s, "
                f"kept {statistics.median(kept):,.0f}/s, x {ratio:.2f}"
            )
        finally:
            os.kill(process_id, 15)
            os.waitpid(process_id, 0)
    sys.exit(0 if ratio >= 0.5 else 1)


if __name__ == "__main__":
    main()
