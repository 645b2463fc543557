import { ApiError, type Answer } from "../../api/client";
import type { VideoDTO } from "../../api/types";

/** A file on its way. */
export interface Upload {
  number: number;
  name: string;
  state: "waiting" | "sending" | "sent" | "known" | "failed";
  /** Part of its bytes that has gone out, 0 to 1. */
  fraction: number;
  video: VideoDTO | null;
  error: ApiError | null;
}

export type Send = (file: File, onSent: (fraction: number) => void, signal: AbortSignal) => Promise<Answer<VideoDTO>>;

const AT_ONCE = 2;

/** The files that a person dropped: a few are sent at once, the others wait; each has a fate of its own. */
export class Uploads {
  private list: readonly Upload[] = [];
  private readonly files = new Map<number, File>();
  private readonly stops = new Map<number, AbortController>();
  private readonly listeners = new Set<() => void>();
  private next = 1;

  constructor(
    private readonly send: Send,
    private readonly onVideo: (video: VideoDTO) => void,
  ) {}

  get current(): readonly Upload[] {
    return this.list;
  }

  /** Whether a file would be lost if the page were left now. */
  get isBusy(): boolean {
    return this.list.some((upload) => upload.state === "waiting" || upload.state === "sending");
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  add(files: Iterable<File>): void {
    const added: Upload[] = [];
    for (const file of files) {
      const number = this.next++;
      this.files.set(number, file);
      added.push({ number, name: file.name, state: "waiting", fraction: 0, video: null, error: null });
    }
    this.show([...this.list, ...added]);
    this.sendNext();
  }

  retry(number: number): void {
    this.change(number, { state: "waiting", fraction: 0, error: null });
    this.sendNext();
  }

  /** Ends the sending of a file that is on its way, and takes it out of the list. */
  dismiss(number: number): void {
    this.stops.get(number)?.abort();
    this.files.delete(number);
    this.show(this.list.filter((upload) => upload.number !== number));
    this.sendNext();
  }

  private sendNext(): void {
    const waiting = this.list.find((upload) => upload.state === "waiting");
    if (waiting === undefined || this.stops.size >= AT_ONCE) return;
    void this.sendOne(waiting.number);
    this.sendNext();
  }

  private async sendOne(number: number): Promise<void> {
    const file = this.files.get(number);
    if (file === undefined) return;
    const stop = new AbortController();
    this.stops.set(number, stop);
    this.change(number, { state: "sending" });
    try {
      const { status, data } = await this.send(file, (fraction) => this.change(number, { fraction }), stop.signal);
      // 202: it is new; 200: the same file was here already.
      this.change(number, { state: status === 200 ? "known" : "sent", fraction: 1, video: data });
      this.files.delete(number);
      this.onVideo(data);
    } catch (error) {
      this.change(number, {
        state: "failed",
        error: error instanceof ApiError ? error : new ApiError(0, "unknown", ""),
      });
    } finally {
      this.stops.delete(number);
      this.sendNext();
    }
  }

  private change(number: number, change: Partial<Upload>): void {
    this.show(this.list.map((upload) => (upload.number === number ? { ...upload, ...change } : upload)));
  }

  private show(uploads: readonly Upload[]): void {
    this.list = uploads;
    for (const listener of this.listeners) listener();
  }
}
