import { useEffect, useRef, useState } from "react";
import type { VideoDetailDTO } from "../../api/types";
import { useText } from "../../i18n/text";
import { isRecording } from "./recording";
import { useVersions } from "./queries";
import type { Jump } from "./TranscriptPanel";

/** Plays the recording that was uploaded, from the second that one goes to; nothing where there is none. */
export function Player({ video, jump }: { video: VideoDetailDTO; jump: Jump | null }) {
  const { text } = useText();
  const element = useRef<HTMLVideoElement>(null);
  const [hasPicture, setHasPicture] = useState(false);
  const [isBroken, setIsBroken] = useState(false);
  const isUpload = video.youtube_id === "";
  const versions = useVersions(video.id, isUpload);
  const isShown = !isBroken && isRecording(video, versions.data ?? []);
  useEffect(() => {
    const player = element.current;
    if (player === null || jump === null) return;
    player.currentTime = jump.seconds;
    // A second in the page's address is only shown; one that was clicked is heard. A browser may refuse to play.
    if (jump.number > 0) player.play().catch(() => undefined);
  }, [jump, isShown]);
  if (!isShown) return null;
  return (
    <video
      ref={element}
      className={hasPicture ? "recording" : "recording recording-sound"}
      src={`/api/v2/videos/${video.id}/media`}
      aria-label={text.video.recording}
      controls
      playsInline
      preload="metadata"
      onLoadedMetadata={(event) => setHasPicture(event.currentTarget.videoWidth > 0)}
      onError={() => setIsBroken(true)}
    />
  );
}
