"""Versions of what was said."""

from tests.rows import add_video

from cultotranscript.analysis.segments import Segment
from cultotranscript.db import transcripts
from cultotranscript.db.session import Database

SEGMENTS = [Segment(0.0, 2.5, "No princípio"), Segment(2.5, 4.0, "era o Verbo")]


def test_the_newest_version_is_read_and_the_old_ones_stay(database: Database) -> None:
    with database.write() as session:
        video_id = add_video(session).id
        transcripts.put(session, video_id, 1, SEGMENTS, words=[(0.0, 0.4, "No")], language="pt", origin="captions")
        transcripts.put(session, video_id, 3, SEGMENTS[:1], language="pt", origin="edited")

    with database.read() as session:
        newest = transcripts.newest(session, video_id)
        assert newest is not None
        assert (newest.run, newest.origin, transcripts.segments_of(newest)) == (3, "edited", SEGMENTS[:1])
        old = transcripts.find(session, video_id, 1)
        assert old is not None
        assert (transcripts.segments_of(old), old.words) == (SEGMENTS, [[0.0, 0.4, "No"]])
        assert [one.run for one in transcripts.list_versions(session, video_id)] == [3, 1]
        assert transcripts.find(session, video_id, 2) is None


def test_a_run_that_writes_twice_has_one_version(database: Database) -> None:
    with database.write() as session:
        video_id = add_video(session).id
        for text in ("half", "whole"):
            transcripts.put(session, video_id, 1, [Segment(0.0, 1.0, text)], language=None, origin="captions")

    with database.read() as session:
        assert len(transcripts.list_versions(session, video_id)) == 1
        newest = transcripts.newest(session, video_id)
        assert newest is not None
        assert transcripts.segments_of(newest)[0].text == "whole"
