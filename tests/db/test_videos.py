"""Queries on videos."""

from tests.rows import add_channel, add_video

from cultotranscript.db import videos
from cultotranscript.db.session import Database
from cultotranscript.db.videos import VideoFilter
from cultotranscript.services.videos import _new_row


def test_the_same_content_or_address_is_written_once(database: Database) -> None:
    row = _new_row(title="Culto", is_title_given=False, channel_id=None, content_sha256="a" * 64, file_name="a.vtt")
    with database.write() as session:
        first = videos.add_new(session, row)
        again = videos.add_new(session, row)

    assert first is not None
    assert again is None
    with database.write() as session:
        same = videos.find_same(session, content_sha256="a" * 64)
        assert same is not None
        assert same.id == first.id
        assert videos.find_same(session, youtube_id="dQw4w9WgXcQ") is None


def test_signs_that_mean_something_to_the_database_are_plain_text_in_a_filter(database: Database) -> None:
    with database.write() as session:
        add_video(session, title="100% graça", speaker="J_P Silva")
        add_video(session, title="1000 graça", speaker="JoP Silva")

    with database.read() as session:
        assert videos.count(session, VideoFilter(title_words=["100%"])) == 1
        assert videos.count(session, VideoFilter(speaker_words=["j_p"])) == 1
        assert videos.count(session, VideoFilter(title_words=["\\"])) == 0


def test_unfinished_videos_are_listed_with_their_runs(database: Database) -> None:
    with database.write() as session:
        ids = [add_video(session, status=status).id for status in ("QUEUED", "PROCESSED", "PROCESSING", "QUEUED")]

    with database.read() as session:
        assert videos.list_unfinished(session) == {(ids[0], 1), (ids[2], 1), (ids[3], 1)}


def test_known_speakers_are_those_who_preached_most_first(database: Database) -> None:
    with database.write() as session:
        for speaker in ("Bia", "Ana", "Ana", None, ""):
            add_video(session, speaker=speaker)

    with database.read() as session:
        assert videos.known_speakers(session, limit=10) == ["Ana", "Bia"]
        assert videos.known_speakers(session, limit=1) == ["Ana"]


def test_many_videos_are_found_by_their_ids(database: Database) -> None:
    with database.write() as session:
        channel = add_channel(session)
        video = add_video(session, channel_id=channel.id)

    with database.read() as session:
        assert list(videos.find_many(session, [video.id, 999])) == [video.id]
