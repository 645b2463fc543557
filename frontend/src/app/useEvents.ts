import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { keys } from "../api/keys";
import { ListRefresh, refetchAll } from "../events/cache";
import { handle } from "../events/handlers";
import type { Notices } from "../events/notices";
import { EventStream, type StreamState } from "../events/stream";

const STREAM = "/api/v2/events/stream";
const LISTS_REST_MS = 300;

/** Opens the page's one event stream and lets its events edit the cache. */
export function useEvents(notices: Notices, isSignedIn: boolean): StreamState {
  const cache = useQueryClient();
  const [state, setState] = useState<StreamState>("connecting");
  useEffect(() => {
    if (!isSignedIn) return;
    const lists = new ListRefresh(cache, LISTS_REST_MS);
    const stream = new EventStream(
      STREAM,
      {
        onEvent: (event) => handle(event, { cache, lists, notices }),
        onState: (next) => {
          setState(next);
          // What could not be loaded while the server was away can be loaded now.
          if (next === "open") void cache.refetchQueries({ predicate: (query) => query.state.status === "error" });
        },
        onFreshStart: () => refetchAll(cache),
        onRefused: () => void cache.invalidateQueries({ queryKey: keys.session }),
      },
      {
        open: (url) => new EventSource(url),
        setTimeout: (run, delay_ms) => window.setTimeout(run, delay_ms),
        clearTimeout: (timer) => window.clearTimeout(timer),
        random: Math.random,
      },
    );
    const hurry = () => {
      if (document.visibilityState === "visible") stream.hurry();
    };
    stream.start();
    window.addEventListener("online", hurry);
    document.addEventListener("visibilitychange", hurry);
    return () => {
      stream.stop();
      window.removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", hurry);
    };
  }, [cache, notices, isSignedIn]);
  return state;
}
