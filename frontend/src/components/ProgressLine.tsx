import type { VideoDTO } from "../api/types";
import { progressSentence } from "../i18n/server";
import { useText } from "../i18n/text";

/** How far the work on a video is, with the sentence for the person who waits. */
export function ProgressLine({ video }: { video: Pick<VideoDTO, "title" | "status" | "progress" | "message"> }) {
  const { text, language } = useText();
  if (video.status !== "QUEUED" && video.status !== "PROCESSING") return null;
  const percent = video.progress ?? 0;
  const waiting = video.status === "QUEUED" ? text.waiting.queued : "";
  const sentence = video.message == null ? waiting : progressSentence(video.message, language);
  return (
    <div className="progress-line">
      <progress value={percent} max={100} aria-label={text.waiting.label(video.title)}>
        {text.waiting.progress(percent)}
      </progress>
      <p className="quiet">
        {sentence} {video.status === "PROCESSING" && <span className="number">{percent}%</span>}
      </p>
    </div>
  );
}
