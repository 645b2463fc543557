import { expect, test } from "vitest";
import type { PreachedMonthDTO } from "../../api/types";
import { asVideoFilters, overTime, ranges, readFilters, shadeOf, shadesFor } from "./map";

const month = (year: number, number: number, themes: Record<string, number>): PreachedMonthDTO => ({
  year,
  month: number,
  sermons: 1,
  books: [],
  themes: Object.entries(themes).map(([theme, sermons]) => ({ theme, sermons })),
});

test("an address with nonsense in it narrows nothing", () => {
  expect(readFilters(new URLSearchParams("from=ontem&to=99999&speaker=+&x=1"))).toEqual({});
});

test("years become the days of the list of sermons", () => {
  const filters = readFilters(new URLSearchParams("from=2024&to=2025&channel_id=3"));
  expect(asVideoFilters(filters)).toMatchObject({ channel_id: "3", date_start: "2024-01-01", date_end: "2025-12-31" });
});

test("the most often preached is the darkest, the never preached has no shade", () => {
  for (const most of [1, 2, 3, 4, 5, 17, 900]) {
    const shades = shadesFor(most);
    expect(shades).toEqual([...new Set(shades)].sort((one, other) => one - other));
    expect(shadeOf(most, shades)).toBe(4);
    expect(shadeOf(1, shades)).toBeGreaterThan(0);
    expect(shadeOf(0, shades)).toBe(0);
  }
});

test("numbers in a row are written as a range", () => {
  expect(ranges([1, 2, 3, 5, 8, 9])).toBe("1-3, 5, 8-9");
  expect(ranges([])).toBe("");
});

test("a short time is shown by months, the silent ones too", () => {
  const periods = overTime([month(2025, 11, { fé: 2 }), month(2026, 2, { fé: 1 })], "themes");
  expect(periods.map((one) => [one.year, one.month])).toEqual([
    [2025, 11],
    [2025, 12],
    [2026, 1],
    [2026, 2],
  ]);
  expect(periods.map((one) => one.counts.get("fé") ?? 0)).toEqual([2, 0, 0, 1]);
});

test("a long time is shown by years", () => {
  const periods = overTime([month(2020, 1, { fé: 2 }), month(2020, 2, { fé: 3 }), month(2023, 1, {})], "themes");
  expect(periods.map((one) => one.year)).toEqual([2020, 2021, 2022, 2023]);
  expect(periods[0]?.counts.get("fé")).toBe(5);
});
