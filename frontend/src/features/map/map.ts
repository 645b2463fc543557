import type { PreachedMonthDTO } from "../../api/types";

export const LEVELS = 4;
const MONTHS_MAX = 18;

/** What the map is narrowed to, as its address says it: whole years, a channel, a speaker. */
export interface MapFilters {
  channel_id?: string;
  speaker?: string;
  from?: string;
  to?: string;
}

/** The filters that an address names; what makes no sense is passed over. */
export function readFilters(search: URLSearchParams): MapFilters {
  const filters: MapFilters = {};
  for (const name of ["channel_id", "speaker"] as const) {
    const value = search.get(name)?.trim();
    if (value !== undefined && value !== "") filters[name] = value;
  }
  for (const name of ["from", "to"] as const) {
    const value = search.get(name) ?? "";
    if (/^[12]\d{3}$/.test(value)) filters[name] = value;
  }
  return filters;
}

/** The same filters as the API and the list of sermons know them. */
export function asVideoFilters({ channel_id, speaker, from, to }: MapFilters) {
  return {
    channel_id,
    speaker,
    date_start: from === undefined ? undefined : `${from}-01-01`,
    date_end: to === undefined ? undefined : `${to}-12-31`,
  };
}

/** The least number of sermons of each shade. They grow by a factor, since few chapters are preached very often. */
export function shadesFor(most: number): number[] {
  const shades: number[] = [];
  for (let level = 0; level < LEVELS; level += 1) {
    const least = most <= LEVELS ? level + 1 : Math.max(level + 1, Math.round(most ** (level / LEVELS)));
    if (least <= most) shades.push(least);
  }
  return shades;
}

/** The shade of a number of sermons: 0 for none, then 1 to 4; the most often preached is always the darkest. */
export function shadeOf(count: number, shades: readonly number[]): number {
  const passed = shades.filter((least) => count >= least).length;
  return passed === 0 ? 0 : passed + LEVELS - shades.length;
}

/** Numbers in a row as people write them: 1-3, 5. */
export function ranges(numbers: readonly number[]): string {
  const found: [number, number][] = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(", ");
}

/** A month or a year, and how many sermons named what in it. */
export interface Period {
  year: number;
  /** 1 to 12, or null for a whole year. */
  month: number | null;
  counts: Map<string, number>;
}

/** What was named when: month by month while those are few, else year by year, with the empty ones in between. */
export function overTime(months: readonly PreachedMonthDTO[], of: "books" | "themes"): Period[] {
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return [];
  const isByMonth = (last.year - first.year) * 12 + last.month - first.month < MONTHS_MAX;
  const periods = new Map<number, Period>();
  const place = (year: number, month: number) => (isByMonth ? year * 12 + month - 1 : year);
  for (let at = place(first.year, first.month); at <= place(last.year, last.month); at += 1) {
    const year = isByMonth ? Math.floor(at / 12) : at;
    periods.set(at, { year, month: isByMonth ? (at % 12) + 1 : null, counts: new Map() });
  }
  for (const month of months) {
    const counts = periods.get(place(month.year, month.month))?.counts;
    for (const one of month[of]) {
      const name = "book" in one ? one.book : one.theme;
      counts?.set(name, (counts.get(name) ?? 0) + one.sermons);
    }
  }
  return [...periods.values()];
}
