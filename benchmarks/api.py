"""How long do reads take in a library of 50,000 videos, beside the least that FastAPI can answer?

    .venv/bin/python benchmarks/api.py [--videos 50000] [--channels 200] [--postgresql URL]

A generator fills the tables as the pipeline would: 20 years of sermons with speakers, passages, themes and reports,
and 60 words of each in the search index (`benchmarks/search.py` has long ones). Then `culto serve` answers one request
after the other over HTTP. "After a change" follows a correction of a summary each time. The last line is a route of an
empty FastAPI application that answers a constant, in the same run; x is the ratio of medians to it.

`--postgresql` names a server on which a database may be made (default: CULTO_TEST_DATABASE_URL; without, SQLite alone).
"""

import argparse
import http.client
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import sqlalchemy as sa
from fanout import ROOT, TOKEN, wait_for_port
from search import make_sermons, new_postgresql
from sqlalchemy.orm import Session

from cultotranscript.analysis.books import BOOKS
from cultotranscript.db.models import Channel, Event, PreachedPassage, PreachedTheme, Report, Video
from cultotranscript.db.session import Database
from cultotranscript.dtos import ChannelSettingsDTO
from cultotranscript.services.search import SearchService

LIMIT_MS = 100.0
_BATCH = 500
_NOW = datetime(2026, 11, 1, tzinfo=UTC)
_THEMES = (
    "amor graça fé oração esperança perdão família missões adoração salvação arrependimento santidade serviço "
    "generosidade sofrimento paciência justiça paz alegria humildade obediência criação discipulado comunhão avivamento"
).split()
_SETTINGS = ChannelSettingsDTO(active=True).model_dump(mode="json")
_FIRST = "Ana João Marta Paulo Lídia Tiago Rute Daniel Ester Pedro Sara Elias Débora Lucas Noemi Marcos".split()
_LAST = "Souza Lima Alves Rocha Pires Nunes Melo Prado Campos Vieira Teles Duarte Freitas Moraes Barros Castro".split()


def make_rows(videos: int, channels: int) -> Iterator[dict[type, list[dict[str, Any]]]]:
    """Rows by table, some hundred videos at a time; the same ones for the same numbers."""
    chance = random.Random(1)
    speakers = [f"{first} {last}" for first, last in itertools.product(_FIRST, _LAST)]
    yield {
        Channel: [
            {"id": n, "title": f"Igreja {n:03}", "settings": _SETTINGS, "created_at": _NOW - timedelta(days=8000)}
            for n in range(1, channels + 1)
        ]
    }
    for first in range(1, videos + 1, _BATCH):
        rows: dict[type, list[dict[str, Any]]] = {
            table: [] for table in (Video, PreachedPassage, PreachedTheme, Report, Event)
        }
        for number in range(first, min(first + _BATCH, videos + 1)):
            add_video(rows, number, chance, chance.choice(speakers), channels)
        yield rows


def add_video(
    rows: dict[type, list[dict[str, Any]]], number: int, chance: random.Random, speaker: str, channels: int
) -> None:
    """A video, and what hangs on it."""
    time_of = _NOW - timedelta(minutes=chance.randrange(20 * 365 * 24 * 60))
    status = chance.choices(["PROCESSED", "FAILED", "QUEUED", "PENDING"], [97, 1, 1, 1])[0]
    title = f"{chance.choice(_THEMES).capitalize()} e {chance.choice(_THEMES)} {number}"
    rows[Video].append({
        "id": number, "channel_id": chance.randint(1, channels), "title": title, "is_title_given": True,
        "speaker": speaker, "is_speaker_given": True, "folded": f"{title}\n{speaker}".lower(), "duration": 3600,
        "published_at": time_of, "created_at": time_of, "listed_at": time_of, "processed_at": time_of,
        "status": status, "progress": 100, "run": 1, "from_step": "metadata",
    })  # fmt: skip
    if status != "PROCESSED":
        return
    passages = []
    for position in range(chance.randint(2, 8)):
        book = chance.choice(BOOKS)
        chapter = chance.randint(1, len(book.verses))
        verse = chance.randint(1, book.verses[chapter - 1])
        passages.append({"book": book.name, "chapter": chapter, "verse_start": verse, "verse_end": verse})
        rows[PreachedPassage].append({"video_id": number, "position": position, **passages[-1]})
    themes = chance.sample(_THEMES, 4)
    rows[PreachedTheme] += [{"video_id": number, "theme": theme, "score": 0.5} for theme in themes]
    rows[Report].append({
        "video_id": number, "run": 1, "sermon_start": 0.0, "sermon_end": 3600.0, "body": None, "created_at": time_of,
    })  # fmt: skip
    event = {"type": "summary.ready", "timestamp": time_of.isoformat(), "video_id": str(number)}
    rows[Event].append({"type": "summary.ready", "video_id": str(number), "body": json.dumps(event)})


def fill(database: Database, videos: int, channels: int) -> None:
    """Make the library."""
    database.upgrade()
    search = SearchService(database)
    sermons = make_sermons(videos, 60)
    for rows in make_rows(videos, channels):
        with database.write() as session:
            for table, several in rows.items():
                if several:
                    session.execute(sa.insert(table), several)
            if Video in rows:
                index(session, search, [row["id"] for row in rows[Video]], sermons)
    with database.write() as session:
        for table in (Channel, Video):
            database.follow_ids(session, table.metadata.tables[table.__tablename__])
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")  # What autovacuum does a minute later.
    database.close()


def index(session: Session, search: SearchService, ids: list[int], sermons: Any) -> None:
    """Put videos into the search index."""
    found = {video.id: video for video in session.scalars(sa.select(Video).where(Video.id.in_(ids)))}
    search.index_videos(session, [(found[one], next(sermons)) for one in ids])


Make = Callable[[random.Random], str]


def paths(videos: int, channels: int) -> dict[str, Make]:
    """What is asked, by name: each makes an address."""

    def listed(**query: object) -> Make:
        return lambda _: f"/api/v2/videos?{urlencode({'page_size': 50, **query})}"

    def one(make: Callable[[random.Random], dict[str, object]], base: str = "/api/v2/videos") -> Make:
        return lambda chance: f"{base}?{urlencode(make(chance))}"

    def theme(chance: random.Random) -> str:
        return chance.choice(_THEMES)

    def speaker(chance: random.Random) -> str:
        return f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"

    def place(chance: random.Random) -> str:
        book = chance.choice(BOOKS)
        return f"{book.name} {chance.randint(1, len(book.verses))}"

    def year(chance: random.Random) -> dict[str, object]:
        number = chance.randint(2008, 2025)
        return {"date_start": f"{number}-01-01", "date_end": f"{number}-12-31"}

    preaching = "/api/v2/preaching-map"
    return {
        "videos, first page": listed(),
        "videos, page 900": listed(page=900),
        "videos, by offset": lambda chance: f"/api/v2/videos?limit=50&offset={chance.randrange(videos)}",
        **{f"videos, sort={sort}": listed(sort=sort) for sort in ("published_at", "-created_at", "title", "-duration")},
        "videos, channel": one(lambda c: {"channel_id": c.randint(1, channels)}),
        "videos, status": one(lambda c: {"status": c.choice(["FAILED", "PROCESSED", "QUEUED"])}),
        "videos, words": one(lambda c: {"search": theme(c)}),
        "videos, speaker": one(lambda c: {"speaker": speaker(c)}),
        "videos, theme": one(lambda c: {"theme": theme(c)}),
        "videos, passage": one(lambda c: {"biblical_ref": place(c)}),
        "videos, dates": one(year),
        "videos, all of these": one(
            lambda c: {
                "channel_id": c.randint(1, channels),
                "status": "PROCESSED",
                "theme": theme(c),
                "sort": "title",
                **year(c),
            }
        ),
        "months": lambda _: "/api/v2/videos/months",
        "months, of a speaker": one(lambda c: {"speaker": speaker(c)}, "/api/v2/videos/months"),
        "channels with counts": lambda _: "/api/v2/channels?page_size=100",
        "channel stats": lambda c: f"/api/v2/channels/{c.randint(1, channels)}/stats",
        "speakers": lambda _: "/api/v2/videos/speakers",
        "video": lambda c: f"/api/v2/videos/{c.randint(1, videos)}",
        "search": lambda c: f"/api/v2/search?q={quote(c.choice(['graça', 'Deus', 'fé amor', 'igreja casa']))}",
        "search, a channel": lambda c: f"/api/v2/search?q=Deus&channel_id={c.randint(1, channels)}",
        "map": lambda _: preaching,
        "map, of a channel": one(lambda c: {"channel_id": c.randint(1, channels)}, preaching),
        "map, of a speaker": one(lambda c: {"speaker": speaker(c)}, preaching),
        "map, of a year": one(year, preaching),
    }


class Client:
    """A connection that stays open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, method: str, path: str, body: object = None) -> float:
        """Milliseconds until the answer is whole."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        began = time.perf_counter()
        self._connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self._connection.getresponse()
        text = answer.read()
        taken = (time.perf_counter() - began) * 1000
        if answer.status not in (200, 404):
            raise SystemExit(f"{path}: {answer.status} {text[:300]!r}")
        return taken


def measure(client: Client, options: argparse.Namespace) -> dict[str, list[float]]:
    """Milliseconds of each kind of request: three unmeasured, then as many as asked for."""
    chance = random.Random(2)
    taken: dict[str, list[float]] = {}
    asked = paths(options.videos, options.channels)
    for name, make in asked.items():
        for _ in range(3):
            client.ask("GET", make(chance))
        taken[name] = [client.ask("GET", make(chance)) for _ in range(options.requests)]
    for name in ("map", "map, of a channel"):
        several = taken[f"{name}, after a change"] = []
        for number in range(options.requests):
            client.ask("PATCH", f"/api/v2/videos/{number + 1}/summary", {"themes": [chance.choice(_THEMES)]})
            several.append(client.ask("GET", asked[name](chance)))
    return taken


def serve_bare(port: int) -> None:
    """The least that FastAPI can answer."""
    import uvicorn
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/")
    def constant() -> dict[str, bool]:
        return {"success": True}

    uvicorn.run(app, port=port, log_config=None, access_log=False)


def run(command: list[str], port: int, environment: dict[str, str], use: Callable[[Client], Any]) -> Any:
    """Use a server for as long as it takes."""
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for_port(port, process)
        return use(Client(port))
    finally:
        process.terminate()
        process.wait(15)


def compare(name: str, url: str, folder: Path, options: argparse.Namespace) -> float:
    """Fill, ask, print. Returns the largest p95 in milliseconds."""
    began = time.perf_counter()
    fill(Database(url), options.videos, options.channels)
    filled_s = time.perf_counter() - began
    print(f"\n{name}: {options.videos} videos, {options.channels} channels, filled in {filled_s:.0f} s\n")
    environment = {
        "CULTO_DATA_DIR": str(folder),
        "CULTO_DATABASE_URL": url,
        "CULTO_RATE_LIMIT": "off",
        "CULTO_API_TOKEN": TOKEN,
    }
    upgrade = [sys.executable, "-m", "cultotranscript", "db", "upgrade"]  # Of the job engine's tables, too.
    subprocess.run(upgrade, env={**os.environ, **environment}, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    command = [sys.executable, "-m", "cultotranscript", "serve", "--no-worker", "--port", str(options.port)]
    taken = run(command, options.port, environment, lambda client: measure(client, options))
    bare = [sys.executable, __file__, "--serve-bare", str(options.port + 1)]
    several = run(bare, options.port + 1, {}, lambda client: [client.ask("GET", "/") for _ in range(500)])
    least = statistics.median(several)
    print("| request | p50 ms | p95 ms | x |\n|---|---|---|---|")
    for kind, times in [*taken.items(), ("an empty FastAPI application", several)]:
        p95 = statistics.quantiles(times, n=20)[18]
        print(f"| {kind} | {statistics.median(times):.1f} | {p95:.1f} | {statistics.median(times) / least:.1f} |")
    return max(statistics.quantiles(times, n=20)[18] for times in taken.values())


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--videos", type=int, default=50_000)
    parser.add_argument("--channels", type=int, default=200)
    parser.add_argument("--requests", type=int, default=40, help="of each kind")
    parser.add_argument("--postgresql", default=os.environ.get("CULTO_TEST_DATABASE_URL"))
    parser.add_argument("--port", type=int, default=18_640, help="the first of two that are free")
    parser.add_argument("--serve-bare", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve_bare:
        serve_bare(options.serve_bare)
        return
    with tempfile.TemporaryDirectory(prefix="api-") as name:
        slowest = [compare("sqlite", f"sqlite:///{name}/culto.sqlite", Path(name), options)]
        if options.postgresql is not None:
            with new_postgresql(options.postgresql) as url:
                slowest.append(compare("postgresql", url, Path(name), options))
    sys.exit(0 if max(slowest) < LIMIT_MS else 1)


if __name__ == "__main__":
    main()
