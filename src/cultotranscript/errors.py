"""Every error that is raised on purpose: a code for machines, a sentence for people, a status and an exit code.

The docstring of a class is the sentence a person reads; an instance may say it more exactly. Raised where the
fact is known, mapped to JSON in `api/errors.py` and to an exit code in `cli.py`, and nowhere else.
"""


class CultoError(Exception):
    """Something went wrong on our side. Try again; if it stays, look at the server's log."""

    code = "INTERNAL_ERROR"
    status = 500
    exit_code = 1

    def __init__(self, detail: str | None = None, *, headers: dict[str, str] | None = None) -> None:
        self.detail = detail if detail is not None else " ".join((type(self).__doc__ or "").split())
        self.headers = headers or {}
        super().__init__(self.detail)


# Requests that cannot be understood or are not allowed.


class InvalidIdError(CultoError):
    """An id is a whole number from 1 to 9223372036854775807, written in digits."""

    code = "INVALID_ID"
    status = 400
    exit_code = 2


class InvalidJsonError(CultoError):
    """The body is not valid JSON."""

    code = "INVALID_JSON"
    status = 400
    exit_code = 2


class BadHostError(CultoError):
    """This server does not answer under that host name. Set CULTO_DOMAIN or CULTO_ALLOWED_HOSTS to allow it."""

    code = "BAD_HOST"
    status = 400


class AuthRequiredError(CultoError):
    """Sign in first, or send a valid API token."""

    code = "AUTH_REQUIRED"
    status = 401


class WrongPasswordError(CultoError):
    """That is not the password of this installation."""

    code = "WRONG_PASSWORD"
    status = 401


class InternalTokenInvalidError(CultoError):
    """The X-Internal-Token header is missing or wrong."""

    code = "INTERNAL_TOKEN_INVALID"
    status = 403


class ValidationFailedError(CultoError):
    """The request does not have the expected form."""

    code = "VALIDATION_FAILED"
    status = 422
    exit_code = 2


class PayloadTooLargeError(CultoError):
    """The body is larger than this endpoint accepts."""

    code = "PAYLOAD_TOO_LARGE"
    status = 413


class PreconditionFailedError(CultoError):
    """It was changed by somebody else in the meantime. Load it again and repeat the change."""

    code = "PRECONDITION_FAILED"
    status = 412


# Things that are not there, or are in the wrong state.


class VideoNotFoundError(CultoError):
    """There is no video with this id."""

    code = "VIDEO_NOT_FOUND"
    status = 404
    exit_code = 3


class ChannelNotFoundError(CultoError):
    """There is no channel with this id."""

    code = "CHANNEL_NOT_FOUND"
    status = 404
    exit_code = 3


class ChannelExistsError(CultoError):
    """There is a channel of this YouTube address already."""

    code = "CHANNEL_EXISTS"
    status = 409


class NoSourceError(CultoError):
    """This channel has no YouTube address, so there is nothing to look at. Give it one first."""

    code = "NO_SOURCE"
    status = 409


class TranscriptNotFoundError(CultoError):
    """This video has no transcript yet. Wait until it is processed."""

    code = "TRANSCRIPT_NOT_FOUND"
    status = 404
    exit_code = 3


class ChatNotFoundError(CultoError):
    """There is no conversation of yours with this session_id."""

    code = "CHAT_NOT_FOUND"
    status = 404


class MediaNotFoundError(CultoError):
    """There is no recording of this video here: only files of sound or video that were uploaded are kept."""

    code = "MEDIA_NOT_FOUND"
    status = 404


class StreamNotFoundError(CultoError):
    """No stream with this client_id is known. Open the stream with that client_id first."""

    code = "STREAM_NOT_FOUND"
    status = 404


class NoVideoFilterError(CultoError):
    """This stream follows every video, so none can be taken away. Replace its subscription instead."""

    code = "NO_VIDEO_FILTER"
    status = 409


class NotRunningError(CultoError):
    """This video is not waiting or being worked on, so there is nothing to cancel."""

    code = "NOT_RUNNING"
    status = 409


class AlreadyRunningError(CultoError):
    """This video is being worked on already. Cancel that first, or wait for its end."""

    code = "ALREADY_RUNNING"
    status = 409


# Input files and addresses.


class UnsupportedMediaError(CultoError):
    """Captions (.vtt, .srt, .txt), sound and video can be read. Send the file under a name that ends in what it is."""

    code = "UNSUPPORTED_MEDIA"
    status = 415
    exit_code = 2


class InvalidFileError(CultoError):
    """The file cannot be read as captions."""

    code = "INVALID_FILE"
    status = 422


class UnsupportedUrlError(CultoError):
    """That is not the address of one YouTube video, such as https://www.youtube.com/watch?v=dQw4w9WgXcQ."""

    code = "UNSUPPORTED_URL"
    status = 422
    exit_code = 2


class InvalidBackupError(CultoError):
    """The file is no backup of this program, or is damaged. Nothing was changed."""

    code = "INVALID_BACKUP"
    status = 422
    exit_code = 2


# The machine and what runs on it.


class UnavailableError(CultoError):
    """The database cannot be reached right now. Try again in a few seconds."""

    code = "UNAVAILABLE"
    status = 503

    def __init__(self, detail: str | None = None, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail, headers=headers or {"Retry-After": "5"})


class InsufficientStorageError(CultoError):
    """The disk is full. Free some space, then try again."""

    code = "INSUFFICIENT_STORAGE"
    status = 507


class TooManyStreamsError(CultoError):
    """This server has as many streams open as it allows. Try again in a while."""

    code = "TOO_MANY_STREAMS"
    status = 429

    def __init__(self, detail: str | None = None, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail, headers=headers or {"Retry-After": "10"})


class ConfigurationError(CultoError):
    """The configuration is not usable as it is."""

    code = "CONFIGURATION_INVALID"
    exit_code = 2


class RateLimitedError(CultoError):
    """There were too many tries in a short time. Wait a moment, then try again."""

    code = "RATE_LIMITED"
    status = 429


class PipelineStepError(CultoError):
    """A step of the pipeline failed; the detail says why, and what to do."""

    code = "STEP_FAILED"
    is_passing = False
    """It may be gone by itself in a while, so that trying again helps."""


class FileMissingError(PipelineStepError):
    """The uploaded file is no longer where it was put. Send it again."""

    code = "FILE_MISSING"


class YouTubeUnavailableError(PipelineStepError):
    """This video could not be fetched from YouTube. Download its captions as .vtt or .srt and send that file."""

    code = "YOUTUBE_UNAVAILABLE"


class YouTubePrivateError(PipelineStepError):
    """This video is private on YouTube. Ask its owner to make it public or unlisted, or send its captions as a file."""

    code = "YOUTUBE_PRIVATE"


class YouTubeRemovedError(PipelineStepError):
    """This video is not on YouTube any more, or never was. Check the address, or send a recording of it as a file."""

    code = "YOUTUBE_REMOVED"


class YouTubeAgeRestrictedError(PipelineStepError):
    """YouTube shows this video to signed-in adults only. Ask its owner to lift that, or send its captions as a file."""

    code = "YOUTUBE_AGE_RESTRICTED"


class YouTubeRegionBlockedError(PipelineStepError):
    """This video is blocked in the country of this server. Send its captions or a recording as a file."""

    code = "YOUTUBE_REGION_BLOCKED"


class YouTubeMembersOnlyError(PipelineStepError):
    """This video is for paying members of its channel only. Ask its owner for the captions and send them as a file."""

    code = "YOUTUBE_MEMBERS_ONLY"


class YouTubePaidError(PipelineStepError):
    """This video must be bought or is protected against copying. Send its captions or a recording as a file."""

    code = "YOUTUBE_PAID"


class YouTubeNotReadyError(PipelineStepError):
    """This video is not there yet: it is live, will be, or YouTube still works on it. Try again after its end."""

    code = "YOUTUBE_NOT_READY"
    is_passing = True


class YouTubeBotCheckError(PipelineStepError):
    """YouTube asks this server to prove that it is no robot. It passes in some hours; until then, send files."""

    code = "YOUTUBE_BOT_CHECK"
    is_passing = True


class YouTubeRateLimitedError(PipelineStepError):
    """YouTube was asked too often from this server and refuses for a while; an hour helps."""

    code = "YOUTUBE_RATE_LIMITED"
    is_passing = True


class YouTubeUnreachableError(PipelineStepError):
    """YouTube could not be reached. Check this server's network."""

    code = "YOUTUBE_UNREACHABLE"
    is_passing = True


class YouTubeNoCaptionsError(PipelineStepError):
    """This video has no captions. Choose a Whisper model (culto models pull) so that it is transcribed here."""

    code = "YOUTUBE_NO_CAPTIONS"


class TranscriberMissingError(PipelineStepError):
    """Nothing here turns sound into text. Install the extra `whisper`, and pull and set a model (culto models pull)."""

    code = "TRANSCRIBER_MISSING"


class ModelUnavailableError(PipelineStepError):
    """The Whisper model cannot be loaded. Pull it again (culto models pull), or set CULTO_WHISPER_MODEL to another."""

    code = "MODEL_UNAVAILABLE"


class NoSpeechError(PipelineStepError):
    """Nobody speaks in this recording, or not so that it can be understood. Check that it is the right file."""

    code = "NO_SPEECH"


class WebhookFailedError(CultoError):
    """The program that is to be told did not take the message. It is sent again later."""

    code = "WEBHOOK_FAILED"
    status = 502


class StoppedError(CultoError):
    """The work was stopped before its end: the video was cancelled or deleted, or the worker ends."""

    code = "STOPPED"
    status = 409


class DismissedError(CultoError):
    """This worker gave no sign of life for too long and was declared dead: others go on with its jobs."""

    code = "WORKER_DISMISSED"
    status = 409


class RunSupersededError(CultoError):
    """Another run has taken this video over, or it was cancelled or deleted: nothing is recorded."""

    code = "RUN_SUPERSEDED"
    status = 409
