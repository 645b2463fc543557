import type { InfiniteData, Query, QueryClient } from "@tanstack/react-query";
import { keys } from "../api/keys";
import type { PaginatedResponseDTO, SearchHitDTO, SummaryDTO, VideoDetailDTO, VideoDTO } from "../api/types";

export type VideoPages = InfiniteData<PaginatedResponseDTO<VideoDTO>, number>;
export type SearchPages = InfiniteData<PaginatedResponseDTO<SearchHitDTO>, number>;
export type VideoChange = Partial<VideoDTO>;

/** Writes a change into every place of the cache that shows this video; says whether a list shows it. */
export function patchVideo(cache: QueryClient, videoId: string, change: VideoChange): boolean {
  let isListed = false;
  const patch = <T extends VideoDTO>(video: T): T => {
    if (video.id !== videoId) return video;
    isListed = true;
    return { ...video, ...change };
  };
  cache.setQueriesData<VideoPages>({ queryKey: keys.videoLists }, (pages) => pages && mapItems(pages, patch));
  cache.setQueriesData<SearchPages>(
    { queryKey: keys.searches },
    (pages) => pages && mapItems(pages, (hit) => ({ ...hit, video: patch(hit.video) })),
  );
  cache.setQueryData<VideoDetailDTO>(keys.video(videoId), (video) => video && { ...video, ...change });
  // An answer that is under way was made before this event, and would take it back.
  refetchRunning(cache, videoId);
  return isListed;
}

/** The summary itself travels with its event. */
export function patchSummary(cache: QueryClient, videoId: string, summary: SummaryDTO): void {
  cache.setQueryData<VideoDetailDTO>(keys.video(videoId), (video) => video && { ...video, summary });
}

/** A video that was just made stands first, until the lists are fetched anew. */
export function addVideo(cache: QueryClient, video: VideoDTO): void {
  cache.setQueriesData<VideoPages>({ queryKey: keys.videoList({}), exact: true }, (pages) => {
    const [first, ...rest] = pages?.pages ?? [];
    // One that is listed already was told by an event, which may know more than the answer to who sent it.
    if (pages === undefined || first === undefined || isListed(pages, video.id)) return pages;
    return { ...pages, pages: [{ ...first, items: [video, ...first.items] }, ...rest] };
  });
  void cache.invalidateQueries({ queryKey: keys.videoLists });
}

/** A video that is gone leaves every list at once. */
export function removeVideo(cache: QueryClient, videoId: string): void {
  const isOther = (video: VideoDTO) => video.id !== videoId;
  cache.setQueriesData<VideoPages>(
    { queryKey: keys.videoLists },
    (pages) => pages && filterItems(pages, (video) => isOther(video)),
  );
  cache.setQueriesData<SearchPages>(
    { queryKey: keys.searches },
    (pages) => pages && filterItems(pages, (hit) => isOther(hit.video)),
  );
  cache.removeQueries({ queryKey: keys.allOfVideo(videoId) });
}

/** The title of a video, where any part of the page has it. */
export function titleOf(cache: QueryClient, videoId: string): string | null {
  const video = cache.getQueryData<VideoDetailDTO>(keys.video(videoId));
  if (video !== undefined) return video.title;
  for (const [, pages] of cache.getQueriesData<VideoPages>({ queryKey: keys.videoLists })) {
    const found = pages?.pages.flatMap((page) => page.items).find((one) => one.id === videoId);
    if (found !== undefined) return found.title;
  }
  return null;
}

/** All that is known of one video is fetched anew where it is shown. */
export function refetchVideo(cache: QueryClient, videoId: string): void {
  void cache.invalidateQueries({ queryKey: keys.allOfVideo(videoId) });
}

/** Events were missed: nothing that is held can be trusted. */
export function refetchAll(cache: QueryClient): void {
  void cache.invalidateQueries({ predicate: (query) => query.queryKey[0] !== keys.session[0] });
}

/** Lists are fetched anew at once, and once more for all the events that come in the moment after. */
export class ListRefresh {
  private rest: ReturnType<typeof setTimeout> | null = null;
  private isAsked = false;

  constructor(
    private readonly cache: QueryClient,
    private readonly rest_ms: number,
  ) {}

  ask(): void {
    if (this.rest !== null) {
      this.isAsked = true;
      return;
    }
    for (const queryKey of [keys.videoLists, keys.channels]) void this.cache.invalidateQueries({ queryKey });
    this.rest = setTimeout(() => {
      this.rest = null;
      if (!this.isAsked) return;
      this.isAsked = false;
      this.ask();
    }, this.rest_ms);
  }
}

function isListed(pages: VideoPages, videoId: string): boolean {
  return pages.pages.some((page) => page.items.some((video) => video.id === videoId));
}

function refetchRunning(cache: QueryClient, videoId: string): void {
  for (const queryKey of [keys.videoLists, keys.searches, keys.video(videoId)]) {
    const isRunning = (query: Query) => query.state.fetchStatus === "fetching";
    if (cache.isFetching({ queryKey }) > 0) {
      void cache.invalidateQueries({ queryKey, predicate: isRunning, refetchType: "all" });
    }
  }
}

function mapItems<T>(data: InfiniteData<PaginatedResponseDTO<T>, number>, change: (item: T) => T) {
  return { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(change) })) };
}

function filterItems<T>(data: InfiniteData<PaginatedResponseDTO<T>, number>, isKept: (item: T) => boolean) {
  return { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.filter(isKept) })) };
}
