"""The log that streams tell from, in both forms."""

import asyncio
import os
import resource
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.streams import PATIENCE_S, MakeLog, making_logs

from cultotranscript.db import events as event_rows
from cultotranscript.db.models import Channel, Video
from cultotranscript.db.session import Database
from cultotranscript.dtos import SubscriptionDTO, VideoStatus, VideoStatusEventDTO
from cultotranscript.errors import StreamNotFoundError, UnavailableError
from cultotranscript.services.doorbell import Ears, make_doorbell
from cultotranscript.services.event_log import EventLog, LoggedEvent, MemoryEventLog, Subscribed, TableEventLog

NAME = "a" * 22
_SELECT_KNOWS = 1_024
"""Descriptors from here on are none to select(2)."""
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def make_log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeLog]:
    """Makes logs of each form in turn."""
    with making_logs(request.param, request, tmp_path, keep=50) as make:
        yield make


def _status(video_id: str = "7") -> VideoStatusEventDTO:
    return VideoStatusEventDTO(video_id=video_id, status=VideoStatus.QUEUED)


class Told:
    """What a log tells of."""

    def __init__(self) -> None:
        self.events: list[LoggedEvent] = []
        self.changes: list[Subscribed] = []
        self._news = asyncio.Event()

    def __call__(self, events: Sequence[LoggedEvent], changes: Sequence[Subscribed]) -> None:
        self.events += events
        self.changes += changes
        self._news.set()

    async def wait_for(self, condition: Callable[["Told"], object]) -> None:
        """Until that was told."""
        async with asyncio.timeout(PATIENCE_S):
            while not condition(self):
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def _started(log: EventLog) -> AsyncIterator[tuple[Told, int]]:
    told = Told()
    position = await log.start(told)
    try:
        yield told, position
    finally:
        await asyncio.to_thread(log.close)


def test_what_is_appended_is_told_once_in_order_and_can_be_read_again(make_log: MakeLog) -> None:
    async def run() -> None:
        log = make_log()
        async with _started(log) as (told, position):
            await asyncio.gather(*(log.append(_status(str(number))) for number in range(30)))
            assert [event.video_id for event in told.events] == [str(number) for number in range(30)]
            positions = [event.position for event in told.events]
            assert positions == sorted(set(positions))
            assert position < positions[0]
            page = await log.read_after(positions[9])
            assert [event.video_id for event in page.events] == [str(number) for number in range(10, 30)]
            assert (page.oldest, page.newest) == (positions[0], positions[-1])
            assert (await log.read_after(positions[-1])).events == []

    asyncio.run(run())


def test_ids_and_positions_are_the_same_thing(make_log: MakeLog) -> None:
    async def run() -> None:
        log = make_log()
        async with _started(log) as (told, position):
            await log.append(_status())
            event = told.events[0]
            assert log.position_of(event.id) == event.position
            assert log.position_of(log.id_of(position)) == position
            for text in ("", " 1", "1 ", "-1", "+1", "١", "1" * 40, "x-1", f"{event.id}\n"):
                assert log.position_of(text) is None

    asyncio.run(run())


def test_only_the_newest_are_kept(make_log: MakeLog) -> None:
    async def run() -> None:
        log = make_log()
        async with _started(log) as (told, _):
            for number in range(120):
                await log.append(_status(str(number)))
            newest = told.events[-1].position
            page = await log.read_after(0)
            while not 50 <= page.newest - page.oldest + 1 <= 56:  # Trimmed a tenth at a time, behind the answer.
                await asyncio.sleep(0.01)
                page = await log.read_after(0)
            assert page.newest == newest

    asyncio.run(run())


def test_a_subscription_is_claimed_changed_and_told(make_log: MakeLog) -> None:
    async def run() -> None:
        log = make_log()
        async with _started(log) as (told, _):
            with pytest.raises(StreamNotFoundError):
                await log.change(NAME, lambda known: known)
            claimed = await log.claim(NAME, "first", SubscriptionDTO(video_ids=["7"]))
            assert (claimed.opening, claimed.subscription.video_ids) == ("first", ["7"])
            await log.change(NAME, lambda _: SubscriptionDTO(video_ids=["8"]))
            await told.wait_for(lambda told: told.changes and told.changes[-1].subscription.video_ids == ["8"])
            changed = told.changes[-1]
            again = await log.claim(NAME, "second", SubscriptionDTO(video_ids=["7"]))
            assert (again.opening, again.subscription.video_ids) == ("second", ["8"])
            assert claimed.version < changed.version < again.version

    asyncio.run(run())


def test_a_subscription_outlives_its_stream_by_an_hour_and_not_by_two(database: Database, tmp_path: Path) -> None:
    clock = [NOON]
    doorbell = make_doorbell(database, tmp_path)

    async def run(log: EventLog) -> None:
        async with _started(log):
            clock[0] = NOON
            await log.claim(NAME, "first", SubscriptionDTO())
            await log.change(NAME, lambda _: SubscriptionDTO(video_ids=["8"]))
            clock[0] = NOON + timedelta(minutes=79)
            kept = await log.claim(NAME, "second", SubscriptionDTO())
            assert kept.subscription.video_ids == ["8"]
            clock[0] += timedelta(hours=2)
            with pytest.raises(StreamNotFoundError):
                await log.change(NAME, lambda known: known)
            assert (await log.claim(NAME, "third", SubscriptionDTO())).subscription.video_ids is None

    asyncio.run(run(TableEventLog(database, doorbell, now=lambda: clock[0])))
    asyncio.run(run(MemoryEventLog(now=lambda: clock[0])))
    doorbell.close()


def test_a_log_in_memory_of_another_life_has_other_ids() -> None:
    assert MemoryEventLog().id_of(1) != MemoryEventLog().id_of(1)


# What the table alone can do.


class DeafDoorbell:
    """Rings that nobody hears."""

    def ring(self, sender: str = "") -> None:
        """Nobody hears it."""

    @contextmanager
    def listen(self) -> Iterator[Ears]:
        """Listen to nothing."""
        with open("/dev/null", "rb") as nothing:
            yield _NoEars(nothing.fileno())

    def close(self) -> None:
        """Nothing is open."""


class _NoEars:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def fileno(self) -> int:
        """Always readable, never a ring."""
        return self._descriptor

    def clear(self, but: str = "") -> bool:
        """Nothing to take."""
        return False


def test_what_another_process_wrote_is_told(database: Database, tmp_path: Path) -> None:
    doorbell = make_doorbell(database, tmp_path)

    async def run() -> None:
        async with _started(TableEventLog(database, doorbell)) as (told, _):
            with database.write() as session:
                event_rows.append(session, _status("8"), channel_id="3", key="8:1:analyse")
            doorbell.ring()
            await told.wait_for(lambda told: told.events)
            assert (told.events[0].video_id, told.events[0].channel_id) == ("8", "3")

    asyncio.run(run())
    doorbell.close()


def test_a_ring_that_is_lost_costs_time_and_nothing_else(database: Database) -> None:
    async def run() -> None:
        async with _started(TableEventLog(database, DeafDoorbell())) as (told, _):
            with database.write() as session:
                event_rows.append(session, _status("8"))
            await told.wait_for(lambda told: told.events)

    asyncio.run(run())


@pytest.fixture
def many_descriptors() -> Iterator[None]:
    """So many open descriptors that the next one is above what select(2) knows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = _SELECT_KNOWS + 200
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, needed), max(hard, needed)))
    with ExitStack() as stack:
        while stack.enter_context(open(os.devnull, "rb")).fileno() < _SELECT_KNOWS:
            pass
        yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_descriptors")
def test_the_log_is_followed_beside_thousands_of_descriptors(database: Database, tmp_path: Path) -> None:
    doorbell = make_doorbell(database, tmp_path)

    async def run() -> None:
        async with _started(TableEventLog(database, doorbell)) as (told, _):
            with database.write() as session:
                event_rows.append(session, _status("8"))
            doorbell.ring()
            await told.wait_for(lambda told: told.events)

    asyncio.run(run())
    doorbell.close()


def test_a_posted_event_of_a_video_that_we_know_has_its_channel(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        session.add(Channel(id=3, title="Igreja", settings={}, created_at=NOON))
        session.flush()
        for video_id, channel_id in ((7, 3), (8, None)):
            session.add(
                Video(
                    id=video_id,
                    channel_id=channel_id,
                    title="Culto",
                    is_title_given=False,
                    is_speaker_given=False,
                    duration=0,
                    created_at=NOON,
                    listed_at=NOON,
                    folded="culto\n",
                    status="QUEUED",
                    run=1,
                    from_step="metadata",
                )
            )
    doorbell = make_doorbell(database, tmp_path)

    async def run() -> None:
        log = TableEventLog(database, doorbell)
        async with _started(log) as (told, _):
            for video_id in ("7", "8", "9", "other"):
                await log.append(_status(video_id))
            assert [event.channel_id for event in told.events] == ["3", "0", None, None]

    asyncio.run(run())
    doorbell.close()


def test_a_burst_is_committed_in_groups(database: Database, tmp_path: Path) -> None:
    doorbell = make_doorbell(database, tmp_path)
    commits: list[int] = []

    class CountingDatabase(Database):
        def write(self):  # type: ignore[no-untyped-def]  # As the method that it counts.
            commits.append(1)
            return super().write()

    async def run(counting: Database) -> None:
        log = TableEventLog(counting, doorbell)
        async with _started(log) as (told, _):
            await asyncio.gather(*(log.append(_status(str(number))) for number in range(1_000)))
            assert [event.video_id for event in told.events] == [str(number) for number in range(1_000)]

    counting = CountingDatabase(database.url.render_as_string(hide_password=False))
    asyncio.run(run(counting))
    assert len(commits) < 50
    counting.close()
    doorbell.close()


def test_an_event_that_cannot_be_written_is_refused_and_the_log_goes_on(tmp_path: Path, sqlite_template: bytes) -> None:
    path = tmp_path / "events.sqlite"
    path.write_bytes(sqlite_template)
    database = Database(f"sqlite:///{path}")
    doorbell = make_doorbell(database, tmp_path)

    async def run() -> None:
        log = TableEventLog(database, doorbell)
        async with _started(log) as (told, _):
            with database.engine.begin() as connection:
                connection.exec_driver_sql("ALTER TABLE event RENAME TO away")
            with pytest.raises(UnavailableError):
                await log.append(_status("lost"))
            with database.engine.begin() as connection:
                connection.exec_driver_sql("ALTER TABLE away RENAME TO event")
            async with asyncio.timeout(PATIENCE_S):
                while not told.events:
                    try:
                        await log.append(_status("kept"))
                    except UnavailableError:
                        await asyncio.sleep(0.01)
            assert {event.video_id for event in told.events} == {"kept"}
        with pytest.raises(UnavailableError):
            await log.append(_status("closed"))

    asyncio.run(run())
    doorbell.close()
    database.close()
