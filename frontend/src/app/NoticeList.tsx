import { useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import { titleOf } from "../events/cache";
import { useNotices, useShownNotices } from "../events/context";
import type { Notice } from "../events/notices";
import { failureSentence } from "../i18n/server";
import { useText } from "../i18n/text";

/** What just happened, in a corner and for a screen reader. */
export function NoticeList() {
  const { text } = useText();
  const notices = useNotices();
  const shown = useShownNotices();
  return (
    <div className="notices" role="status" aria-label={text.notices.label}>
      {shown.map(({ number, notice }) => (
        <div key={number} className={`notice notice-${kindOf(notice)}`}>
          <Sentence notice={notice} />
          <button
            type="button"
            className="icon"
            aria-label={text.notices.dismiss}
            onClick={() => notices.dismiss(number)}
          >
            ×
          </button>
        </div>
      ))}
    </div>
  );
}

function kindOf(notice: Notice): "good" | "bad" {
  return notice.kind === "failure" || (notice.kind === "status" && notice.status === "FAILED") ? "bad" : "good";
}

function Sentence({ notice }: { notice: Notice }) {
  const { text, language } = useText();
  const cache = useQueryClient();
  if (notice.kind === "done") return <span>{notice.sentence}</span>;
  const title = notice.videoId === null ? null : titleOf(cache, notice.videoId);
  return (
    <span>
      {notice.kind === "status"
        ? (notice.status === "FAILED" ? text.notices.failed : text.notices.processed)(title ?? "")
        : [title, failureSentence(notice.code, notice.sentence, text, language)].filter(Boolean).join(": ")}{" "}
      {notice.videoId !== null && title !== null && <Link href={`/videos/${notice.videoId}`}>{text.notices.open}</Link>}
    </span>
  );
}
