"""What was found, and what lists filter by."""

import sqlalchemy as sa
from tests.rows import add_video

from cultotranscript.db import reports
from cultotranscript.db.models import PreachedPassage, PreachedTheme
from cultotranscript.db.session import Database


def test_a_new_span_leaves_what_was_found_before_until_there_is_something_new(database: Database) -> None:
    with database.write() as session:
        video_id = add_video(session).id
        reports.put_span(session, video_id, 1, 10.0, 20.0)
        reports.put_body(session, video_id, 1, {"abstract": "old"})
        reports.put_span(session, video_id, 2, 11.0, 21.0)

    with database.read() as session:
        report = reports.find(session, video_id)
        assert report is not None
        assert (report.run, report.sermon_start, report.body) == (2, 11.0, {"abstract": "old"})


def test_what_lists_filter_by_is_replaced_as_a_whole(database: Database) -> None:
    with database.write() as session:
        video_id = add_video(session).id
        reports.replace_preached(session, video_id, [("João", 3, 16, 16), ("Rute", 1, 1, 22)], [("graça", 0.5)])
        reports.replace_preached(session, video_id, [("João", 3, 16, 16)], [("fé", 0.5), ("fé", 0.7)])

    with database.read() as session:
        assert session.scalars(sa.select(PreachedPassage.book)).all() == ["João"]
        assert session.scalars(sa.select(PreachedTheme.score)).all() == [0.7]
