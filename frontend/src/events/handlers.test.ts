import { QueryClient } from "@tanstack/react-query";
import { beforeEach, describe, expect, it } from "vitest";
import { keys } from "../api/keys";
import type { SSEEventDTO, SummaryDTO, VideoDetailDTO, VideoDTO } from "../api/types";
import { addVideo, ListRefresh, removeVideo, type SearchPages, type VideoPages } from "./cache";
import { handle, type Scene } from "./handlers";
import { Notices } from "./notices";

const EMPTY: SummaryDTO = { themes: [], passages: [], citations: [], word_count: 0, key_points: [] };
const timestamp = "2026-01-01T00:00:00Z";

const video = (id: string, change: Partial<VideoDTO> = {}): VideoDTO => ({
  id,
  title: `Video ${id}`,
  youtube_id: "",
  status: "QUEUED",
  duration: 0,
  created_at: timestamp,
  channel_id: "0",
  ...change,
});
const pages = <T>(...items: T[]) => ({
  pages: [{ items, pagination: { page: 1, page_size: 50, total: items.length, total_pages: 1 } }],
  pageParams: [1],
});

/** What the server holds; each query of the cache asks it, so that a fresh page can be compared with an open one. */
class Server {
  videos = new Map<string, VideoDetailDTO>();

  put(id: string, change: Partial<VideoDetailDTO>) {
    this.videos.set(id, { ...(this.videos.get(id) ?? { ...video(id), summary: EMPTY }), ...change });
  }

  list(): VideoPages {
    const ofDetail = new Set(["summary", "transcript", "error_message", "error_code"]);
    const rows = [...this.videos.values()].map((detail) =>
      Object.fromEntries(Object.entries(detail).filter(([name]) => !ofDetail.has(name))),
    );
    return pages(...(rows as unknown as VideoDTO[]));
  }
}

let server: Server;
let cache: QueryClient;
let scene: Scene;
let later: (() => void)[];

async function open(client: QueryClient) {
  await client.fetchQuery({ queryKey: keys.videoList({}), queryFn: () => server.list() });
  for (const id of server.videos.keys()) {
    await client.fetchQuery({ queryKey: keys.video(id), queryFn: () => ({ ...server.videos.get(id)! }) });
  }
}

/** Lets what was invalidated be fetched, as open components would. */
async function settle() {
  await new Promise((resolve) => setTimeout(resolve, 5));
  await cache.refetchQueries({ type: "all", stale: true });
}

beforeEach(() => {
  server = new Server();
  cache = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity, gcTime: Infinity } } });
  later = [];
  scene = { cache, lists: new ListRefresh(cache, 0), notices: new Notices((run) => later.push(run)) };
});

describe("after each event an open page holds what a fresh one would load", () => {
  const cases: [string, Partial<VideoDetailDTO>, SSEEventDTO][] = [
    [
      "video.status",
      { status: "PROCESSING", progress: 50, message: "Reading." },
      { type: "video.status", timestamp, video_id: "1", status: "PROCESSING", progress: 50, message: "Reading." },
    ],
    [
      "video.status at the end",
      { status: "PROCESSED", progress: 100, message: null, processed_at: timestamp, duration: 90, title: "Zaqueu" },
      { type: "video.status", timestamp, video_id: "1", status: "PROCESSED", progress: 100 },
    ],
    [
      "summary.ready",
      { summary: { ...EMPTY, themes: ["graça"], word_count: 7 } },
      { type: "summary.ready", timestamp, video_id: "1", summary: { ...EMPTY, themes: ["graça"], word_count: 7 } },
    ],
    [
      "error",
      { status: "FAILED", error_code: "INVALID_FILE", error_message: "No cue." },
      { type: "error", timestamp, video_id: "1", error_code: "INVALID_FILE", error_message: "No cue." },
    ],
    [
      "error EVENTS_LOST",
      { title: "Renamed elsewhere" },
      { type: "error", timestamp, error_code: "EVENTS_LOST", error_message: "Fetch afresh." },
    ],
    ["heartbeat", {}, { type: "heartbeat", timestamp }],
  ];

  it.each(cases)("%s", async (_, change, event) => {
    server.put("1", {});
    server.put("2", {});
    await open(cache);

    server.put("1", change);
    handle(event, scene);
    await settle();

    const fresh = new QueryClient();
    await open(fresh);
    for (const key of [keys.videoList({}), keys.video("1"), keys.video("2")]) {
      expect(cache.getQueryData(key)).toEqual(fresh.getQueryData(key));
    }
  });
});

describe("handlers", () => {
  it("shows progress at once, in lists, searches and the video, without asking the server", () => {
    cache.setQueryData(keys.videoList({}), pages(video("1"), video("2")));
    cache.setQueryData(keys.videoList({ status: "QUEUED" }), pages(video("1")));
    cache.setQueryData(keys.search({ q: "graça" }), pages({ video: video("1"), matches: [] }));
    cache.setQueryData(keys.video("1"), { ...video("1"), summary: EMPTY });

    handle({ type: "video.status", timestamp, video_id: "1", status: "PROCESSING", progress: 20, message: "m" }, scene);

    const changed = { status: "PROCESSING", progress: 20, message: "m" };
    expect(cache.getQueryData<VideoPages>(keys.videoList({}))?.pages[0]?.items).toMatchObject([
      { id: "1", ...changed },
      { id: "2", status: "QUEUED" },
    ]);
    expect(cache.getQueryData<VideoPages>(keys.videoList({ status: "QUEUED" }))?.pages[0]?.items[0]).toMatchObject(
      changed,
    );
    expect(cache.getQueryData<SearchPages>(keys.search({ q: "graça" }))?.pages[0]?.items[0]?.video).toMatchObject(
      changed,
    );
    expect(cache.getQueryData(keys.video("1"))).toMatchObject(changed);
    expect(cache.getQueryState(keys.videoList({}))?.isInvalidated).toBe(false);
  });

  it("fetches the lists anew for a video that they do not show: at once, and once more for all that follow", async () => {
    const asked: unknown[] = [];
    cache.invalidateQueries = (filters) => {
      asked.push(filters?.queryKey);
      return Promise.resolve();
    };

    for (const id of ["7", "8", "9"])
      handle({ type: "video.status", timestamp, video_id: id, status: "QUEUED" }, scene);
    expect(asked).toEqual([keys.videoLists, keys.channels]);
    await settle();

    expect(asked).toEqual([keys.videoLists, keys.channels, keys.videoLists, keys.channels]);
  });

  it("does not let an answer that is older than an event take it back", async () => {
    let answer: (value: unknown) => void = () => undefined;
    let status = "QUEUED";
    cache.setQueryData(keys.video("1"), { ...video("1"), summary: EMPTY });
    const query = {
      queryKey: keys.video("1"),
      staleTime: 0,
      queryFn: async () => {
        const read = { ...video("1"), summary: EMPTY, status };
        await new Promise((resolve) => (answer = resolve));
        return read;
      },
    };
    const fetching = cache.fetchQuery(query).catch(() => undefined);
    const slow = answer;

    status = "PROCESSING";
    handle({ type: "video.status", timestamp, video_id: "1", status: "PROCESSING", progress: 10 }, scene);
    slow(null);
    await new Promise((resolve) => setTimeout(resolve, 5));
    answer(null);
    await fetching;
    await settle();

    expect(cache.getQueryData(keys.video("1"))).toMatchObject({ status: "PROCESSING" });
  });

  it("tells ends and failures, not every step, and lets them leave", () => {
    for (const status of ["QUEUED", "PROCESSING", "PROCESSED"] as const) {
      handle({ type: "video.status", timestamp, video_id: "1", status }, scene);
    }
    handle({ type: "error", timestamp, error_code: "DISK", error_message: "The disk is full." }, scene);

    expect(scene.notices.current.map(({ notice }) => notice)).toEqual([
      { kind: "status", videoId: "1", status: "PROCESSED" },
      { kind: "failure", videoId: null, code: "DISK", sentence: "The disk is full." },
    ]);
    for (const run of later) run();
    expect(scene.notices.current).toEqual([]);
  });
});

describe("a failure", () => {
  it("is told once, with its cause, though its status is announced as well", () => {
    const error_message = "Checking the file failed: It is empty.";
    handle({ type: "error", timestamp, video_id: "1", error_code: "INVALID_FILE", error_message }, scene);
    handle({ type: "video.status", timestamp, video_id: "1", status: "FAILED" }, scene);

    expect(scene.notices.current.map(({ notice }) => notice)).toEqual([
      { kind: "failure", videoId: "1", code: "INVALID_FILE", sentence: error_message },
    ]);
  });
});

describe("what a person does", () => {
  it("puts a new video first", () => {
    cache.setQueryData(keys.videoList({}), pages(video("1")));

    addVideo(cache, video("2"));

    expect(cache.getQueryData<VideoPages>(keys.videoList({}))?.pages[0]?.items.map(({ id }) => id)).toEqual(["2", "1"]);
  });

  it("does not take an event back that was quicker than the answer", () => {
    cache.setQueryData(keys.videoList({}), pages(video("2", { status: "PROCESSING", progress: 20 })));

    addVideo(cache, video("2"));

    expect(cache.getQueryData<VideoPages>(keys.videoList({}))?.pages[0]?.items).toMatchObject([
      { id: "2", status: "PROCESSING", progress: 20 },
    ]);
  });

  it("takes a deleted video out of every list", () => {
    cache.setQueryData(keys.videoList({}), pages(video("1"), video("2")));
    cache.setQueryData(keys.search({ q: "x" }), pages({ video: video("1"), matches: [] }));
    cache.setQueryData(keys.report("1"), {});

    removeVideo(cache, "1");

    expect(cache.getQueryData<VideoPages>(keys.videoList({}))?.pages[0]?.items.map(({ id }) => id)).toEqual(["2"]);
    expect(cache.getQueryData<SearchPages>(keys.search({ q: "x" }))?.pages[0]?.items).toEqual([]);
    expect(cache.getQueryData(keys.report("1"))).toBeUndefined();
  });
});
