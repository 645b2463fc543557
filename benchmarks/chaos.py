"""Worker, server and database are killed at random: is every sermon finished, once?

    .venv/bin/python benchmarks/chaos.py [--videos 50] [--kills 100] [--seed 1] [--postgresql FOLDER]

Submits videos while processes of a whole installation are killed with -9 and started again, waits for the end of
every video, and checks: each PROCESSED once, no ended step repeated, events in order and none double, one transcript
and one report each, no temporary file left. `--postgresql` names the folder of PostgreSQL's `initdb` and `pg_ctl`: a
server of its own is then the database, and is killed as well.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.installation import Installation, installed, variants, wait_until  # noqa: E402 -- The path comes first.
from tests.once import assert_each_happened_once, is_finished  # noqa: E402
from tests.own_postgresql import own_postgresql  # noqa: E402

from cultotranscript.db.session import Database  # noqa: E402

SERMON = ROOT / "tests" / "data" / "sermons" / "zaqueu.vtt"


def main() -> None:
    """Kill, wait, check and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--videos", type=int, default=50)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", type=Path)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    victims = ["worker", "server", "both"] + (["database"] if options.postgresql else [])
    killed: Counter[str] = Counter()
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        own_postgresql(options.postgresql) if options.postgresql else nullcontext() as server,
        installed(Path(folder) / "data", server.url if server else None) as installation,
    ):
        installation.start()
        files = variants(SERMON.read_bytes(), options.videos)
        for number in range(options.kills):
            for name, content in files[
                number * options.videos // options.kills : (number + 1) * options.videos // options.kills
            ]:
                wait_until(lambda name=name, content=content: try_upload(installation, name, content), "an upload")
            time.sleep(chance.uniform(0.0, 2.0))
            victim = chance.choice(victims)
            killed[victim] += 1
            if victim == "database" and server:
                server.kill()
                server.start()
            if victim in ("worker", "both"):
                installation.kill_workers()
            if victim in ("server", "both"):
                installation.kill_server()
                installation.start()
        wait_until(lambda: is_finished(installation, options.videos), "the end of every video", 3600)
        database = Database(server.url if server else f"sqlite:///{installation.data_dir / 'culto.sqlite'}")
        assert_each_happened_once(database, installation, options.videos)
    print(
        f"{options.videos} videos, {options.kills} kills ({', '.join(f'{n} {v}' for v, n in killed.items())}), "
        f"{time.monotonic() - began:.0f} s: every video PROCESSED once, no ended step repeated, no event or row twice"
    )


def try_upload(installation: Installation, name: str, content: bytes) -> bool:
    """Send a file; false while the server is away. A file that was taken already is the same video."""
    try:
        installation.upload(name, content)
    except Exception as error:  # Whatever a killed server leaves of a connection.
        print(f"again: {type(error).__name__}", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    main()
