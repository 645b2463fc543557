import { Link } from "wouter";
import { clock } from "../i18n/format";
import { useText } from "../i18n/text";

interface Place {
  videoId: string;
  youtubeId: string;
  seconds: number | null | undefined;
}

/** A second of a sermon: goes there in the transcript, and beside it a plain link to the same second on YouTube. */
export function TimeLink({ videoId, youtubeId, seconds, onJump }: Place & { onJump?: (seconds: number) => void }) {
  const { text } = useText();
  if (seconds === null || seconds === undefined) return null;
  const time = clock(seconds);
  return (
    <span className="times">
      <Link
        className="time"
        href={`/videos/${videoId}?t=${seconds}`}
        aria-label={text.video.jump(time)}
        onClick={(event) => {
          if (onJump === undefined || event.metaKey || event.ctrlKey) return;
          event.preventDefault();
          onJump(seconds);
        }}
      >
        {time}
      </Link>
      {youtubeId !== "" && (
        <a
          className="youtube"
          href={`https://www.youtube.com/watch?v=${encodeURIComponent(youtubeId)}&t=${seconds}s`}
          target="_blank"
          rel="noreferrer"
          aria-label={text.video.onYouTubeAt(time)}
          title={text.video.onYouTubeAt(time)}
        >
          ▶
        </a>
      )}
    </span>
  );
}
