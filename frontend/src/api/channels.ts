import { useQuery } from "@tanstack/react-query";
import { useApi } from "./context";
import { keys } from "./keys";
import type { ChannelDTO, PaginatedResponseDTO } from "./types";

const ALL = 100;

/** The channels, as many as a list of choices can hold. */
export function useChannels() {
  const api = useApi();
  return useQuery({
    queryKey: keys.channelList,
    queryFn: ({ signal }) =>
      api
        .get<PaginatedResponseDTO<ChannelDTO>>("/api/v2/channels", { page_size: ALL }, signal)
        .then((page) => page.items),
  });
}
