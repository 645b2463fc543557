import { expect, test } from "vitest";
import { isRecording } from "./recording";

const upload = { youtube_id: "", error_code: null };

test("what a model has heard, or could not hear, is a recording", () => {
  expect(isRecording(upload, [{ origin: "edited" }, { origin: "whisper small" }])).toBe(true);
  expect(isRecording({ ...upload, error_code: "NO_SPEECH" }, [])).toBe(true);
});

test("captions and videos of YouTube are none", () => {
  expect(isRecording(upload, [{ origin: "edited" }, { origin: "captions" }])).toBe(false);
  expect(isRecording({ ...upload, error_code: "INVALID_FILE" }, [])).toBe(false);
  expect(isRecording({ ...upload, youtube_id: "dQw4w9WgXcQ" }, [{ origin: "automatic captions" }])).toBe(false);
});
