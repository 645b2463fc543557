"""YouTube, with the real libraries on a server that answers as YouTube does; and the fake, on the same contract."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.youtube_server import (
    CHANNEL_ID,
    SOUND,
    YOUTUBE_ID,
    Track,
    YouTube,
    feed_of,
    listed_video,
    serve,
)
from tests.fakes.video_site import FakeVideoSite

from cultotranscript import errors
from cultotranscript.adapters.youtube import YouTubeSite
from cultotranscript.analysis.segments import Segment
from cultotranscript.errors import PipelineStepError, StoppedError, UnsupportedUrlError
from cultotranscript.pipeline.ports import ListedVideo, VideoSite

LINES = [(1.0, 4.0, "Graça e paz a todos"), (5.5, 9.0, "Abram a Bíblia em João 3")]
NewSite = Callable[..., VideoSite]


@pytest.fixture
def youtube() -> YouTube:
    """A YouTube whose video has captions."""
    return YouTube(tracks=[Track("pt", False, LINES)])


@pytest.fixture
def site(youtube: YouTube, tmp_path: Path) -> Iterator[YouTubeSite]:
    """The adapter on that YouTube."""
    with serve(youtube) as transport:
        yield YouTubeSite(tmp_path / "cache", transport)


@pytest.fixture(params=["real", "fake"])
def new_site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewSite]:
    """Makes a site with these captions and these listed videos, of each kind in turn."""
    if request.param == "fake":
        yield lambda lines=None, listed=(): FakeVideoSite(
            lines, listed=[ListedVideo(name, title, time, None, None) for name, title, time in listed]
        )
        return
    youtube = YouTube()

    def make(lines: list[tuple[float, float, str]] | None = None, listed: Any = ()) -> VideoSite:
        youtube.tracks = [Track("pt", False, lines)] if lines else []
        youtube.feed = feed_of(*((video_id, title, time.isoformat()) for video_id, title, time in listed))
        return YouTubeSite(tmp_path / "cache", transport)

    with serve(youtube) as transport:
        yield make


def test_a_video_is_described(new_site: NewSite) -> None:
    video = new_site(LINES).describe(YOUTUBE_ID)

    assert (video.title, video.duration) == ("Culto da Família", 3605)
    assert video.published_at == datetime(2025, 1, 6, 2, 30, tzinfo=UTC)
    assert (video.channel_title, video.youtube_channel_id) == ("Igreja Exemplo", CHANNEL_ID)


def test_captions_are_read_with_their_times(new_site: NewSite) -> None:
    spoken = new_site(LINES).read_captions(YOUTUBE_ID)

    assert spoken is not None
    assert list(spoken.segments) == [Segment(*line) for line in LINES]
    assert (spoken.language, spoken.origin) == ("pt", "captions")


def test_a_video_without_captions_has_none(new_site: NewSite) -> None:
    assert new_site().read_captions(YOUTUBE_ID) is None


def test_the_sound_is_one_new_file_in_the_folder(new_site: NewSite, tmp_path: Path) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    told: list[float] = []

    first, second = (
        new_site().download_audio(YOUTUBE_ID, folder, lambda: False, lambda done, _left: told.append(done))
        for _ in range(2)
    )

    assert set(folder.iterdir()) == {first, second}
    assert first.stat().st_size > 0
    assert told[-1] == 1.0
    assert all(0 <= done <= 1 for done in told)


def test_a_download_that_is_stopped_leaves_nothing(new_site: NewSite, tmp_path: Path) -> None:
    folder = tmp_path / "media"
    folder.mkdir()

    with pytest.raises(StoppedError):
        new_site().download_audio(YOUTUBE_ID, folder, lambda: True, lambda _done, _left: None)

    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("youtube_id", ["", "short", "x" * 12, "../../../etc", "sermon_000 ", "--exec=touc"[:10]])
def test_only_an_id_of_eleven_characters_is_asked_for(new_site: NewSite, youtube_id: str, tmp_path: Path) -> None:
    site = new_site(LINES)

    if len(youtube_id) != 11:
        for ask in (site.describe, site.read_captions):
            with pytest.raises(UnsupportedUrlError):
                ask(youtube_id)
    with pytest.raises(UnsupportedUrlError):
        site.list_channel(youtube_id, None, 10)


def test_a_channel_lists_what_is_newer_than_a_time_newest_first(new_site: NewSite) -> None:
    monday = datetime(2025, 1, 6, tzinfo=UTC)
    listed = [(f"sermon_000{day}", f"Culto {day}", monday + timedelta(days=day)) for day in range(5)]
    site = new_site(listed=listed)

    videos = site.list_channel(CHANNEL_ID, monday + timedelta(days=2), 2)

    assert [(video.youtube_id, video.title) for video in videos] == [
        ("sermon_0004", "Culto 4"),
        ("sermon_0003", "Culto 3"),
    ]


# What only the real one does.


def _playability(status: str, reason: str, subreason: str = "") -> dict[str, Any]:
    error = {"reason": {"simpleText": reason}, "subreason": {"simpleText": subreason}}
    return {"status": status, "reason": reason, "errorScreen": {"playerErrorMessageRenderer": error}}


REFUSALS: list[tuple[dict[str, Any], type[PipelineStepError]]] = [
    (
        _playability("LOGIN_REQUIRED", "Private video", "Sign in if you've been granted access to this video"),
        errors.YouTubePrivateError,
    ),
    (_playability("ERROR", "Video unavailable"), errors.YouTubeRemovedError),
    (
        _playability("ERROR", "Video unavailable", "This video has been removed by the uploader"),
        errors.YouTubeRemovedError,
    ),
    (
        _playability(
            "LOGIN_REQUIRED", "Sign in to confirm your age", "This video may be inappropriate for some users."
        ),
        errors.YouTubeAgeRestrictedError,
    ),
    (
        _playability(
            "UNPLAYABLE", "Video unavailable", "The uploader has not made this video available in your country"
        ),
        errors.YouTubeRegionBlockedError,
    ),
    (_playability("LIVE_STREAM_OFFLINE", "This live event will begin in 3 days."), errors.YouTubeNotReadyError),
    (
        _playability(
            "UNPLAYABLE",
            "Join this channel to get access to members-only content like this video, and other exclusive perks.",
        ),
        errors.YouTubeMembersOnlyError,
    ),
    (_playability("LOGIN_REQUIRED", "Sign in to confirm you’re not a bot"), errors.YouTubeBotCheckError),
    (
        _playability("UNPLAYABLE", "Video unavailable", "This content isn't available, try again later."),
        errors.YouTubeRateLimitedError,
    ),
    (_playability("UNPLAYABLE", "This video requires payment to watch."), errors.YouTubePaidError),
    (_playability("UNPLAYABLE", "Something new."), errors.YouTubeUnavailableError),
]


@pytest.mark.parametrize(("playability", "error"), REFUSALS)
def test_each_refusal_of_youtube_is_an_error_of_its_own(
    youtube: YouTube, site: YouTubeSite, playability: dict[str, Any], error: type[PipelineStepError], tmp_path: Path
) -> None:
    youtube.playability = playability

    asks: list[Callable[[], object]] = [
        lambda: site.describe(YOUTUBE_ID),
        lambda: site.read_captions(YOUTUBE_ID),
        lambda: site.download_audio(YOUTUBE_ID, tmp_path, lambda: False, lambda _done, _left: None),
    ]
    for ask in asks:
        with pytest.raises(PipelineStepError) as refusal:
            ask()
        assert type(refusal.value) is error


@pytest.mark.parametrize(
    "details", [{"isLive": True, "isLiveContent": True}, {"isUpcoming": True}, {"isPostLiveDvr": True}]
)
def test_a_video_that_is_live_is_not_ready(youtube: YouTube, site: YouTubeSite, details: dict[str, Any]) -> None:
    youtube.details = details

    with pytest.raises(errors.YouTubeNotReadyError):
        site.describe(YOUTUBE_ID)


def test_a_stream_that_is_over_is_a_video(youtube: YouTube, site: YouTubeSite) -> None:
    youtube.details = {"isLiveContent": True}

    assert site.describe(YOUTUBE_ID).duration == 3605


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((429, {}, b""), errors.YouTubeRateLimitedError),
        ((503, {}, b""), errors.YouTubeUnreachableError),
        ((302, {"Location": "https://www.google.com/sorry/index?continue=x"}, b""), errors.YouTubeBotCheckError),
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), errors.YouTubeUnavailableError),
        ((200, {}, b"<html></html>"), errors.YouTubeUnavailableError),
        ((200, {}, b"{"), errors.YouTubeUnavailableError),
        ((200, {}, b'<html>"INNERTUBE_API_KEY": "key"</html>'), errors.YouTubeUnavailableError),
    ],
)
def test_a_youtube_that_answers_badly_is_told_apart(
    youtube: YouTube, site: YouTubeSite, answer: tuple[int, dict[str, str], bytes], error: type[PipelineStepError]
) -> None:
    youtube.only_answer = answer

    for ask in (site.describe, site.read_captions):
        with pytest.raises(PipelineStepError) as refusal:
            ask(YOUTUBE_ID)
        assert type(refusal.value) is error


def test_a_youtube_out_of_reach_is_told_apart(tmp_path: Path) -> None:
    with serve(YouTube()) as transport:
        pass
    site = YouTubeSite(tmp_path, transport)

    for ask in (site.describe, site.read_captions):
        with pytest.raises(errors.YouTubeUnreachableError):
            ask(YOUTUBE_ID)
    with pytest.raises(errors.YouTubeUnreachableError):
        site.list_channel(CHANNEL_ID, None, 10)


@pytest.mark.parametrize("answer", [b"{}", b"[]", b'{"playabilityStatus": 3}', b'{"captions": []}'])
def test_a_player_that_answers_otherwise_than_ever_before_is_a_refusal(
    youtube: YouTube, site: YouTubeSite, answer: bytes
) -> None:
    youtube.answers["www.youtube.com/watch"] = (200, {}, b'<html>"INNERTUBE_API_KEY": "key"</html>')
    youtube.answers["www.youtube.com/youtubei/v1/player"] = (200, {}, answer)

    with pytest.raises(PipelineStepError):
        site.read_captions(YOUTUBE_ID)


def test_a_player_that_is_for_another_video_is_not_believed(youtube: YouTube, site: YouTubeSite) -> None:
    youtube.details = {"videoId": "another_one"}

    with pytest.raises(errors.YouTubeBotCheckError):
        site.describe(YOUTUBE_ID)


def test_the_day_of_a_video_without_a_time_is_that_day_in_brazil(youtube: YouTube, site: YouTubeSite) -> None:
    youtube.microformat = {"uploadDate": "2025-01-05"}

    published_at = site.describe(YOUTUBE_ID).published_at

    assert published_at is not None
    assert published_at.astimezone(datetime.now().astimezone().tzinfo) == published_at
    assert (published_at - timedelta(hours=3)).date().isoformat() == "2025-01-05"


def test_manual_captions_come_before_automatic_ones_and_no_translation_of_youtubes_is_read(
    youtube: YouTube, site: YouTubeSite
) -> None:
    youtube.tracks = [Track("pt", True, [(0, 2, "automáticas")]), Track("pt-BR", False, [(0, 2, "escritas")])]
    spoken = site.read_captions(YOUTUBE_ID)
    assert spoken is not None
    assert ([line.text for line in spoken.segments], spoken.origin) == (["escritas"], "captions")


def test_automatic_captions_are_read_in_the_language_that_is_spoken(youtube: YouTube, tmp_path: Path) -> None:
    youtube.tracks = [Track("en", True, [(0, 2, "the original")])]

    with serve(youtube) as transport:
        site = YouTubeSite(tmp_path, transport)
        spoken = site.read_captions(YOUTUBE_ID)
        language = site.describe(YOUTUBE_ID).language

    assert spoken is not None
    assert (spoken.segments[0].text, spoken.language, spoken.origin) == ("the original", "en", "automatic captions")
    assert language == "en"


def test_captions_in_a_language_that_is_not_read_are_none(youtube: YouTube, site: YouTubeSite) -> None:
    youtube.tracks = [Track("de", True, [(0, 2, "Gnade")])]

    assert site.read_captions(YOUTUBE_ID) is None


def test_where_one_library_is_refused_the_other_one_asks_in_its_own_way(youtube: YouTube, site: YouTubeSite) -> None:
    youtube.are_json3_empty = True

    spoken = site.read_captions(YOUTUBE_ID)

    assert spoken is not None
    assert list(spoken.segments) == [Segment(*line) for line in LINES]
    assert spoken.origin == "captions"


def test_captions_that_cannot_be_fetched_are_a_refusal_and_not_none(youtube: YouTube, site: YouTubeSite) -> None:
    youtube.answers["www.youtube.com/api/timedtext"] = (429, {}, b"")

    with pytest.raises(errors.YouTubeRateLimitedError):
        site.read_captions(YOUTUBE_ID)


def test_the_steps_of_a_run_ask_for_a_video_once(youtube: YouTube, site: YouTubeSite, tmp_path: Path) -> None:
    site.describe(YOUTUBE_ID)
    site.read_captions(YOUTUBE_ID)
    site.download_audio(YOUTUBE_ID, tmp_path, lambda: False, lambda _done, _left: None)

    assert youtube.asked.count("www.youtube.com/watch") == 1


def test_the_smallest_sound_that_is_good_enough_is_fetched(youtube: YouTube, site: YouTubeSite, tmp_path: Path) -> None:
    youtube.sounds = [(251, 160_000), (140, 129_000), (139, 64_000), (599, 31_000)]

    path = site.download_audio(YOUTUBE_ID, tmp_path, lambda: False, lambda _done, _left: None)

    assert path.read_bytes() == SOUND
    assert youtube.asked_for == ["139"]


def test_a_download_is_stopped_while_the_network_says_nothing(
    youtube: YouTube, site: YouTubeSite, tmp_path: Path
) -> None:
    youtube.is_silent = True
    folder = tmp_path / "media"
    folder.mkdir()

    with pytest.raises(StoppedError):
        site.download_audio(YOUTUBE_ID, folder, lambda: bool(youtube.asked_for), lambda _done, _left: None)

    assert list(folder.iterdir()) == []


def test_a_sound_that_is_refused_is_told_apart_and_asked_for_anew(
    youtube: YouTube, site: YouTubeSite, tmp_path: Path
) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    place = "rr1---sn-exemplo.googlevideo.com/videoplayback"
    youtube.answers[place] = (403, {}, b"")
    with pytest.raises(errors.YouTubeRateLimitedError):
        site.download_audio(YOUTUBE_ID, folder, lambda: False, lambda _done, _left: None)
    assert list(folder.iterdir()) == []

    del youtube.answers[place]
    site.download_audio(YOUTUBE_ID, folder, lambda: False, lambda _done, _left: None)

    assert youtube.asked.count("www.youtube.com/watch") == 2


def test_a_sound_that_leads_to_another_host_is_not_fetched(youtube: YouTube, site: YouTubeSite, tmp_path: Path) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    place = "rr1---sn-exemplo.googlevideo.com/videoplayback"
    youtube.answers[place] = (302, {"Location": "http://169.254.169.254/latest/meta-data"}, b"")

    with pytest.raises(PipelineStepError):
        site.download_audio(YOUTUBE_ID, folder, lambda: False, lambda _done, _left: None)

    assert list(folder.iterdir()) == []


def test_a_channels_pages_are_read_where_its_feed_does_not_reach_back_far_enough(
    youtube: YouTube, site: YouTubeSite
) -> None:
    now = datetime.now(UTC)
    youtube.feed = feed_of(("sermon_0009", "Domingo", now.isoformat()))
    youtube.listed = {
        "videos": [listed_video("sermon_0007", "Testemunho", "2 weeks ago", "12:30")],
        "streams": [
            listed_video("sermon_0010", "Amanhã", "", None),
            listed_video("sermon_0009", "Domingo", "1 hour ago"),
            listed_video("sermon_0008", "Domingo passado", "8 days ago", "2:00:01"),
            listed_video("sermon_0001", "Antigo", "3 years ago"),
        ],
    }

    videos = site.list_channel(CHANNEL_ID, now - timedelta(days=60), 50)

    found = {video.youtube_id: video for video in videos}
    assert set(found) == {"sermon_0010", "sermon_0009", "sermon_0008", "sermon_0007"}
    assert found["sermon_0009"].published_at == now
    assert (found["sermon_0009"].duration_s, found["sermon_0008"].duration_s) == (5400, 7201)
    assert {name for name, video in found.items() if video.is_ready is False} == {"sermon_0010"}


def test_a_channel_that_never_was_live_has_its_videos(youtube: YouTube, site: YouTubeSite) -> None:
    youtube.listed = {"videos": [listed_video("sermon_0007", "Testemunho", "2 weeks ago", "12:30")]}

    assert [video.youtube_id for video in site.list_channel(CHANNEL_ID, None, 50)] == ["sermon_0007"]


@pytest.mark.parametrize("name", ["@igreja", "@igrejaéufes", "c/Igreja", "user/igreja"])
def test_a_channels_name_leads_to_its_id(youtube: YouTube, site: YouTubeSite, name: str) -> None:
    youtube.name = name

    assert site.find_channel(name) == CHANNEL_ID
    assert all(place.startswith("www.youtube.com/") for place in youtube.asked)


def test_a_name_that_no_channel_has_is_told_apart(site: YouTubeSite) -> None:
    with pytest.raises(errors.YouTubeRemovedError, match="no such channel"):
        site.find_channel("@ninguem")


@pytest.mark.parametrize("name", ["", "igreja", "@a/b", "@a?b", "watch?v=x", "@a b", "c/../x"])
def test_only_a_name_is_asked_for(site: YouTubeSite, youtube: YouTube, name: str) -> None:
    with pytest.raises(UnsupportedUrlError):
        site.find_channel(name)
    assert youtube.asked == []


def test_a_channel_that_is_not_there_is_told_apart(site: YouTubeSite) -> None:
    with pytest.raises(errors.YouTubeRemovedError):
        site.list_channel(CHANNEL_ID, None, 50)
