import type { ErrorEventDTO, VideoStatus } from "../api/types";

/** Something that just happened and that a person should hear of, wherever on the page they are. */
export type Notice =
  | { kind: "status"; videoId: string; status: VideoStatus }
  | { kind: "failure"; videoId: string | null; code: ErrorEventDTO["error_code"]; sentence: string }
  | { kind: "done"; sentence: string };

export interface NumberedNotice {
  number: number;
  notice: Notice;
}

/** The notices that are shown right now; each leaves after a while. */
export class Notices {
  private shown: readonly NumberedNotice[] = [];
  private readonly listeners = new Set<() => void>();
  private next = 1;

  constructor(
    private readonly later: (run: () => void, delay_ms: number) => unknown,
    private readonly stays_ms = 8_000,
  ) {}

  add(notice: Notice): void {
    const number = this.next++;
    // No more than a person can read; the newest say the most.
    this.show([...this.shown.slice(-2), { number, notice }]);
    this.later(() => this.dismiss(number), this.stays_ms);
  }

  /** Whether a failure of this video is shown: it need not be told twice. */
  tellsFailureOf(videoId: string): boolean {
    return this.shown.some(({ notice }) => notice.kind === "failure" && notice.videoId === videoId);
  }

  dismiss(number: number): void {
    this.show(this.shown.filter((one) => one.number !== number));
  }

  get current(): readonly NumberedNotice[] {
    return this.shown;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private show(notices: readonly NumberedNotice[]): void {
    this.shown = notices;
    for (const listener of this.listeners) listener();
  }
}
