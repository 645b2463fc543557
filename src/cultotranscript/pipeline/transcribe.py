"""The step that gets the words: from the captions that there are, else by listening."""

from cultotranscript.analysis.captions import read_captions
from cultotranscript.analysis.cleaning import clean_segments
from cultotranscript.analysis.language import detect_language
from cultotranscript.errors import InvalidFileError, TranscriberMissingError
from cultotranscript.pipeline.fetch import is_captions, uploaded_file
from cultotranscript.pipeline.ports import OnProgress, SpokenText
from cultotranscript.pipeline.steps import LaneChange, StepWork
from cultotranscript.services.job_queue import Lane

_DOWNLOAD_PART = 0.2
"""Of the step, where the sound must be fetched first."""


def read_transcript(work: StepWork) -> None:
    """Keep what was said, cleaned of marks, loops and songs' signs.

    Raises:
        InvalidFileError: There is not a word in it.
        TranscriberMissingError: It would have to be listened to, and no model is set up.
        LaneChange: It has to be listened to, which is done in another lane.
    """
    spoken = _read(work)
    segments = clean_segments(spoken.segments)
    text = " ".join(segment.text for segment in segments)
    if not text.strip():
        raise InvalidFileError("Nothing is said in it: only music or silence. Check that it is the right file.")
    work.tools.runs.record_transcript(
        work.key,
        segments,
        words=[(word.start, word.end, word.text) for word in spoken.words],
        language=detect_language(text),
        origin=spoken.origin,
    )


def _read(work: StepWork) -> SpokenText:
    if work.facts.youtube_id is None and is_captions(work):
        path = uploaded_file(work)
        segments = read_captions(path.read_bytes(), work.facts.file_name or path.name)
        return SpokenText(segments, (), None, "captions")
    if work.lane is not Lane.LISTENING:
        if work.facts.youtube_id is not None:
            captions = work.tools.site.read_captions(work.facts.youtube_id)
            if captions is not None:
                return captions
        if work.tools.transcriber is None:
            raise TranscriberMissingError
        raise LaneChange(Lane.LISTENING)
    return _listen(work)


def _listen(work: StepWork) -> SpokenText:
    transcriber = work.tools.transcriber
    if transcriber is None:
        raise TranscriberMissingError
    if work.facts.youtube_id is None:
        return transcriber.transcribe(uploaded_file(work), None, work.is_stopped, _telling(work, 0.0))
    with work.folder() as folder:

        def on_download(part: float, _left_s: float | None) -> None:
            work.report(part * _DOWNLOAD_PART, "Fetching the sound.")

        sound = work.tools.site.download_audio(work.facts.youtube_id, folder, work.is_stopped, on_download)
        return transcriber.transcribe(sound, None, work.is_stopped, _telling(work, _DOWNLOAD_PART))


def _telling(work: StepWork, begins_at: float) -> OnProgress:
    """What tells how much has been listened to, and how long it will take."""

    def tell(part: float, left_s: float | None) -> None:
        message = "Listening and writing down what is said"
        if left_s is not None:
            minutes = max(1, round(left_s / 60))
            message += f": about {minutes} minute{'s' if minutes > 1 else ''} left"
        work.report(begins_at + part * (1 - begins_at), f"{message}.")

    return tell
