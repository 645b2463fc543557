import type { VideoStatus } from "../../api/types";

export const SORTS = ["-published_at", "published_at", "title", "-duration"] as const;
const STATUSES: readonly VideoStatus[] = ["PENDING", "QUEUED", "PROCESSING", "PROCESSED", "FAILED"];

/** What the list is narrowed to; the names are those of `GET /api/v2/videos` and of the page's own address. */
export interface VideoFilters {
  search?: string;
  status?: VideoStatus;
  speaker?: string;
  theme?: string;
  biblical_ref?: string;
  channel_id?: string;
  date_start?: string;
  date_end?: string;
  sort?: (typeof SORTS)[number];
}

const TEXTS = ["search", "speaker", "theme", "biblical_ref", "channel_id", "date_start", "date_end"] as const;

/** The filters that an address names; what makes no sense is passed over. */
export function readFilters(search: URLSearchParams): VideoFilters {
  const filters: VideoFilters = {};
  for (const name of TEXTS) {
    const value = search.get(name)?.trim();
    if (value !== undefined && value !== "") filters[name] = value;
  }
  const status = STATUSES.find((one) => one === search.get("status"));
  if (status !== undefined) filters.status = status;
  const sort = SORTS.find((one) => one === search.get("sort"));
  if (sort !== undefined && sort !== SORTS[0]) filters.sort = sort;
  return filters;
}

export { STATUSES };
