"""What a video is, and whether it can be worked on."""

import pytest
from tests.pipeline.conftest import Bench

from cultotranscript.errors import UnsupportedMediaError


def test_a_site_is_asked_for_title_length_and_day(bench: Bench) -> None:
    bench.site.lines = [(0.0, 4.0, "No princípio era o Verbo.")]
    key = bench.youtube()

    bench.run(key)

    video = bench.video(key)
    assert (video.title, video.duration) == ("Culto da Família", 3605)
    assert video.published_at == video.listed_at
    assert video.folded.startswith("culto da familia")


def test_a_title_that_a_person_chose_stays(bench: Bench) -> None:
    key = bench.youtube(is_title_given=True)

    bench.run(key)

    assert bench.video(key).title == "YouTube dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("duration_s", "has_audio", "says"),
    [(3600.0, False, "no sound"), (0.4, True, "shorter than a second"), (13 * 3600.0, True, "13 hours")],
)
def test_sound_that_cannot_be_worked_on_is_refused(bench: Bench, duration_s: float, has_audio: bool, says: str) -> None:
    bench.media.duration_s, bench.media.has_audio = duration_s, has_audio
    key = bench.upload(b"ID3\x04", "a.mp3")

    bench.run(key)

    assert says in (bench.video(key).error_message or "")
    assert bench.video(key).from_step == "validate"


def test_sound_that_cannot_be_read_is_refused(bench: Bench) -> None:
    bench.media.failure = UnsupportedMediaError()
    key = bench.upload(b"ID3\x04", "a.mp3")

    bench.run(key)

    assert bench.video(key).error_code == "UNSUPPORTED_MEDIA"


def test_the_length_of_sound_is_kept(bench: Bench) -> None:
    bench.media.duration_s = 1234.5
    key = bench.upload(b"ID3\x04", "a.mp3")

    bench.run(key)

    assert bench.video(key).duration == 1234


def test_a_site_video_that_is_far_too_long_is_refused(bench: Bench) -> None:
    bench.site.duration = 40 * 3600
    key = bench.youtube()

    bench.run(key)

    assert "40 hours" in (bench.video(key).error_message or "")
