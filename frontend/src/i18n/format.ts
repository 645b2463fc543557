import { BOOKS } from "../api/books";
import type { BiblicalPassageDTO } from "../api/types";

export type Language = "pt" | "en";

const LOCALES: Record<Language, string> = { pt: "pt-BR", en: "en-GB" };
const BY_NAME = new Map(BOOKS.map((book) => [book.name, book]));

/** A position as a player shows it: 0:07, 12:31, 1:02:03. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number: number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** A length in words: 45 s, 23 min, 1 h 5 min. */
export function lengthOf(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A day: 24 de nov. de 2026. */
export function day(time: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "medium" }).format(new Date(time));
}

/** A day with its time. */
export function moment(time: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));
}

/** The month that a heading names: Novembro de 2026. */
export function month(time: string, language: Language): string {
  const name = new Intl.DateTimeFormat(LOCALES[language], { month: "long", year: "numeric" }).format(new Date(time));
  return name.charAt(0).toLocaleUpperCase(LOCALES[language]) + name.slice(1);
}

/** A number with its thousands parted. */
export function count(number: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language]).format(number);
}

/** A book's name in the language of the page; one that is not of the canon keeps its own. */
export function bookName(book: string, language: Language): string {
  return language === "en" ? (BY_NAME.get(book)?.english ?? book) : book;
}

/** A passage as it is cited: João 3:16, Lucas 19:1-10, and Salmos 23 for a whole chapter. */
export function passageName(
  passage: Pick<BiblicalPassageDTO, "book" | "chapter" | "verse_start" | "verse_end">,
  language: Language,
): string {
  const { book, chapter, verse_start, verse_end } = passage;
  const verses = BY_NAME.get(book)?.verses ?? [];
  const isWhole = verse_start === 1 && verse_end != null && verse_end === verses[chapter - 1];
  const name = bookName(book, language);
  const place = verses.length === 1 ? "" : ` ${chapter}`;
  if (isWhole) return name + place;
  const range = verse_end != null && verse_end !== verse_start ? `${verse_start}-${verse_end}` : `${verse_start}`;
  // A book of one chapter is cited by its verse: Judas 3.
  return place === "" ? `${name} ${range}` : `${name}${place}:${range}`;
}

/** The value of a date field (`2026-11-24`) in the browser's own zone. */
export function dateField(time: string | null | undefined): string {
  if (time == null) return "";
  const date = new Date(time);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The time that a date field stands for: noon, so that it is the same day in the zones around. */
export function timeOfDateField(value: string): string | null {
  return value === "" ? null : new Date(`${value}T12:00:00`).toISOString();
}

/** The name of a day of the week; 0 is Monday. */
export function weekday(number: number, language: Language): string {
  // The first of January 2024 was a Monday.
  const name = new Intl.DateTimeFormat(LOCALES[language], { weekday: "long", timeZone: "UTC" }).format(
    Date.UTC(2024, 0, 1 + number),
  );
  return name.charAt(0).toLocaleUpperCase(LOCALES[language]) + name.slice(1);
}

/** The head of a narrow column: nov. 26. */
export function shortMonth(year: number, month: number, language: Language): string {
  const time = Date.UTC(year, month - 1, 1);
  const name = new Intl.DateTimeFormat(LOCALES[language], { month: "short", timeZone: "UTC" }).format(time);
  return `${name.replace(".", "")} ${String(year % 100).padStart(2, "0")}`;
}
