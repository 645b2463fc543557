"""How many queries a read costs the database: bounded, and the same however many videos there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from tests.api.applications import Api
from tests.rows import add_channel, add_video

from cultotranscript.analysis.segments import Segment
from cultotranscript.db.models import PreachedPassage, PreachedTheme
from cultotranscript.db.session import Database
from cultotranscript.dtos import utc_now
from cultotranscript.services.search import SearchService

_FEW, _MANY = 3, 40
_MOST = 8


def fill(session: Session, search: SearchService, count: int) -> None:
    """Channels, each with a sermon that was worked on."""
    for number in range(count):
        channel = add_channel(session, f"Igreja {session.scalar(sa.text('SELECT count(*) FROM channel'))}")
        listed_at = utc_now() - timedelta(days=31 * number)
        video = add_video(
            session, channel_id=channel.id, status="PROCESSED", speaker="Ana", duration=60, listed_at=listed_at
        )
        session.add(
            PreachedPassage(video_id=video.id, position=0, book="João", chapter=3, verse_start=16, verse_end=16)
        )
        session.add(PreachedTheme(video_id=video.id, theme="graça", score=1.0))
        search.index_video(session, video, [Segment(0.0, 2.0, "A graça de Deus nos alcança.")])


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are sent in the block."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v2/videos?page_size=100",
        "/api/v2/videos?limit=100&offset=1",
        "/api/v2/videos?channel_id=1&status=PROCESSED&search=zaqueu&speaker=ana&theme=graça&biblical_ref=João 3:16",
        "/api/v2/videos?sort=-duration&date_start=2020-01-01",
        "/api/videos",
        "/api/v2/videos/months",
        "/api/v2/videos/speakers",
        "/api/v2/videos/1",
        "/api/v2/videos/1/detailed-report",
        "/api/v2/channels?page_size=100",
        "/api/v2/channels/1",
        "/api/v2/channels/1/stats",
        "/api/v2/search?q=graça&page_size=100",
        "/api/v2/search?q=João 3:16&page_size=100",
        "/api/v2/preaching-map",
        "/api/v2/preaching-map?channel_id=1",
        "/api/v2/jobs",
    ],
)
def test_a_read_costs_as_many_queries_with_many_videos_as_with_few(api: Api, database: Database, path: str) -> None:
    search = SearchService(database)
    sent = []
    for count in (_FEW, _MANY):
        with database.write() as session:
            fill(session, search, count)
        with counted(database) as statements:
            answer = api.get(path)
        assert answer.status_code == 200, answer.text
        sent.append([one for one in statements if not one.startswith(("BEGIN", "PRAGMA"))])

    few, many = sent
    assert len(many) == len(few), many
    assert 0 < len(few) <= _MOST, few
