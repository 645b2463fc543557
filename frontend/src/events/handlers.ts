import type { QueryClient } from "@tanstack/react-query";
import { keys } from "../api/keys";
import { isErrorEvent, isHeartbeatEvent, isSummaryReadyEvent, type SSEEventDTO } from "../api/types";
import { patchSummary, patchVideo, refetchAll, refetchVideo, type ListRefresh } from "./cache";
import type { Notices } from "./notices";

/** What the events act on. */
export interface Scene {
  cache: QueryClient;
  lists: ListRefresh;
  notices: Notices;
}

type Handlers = { [E in SSEEventDTO as E["type"]]: (event: E, scene: Scene) => void };

/** What each event does to the page; a type that is missing here does not compile. */
export const handlers: Handlers = {
  "video.status": (event, { cache, lists, notices }) => {
    const { video_id, status, progress, message } = event;
    const isListed = patchVideo(cache, video_id, { status, progress: progress ?? null, message: message ?? null });
    if (!isListed || status !== "PROCESSING") lists.ask();
    if (status === "PROCESSED" || status === "FAILED") {
      // The event says that it ended; the texts that belong to the end are fetched.
      refetchVideo(cache, video_id);
      if (status === "PROCESSED") void cache.invalidateQueries({ queryKey: keys.maps });
      if (!notices.tellsFailureOf(video_id)) notices.add({ kind: "status", videoId: video_id, status });
    }
  },
  "summary.ready": (event, { cache }) => {
    patchSummary(cache, event.video_id, event.summary);
    refetchVideo(cache, event.video_id);
  },
  error: (event, { cache, lists, notices }) => {
    if (event.error_code === "EVENTS_LOST") {
      refetchAll(cache);
      return;
    }
    const videoId = event.video_id ?? null;
    if (videoId !== null) refetchVideo(cache, videoId);
    lists.ask();
    notices.add({ kind: "failure", videoId, code: event.error_code, sentence: event.error_message });
  },
  heartbeat: () => undefined,
};

/** Lets the right handler have an event. */
export function handle(event: SSEEventDTO, scene: Scene): void {
  if (isErrorEvent(event)) handlers.error(event, scene);
  else if (isSummaryReadyEvent(event)) handlers["summary.ready"](event, scene);
  else if (isHeartbeatEvent(event)) handlers.heartbeat(event, scene);
  else handlers["video.status"](event, scene);
}
