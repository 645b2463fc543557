import type { VideoDTO } from "../../api/types";

export interface Month {
  /** A time within the month. */
  time: string;
  videos: VideoDTO[];
}

/** Cuts a list that is ordered by day where the month changes, in the browser's own zone. */
export function byMonth(videos: readonly VideoDTO[]): Month[] {
  const months: Month[] = [];
  let last = "";
  for (const video of videos) {
    const time = video.published_at ?? video.created_at;
    const date = new Date(time);
    const name = `${date.getFullYear()}-${date.getMonth()}`;
    if (name !== last || months.length === 0) months.push({ time, videos: [] });
    months.at(-1)?.videos.push(video);
    last = name;
  }
  return months;
}
