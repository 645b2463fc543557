"""What must hold of sermons that were worked on, whatever was killed meanwhile."""

from collections import Counter

import sqlalchemy as sa
from tests.installation import Installation
from tests.rows import told

from cultotranscript.db.models import Event, Report, Transcript
from cultotranscript.db.session import Database
from cultotranscript.dtos import SummaryReadyEventDTO, VideoStatusEventDTO


def is_finished(installation: Installation, count: int) -> bool:
    """Whether so many sermons are there and all PROCESSED; none may be FAILED."""
    statuses = installation.statuses()
    assert "FAILED" not in statuses.values(), statuses
    return list(statuses.values()) == ["PROCESSED"] * count


def assert_each_happened_once(database: Database, installation: Installation, count: int) -> None:
    """Each sermon was worked on and recorded once."""
    installation.assert_no_ended_step_was_repeated()
    assert_each_was_recorded_once(database, installation, count)


def assert_each_was_recorded_once(database: Database, installation: Installation, count: int) -> None:
    """Each sermon was told of and kept once, in order, and nothing is left of the work."""
    with database.read() as session:
        keys = session.scalars(sa.select(Event.key).where(Event.key.is_not(None))).all()
        assert len(keys) == len(set(keys))
        for table in (Transcript, Report):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == count
    events = told(database)
    by_video: dict[str, list[VideoStatusEventDTO]] = {}
    for event in events:
        if isinstance(event, VideoStatusEventDTO):
            by_video.setdefault(event.video_id, []).append(event)
    assert len(by_video) == count
    for told_of in by_video.values():
        progress = [event.progress or 0 for event in told_of]
        assert progress == sorted(progress)
        assert progress.count(100) == 1
        assert Counter(event.status.value for event in told_of)["PROCESSED"] == 1
        assert told_of[-1].status == "PROCESSED"
    ready = Counter(event.video_id for event in events if isinstance(event, SummaryReadyEventDTO))
    assert ready == Counter(dict.fromkeys(by_video, 1))
    work = installation.data_dir / "work"
    assert not work.exists() or list(work.iterdir()) == []
    assert list((installation.data_dir / "uploads").glob("incoming-*")) == []
