import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../../api/context";
import { keys } from "../../api/keys";
import type { ChannelDTO, ChannelSettingsDTO, ChannelStatsDTO } from "../../api/types";

const path = (id: string) => `/api/v2/channels/${encodeURIComponent(id)}`;

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
    mutationFn: async (channel: { title: string; url?: string }) =>
      (await api.write<ChannelDTO>("POST", "/api/v2/channels", channel)).data,
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.channels }),
  });
}

export function usePatchChannel(id: string) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (change: { title: string; settings: ChannelSettingsDTO }) =>
      (await api.write<ChannelDTO>("PATCH", path(id), change)).data,
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

/** Looks for new videos. */
export function useCheckChannel(id: string) {
  const api = useApi();
  return useMutation({ mutationFn: () => api.write<unknown>("POST", `${path(id)}/check`) });
}

/** Brings in the videos of a stretch of time. */
export function useImport(id: string) {
  const api = useApi();
  return useMutation({
    mutationFn: (wanted: { date_start: string; date_end: string; max_videos?: number }) =>
      api.write<unknown>("POST", `${path(id)}/import`, wanted),
  });
}
