import { describe, expect, it } from "vitest";
import { ApiError, type Answer } from "../../api/client";
import type { VideoDTO } from "../../api/types";
import { Uploads } from "./uploads";

const video = (id: string): VideoDTO => ({
  id,
  title: id,
  youtube_id: "",
  status: "QUEUED",
  duration: 0,
  created_at: "2026-01-01T00:00:00Z",
  channel_id: "0",
});

interface Sending {
  name: string;
  onSent: (fraction: number) => void;
  arrive: (answer: Answer<VideoDTO>) => void;
  fail: (error: unknown) => void;
  signal: AbortSignal;
}

function stage() {
  const sendings: Sending[] = [];
  const arrived: string[] = [];
  const uploads = new Uploads(
    (file, onSent, signal) =>
      new Promise((arrive, fail) => {
        sendings.push({ name: file.name, onSent, arrive, fail, signal });
        signal.addEventListener("abort", () => fail(new ApiError(0, "ABORTED", "")));
      }),
    ({ id }) => arrived.push(id),
  );
  const states = () => uploads.current.map((upload) => upload.state);
  return { uploads, sendings, arrived, states };
}

const files = (...names: string[]) => names.map((name) => new File(["x"], name));
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("Uploads", () => {
  it("sends two at once and the others after them", async () => {
    const { uploads, sendings, arrived, states } = stage();

    uploads.add(files("a.vtt", "b.vtt", "c.vtt"));
    expect(states()).toEqual(["sending", "sending", "waiting"]);
    sendings[1]!.arrive({ status: 202, data: video("2") });
    await settle();

    expect(states()).toEqual(["sending", "sent", "sending"]);
    expect(sendings.map(({ name }) => name)).toEqual(["a.vtt", "b.vtt", "c.vtt"]);
    expect(arrived).toEqual(["2"]);
  });

  it("shows how much of each has gone out", () => {
    const { uploads, sendings } = stage();
    uploads.add(files("a.mp3", "b.mp3"));

    sendings[0]!.onSent(0.4);

    expect(uploads.current.map(({ fraction }) => fraction)).toEqual([0.4, 0]);
  });

  it("is busy for as long as a file is on its way", async () => {
    const { uploads, sendings } = stage();
    expect(uploads.isBusy).toBe(false);

    uploads.add(files("a.vtt"));
    expect(uploads.isBusy).toBe(true);
    sendings[0]!.arrive({ status: 202, data: video("1") });
    await settle();

    expect(uploads.isBusy).toBe(false);
  });

  it("tells a file that was here already from a new one", async () => {
    const { uploads, sendings, states } = stage();
    uploads.add(files("a.vtt"));

    sendings[0]!.arrive({ status: 200, data: video("1") });
    await settle();

    expect(states()).toEqual(["known"]);
  });

  it("lets one fail without the others, and tries it again when asked", async () => {
    const { uploads, sendings, states } = stage();
    uploads.add(files("a.pdf", "b.vtt"));

    sendings[0]!.fail(new ApiError(415, "UNSUPPORTED_MEDIA", "Only captions."));
    sendings[1]!.arrive({ status: 202, data: video("2") });
    await settle();
    expect(states()).toEqual(["failed", "sent"]);
    expect(uploads.current[0]?.error?.code).toBe("UNSUPPORTED_MEDIA");

    uploads.retry(1);
    expect(states()).toEqual(["sending", "sent"]);
    expect(sendings[2]?.name).toBe("a.pdf");
  });

  it("stops a file that is taken out of the list and goes on with the next", async () => {
    const { uploads, sendings, states } = stage();
    uploads.add(files("a.mp4", "b.mp4", "c.mp4"));

    uploads.dismiss(1);
    await settle();

    expect(sendings[0]!.signal.aborted).toBe(true);
    expect(states()).toEqual(["sending", "sending"]);
    expect(uploads.current.map(({ name }) => name)).toEqual(["b.mp4", "c.mp4"]);
  });
});
