"""How quick is the search over a large library, how large is its index and how long does it take to make?

    .venv/bin/python benchmarks/search.py [--sermons 2000] [--words 8000] [--postgresql URL] [--no-peers]

A generator makes sermons: words by Zipf's law from a vocabulary of 40,000, in sentences of 5 to 25, with church phrases
put in here and there. Both databases index the same sermons and answer the same queries through the service, as the
route does, each once cold and then in turns. Beside them, on the same sentences, what each database brings along:
SQLite's FTS5 with its own bm25, and PostgreSQL's 'portuguese' configuration with a GIN index and ts_rank.

`--postgresql` names a server on which a database may be made (default: CULTO_TEST_DATABASE_URL; without, SQLite alone).
"""

import argparse
import bisect
import itertools
import os
import random
import re
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from cultotranscript.analysis.segments import Segment
from cultotranscript.db import videos
from cultotranscript.db.models import Video
from cultotranscript.db.session import Database
from cultotranscript.dtos import utc_now
from cultotranscript.server import settle_collector
from cultotranscript.services.search import SearchService
from cultotranscript.services.videos import VideoQuery

_BATCH = 25
_PHRASES = (
    "a graça de Deus nos alcança",
    "perdoa as nossas dívidas",
    "o bom pastor dá a vida pelas ovelhas",
    "orações da madrugada",
    "a mesa do Senhor",
    "quem crê não se apressa",
    "o reino de Deus está próximo",
    "esperar com paciência no Senhor",
)


def make_words(count: int, chance: random.Random) -> list[str]:
    """A vocabulary, most frequent first: the small words of the language, then words made of syllables."""
    small = "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das".split()
    church = "Deus Jesus Senhor igreja irmãos graça fé palavra amor vida povo casa coração oração pecado perdão".split()
    made: dict[str, None] = dict.fromkeys((*small, *church))
    sounds = [c + v for c in "b c d f g l m n p r s t v ch lh nh pr tr br gr".split() for v in "aeiouãéíó"]
    ends = ["", "s", "r", "ção", "mento", "dade", "ndo", "ção", "l"]
    while len(made) < count:
        made["".join(chance.choices(sounds, k=chance.randint(2, 4))) + chance.choice(ends)] = None
    return list(made)


def make_sermons(count: int, words: int, seed: int = 1) -> Iterator[list[Segment]]:
    """Sermons, one after the other; the same ones for the same numbers."""
    chance = random.Random(seed)
    vocabulary = make_words(40_000, chance)
    # With this exponent a sermon has some 2,400 different terms.
    weights = list(itertools.accumulate((rank + 2.7) ** -1.15 for rank in range(len(vocabulary))))
    for _ in range(count):
        drawn = [vocabulary[bisect.bisect(weights, chance.random() * weights[-1])] for _ in range(words)]
        sentences, at, start = [], 0, 0.0
        while at < len(drawn):
            length = chance.randint(5, 25)
            text = " ".join(drawn[at : at + length])
            if chance.random() < 0.002:  # Each phrase stands in about every eighth sermon.
                text += " " + chance.choice(_PHRASES)
            sentences.append(Segment(start, start + length / 2.3, text[:1].upper() + text[1:] + "."))
            at, start = at + length, start + length / 2.3
        yield sentences


def make_queries(seed: int = 2) -> dict[str, list[str]]:
    """What people type, by kind."""
    chance = random.Random(seed)
    vocabulary = make_words(40_000, random.Random(1))
    common, middle, rare = vocabulary[26:60], vocabulary[200:3000], vocabulary[5000:20_000]
    phrases = [phrase.split() for phrase in _PHRASES]

    def part(phrase: Sequence[str]) -> str:
        first = chance.randrange(len(phrase) - 1)
        return " ".join(phrase[first : first + chance.randint(2, 4)])

    return {
        "a common word": [chance.choice(common) for _ in range(30)],
        "a rare word": [chance.choice(rare) for _ in range(30)],
        "two words": [f"{chance.choice(common)} {chance.choice(middle)}" for _ in range(40)],
        "three words": [" ".join([*chance.sample(common, 2), chance.choice(middle)]) for _ in range(30)],
        "a question": [f"o que é a {chance.choice(common)} de {chance.choice(common)}" for _ in range(10)],
        "a phrase": [f'"{part(chance.choice(phrases))}"' for _ in range(30)],
        "an exclusion": [f"{chance.choice(middle)} -{chance.choice(common)}" for _ in range(20)],
        "a prefix": [f"{chance.choice(middle)[:5]}*" for _ in range(20)],
    }


@contextmanager
def new_postgresql(server: str) -> Iterator[str]:
    """A database of this run's own on a server."""
    url = sa.make_url(server)
    name = f"culto_benchmark_{uuid.uuid4().hex[:12]}"
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def add_row(session: sa.orm.Session, number: int) -> Video:
    """A processed video."""
    row = {
        "title": f"Culto {number}", "is_title_given": True, "speaker": f"Pregador {number % 40}",
        "is_speaker_given": True, "folded": f"culto {number}\npregador {number % 40}", "duration": 3600,
        "created_at": utc_now(), "listed_at": utc_now(), "status": "PROCESSED", "progress": 100, "run": 1,
        "from_step": "metadata",
    }  # fmt: skip
    video = videos.add_new(session, row)
    assert video is not None
    return video


def index(database: Database, service: SearchService, sermons: Iterator[list[Segment]]) -> float:
    """Index all sermons. Returns seconds, without those in which the generator makes them."""
    taken, number = 0.0, 0
    while batch := list(itertools.islice(sermons, _BATCH)):
        began = time.perf_counter()
        with database.write() as session:
            rows = [add_row(session, number + offset) for offset in range(len(batch))]
            service.index_videos(session, list(zip(rows, batch, strict=True)))
        taken += time.perf_counter() - began
        number += len(batch)
    return taken


def time_queries(ask: Callable[[str], int], queries: dict[str, list[str]]) -> dict[str, list[float]]:
    """Milliseconds of each query: all once unmeasured, then each measured."""
    for kind in queries.values():
        for query in kind[:3]:
            ask(query)
    settle_collector()
    taken: dict[str, list[float]] = {}
    for kind, several in queries.items():
        for query in several:
            began = time.perf_counter()
            ask(query)
            taken.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
    return taken


def show(name: str, taken: dict[str, list[float]]) -> float:
    """Print a line for each kind. Returns the p95 over all, in milliseconds."""
    print(f"\n{name}: ms per query")
    print(f"  {'':16}{'queries':>8}{'p50':>8}{'p95':>8}{'max':>8}")
    everything = [one for several in taken.values() for one in several]
    for kind, several in [*taken.items(), ("all", everything)]:
        p95 = statistics.quantiles(several, n=20)[18]
        print(f"  {kind:16}{len(several):8}{statistics.median(several):8.1f}{p95:8.1f}{max(several):8.1f}")
    return statistics.quantiles(everything, n=20)[18]


def ours(url: str, options: argparse.Namespace) -> tuple[Database, SearchService, float]:
    """Index into a database, and search."""
    database = Database(url)
    database.upgrade()
    service = SearchService(database)
    taken = index(database, service, make_sermons(options.sermons, options.words))
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")  # What autovacuum does a minute later.
    size_mb = size_of(database) / 1e6
    print(f"\n{database.url.get_backend_name()}: indexed in {taken:.1f} s, tables of the index {size_mb:.0f} MB")

    def ask(text: str) -> int:
        return service.search(text, VideoQuery(), page=1, page_size=20).pagination.total

    return database, service, show(f"ours on {database.url.get_backend_name()}", time_queries(ask, make_queries()))


def size_of(database: Database) -> int:
    """Bytes of the index with the sentences."""
    if database.is_sqlite:
        return Path(database.url.database or "").stat().st_size
    tables = ("search_document", "search_posting", "search_word", "spoken_sentence")
    with database.engine.connect() as connection:
        return sum(connection.scalar(sa.text(f"SELECT pg_total_relation_size('{table}')")) for table in tables)


def fts5(folder: Path, options: argparse.Namespace) -> None:
    """SQLite's own: a row of FTS5 for each sentence."""
    import sqlite3

    path = folder / "fts5.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(
        "CREATE VIRTUAL TABLE said USING fts5(text, video UNINDEXED, tokenize='unicode61 remove_diacritics 2')"
    )
    taken = 0.0
    for number, sermon in enumerate(make_sermons(options.sermons, options.words)):
        began = time.perf_counter()
        with connection:
            connection.executemany("INSERT INTO said VALUES (?, ?)", [(one.text, number) for one in sermon])
        taken += time.perf_counter() - began
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print(f"\nFTS5: indexed in {taken:.1f} s, {path.stat().st_size / 1e6:.0f} MB")

    def ask(text: str) -> int:
        parts = re.findall(r'-?"[^"]*"|\S+', text)
        wanted = " AND ".join(_fts5_part(part) for part in parts if not part.startswith("-"))
        unwanted = "".join(f" NOT {_fts5_part(part[1:])}" for part in parts if part.startswith("-"))
        query = (
            "SELECT video, min(score) FROM (SELECT video, rank AS score FROM said WHERE said MATCH ?) "
            "GROUP BY video ORDER BY 2 LIMIT 20"
        )
        return len(connection.execute(query, (f"({wanted}){unwanted}",)).fetchall())

    show("FTS5 with bm25", time_queries(ask, make_queries()))
    connection.close()


def _fts5_part(part: str) -> str:
    return f'"{part.strip(chr(34)).rstrip("*")}"' + ("*" if part.endswith("*") else "")


def tsvector(url: str, options: argparse.Namespace) -> None:
    """PostgreSQL's own: a tsvector of its 'portuguese' configuration for each sentence."""
    address = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS peer")
        connection.execute("CREATE TABLE peer (video integer, text text, said tsvector)")
        taken = 0.0
        for number, sermon in enumerate(make_sermons(options.sermons, options.words)):
            began = time.perf_counter()
            connection.execute(
                "INSERT INTO peer SELECT %s, text, to_tsvector('portuguese', text) FROM unnest(%s::text[]) text",
                (number, [one.text for one in sermon]),
            )
            taken += time.perf_counter() - began
        began = time.perf_counter()
        connection.execute("CREATE INDEX peer_said ON peer USING gin (said)")
        taken += time.perf_counter() - began
        connection.execute("VACUUM ANALYZE peer")
        size = connection.execute("SELECT pg_total_relation_size('peer')").fetchone()
        print(f"\ntsvector: indexed in {taken:.1f} s, {(size or (0,))[0] / 1e6:.0f} MB")

        def ask(text: str) -> int:
            query = (
                "SELECT video, max(ts_rank(said, query)) FROM peer, {} query WHERE said @@ query "
                "GROUP BY video ORDER BY 2 DESC LIMIT 20"
            )
            if text.endswith("*"):
                asked, made = text[:-1] + ":*", "to_tsquery('portuguese', %s)"
            else:
                asked, made = text, "websearch_to_tsquery('portuguese', %s)"
            return len(connection.execute(query.format(made), (asked,)).fetchall())  # type: ignore[arg-type]

        show("tsvector 'portuguese' with ts_rank", time_queries(ask, make_queries()))


def differing(one: SearchService, another: SearchService) -> int:
    """How many queries two databases answer differently."""
    differ = 0
    for query in itertools.chain.from_iterable(make_queries().values()):
        first, second = (service.search(query, VideoQuery(), page=1, page_size=20) for service in (one, another))
        differ += [(hit.video.id, hit.matches) for hit in first.items] != [
            (hit.video.id, hit.matches) for hit in second.items
        ]
    return differ


def main() -> int:
    """Run it all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sermons", type=int, default=2000)
    parser.add_argument("--words", type=int, default=8000)
    parser.add_argument("--postgresql", default=os.environ.get("CULTO_TEST_DATABASE_URL"))
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    print(f"{options.sermons} sermons of {options.words} words")
    slowest = 0.0
    with tempfile.TemporaryDirectory() as name:
        on_sqlite, first, slowest = ours(f"sqlite:///{name}/culto.sqlite", options)
        if options.postgresql:
            with new_postgresql(options.postgresql) as url:
                on_postgresql, second, p95 = ours(url, options)
                slowest = max(slowest, p95)
                print(f"\nqueries that the two answer differently: {differing(first, second)}")
                if not options.no_peers:
                    tsvector(url, options)
                on_postgresql.close()
        if not options.no_peers:
            fts5(Path(name), options)
        on_sqlite.close()
    print(f"\np95 of ours on the slower database: {slowest:.1f} ms (at most 50)")
    return 0 if slowest < 50 else 1


if __name__ == "__main__":
    sys.exit(main())
