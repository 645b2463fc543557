import { describe, expect, it } from "vitest";
import { ApiError } from "../api/client";
import { en } from "./en";
import { pt } from "./pt";
import { firstLanguage, sentenceOf } from "./text";

/** All texts of a language by their names; error codes apart, which need not be the same. */
function texts(value: unknown, at = ""): [string, string][] {
  if (typeof value === "string") return [[at, value]];
  if (typeof value === "function") return [[at, (value as (...values: string[]) => string)("x", "y", "z")]];
  return Object.entries(value as object).flatMap(([name, one]) =>
    name === "errors" ? [] : texts(one, `${at}.${name}`),
  );
}

describe("texts", () => {
  it("are there in both languages, none empty", () => {
    const names = (messages: object) => texts(messages).map(([name]) => name);

    expect(names(en).sort()).toEqual(names(pt).sort());
    expect(texts([pt, en]).filter(([, text]) => text.trim() === "" || text.includes("undefined"))).toEqual([]);
  });
});

describe("firstLanguage", () => {
  it.each([
    [null, ["en-US", "pt-BR"], "en"],
    [null, ["pt-PT"], "pt"],
    [null, ["fr", "en"], "en"],
    [null, ["fr"], "pt"],
    ["pt", ["en"], "pt"],
    ["en", ["pt-BR"], "en"],
    ["xx", ["en"], "en"],
  ])("%s, then %o: %s", (chosen, preferred, language) => expect(firstLanguage(chosen, preferred)).toBe(language));
});

describe("sentenceOf", () => {
  it("is the page's own for a code that it knows, else the server's", () => {
    expect(
      sentenceOf(new ApiError(404, "VIDEO_NOT_FOUND", "There is no video with this id."), { text: pt, language: "pt" }),
    ).toBe("Este sermão não existe, ou foi excluído.");
    expect(
      sentenceOf(new ApiError(404, "VIDEO_NOT_FOUND", "There is no video with this id."), { text: en, language: "en" }),
    ).toBe("There is no video with this id.");
    expect(sentenceOf(new ApiError(0, "OFFLINE", ""), { text: en, language: "en" })).toBe(en.errors.OFFLINE);
    expect(sentenceOf(new ApiError(500, "NEW_CODE", ""), { text: en, language: "en" })).toBe(en.errors.unknown);
    expect(sentenceOf(new Error("boom"), { text: pt, language: "pt" })).toBe(pt.errors.unknown);
  });
});
