"""Length and pace of a sermon."""

from collections.abc import Sequence

from cultotranscript.analysis.findings import SermonSpan, Statistics
from cultotranscript.analysis.sentences import Sentence


def measure(sentences: Sequence[Sentence], span: SermonSpan) -> Statistics:
    """Count the words of a sermon and how many were said in a minute.

    Args:
        sentences: Those of the sermon alone.
        span: Where it lies.
    """
    words = sum(len(sentence.text.split()) for sentence in sentences)
    duration_s = max(span.end - span.start, 0.0)
    wpm = round(words * 60 / duration_s) if duration_s >= 1 else 0
    return Statistics(words, round(duration_s, 1), wpm)
