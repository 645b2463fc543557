"""A person's corrections, kept as what differs."""

import pytest
from tests.rows import add_video
from tests.services.test_runs import BODY

from cultotranscript.db.session import Database
from cultotranscript.dtos import PatchPassageDTO, PatchSummaryDTO
from cultotranscript.errors import ValidationFailedError
from cultotranscript.services.corrections import correct_summary


def test_what_is_added_and_what_is_taken_away_is_kept_apart(database: Database) -> None:
    patch = PatchSummaryDTO(
        themes=["Perdão ", "perdão"],
        passages=[
            PatchPassageDTO(book="Lc", chapter=19, verse_start=1, verse_end=10),
            PatchPassageDTO(book="Rute", chapter=1),
        ],
    )
    with database.write() as session:
        correction = correct_summary(session, add_video(session).id, BODY, patch)

    assert (correction.themes_added, correction.themes_removed) == (["perdão"], ["graça"])
    assert (correction.passages_added, correction.passages_removed) == ([["Rute", 1, 1, 22]], [])


def test_what_was_not_sent_stays_as_it_was_corrected(database: Database) -> None:
    with database.write() as session:
        video_id = add_video(session).id
        correct_summary(session, video_id, BODY, PatchSummaryDTO(themes=["paz"]))
        correction = correct_summary(session, video_id, BODY, PatchSummaryDTO(passages=[]))

    assert correction.themes_added == ["paz"]
    assert correction.passages_removed == [["Lucas", 19, 1, 10]]


def test_a_place_that_does_not_exist_is_refused(database: Database) -> None:
    with database.write() as session:
        video_id = add_video(session).id
        for passage in (
            PatchPassageDTO(book="Henoc", chapter=1),
            PatchPassageDTO(book="Judas", chapter=2),
            PatchPassageDTO(book="Judas", chapter=1, verse_start=26),
        ):
            with pytest.raises(ValidationFailedError, match="passages"):
                correct_summary(session, video_id, BODY, PatchSummaryDTO(passages=[passage]))
