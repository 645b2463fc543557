import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiClient, ApiError } from "../api/client";
import { ApiContext } from "../api/context";
import { keys } from "../api/keys";
import { addVideo } from "../events/cache";
import { NoticesContext } from "../events/context";
import { Notices } from "../events/notices";
import { createUploads, UploadsContext } from "../features/videos/UploadsContext";
import { TextProvider } from "../i18n/text";
import { App } from "./App";
import { CrashGuard } from "./CrashGuard";
import "./style.css";

const FRESH_MS = 30_000;
const TRIES = 2;

const cache = new QueryClient({
  defaultOptions: {
    queries: {
      // Events keep the cache right; what they do not tell (a new title, a deletion) is seen when one looks again.
      staleTime: FRESH_MS,
      // A server on this machine or in this house answers without the internet.
      networkMode: "always",
      retry: (failures, error) => failures < TRIES && !(error instanceof ApiError && error.status >= 400),
    },
    mutations: { networkMode: "always" },
  },
});
const api = new ApiClient(window.fetch.bind(window), () => cache.setQueryData(keys.session, { authenticated: false }));
const notices = new Notices((run, delay_ms) => window.setTimeout(run, delay_ms));
const uploads = createUploads(api, (video) => addVideo(cache, video));

// A file on its way would be lost: the browser asks whether to leave.
window.addEventListener("beforeunload", (event) => {
  if (uploads.isBusy) event.preventDefault();
});

const root = document.getElementById("page");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={cache}>
        <ApiContext value={api}>
          <NoticesContext value={notices}>
            <UploadsContext value={uploads}>
              <TextProvider>
                <CrashGuard>
                  <App />
                </CrashGuard>
              </TextProvider>
            </UploadsContext>
          </NoticesContext>
        </ApiContext>
      </QueryClientProvider>
    </StrictMode>,
  );
}
