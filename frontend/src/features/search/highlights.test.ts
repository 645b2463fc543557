import { describe, expect, it } from "vitest";
import { highlightPieces } from "./highlights";

const shown = (sentence: string, marks: [number, number][]) =>
  highlightPieces(sentence, marks)
    .map(({ text, isMarked }) => (isMarked ? `[${text}]` : text))
    .join("");

describe("highlightPieces", () => {
  it("marks the words that match", () => {
    expect(shown("A graça e a fé", [[2, 7]])).toBe("A [graça] e a fé");
  });

  it("counts code points, as the server does", () => {
    expect(shown("😀😀 graça", [[3, 8]])).toBe("😀😀 [graça]");
  });

  it("keeps its head when marks overlap, lie in disorder or reach too far", () => {
    expect(
      shown("abcdef", [
        [3, 5],
        [0, 4],
      ]),
    ).toBe("[abcd][e]f");
    expect(shown("abc", [[1, 9]])).toBe("a[bc]");
    expect(shown("abc", [])).toBe("abc");
  });
});
