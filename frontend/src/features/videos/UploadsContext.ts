import { createContext, use, useSyncExternalStore } from "react";
import type { ApiClient } from "../../api/client";
import type { VideoDTO } from "../../api/types";
import { Uploads, type Upload } from "./uploads";

export const UploadsContext = createContext<Uploads | null>(null);

/** The uploads of this page, which go on while one reads another part of it. */
export function createUploads(api: ApiClient, onVideo: (video: VideoDTO) => void): Uploads {
  return new Uploads((file, onSent, signal) => {
    const form = new FormData();
    form.append("file", file);
    return api.upload<VideoDTO>("/api/v2/videos/upload", form, onSent, signal);
  }, onVideo);
}

export function useUploads(): { uploads: Uploads; list: readonly Upload[] } {
  const uploads = use(UploadsContext);
  if (uploads === null) throw new Error("this component stands outside of the UploadsContext");
  const list = useSyncExternalStore(uploads.subscribe, () => uploads.current);
  return { uploads, list };
}
