/** A stretch of one segment's text that belongs to a match. */
export interface Mark {
  segment: number;
  start: number;
  end: number;
  /** Which match it belongs to, from 0. */
  match: number;
}

/**
 * Finds a text in a transcript, whatever its accents and capitals, also where it runs over from one segment to the next.
 *
 * The segments are folded into one text whose every letter remembers where it came from: folding may change lengths
 * ("ﬁ", "İ"), so places in the folded text are no places in the segments.
 */
export function findAll(texts: readonly string[], wanted: string): { marks: Mark[]; count: number } {
  const needle = fold(wanted).text.trim().replace(/\s+/g, " ");
  if (needle === "") return { marks: [], count: 0 };
  const { text, segments, offsets, ends } = foldAll(texts);
  const marks: Mark[] = [];
  let count = 0;
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + needle.length)) {
    for (let place = at; place < at + needle.length; place += 1) {
      const segment = segments[place] ?? 0;
      const end = ends[place] ?? 0;
      const last = marks.at(-1);
      if (last?.match === count && last.segment === segment) last.end = Math.max(last.end, end);
      else if (segment >= 0) marks.push({ segment, start: offsets[place] ?? 0, end, match: count });
    }
    count += 1;
  }
  return { marks, count };
}

function foldAll(texts: readonly string[]) {
  const letters: string[] = [];
  const segments: number[] = [];
  const offsets: number[] = [];
  const ends: number[] = [];
  const add = (letter: string, segment: number, start: number, end: number) => {
    // All blanks are one blank, within a segment and between two.
    if (letter === " " && letters.at(-1) === " ") return;
    letters.push(letter);
    segments.push(segment);
    offsets.push(start);
    ends.push(end);
  };
  texts.forEach((text, segment) => {
    const folded = fold(text);
    folded.starts.forEach((start, place) => add(folded.text[place] ?? "", segment, start, folded.ends[place] ?? start));
    // Between two segments there is a blank that belongs to neither.
    add(" ", -1, 0, 0);
  });
  return { text: letters.join(""), segments, offsets, ends };
}

/** A text without accents and capitals; for each of its UTF-16 units, from where to where it was in the original. */
function fold(text: string): { text: string; starts: number[]; ends: number[] } {
  let folded = "";
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of text) {
    const plain = character.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s/g, " ");
    for (let unit = 0; unit < plain.length; unit += 1) {
      starts.push(at);
      ends.push(at + character.length);
    }
    folded += plain;
    at += character.length;
  }
  return { text: folded, starts, ends };
}

/** A text cut at marks: plain pieces, and marked ones with the number of their match. */
export function cut(text: string, marks: readonly Mark[]): { text: string; match: number | null }[] {
  const pieces: { text: string; match: number | null }[] = [];
  let end = 0;
  for (const mark of marks) {
    if (mark.start > end) pieces.push({ text: text.slice(end, mark.start), match: null });
    pieces.push({ text: text.slice(mark.start, mark.end), match: mark.match });
    end = mark.end;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), match: null });
  return pieces;
}
