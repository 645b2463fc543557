import { createContext, use, useSyncExternalStore } from "react";
import { Notices, type NumberedNotice } from "./notices";

export const NoticesContext = createContext<Notices | null>(null);

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
