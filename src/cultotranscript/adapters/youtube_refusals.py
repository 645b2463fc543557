"""What YouTube says when it does not give a video away, told apart."""

import re
from collections.abc import Iterable

from cultotranscript.errors import (
    PipelineStepError,
    YouTubeAgeRestrictedError,
    YouTubeBotCheckError,
    YouTubeMembersOnlyError,
    YouTubeNotReadyError,
    YouTubePaidError,
    YouTubePrivateError,
    YouTubeRateLimitedError,
    YouTubeRegionBlockedError,
    YouTubeRemovedError,
    YouTubeUnavailableError,
    YouTubeUnreachableError,
)

# YouTube is asked in English, whatever the language of the machine, so these are its English sentences and those of
# yt-dlp. The first that fits decides: "Video unavailable" stands in front of several more exact ones, and whoever is
# asked to sign in is asked for one of four reasons.
_SENTENCES: tuple[tuple[type[PipelineStepError], str], ...] = (
    (YouTubeBotCheckError, r"not a (?:ro)?bot\b|captcha|unusual traffic|google\.com/sorry|being blocked by youtube"),
    (YouTubeRateLimitedError, r"HTTP Error 429|Too Many Requests|rate.limited|try again later|HTTP Error 403"),
    (YouTubeMembersOnlyError, r"members?.only|channel's members|join this channel"),
    (YouTubePaidError, r"requires? payment|purchase|\brent(?:al|ed)?\b|music premium|DRM.protected"),
    (YouTubePrivateError, r"private video|video is private"),
    (YouTubeAgeRestrictedError, r"confirm your age|age.restricted|inappropriate for some users|verify your age"),
    (YouTubeRegionBlockedError, r"(?:in|from) your (?:country|location|region)|geo.?restrict"),
    (
        YouTubeNotReadyError,
        r"will begin|premieres? (?:in\b|will|soon)|live event has ended|waiting for|is (?:upcoming|live now)"
        r"|processing this video|check back later|livestream is offline|stream is offline",
    ),
    (
        YouTubeRemovedError,
        r"removed|no longer available|terminated|does not exist|isn't available any ?more|video unavailable"
        r"|video is unavailable|video is not available|recording is not available|HTTP Error 404",
    ),
    (
        YouTubeUnreachableError,
        r"HTTP Error 5\d\d|timed? ?out|unable to (?:download|connect|establish)|failed to (?:establish|resolve|connect)"
        r"|connection (?:was |is )?(?:refused|reset|aborted|broken)|name resolution|getaddrinfo|network is unreachable"
        r"|incomplete ?read|remote end closed|bytes read|max retries exceeded|SSL",
    ),
)
_PATTERNS = tuple((error, re.compile(sentence, re.IGNORECASE)) for error, sentence in _SENTENCES)


def tell_refusal(failure: str, warnings: Iterable[str] = ()) -> PipelineStepError:
    """The error that fits what YouTube and the libraries said.

    Args:
        failure: What it failed with.
        warnings: What was said on the way. It may explain why the network gave nothing, and nothing else: the page
            of another player that is not found is no reason to call a video removed.

    Returns:
        An error of a kind of its own, or a YouTubeUnavailableError where nothing is known of it.
    """
    refusal = _tell(failure)
    if refusal is None:
        refusal = next((told for told in map(_tell, warnings) if told is not None and told.is_passing), None)
    return refusal or YouTubeUnavailableError()


def _tell(sentence: str) -> PipelineStepError | None:
    # A typographic apostrophe comes and goes between two answers of YouTube.
    plain = sentence.replace("’", "'")
    return next((error() for error, pattern in _PATTERNS if pattern.search(plain)), None)
