"""What was said in a video, one version for each run that read or edited it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from cultotranscript.analysis.segments import Segment
from cultotranscript.db.models import Transcript
from cultotranscript.dtos import utc_now


def put(
    session: Session,
    video_id: int,
    run: int,
    segments: Sequence[Segment],
    *,
    words: Sequence[tuple[float, float, str]] = (),
    language: str | None,
    origin: str,
) -> None:
    """Write the transcript of a run, in place of one that a killed worker of the same run wrote."""
    session.execute(sa.delete(Transcript).where(Transcript.video_id == video_id, Transcript.run == run))
    session.add(
        Transcript(
            video_id=video_id,
            run=run,
            segments=[[segment.start, segment.end, segment.text] for segment in segments],
            words=[list(word) for word in words],
            language=language,
            origin=origin,
            created_at=utc_now(),
        )
    )


def newest(session: Session, video_id: int) -> Transcript | None:
    """The newest version, or None."""
    return session.scalar(
        sa.select(Transcript).where(Transcript.video_id == video_id).order_by(Transcript.run.desc()).limit(1)
    )


def find(session: Session, video_id: int, run: int) -> Transcript | None:
    """The version of a run, or None."""
    return session.get(Transcript, (video_id, run))


def list_versions(session: Session, video_id: int) -> Sequence[Transcript]:
    """All versions without their texts, newest first."""
    query = sa.select(Transcript).where(Transcript.video_id == video_id).order_by(Transcript.run.desc())
    return session.scalars(query.options(defer(Transcript.segments), defer(Transcript.words))).all()


def segments_of(transcript: Transcript) -> list[Segment]:
    """The segments of a version, ordered by start; times in seconds."""
    return [Segment(start, end, text) for start, end, text in transcript.segments]
