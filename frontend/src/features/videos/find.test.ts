import { describe, expect, it } from "vitest";
import { cut, findAll, makeSearchable } from "./find";

/** What was found, in the words of the text. */
function found(texts: string[], wanted: string): string[][] {
  const { marks, count } = findAll(makeSearchable(texts), wanted);
  return Array.from({ length: count }, (_, match) =>
    marks.filter((mark) => mark.match === match).map((mark) => texts[mark.segment]!.slice(mark.start, mark.end)),
  );
}

describe("findAll", () => {
  it("does not mind accents and capitals", () => {
    expect(found(["A ORAÇÃO e as orações."], "oracao")).toEqual([["ORAÇÃO"]]);
    expect(found(["perdao"], "PERDÃO")).toEqual([["perdao"]]);
    expect(found(["Perda\u0303o"], "perdão")).toEqual([["Perda\u0303o"]]);
  });

  it("finds what runs over a border, one mark in each segment", () => {
    expect(found(["Porque Deus", "amou o mundo."], "deus  amou")).toEqual([["Deus", "amou"]]);
  });

  it("does not mind how blanks are written", () => {
    expect(found(["pão   da\nvida"], "pão da vida")).toEqual([["pão   da\nvida"]]);
  });

  it("finds each place once, none over another", () => {
    expect(found(["aaaa", "banana"], "ana")).toEqual([["ana"]]);
    expect(found(["aaaa"], "aa")).toEqual([["aa"], ["aa"]]);
  });

  it("keeps its places where folding changes lengths", () => {
    expect(found(["a ﬁm 😀 fim"], "fim")).toEqual([["ﬁm"], ["fim"]]);
    expect(found(["İİ mundo"], "mundo")).toEqual([["mundo"]]);
  });

  it("takes what is typed as letters, not as a pattern", () => {
    expect(found(["a.b (c)"], "(c")).toEqual([["(c"]]);
    expect(found(["abc"], "a.c")).toEqual([]);
  });

  it("finds nothing for nothing", () => {
    expect(findAll(makeSearchable(["abc"]), "  ")).toEqual({ marks: [], count: 0 });
    expect(findAll(makeSearchable([]), "x")).toEqual({ marks: [], count: 0 });
  });
});

describe("cut", () => {
  it("leaves no letter out", () => {
    const text = "Deus amou o mundo, e amou.";
    const { marks } = findAll(makeSearchable([text]), "amou");

    const pieces = cut(text, marks);

    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    expect(pieces.filter((piece) => piece.match !== null).map((piece) => piece.match)).toEqual([0, 1]);
  });
});
