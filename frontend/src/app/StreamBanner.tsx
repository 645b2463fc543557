import { useEffect, useState } from "react";
import type { StreamState } from "../events/stream";
import { useText } from "../i18n/text";

const BACK_SHOWN_MS = 4_000;

/** Says when the page does not hear of changes, and when it does again. */
export function StreamBanner({ state }: { state: StreamState }) {
  const { text } = useText();
  const shown = useShown(state);
  return (
    <div role="status" className="banner-place">
      {shown === "lost" && <p className="banner banner-lost">{text.stream.lost}</p>}
      {shown === "back" && <p className="banner banner-back">{text.stream.back}</p>}
    </div>
  );
}

function useShown(state: StreamState): "lost" | "back" | null {
  const [wasLost, setWasLost] = useState(false);
  if (state === "lost" && !wasLost) setWasLost(true);
  useEffect(() => {
    if (state !== "open" || !wasLost) return undefined;
    const timer = setTimeout(() => setWasLost(false), BACK_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state, wasLost]);
  if (!wasLost) return null;
  return state === "open" ? "back" : "lost";
}
