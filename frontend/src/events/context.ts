import { createContext, use, useSyncExternalStore } from "react";
import { Notices, type NumberedNotice } from "./notices";
import type { StreamState } from "./stream";

export const NoticesContext = createContext<Notices | null>(null);
export const StreamStateContext = createContext<StreamState>("connecting");

/** Where anything on the page says what just happened. */
export function useNotices(): Notices {
  const notices = use(NoticesContext);
  if (notices === null) throw new Error("this component stands outside of the NoticesContext");
  return notices;
}

/** The notices that are shown right now. */
export function useShownNotices(): readonly NumberedNotice[] {
  const notices = useNotices();
  return useSyncExternalStore(notices.subscribe, () => notices.current);
}

/** Whether the page hears of changes. */
export function useStreamState(): StreamState {
  return use(StreamStateContext);
}
