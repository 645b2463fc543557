import type { VideoStatus } from "../api/types";
import { useText } from "../i18n/text";

/** Where a video stands, in a word. */
export function StatusChip({ status }: { status: VideoStatus }) {
  const { text } = useText();
  return (
    <span className={`chip chip-${status.toLowerCase()}`} data-status={status}>
      <span className="chip-dot" aria-hidden="true" />
      {text.status[status]}
    </span>
  );
}
