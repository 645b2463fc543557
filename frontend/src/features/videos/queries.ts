import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useApi } from "../../api/context";
import { keys } from "../../api/keys";
import type {
  PaginatedResponseDTO,
  PatchSummaryDTO,
  PatchVideoDTO,
  ReprocessDTO,
  SubmitVideoDTO,
  SummaryDTO,
  TranscriptDTO,
  TranscriptVersionDTO,
  VideoDetailDTO,
  VideoDetailedReportDTO,
  VideoDTO,
} from "../../api/types";
import { addVideo, patchSummary, patchVideo, refetchVideo, removeVideo } from "../../events/cache";
import type { VideoFilters } from "./filters";

const PAGE_SIZE = 50;

export function useVideos(filters: VideoFilters) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: keys.videoList(filters),
    queryFn: ({ pageParam, signal }) =>
      api.get<PaginatedResponseDTO<VideoDTO>>(
        "/api/v2/videos",
        { ...filters, ...zoneOf(filters), page: pageParam, page_size: PAGE_SIZE },
        signal,
      ),
    initialPageParam: 1,
    getNextPageParam: ({ pagination }) => (pagination.page < pagination.total_pages ? pagination.page + 1 : undefined),
  });
}

export function useVideo(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.video(id),
    queryFn: ({ signal }) => api.get<VideoDetailDTO>(`/api/v2/videos/${encodeURIComponent(id)}`, {}, signal),
  });
}

/** The names of those who preached, most often first. */
export function useSpeakers() {
  const api = useApi();
  return useQuery({
    queryKey: keys.speakers,
    queryFn: ({ signal }) => api.get<string[]>("/api/v2/videos/speakers", {}, signal),
  });
}

export function useReport(id: string, isReady: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: keys.report(id),
    queryFn: ({ signal }) => api.get<VideoDetailedReportDTO>(`/api/v2/videos/${id}/detailed-report`, {}, signal),
    enabled: isReady,
  });
}

export function useTranscript(id: string, isReady: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: keys.transcript(id),
    queryFn: ({ signal }) => api.get<TranscriptDTO>(`/api/v2/videos/${id}/transcript`, { format: "json" }, signal),
    enabled: isReady,
  });
}

/** The versions of what was said, newest first: where each is from. */
export function useVersions(id: string, isWanted: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: keys.versions(id),
    queryFn: ({ signal }) => api.get<TranscriptVersionDTO[]>(`/api/v2/videos/${id}/transcript/versions`, {}, signal),
    enabled: isWanted,
  });
}

/** Submits a YouTube address; `isNew` is false for a video that was here already. */
export function useSubmitAddress() {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (url: string) => {
      const asked: SubmitVideoDTO = { url };
      const { status, data } = await api.write<VideoDTO>("POST", "/api/v2/videos", asked);
      return { video: data, isNew: status !== 200 };
    },
    onSuccess: ({ video }) => addVideo(cache, video),
  });
}

export function usePatchVideo(id: string) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (change: PatchVideoDTO) =>
      (await api.write<VideoDetailDTO>("PATCH", `/api/v2/videos/${id}`, change)).data,
    onSuccess: (video) => {
      const { title, speaker, published_at, channel_id } = video;
      patchVideo(cache, id, { title, speaker, published_at, channel_id });
      refetchVideo(cache, id);
      void cache.invalidateQueries({ queryKey: keys.videoLists });
    },
  });
}

export function usePatchSummary(id: string) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (change: PatchSummaryDTO) =>
      (await api.write<SummaryDTO>("PATCH", `/api/v2/videos/${id}/summary`, change)).data,
    onSuccess: (summary) => {
      patchSummary(cache, id, summary);
      refetchVideo(cache, id);
    },
  });
}

/** Works on a video again: from a step, or from where it failed. */
export function useReprocess(id: string) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (asked: ReprocessDTO) =>
      (await api.write<VideoDTO>("POST", `/api/v2/videos/${id}/reprocess`, asked)).data,
    onSuccess: (video) => keepStanding(cache, video),
  });
}

/** Stops the work on a video. */
export function useCancel(id: string) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async () => (await api.write<VideoDTO>("POST", `/api/v2/videos/${id}/cancel`)).data,
    onSuccess: (video) => keepStanding(cache, video),
  });
}

function keepStanding(cache: QueryClient, { id, status, progress, message }: VideoDTO): void {
  patchVideo(cache, id, { status, progress, message });
  // An event may have been quicker than this answer, and know more.
  void cache.invalidateQueries({ queryKey: keys.videos });
}

export function useRemoveVideo(id: string) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => api.write<null>("DELETE", `/api/v2/videos/${id}`),
    onSuccess: () => removeVideo(cache, id),
  });
}

/** Days are those of the person who looks. */
function zoneOf(filters: VideoFilters): { tz?: string } {
  const hasDays = filters.date_start !== undefined || filters.date_end !== undefined;
  return hasDays ? { tz: Intl.DateTimeFormat().resolvedOptions().timeZone } : {};
}
