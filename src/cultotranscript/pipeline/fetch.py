"""The steps that learn what a video is, and whether it can be worked on."""

from pathlib import Path

from cultotranscript.analysis.captions import read_captions
from cultotranscript.errors import FileMissingError, InvalidFileError
from cultotranscript.pipeline.steps import StepWork
from cultotranscript.services.media_types import CAPTION_SUFFIXES, suffix_of

_LONGEST_S = 12 * 3600
_SHORTEST_S = 1


def uploaded_file(work: StepWork) -> Path:
    """The file of a video that was uploaded.

    Raises:
        FileMissingError: It is not where it was put.
    """
    path = work.tools.uploads.path_of(work.facts.content_sha256 or "", suffix_of(work.facts.file_name or ""))
    if not path.exists():
        raise FileMissingError
    return path


def is_captions(work: StepWork) -> bool:
    """Whether the video is a file of captions."""
    return suffix_of(work.facts.file_name or "") in CAPTION_SUFFIXES


def read_metadata(work: StepWork) -> None:
    """Learn title, length and day; a file says them itself, a site is asked."""
    if work.facts.youtube_id is None:
        uploaded_file(work)
        return
    said = work.tools.site.describe(work.facts.youtube_id)
    work.tools.runs.record_metadata(work.key, title=said.title, duration=said.duration, published_at=said.published_at)


def validate(work: StepWork) -> None:
    """Refuse what cannot be worked on before anything costly is done with it.

    Raises:
        InvalidFileError: The file cannot be read, or the video is far too long.
    """
    duration_s = float(work.facts.duration)
    if work.facts.youtube_id is None:
        path = uploaded_file(work)
        if is_captions(work):
            read_captions(path.read_bytes(), work.facts.file_name or path.name)
            return
        info = work.tools.media.probe(path)
        duration_s = info.duration_s
        if not info.has_audio:
            raise InvalidFileError("The file has no sound, so there is nothing to write down. Send one that has.")
        if duration_s < _SHORTEST_S:
            raise InvalidFileError("The file is shorter than a second. Check that it plays, then send it again.")
        work.tools.runs.record_metadata(work.key, duration=int(duration_s))
    if duration_s > _LONGEST_S:
        raise InvalidFileError(
            f"It is {duration_s / 3600:.0f} hours long, and more than {_LONGEST_S // 3600} cannot be worked on. "
            "Cut out the service and send that."
        )
