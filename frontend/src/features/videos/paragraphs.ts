import type { TranscriptSegmentDTO } from "../../api/types";

const LONG_ENOUGH_S = 40;
const TOO_LONG_S = 90;
const PAUSE_S = 3;
const SENTENCE_END = /[.!?…]["”'’)]*$/;

/** A stretch of segments that is read as one paragraph: `from` to before `to`. */
export interface Paragraph {
  from: number;
  to: number;
}

/**
 * Joins captions of a few seconds into paragraphs: a new one begins at a pause, at the end of a sentence after a while,
 * and at last wherever a segment ends, since a recogniser's captions may have no full stop at all.
 */
export function paragraphsOf(segments: readonly TranscriptSegmentDTO[]): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let from = 0;
  segments.forEach((segment, index) => {
    const next = segments[index + 1];
    const length_s = segment.end - (segments[from]?.start ?? 0);
    const isEnd =
      next === undefined ||
      next.start - segment.end >= PAUSE_S ||
      length_s >= TOO_LONG_S ||
      (length_s >= LONG_ENOUGH_S && SENTENCE_END.test(segment.text));
    if (!isEnd) return;
    paragraphs.push({ from, to: index + 1 });
    from = index + 1;
  });
  return paragraphs;
}

/** The segment that is said at a second: the last that has begun by then; the first before all. -1 for no segments. */
export function segmentAt(segments: readonly TranscriptSegmentDTO[], seconds: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    // A finding's second is rounded down, so a segment that begins within it is meant.
    if (Math.floor(segments[middle]?.start ?? 0) <= seconds) low = middle + 1;
    else high = middle;
  }
  return segments.length === 0 ? -1 : Math.max(0, low - 1);
}
