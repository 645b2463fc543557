import { describe, expect, it } from "vitest";
import { readSettings, scheduleField, timeField } from "./settings";

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

describe("readSettings", () => {
  it("reads minutes as seconds, and an empty field as none", () => {
    const fields = { active: "on", title_filter: " Culto ", min_duration: "20", max_duration: "", schedule: "never" };

    expect(readSettings(form(fields), { active: false }, "America/Sao_Paulo")).toEqual({
      active: true,
      title_filter: "Culto",
      min_duration: 1200,
      max_duration: null,
      default_speaker: null,
      schedule: null,
    });
  });

  it("keeps the zone of a schedule that there was, else takes that of the person", () => {
    const weekly = form({ schedule: "6", time: "22:30" });
    const before = { active: true, schedule: { weekday: 0, hour: 1, minute: 2, tz: "Europe/Lisbon" } };

    expect(readSettings(weekly, before, "America/Sao_Paulo").schedule).toEqual({
      weekday: 6,
      hour: 22,
      minute: 30,
      tz: "Europe/Lisbon",
    });
    expect(
      readSettings(form({ schedule: "daily", time: "07:05" }), { active: true }, "America/Recife").schedule,
    ).toEqual({
      weekday: null,
      hour: 7,
      minute: 5,
      tz: "America/Recife",
    });
  });

  it("shows a schedule as it reads one", () => {
    const schedule = { weekday: null, hour: 7, minute: 5, tz: "UTC" };

    expect([scheduleField(schedule), timeField(schedule)]).toEqual(["daily", "07:05"]);
    expect(scheduleField({ ...schedule, weekday: 0 })).toBe("0");
    expect(scheduleField(null)).toBe("never");
  });
});
