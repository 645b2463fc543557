import type { SSEEventDTO } from "../api/types";

/** How the page hears of changes: not yet, right now, or not at the moment. */
export type StreamState = "connecting" | "open" | "lost";

/** What of an EventSource is needed; the real one fulfils it. */
export interface Source {
  readonly readyState: number;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent<string>) => void) | null;
  onerror: ((event: Event) => void) | null;
  close(): void;
}

export interface Surroundings {
  open: (url: string) => Source;
  setTimeout: (run: () => void, delay_ms: number) => number;
  clearTimeout: (timer: number) => void;
  random: () => number;
}

export interface Listener {
  onEvent: (event: SSEEventDTO) => void;
  onState: (state: StreamState) => void;
  /** A stream began that resumes from nowhere: what was fetched before it may be stale. */
  onFreshStart: () => void;
  /** The server refused the stream for good, for a reason that a browser does not tell: perhaps a sign-in is needed. */
  onRefused: () => void;
}

const CLOSED = 2;
const FIRST_DELAY_MS = 1_000;
const LAST_DELAY_MS = 30_000;
/** Heartbeats come every 30 s; two and a half of them missed is a dead line that TCP has not noticed. */
const SILENCE_MS = 75_000;

/**
 * The one event stream of the page.
 *
 * An EventSource heals itself after a lost connection, naming the last id that it saw. It gives up for good at any
 * status but 200 (a restart behind a proxy, a limit, a session that ended), and it does not notice a line that has gone
 * silent. Here both end in a new EventSource that resumes from the last id, after a delay that doubles up to half a
 * minute and is spread, so that a thousand pages do not come back in the same second.
 */
export class EventStream {
  private source: Source | null = null;
  private lastId = "";
  private failures = 0;
  private hasHeard = false;
  private retryTimer: number | null = null;
  private silenceTimer: number | null = null;

  constructor(
    private readonly url: string,
    private readonly listener: Listener,
    private readonly around: Surroundings,
  ) {}

  start(): void {
    if (this.source !== null || this.retryTimer !== null) return;
    this.listener.onState("connecting");
    this.connect();
  }

  stop(): void {
    this.close();
    this.stopTimer("retryTimer");
  }

  /** The network is back or the page is looked at again: a waiting stream need not wait any longer. */
  hurry(): void {
    if (this.retryTimer === null) return;
    this.stopTimer("retryTimer");
    this.connect();
  }

  private connect(): void {
    const isFresh = this.lastId === "";
    const resume = isFresh ? "" : `?last_event_id=${encodeURIComponent(this.lastId)}`;
    const source = this.around.open(this.url + resume);
    this.source = source;
    this.hasHeard = false;
    this.listen();
    source.onmessage = (message) => {
      this.failures = 0;
      this.listen();
      if (!this.hasHeard) {
        this.hasHeard = true;
        this.listener.onState("open");
        if (isFresh && this.lastId === "") this.listener.onFreshStart();
      }
      if (message.lastEventId !== "") this.lastId = message.lastEventId;
      const event = readEvent(message.data);
      if (event !== null) this.listener.onEvent(event);
    };
    source.onerror = () => {
      this.hasHeard = false;
      this.listener.onState("lost");
      if (source.readyState !== CLOSED) return;
      this.listener.onRefused();
      this.connectLater();
    };
  }

  private connectLater(): void {
    this.close();
    const delay_ms = Math.min(FIRST_DELAY_MS * 2 ** this.failures, LAST_DELAY_MS) * (0.5 + this.around.random());
    this.failures += 1;
    this.retryTimer = this.around.setTimeout(() => {
      this.retryTimer = null;
      this.connect();
    }, delay_ms);
  }

  /** Start to wait for the next frame. */
  private listen(): void {
    this.stopTimer("silenceTimer");
    this.silenceTimer = this.around.setTimeout(() => {
      this.listener.onState("lost");
      this.connectLater();
    }, SILENCE_MS);
  }

  private close(): void {
    this.stopTimer("silenceTimer");
    if (this.source === null) return;
    this.source.onopen = this.source.onmessage = this.source.onerror = null;
    this.source.close();
    this.source = null;
  }

  private stopTimer(name: "retryTimer" | "silenceTimer"): void {
    const timer = this[name];
    if (timer !== null) this.around.clearTimeout(timer);
    this[name] = null;
  }
}

/** An event of a type that this page knows; a later server may send others. */
export function readEvent(data: string): SSEEventDTO | null {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== "object" || value === null || !("type" in value)) return null;
    return KNOWN.has(value.type as SSEEventDTO["type"]) ? (value as SSEEventDTO) : null;
  } catch {
    return null;
  }
}

const KNOWN: ReadonlySet<SSEEventDTO["type"]> = new Set(["video.status", "summary.ready", "error", "heartbeat"]);
