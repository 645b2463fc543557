import { useCallback, useState } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import type { VideoDetailDTO } from "../../api/types";
import { Failure, FormError } from "../../components/Failure";
import { Loading } from "../../components/Loading";
import { ProgressLine } from "../../components/ProgressLine";
import { StatusChip } from "../../components/StatusChip";
import { usePageTitle } from "../../components/usePageTitle";
import { VideoMeta } from "../../components/VideoMeta";
import { useNotices } from "../../events/context";
import { failureSentence } from "../../i18n/server";
import { useText } from "../../i18n/text";
import { EditDialog } from "./EditDialog";
import { Player } from "./Player";
import { useCancel, useReport, useReprocess, useTranscript, useVideo } from "./queries";
import { RemoveDialog } from "./RemoveDialog";
import { SummarySections } from "./SummarySections";
import { TranscriptPanel, type Jump } from "./TranscriptPanel";

/** One sermon: where it stands, what was found in it, what was said. */
export function VideoPage({ id }: { id: string }) {
  const video = useVideo(id);
  usePageTitle(video.data?.title);
  if (video.data === undefined) {
    return video.isError ? <Failure error={video.error} onRetry={() => void video.refetch()} /> : <Loading />;
  }
  return <Video video={video.data} />;
}

function Video({ video }: { video: VideoDetailDTO }) {
  const { text } = useText();
  const [jump, jumpTo] = useJump();
  // A video that is analysed again keeps what was found before until the new is there.
  const hasText = video.transcript != null && video.transcript !== "";
  const isReady = video.status === "PROCESSED";
  const report = useReport(video.id, isReady);
  const transcript = useTranscript(video.id, hasText || isReady);
  return (
    <article className="sermon">
      <Link href="/" className="back">
        ← {text.video.back}
      </Link>
      <header className="sermon-head">
        <div>
          <h1>{video.title}</h1>
          <VideoMeta video={video} />
        </div>
        <StatusChip status={video.status} />
      </header>
      <Actions video={video} />
      <Standing video={video} />
      <Player video={video} jump={jump} />
      {(isReady || hasText) && (
        <div className="columns">
          <div className="findings" id="findings">
            <SummarySections video={video} report={report.data} onJump={jumpTo} />
          </div>
          <TranscriptPanel video={video} transcript={transcript} jump={jump} onJump={jumpTo} />
        </div>
      )}
    </article>
  );
}

/** The second that the page is at: from its address at first, then wherever one goes. */
function useJump(): [Jump | null, (seconds: number) => void] {
  const [search, setSearch] = useSearchParams();
  const first = search.get("t");
  const [jump, setJump] = useState<Jump | null>(() =>
    first !== null && /^\d{1,7}$/.test(first) ? { seconds: Number(first), number: 0 } : null,
  );
  const jumpTo = useCallback(
    (seconds: number) => {
      // Going to the same second twice goes there twice.
      setJump((last) => ({ seconds, number: (last?.number ?? 0) + 1 }));
      setSearch({ t: String(seconds) }, { replace: true });
    },
    [setSearch],
  );
  return [jump, jumpTo];
}

function Actions({ video }: { video: VideoDetailDTO }) {
  const { text } = useText();
  const [, navigate] = useLocation();
  const notices = useNotices();
  const reprocess = useReprocess(video.id);
  const cancel = useCancel(video.id);
  const [open, setOpen] = useState<"edit" | "remove" | null>(null);
  const isRunning = video.status === "QUEUED" || video.status === "PROCESSING";
  return (
    <>
      <div className="actions">
        <button type="button" className="small" onClick={() => setOpen("edit")}>
          {text.video.edit}
        </button>
        {video.status === "PROCESSED" && (
          <button
            type="button"
            className="small"
            disabled={reprocess.isPending}
            onClick={() => reprocess.mutate({ from_step: "sermon_start" })}
          >
            {text.video.reprocess}
          </button>
        )}
        {isRunning && (
          <button type="button" className="small" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
            {text.video.stop}
          </button>
        )}
        {video.status === "PROCESSED" && (
          <>
            <a className="button small" href={`/api/v2/videos/${video.id}/export?format=markdown`} download>
              {text.video.studyGuide}
            </a>
            <button type="button" className="small" onClick={() => window.print()}>
              {text.video.print}
            </button>
          </>
        )}
        {video.youtube_id !== "" && (
          <a
            className="button small"
            href={`https://www.youtube.com/watch?v=${encodeURIComponent(video.youtube_id)}`}
            target="_blank"
            rel="noreferrer"
          >
            {text.video.onYouTube}
          </a>
        )}
        <button type="button" className="small danger" onClick={() => setOpen("remove")}>
          {text.video.remove}
        </button>
      </div>
      <FormError error={reprocess.error ?? cancel.error} />
      {open === "edit" && <EditDialog video={video} onClose={() => setOpen(null)} />}
      {open === "remove" && (
        <RemoveDialog
          video={video}
          onClose={() => setOpen(null)}
          onRemoved={() => {
            notices.add({ kind: "done", sentence: text.video.removed });
            navigate("/");
          }}
        />
      )}
    </>
  );
}

/** What goes on with a video that is not ready: its progress, or why it stopped and what can be done. */
function Standing({ video }: { video: VideoDetailDTO }) {
  const { text, language } = useText();
  const reprocess = useReprocess(video.id);
  if (video.status === "PROCESSED") return null;
  if (video.status === "QUEUED" || video.status === "PROCESSING") {
    return (
      <section className="standing">
        <ProgressLine video={video} />
        <p className="quiet">{text.video.waitingTitle}</p>
      </section>
    );
  }
  const isFailed = video.status === "FAILED";
  return (
    <section className={isFailed ? "standing standing-failed" : "standing"}>
      <h2>{isFailed ? text.video.failedTitle : text.video.pendingTitle}</h2>
      {isFailed && video.error_message != null && (
        <p>{failureSentence(video.error_code ?? "", video.error_message, text, language)}</p>
      )}
      <button type="button" disabled={reprocess.isPending} onClick={() => reprocess.mutate({})}>
        {isFailed ? text.actions.retry : text.video.pendingAction}
      </button>
      <FormError error={reprocess.error} />
    </section>
  );
}
