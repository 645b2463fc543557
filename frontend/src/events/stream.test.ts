import { describe, expect, it } from "vitest";
import type { SSEEventDTO } from "../api/types";
import { EventStream, readEvent, type Source, type StreamState } from "./stream";

class FakeSource implements Source {
  readyState = 0;
  onopen: Source["onopen"] = null;
  onmessage: Source["onmessage"] = null;
  onerror: Source["onerror"] = null;
  isClosed = false;

  constructor(readonly url: string) {}

  send(data: object, id = "") {
    this.readyState = 1;
    this.onmessage?.({ data: JSON.stringify(data), lastEventId: id } as MessageEvent<string>);
  }

  /** The connection breaks: the browser reconnects by itself. */
  break() {
    this.readyState = 0;
    this.onerror?.({} as Event);
  }

  /** The server answers with a status that is not 200: the browser gives up. */
  refuse() {
    this.readyState = 2;
    this.onerror?.({} as Event);
  }

  close() {
    this.isClosed = true;
  }
}

/** A clock that a test winds on. */
class Clock {
  now_ms = 0;
  private timers = new Map<number, { at_ms: number; run: () => void }>();
  private next = 1;

  setTimeout = (run: () => void, delay_ms: number) => {
    this.timers.set(this.next, { at_ms: this.now_ms + delay_ms, run });
    return this.next++;
  };

  clearTimeout = (timer: number) => void this.timers.delete(timer);

  pass(ms: number) {
    const end_ms = this.now_ms + ms;
    for (;;) {
      const due = [...this.timers]
        .filter(([, { at_ms }]) => at_ms <= end_ms)
        .sort((a, b) => a[1].at_ms - b[1].at_ms)[0];
      if (due === undefined) break;
      this.now_ms = due[1].at_ms;
      this.timers.delete(due[0]);
      due[1].run();
    }
    this.now_ms = end_ms;
  }

  get waiting() {
    return this.timers.size;
  }
}

const heartbeat = { type: "heartbeat", timestamp: "2026-01-01T00:00:00Z" };

function stage(random = 0.5) {
  const sources: FakeSource[] = [];
  const events: SSEEventDTO[] = [];
  const states: StreamState[] = [];
  const heard = { freshStarts: 0, refusals: 0 };
  const clock = new Clock();
  const stream = new EventStream(
    "/stream",
    {
      onEvent: (event) => events.push(event),
      onState: (state) => states.push(state),
      onFreshStart: () => (heard.freshStarts += 1),
      onRefused: () => (heard.refusals += 1),
    },
    {
      open: (url) => {
        sources.push(new FakeSource(url));
        return sources.at(-1)!;
      },
      setTimeout: clock.setTimeout,
      clearTimeout: clock.clearTimeout,
      random: () => random,
    },
  );
  return { stream, sources, events, states, heard, clock };
}

describe("EventStream", () => {
  it("is open with its first frame and asks once for what was fetched before it", () => {
    const { stream, sources, events, states, heard } = stage();

    stream.start();
    sources[0]!.send(heartbeat, "41");
    sources[0]!.send({ type: "video.status", video_id: "7", status: "QUEUED", timestamp: "" }, "42");

    expect(states).toEqual(["connecting", "open"]);
    expect(events.map((event) => event.type)).toEqual(["heartbeat", "video.status"]);
    expect(heard.freshStarts).toBe(1);
  });

  it("leaves a broken connection to the browser, which resumes by itself", () => {
    const { stream, sources, states, heard, clock } = stage();
    stream.start();
    sources[0]!.send(heartbeat, "41");

    sources[0]!.break();
    clock.pass(60_000);
    sources[0]!.send(heartbeat, "41");

    expect(sources).toHaveLength(1);
    expect(states).toEqual(["connecting", "open", "lost", "open"]);
    expect(heard).toEqual({ freshStarts: 1, refusals: 0 });
  });

  it("comes back from a fatal status with the last id, in a new source", () => {
    const { stream, sources, heard, clock } = stage();
    stream.start();
    sources[0]!.send(heartbeat, "epoch-41");

    sources[0]!.refuse();
    clock.pass(1_000);

    expect(sources.map((source) => source.url)).toEqual(["/stream", "/stream?last_event_id=epoch-41"]);
    expect(sources[0]!.isClosed).toBe(true);
    expect(heard.refusals).toBe(1);
    sources[1]!.send(heartbeat, "epoch-41");
    expect(heard.freshStarts).toBe(1);
  });

  it.each([
    [0, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]],
    [1, [1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000]],
  ])("doubles its delay from 1 to 30 s, spread by half (random %d)", (random, delays_ms) => {
    const { stream, sources, clock } = stage(random);
    stream.start();

    const waited_ms = delays_ms.map(() => {
      const count = sources.length;
      const from_ms = clock.now_ms;
      sources.at(-1)!.refuse();
      while (sources.length === count) clock.pass(100);
      return clock.now_ms - from_ms;
    });

    expect(waited_ms).toEqual(delays_ms);
  });

  it("begins with the short delay again once a frame has come", () => {
    const { stream, sources, clock } = stage();
    stream.start();
    for (let time = 0; time < 4; time += 1) {
      sources.at(-1)!.refuse();
      clock.pass(30_000);
    }
    sources.at(-1)!.send(heartbeat, "1");

    const count = sources.length;
    sources.at(-1)!.refuse();
    clock.pass(1_000);

    expect(sources).toHaveLength(count + 1);
  });

  it("takes 75 s of silence for a dead line", () => {
    const { stream, sources, states, clock } = stage();
    stream.start();
    sources[0]!.send(heartbeat, "5");
    clock.pass(74_000);
    sources[0]!.send(heartbeat, "6");

    clock.pass(74_999);
    expect(sources).toHaveLength(1);
    clock.pass(1 + 1_000);

    expect(sources[0]!.isClosed).toBe(true);
    expect(sources[1]!.url).toBe("/stream?last_event_id=6");
    expect(states.at(-1)).toBe("lost");
  });

  it("hurries when the network is back", () => {
    const { stream, sources, clock } = stage();
    stream.start();
    sources[0]!.refuse();

    stream.hurry();
    stream.hurry();

    expect(sources).toHaveLength(2);
    clock.pass(60_000);
    expect(sources).toHaveLength(2);
  });

  it("leaves nothing running when it is stopped", () => {
    const { stream, sources, clock } = stage();
    stream.start();
    sources[0]!.refuse();
    stream.stop();
    expect(clock.waiting).toBe(0);

    stream.start();
    stream.stop();
    expect(clock.waiting).toBe(0);
    expect(sources.every((source) => source.isClosed)).toBe(true);
  });
});

describe("readEvent", () => {
  it("passes over what it does not know", () => {
    expect(readEvent('{"type":"video.moved"}')).toBeNull();
    expect(readEvent("not json")).toBeNull();
    expect(readEvent("null")).toBeNull();
    expect(readEvent(JSON.stringify(heartbeat))).toEqual(heartbeat);
  });
});
