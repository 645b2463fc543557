import type { VideoDTO } from "../api/types";
import { day, lengthOf } from "../i18n/format";
import { useText } from "../i18n/text";

/** Who preached, when, and for how long, as far as it is known. */
export function VideoMeta({
  video,
}: {
  video: Pick<VideoDTO, "speaker" | "published_at" | "created_at" | "duration">;
}) {
  const { language } = useText();
  const time = video.published_at ?? video.created_at;
  return (
    <p className="meta quiet">
      {video.speaker != null && video.speaker !== "" && <span>{video.speaker}</span>}
      <time dateTime={time}>{day(time, language)}</time>
      {video.duration > 0 && <span>{lengthOf(video.duration)}</span>}
    </p>
  );
}
