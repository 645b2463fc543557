/** A stretch of one segment's text that belongs to a match. */
export interface Mark {
  segment: number;
  start: number;
  end: number;
  /** Which match it belongs to, from 0. */
  match: number;
}

/** A transcript made ready to be searched: one text, and where each of its letters came from. */
export interface Searchable {
  text: string;
  /** The segment of each letter; -1 for the blank between two. */
  segments: readonly number[];
  starts: readonly number[];
  ends: readonly number[];
}

/**
 * Folds the segments of a transcript into one text without accents and capitals, so that what runs over from one
 * segment to the next is found too. Folding may change lengths ("ﬁ", "İ"), so every letter remembers its place. A
 * transcript of an hour takes some 50 ms: it is done once, not with every key.
 */
export function makeSearchable(texts: readonly string[]): Searchable {
  const letters: string[] = [];
  const segments: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const add = (letter: string, segment: number, start: number, end: number) => {
    // All blanks are one blank, within a segment and between two.
    if (letter === " " && letters.at(-1) === " ") return;
    letters.push(letter);
    segments.push(segment);
    starts.push(start);
    ends.push(end);
  };
  texts.forEach((text, segment) => {
    const folded = fold(text);
    folded.starts.forEach((start, place) => add(folded.text[place] ?? "", segment, start, folded.ends[place] ?? start));
    add(" ", -1, 0, 0);
  });
  return { text: letters.join(""), segments, starts, ends };
}

/** Finds a text in a transcript, whatever its accents, capitals and blanks. */
export function findAll(transcript: Searchable, wanted: string): { marks: Mark[]; count: number } {
  const { text, segments, starts, ends } = transcript;
  const needle = fold(wanted).text.trim().replace(/\s+/g, " ");
  const marks: Mark[] = [];
  if (needle === "") return { marks, count: 0 };
  let count = 0;
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + needle.length)) {
    for (let place = at; place < at + needle.length; place += 1) {
      const segment = segments[place] ?? -1;
      const end = ends[place] ?? 0;
      const last = marks.at(-1);
      if (last?.match === count && last.segment === segment) last.end = Math.max(last.end, end);
      else if (segment >= 0) marks.push({ segment, start: starts[place] ?? 0, end, match: count });
    }
    count += 1;
  }
  return { marks, count };
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
