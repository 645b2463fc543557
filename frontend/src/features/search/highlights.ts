export interface HighlightPiece {
  text: string;
  isMarked: boolean;
}

/** Cuts a sentence at its marks. The server counts in code points, a JavaScript string in UTF-16 units. */
export function highlightPieces(sentence: string, marks: readonly (readonly [number, number])[]): HighlightPiece[] {
  const points = [...sentence];
  const pieces: HighlightPiece[] = [];
  const add = (from: number, to: number, isMarked: boolean) => {
    if (to > from) pieces.push({ text: points.slice(from, to).join(""), isMarked });
  };
  let end = 0;
  for (const [from, to] of [...marks].sort((one, other) => one[0] - other[0])) {
    // Marks that overlap count as one after the other.
    const start = Math.max(from, end);
    add(end, start, false);
    add(start, to, true);
    end = Math.max(end, to);
  }
  add(end, points.length, false);
  return pieces;
}
