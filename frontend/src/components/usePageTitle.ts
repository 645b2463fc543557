import { useEffect } from "react";

/** Names the browser's tab. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title === undefined || title === "" ? "CultoTranscript" : `${title} · CultoTranscript`;
  }, [title]);
}
