"""The counts behind the preaching map."""

from datetime import UTC, datetime

import pytest
from tests.rows import add_channel, add_video

from cultotranscript.db import preaching_map, reports
from cultotranscript.db.session import Database
from cultotranscript.db.videos import VideoFilter

_MARCH = datetime(2025, 3, 9, tzinfo=UTC)


def test_what_is_asked_for_by_id_and_by_filter_is_the_same(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.write() as session:
        for number in range(3):
            video = add_video(session, listed_at=_MARCH, status="PROCESSED", speaker="Ana")
            reports.replace_preached(session, video.id, [("João", 3, 1, 1), ("Rute", 1, number + 1, 5)], [("fé", 0.5)])
        add_video(session, status="FAILED")
    wanted = VideoFilter(statuses=("PROCESSED",))

    found = []
    for few in (5_000, 0):
        monkeypatch.setattr(preaching_map, "_FEW_SERMONS", few)
        with database.read() as session:
            sermons = preaching_map.sermons(session, wanted)
            ids = [one.id for one in sermons]
            passages = list(preaching_map.passages(session, wanted, ids))
            themes = list(preaching_map.themes(session, wanted, ids))
        assert [(one.listed_at, one.speaker, one.channel_id) for one in sermons] == [(_MARCH, "Ana", None)] * 3
        found.append((passages, themes))

    assert found[0] == found[1]
    passages, themes = found[0]
    assert [{preaching_map.place_of(name) for name in names} for _, names in passages] == [
        {("João", 3), ("Rute", 1)}
    ] * 3
    assert themes == [(video_id, {"fé"}) for video_id in ids]


def test_the_stamp_changes_with_what_the_map_is_made_of(database: Database) -> None:
    stamps = []
    with database.write() as session:
        stamps.append(preaching_map.stamp(session))
        add_channel(session)
        stamps.append(preaching_map.stamp(session))
        add_video(session, status="PROCESSED")
        stamps.append(preaching_map.stamp(session))
        add_video(session, status="FAILED")
        assert preaching_map.stamp(session) == stamps[-1]

    assert len(set(stamps)) == 3
