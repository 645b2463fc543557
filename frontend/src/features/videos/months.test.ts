import { describe, expect, it } from "vitest";
import type { VideoDTO } from "../../api/types";
import { byMonth } from "./months";

const video = (id: string, published_at: string | null, created_at = "2026-11-20T12:00:00Z"): VideoDTO => ({
  id,
  title: id,
  youtube_id: "",
  status: "PROCESSED",
  duration: 1,
  published_at,
  created_at,
  channel_id: "0",
});

describe("byMonth", () => {
  it("parts a list where the month changes; a video without a date counts by the day it came", () => {
    const months = byMonth([
      video("a", null),
      video("b", "2026-11-02T12:00:00Z"),
      video("c", "2026-10-15T12:00:00Z"),
      video("d", "2025-10-15T12:00:00Z"),
    ]);

    expect(months.map(({ videos }) => videos.map(({ id }) => id))).toEqual([["a", "b"], ["c"], ["d"]]);
    expect(months[2]?.time).toBe("2025-10-15T12:00:00Z");
  });

  it("is empty for an empty list", () => expect(byMonth([])).toEqual([]));
});
