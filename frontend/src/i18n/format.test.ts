import { describe, expect, it } from "vitest";
import { BOOKS } from "../api/books";
import { clock, count, dateField, day, lengthOf, month, passageName, timeOfDateField } from "./format";

describe("times", () => {
  it.each([
    [0, "0:00"],
    [7.9, "0:07"],
    [751, "12:31"],
    [3723, "1:02:03"],
    [360000, "100:00:00"],
  ])("clock(%d) is %s", (seconds, text) => expect(clock(seconds)).toBe(text));

  it.each([
    [45, "45 s"],
    [1419, "24 min"],
    [3600, "1 h"],
    [3900, "1 h 5 min"],
    [7180, "2 h"],
  ])("lengthOf(%d) is %s", (seconds, text) => expect(lengthOf(seconds)).toBe(text));

  it("names days and months in the language of the page", () => {
    expect(day("2026-11-24T12:00:00Z", "pt")).toBe("24 de nov. de 2026");
    expect(day("2026-11-24T12:00:00Z", "en")).toBe("24 Nov 2026");
    expect(month("2026-03-15T12:00:00Z", "pt")).toBe("Março de 2026");
    expect(month("2026-03-15T12:00:00Z", "en")).toBe("March 2026");
    expect(count(10234, "pt")).toBe("10.234");
    expect(count(10234, "en")).toBe("10,234");
  });

  it("takes a date field there and back", () => {
    expect(dateField(timeOfDateField("2026-02-28"))).toBe("2026-02-28");
    expect(dateField(null)).toBe("");
    expect(timeOfDateField("")).toBeNull();
  });
});

describe("passageName", () => {
  const passage = (book: string, chapter: number, verse_start: number, verse_end?: number | null) => ({
    book,
    chapter,
    verse_start,
    verse_end,
  });

  it.each([
    [passage("João", 3, 16), "João 3:16", "John 3:16"],
    [passage("João", 3, 16, 16), "João 3:16", "John 3:16"],
    [passage("Lucas", 19, 1, 10), "Lucas 19:1-10", "Luke 19:1-10"],
    [passage("Salmos", 23, 1, 6), "Salmos 23", "Psalms 23"],
    [passage("Salmos", 23, 1, null), "Salmos 23:1", "Psalms 23:1"],
    [passage("Judas", 1, 3), "Judas 3", "Jude 3"],
    [passage("Judas", 1, 1, 25), "Judas", "Jude"],
    [passage("Tobias", 4, 5, 6), "Tobias 4:5-6", "Tobias 4:5-6"],
  ])("%o", (one, pt, en) => {
    expect(passageName(one, "pt")).toBe(pt);
    expect(passageName(one, "en")).toBe(en);
  });

  it("knows the canon", () => {
    expect(BOOKS).toHaveLength(66);
    expect(BOOKS.flatMap((book) => book.verses)).toHaveLength(1189);
  });
});
