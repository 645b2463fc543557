"""What YouTube says when it does not give a video away."""

import pytest

from cultotranscript import errors
from cultotranscript.adapters.youtube_refusals import tell_refusal
from cultotranscript.errors import PipelineStepError


@pytest.mark.parametrize(
    ("sentence", "error"),
    [
        ("Private video. Sign in if you've been granted access to this video", errors.YouTubePrivateError),
        ("Video unavailable. This video is private", errors.YouTubePrivateError),
        ("Sign in to confirm you’re not a bot. Use --cookies for the authentication", errors.YouTubeBotCheckError),
        ("All player responses are invalid. Your IP is likely being blocked by Youtube", errors.YouTubeBotCheckError),
        (
            "Sign in to confirm your age. This video may be inappropriate for some users.",
            errors.YouTubeAgeRestrictedError,
        ),
        ("Video unavailable", errors.YouTubeRemovedError),
        ("This video has been removed by the uploader", errors.YouTubeRemovedError),
        (
            "This video is no longer available because the YouTube account associated with it has been terminated.",
            errors.YouTubeRemovedError,
        ),
        ("This video is no longer available due to a copyright claim by Editora", errors.YouTubeRemovedError),
        (
            "Video unavailable. The uploader has not made this video available in your country",
            errors.YouTubeRegionBlockedError,
        ),
        (
            "Video unavailable. This video contains content from Editora, who has blocked it in your country",
            errors.YouTubeRegionBlockedError,
        ),
        ("This live event will begin in 3 days.", errors.YouTubeNotReadyError),
        ("Premieres in 10 hours", errors.YouTubeNotReadyError),
        ("This live event has ended.", errors.YouTubeNotReadyError),
        ("We're processing this video. Check back later.", errors.YouTubeNotReadyError),
        ("Join this channel to get access to members-only content", errors.YouTubeMembersOnlyError),
        ("This video is available to this channel's members on level: Amigo", errors.YouTubeMembersOnlyError),
        ("This video requires payment to watch", errors.YouTubePaidError),
        ("This video is DRM protected", errors.YouTubePaidError),
        (
            "Video unavailable. This content isn't available, try again later. The current session has been "
            "rate-limited by YouTube for up to an hour",
            errors.YouTubeRateLimitedError,
        ),
        ("unable to download video data: HTTP Error 403: Forbidden", errors.YouTubeRateLimitedError),
        ("HTTP Error 429: Too Many Requests", errors.YouTubeRateLimitedError),
        ("Unable to download webpage: HTTP Error 503: Service Unavailable", errors.YouTubeUnreachableError),
        ("Unable to download webpage: [Errno -3] Temporary failure in name resolution", errors.YouTubeUnreachableError),
        ("led to another host: https://www.google.com/sorry/index?continue=x", errors.YouTubeBotCheckError),
        ("Requested format is not available", errors.YouTubeUnavailableError),
        ("", errors.YouTubeUnavailableError),
    ],
)
def test_each_refusal_is_an_error_of_its_own(sentence: str, error: type[PipelineStepError]) -> None:
    assert type(tell_refusal(sentence)) is error


def test_what_was_said_on_the_way_explains_a_failure_that_says_nothing() -> None:
    refusal = tell_refusal(
        "Failed to extract any player response", ["HTTP Error 404", "HTTP Error 429: Too Many Requests"]
    )

    assert isinstance(refusal, errors.YouTubeRateLimitedError)


def test_those_that_pass_by_themselves_say_so() -> None:
    passing = {
        error.code
        for error in vars(errors).values()
        if isinstance(error, type) and issubclass(error, PipelineStepError) and error.is_passing
    }

    assert passing >= {"YOUTUBE_NOT_READY", "YOUTUBE_BOT_CHECK", "YOUTUBE_RATE_LIMITED", "YOUTUBE_UNREACHABLE"}
    assert not passing & {"YOUTUBE_PRIVATE", "YOUTUBE_REMOVED", "YOUTUBE_AGE_RESTRICTED", "YOUTUBE_REGION_BLOCKED"}
