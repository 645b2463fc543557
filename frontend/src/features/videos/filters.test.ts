import { describe, expect, it } from "vitest";
import { readFilters } from "./filters";

describe("readFilters", () => {
  it("takes what an address names and passes over what makes no sense", () => {
    const search = new URLSearchParams(
      "speaker=+Ana+&status=FAILED&theme=&sort=upwards&page=3&biblical_ref=Jo%C3%A3o 3:16",
    );

    expect(readFilters(search)).toEqual({ speaker: "Ana", status: "FAILED", biblical_ref: "João 3:16" });
  });

  it("is the same for the plain list and for one that names the usual order", () => {
    expect(readFilters(new URLSearchParams("sort=-published_at"))).toEqual({});
    expect(readFilters(new URLSearchParams("status=WHATEVER"))).toEqual({});
  });
});
