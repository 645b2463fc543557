"""A site with one video that answers as a test says."""

from datetime import UTC, datetime
from pathlib import Path

from cultotranscript.analysis.segments import Segment
from cultotranscript.errors import PipelineStepError, StoppedError, UnsupportedUrlError, YouTubeRemovedError
from cultotranscript.pipeline.ports import IsStopped, ListedVideo, OnProgress, SpokenText, VideoMetadata


class FakeVideoSite:
    """Fulfils `VideoSite`.

    Args:
        lines: Its video's captions, each with start and end in seconds; none for a video without any.
        title: Of its video.
        duration: Of its video, seconds.
        refusal: Raised by whatever asks for its video.
        sound: What its video sounds like.
        listed: What its channel lists.
        channel_ids: Of channels that are given by their names.
    """

    def __init__(
        self,
        lines: list[tuple[float, float, str]] | None = None,
        *,
        title: str = "Culto da Família",
        duration: int = 3605,
        refusal: PipelineStepError | None = None,
        sound: bytes = b"sound",
        listed: list[ListedVideo] | None = None,
        channel_ids: dict[str, str] | None = None,
    ) -> None:
        self.lines = lines or []
        self.title, self.duration = title, duration
        self.refusal = refusal
        self.sound = sound
        self.listed = listed or []
        self.channel_ids = channel_ids or {}
        self.asked: list[str] = []

    def describe(self, youtube_id: str) -> VideoMetadata:
        """What the test says."""
        self._ask("describe", youtube_id)
        return VideoMetadata(
            title=self.title,
            duration=self.duration,
            published_at=datetime(2025, 1, 6, 2, 30, tzinfo=UTC),
            channel_title="Igreja Exemplo",
            youtube_channel_id="UC" + "c" * 22,
            language="pt" if self.lines else None,
        )

    def read_captions(self, youtube_id: str) -> SpokenText | None:
        """What the test says."""
        self._ask("captions", youtube_id)
        if not self.lines:
            return None
        return SpokenText([Segment(*line) for line in self.lines], [], "pt", "captions")

    def download_audio(self, youtube_id: str, folder: Path, is_stopped: IsStopped, on_progress: OnProgress) -> Path:
        """The sound that the test says."""
        self._ask("audio", youtube_id)
        if is_stopped():
            raise StoppedError
        path = folder / f"audio-{len(self.asked)}.m4a"
        path.write_bytes(self.sound)
        on_progress(1.0, 0.0)
        return path

    def find_channel(self, name: str) -> str:
        """What the test says."""
        if self.refusal is not None:
            raise self.refusal
        if name not in self.channel_ids:
            raise YouTubeRemovedError
        return self.channel_ids[name]

    def list_channel(self, youtube_channel_id: str, since: datetime | None, max_videos: int) -> list[ListedVideo]:
        """What the test says."""
        if len(youtube_channel_id) != 24:
            raise UnsupportedUrlError
        if self.refusal is not None:
            raise self.refusal
        wanted = [video for video in self.listed if since is None or (video.published_at or since) >= since]
        oldest = datetime.min.replace(tzinfo=UTC)
        return sorted(wanted, key=lambda video: video.published_at or oldest, reverse=True)[:max_videos]

    def _ask(self, what: str, youtube_id: str) -> None:
        if len(youtube_id) != 11:
            raise UnsupportedUrlError
        self.asked.append(what)
        if self.refusal is not None:
            raise self.refusal
