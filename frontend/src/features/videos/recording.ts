import type { TranscriptVersionDTO, VideoDetailDTO } from "../../api/types";

const WRITTEN = ["captions", "edited"];
const SOUND_FAILURES = ["TRANSCRIBER_MISSING", "MODEL_UNAVAILABLE", "NO_SPEECH"];

/**
 * Whether sound or video was uploaded: a model has heard it, or could not. Asking for the recording of captions would
 * be an error, which the browser would note each time.
 */
export function isRecording(
  video: Pick<VideoDetailDTO, "youtube_id" | "error_code">,
  versions: readonly Pick<TranscriptVersionDTO, "origin">[],
): boolean {
  if (video.youtube_id !== "") return false;
  return versions.some(({ origin }) => !WRITTEN.includes(origin)) || SOUND_FAILURES.includes(video.error_code ?? "");
}
