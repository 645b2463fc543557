import type { ChannelScheduleDTO, ChannelSettingsDTO } from "../../api/types";
import { fieldOf, numberOf } from "../../components/Field";

/** The value of the field that says when a channel is looked at: never, daily, or a day of the week. */
export function scheduleField(schedule: ChannelScheduleDTO | null | undefined): string {
  if (schedule == null) return "never";
  return schedule.weekday == null ? "daily" : String(schedule.weekday);
}

/** The value of the field for the time of day. */
export function timeField(schedule: ChannelScheduleDTO | null | undefined): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return schedule == null ? "22:00" : `${two(schedule.hour)}:${two(schedule.minute)}`;
}

/** Where a channel is on YouTube, or an example of such an address. */
export function channelAddress(youtubeId: string): string {
  return `https://www.youtube.com/${youtubeId === "" ? "@igreja" : `channel/${youtubeId}`}`;
}

/** What a filled form says. A schedule keeps the zone it had; a new one is in the zone of the person who makes it. */
export function readSettings(form: FormData, before: ChannelSettingsDTO, zone: string): ChannelSettingsDTO {
  const inSeconds = (name: string) => {
    const minutes = numberOf(form, name);
    return minutes === null ? null : minutes * 60;
  };
  return {
    active: form.get("active") !== null,
    title_filter: fieldOf(form, "title_filter"),
    min_duration: inSeconds("min_duration"),
    max_duration: inSeconds("max_duration"),
    default_speaker: fieldOf(form, "default_speaker"),
    schedule: readSchedule(form, before.schedule?.tz ?? zone),
  };
}

function readSchedule(form: FormData, tz: string): ChannelScheduleDTO | null {
  const when = fieldOf(form, "schedule") ?? "never";
  const time = /^(\d\d):(\d\d)$/.exec(fieldOf(form, "time") ?? "");
  if (when === "never" || time === null) return null;
  return { weekday: when === "daily" ? null : Number(when), hour: Number(time[1]), minute: Number(time[2]), tz };
}
