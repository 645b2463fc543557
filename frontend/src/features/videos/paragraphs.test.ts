import { describe, expect, it } from "vitest";
import { paragraphsOf, segmentAt } from "./paragraphs";

const segment = (start: number, end: number, text = "palavras") => ({ start, end, text });

describe("paragraphsOf", () => {
  it("begins a new one at a pause", () => {
    expect(paragraphsOf([segment(0, 5), segment(5, 9), segment(13, 15)])).toEqual([
      { from: 0, to: 2 },
      { from: 2, to: 3 },
    ]);
  });

  it("begins a new one at the end of a sentence, once it is long enough", () => {
    const segments = [
      segment(0, 20, "Curto."),
      segment(20, 41, "e segue"),
      segment(41, 50, "até aqui.”"),
      segment(50, 55),
    ];

    expect(paragraphsOf(segments)).toEqual([
      { from: 0, to: 3 },
      { from: 3, to: 4 },
    ]);
  });

  it("does not wait for a full stop for ever", () => {
    const segments = Array.from({ length: 100 }, (_, index) => segment(index * 3, index * 3 + 3));

    const paragraphs = paragraphsOf(segments);

    expect(paragraphs).toHaveLength(4);
    expect(paragraphs.at(-1)?.to).toBe(100);
  });

  it("is empty for no segments", () => expect(paragraphsOf([])).toEqual([]));
});

describe("segmentAt", () => {
  const segments = [segment(2, 4), segment(4.5, 8), segment(20, 25)];

  it.each([
    [0, 0],
    [3, 0],
    [4, 1],
    [15, 1],
    [20, 2],
    [999, 2],
  ])("at %d s it is number %d", (seconds, index) => expect(segmentAt(segments, seconds)).toBe(index));

  it("is -1 where there is none", () => expect(segmentAt([], 3)).toBe(-1));
});
