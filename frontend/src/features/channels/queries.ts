import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../../api/context";
import type { ApiClient } from "../../api/client";
import { keys } from "../../api/keys";
import type {
  ChannelCheckDTO,
  ChannelDTO,
  ChannelStatsDTO,
  CreateChannelDTO,
  ImportChannelDTO,
  PatchChannelDTO,
} from "../../api/types";

const WATCH_MS = 2_000;

const path = (id: string) => `/api/v2/channels/${encodeURIComponent(id)}`;

/** A channel that was given by its name is looked at once: that tells which one it is, or that there is none. */
async function lookOnce(api: ApiClient, sent: { url?: string | null }, channel: ChannelDTO): Promise<ChannelDTO> {
  if (sent.url != null && channel.youtube_channel_id === "") {
    await api.write<ChannelCheckDTO>("POST", `${path(channel.id)}/check`);
  }
  return channel;
}

export function useChannel(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.channel(id),
    queryFn: ({ signal }) => api.get<ChannelDTO>(path(id), {}, signal),
  });
}

export function useChannelStats(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.channelStats(id),
    queryFn: ({ signal }) => api.get<ChannelStatsDTO>(`${path(id)}/stats`, {}, signal),
  });
}

export function useCreateChannel() {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (channel: CreateChannelDTO) =>
      lookOnce(api, channel, (await api.write<ChannelDTO>("POST", "/api/v2/channels", channel)).data),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.channels }),
  });
}

export function usePatchChannel(id: string) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (change: PatchChannelDTO) =>
      lookOnce(api, change, (await api.write<ChannelDTO>("PATCH", path(id), change)).data),
    onSuccess: (channel) => {
      cache.setQueryData(keys.channel(id), channel);
      return cache.invalidateQueries({ queryKey: keys.channels });
    },
  });
}

export function useRemoveChannel(id: string) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => api.write<null>("DELETE", path(id)),
    onSuccess: () => {
      cache.removeQueries({ queryKey: keys.channel(id) });
      void cache.invalidateQueries({ queryKey: keys.channelList });
      // Its videos stay, without a channel.
      void cache.invalidateQueries({ queryKey: keys.videos });
    },
  });
}

/** The newest looks for videos; they are announced by no event, so one that is under way is watched. */
export function useChecks(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.channelChecks(id),
    queryFn: ({ signal }) => api.get<ChannelCheckDTO[]>(`${path(id)}/checks`, {}, signal),
    refetchInterval: (query) => (query.state.data?.some(isUnderWay) ? WATCH_MS : false),
  });
}

export function isUnderWay(check: ChannelCheckDTO): boolean {
  return check.status === "waiting" || check.status === "running";
}

/** Looks for new videos. */
export function useCheckChannel(id: string) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => api.write<ChannelCheckDTO>("POST", `${path(id)}/check`),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.channel(id) }),
  });
}

/** Brings in the videos of a stretch of time. */
export function useImport(id: string) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (wanted: ImportChannelDTO) => api.write<ChannelCheckDTO>("POST", `${path(id)}/import`, wanted),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.channel(id) }),
  });
}
